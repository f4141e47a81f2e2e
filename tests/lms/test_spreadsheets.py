import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from lms import spreadsheets

HEADER = ["Person", "Minuten"]
ROWS = [["Teilnehmende Person 07", 90], ["=1+1", 0], ["Ö; „so“", 5]]


def test_csv_opens_in_a_german_office_program_without_asking():
    answer = spreadsheets.answer("csv", "qk-07-anwesenheit", HEADER, ROWS)

    text = b"".join(answer.streaming_content).decode()
    assert text == '\ufeffPerson;Minuten\r\nTeilnehmende Person 07;90\r\n\'=1+1;0\r\n"Ö; „so“";5\r\n'
    assert answer.headers["Content-Disposition"] == 'attachment; filename="qk-07-anwesenheit.csv"'


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@A1", "\t=1+1", "\r=1+1"])
def test_no_cell_runs_as_a_formula_not_even_a_title(typed):
    text = b"".join(spreadsheets.answer("csv", "liste", [typed], [[typed]]).streaming_content).decode("utf-8-sig")
    sheet = load_workbook(BytesIO(spreadsheets.answer("xlsx", "liste", [typed], [[typed]]).content)).active

    assert list(csv.reader(StringIO(text, newline=""), delimiter=";")) == [[f"'{typed}"], [f"'{typed}"]]
    assert [cell.data_type for row in sheet.iter_rows() for cell in row] == ["s", "s"]


def test_xlsx_keeps_numbers_as_numbers_and_runs_no_formula():
    answer = spreadsheets.answer("xlsx", "qk-07-anwesenheit", HEADER, ROWS)

    sheet = load_workbook(BytesIO(answer.content)).active
    assert [list(row) for row in sheet.iter_rows(values_only=True)] == [HEADER, ROWS[0], ["'=1+1", 0], ROWS[2]]
