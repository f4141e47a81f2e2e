from io import BytesIO

from openpyxl import load_workbook

from lms import spreadsheets

HEADER = ["Person", "Minuten"]
ROWS = [["Teilnehmende Person 07", 90], ["=1+1", 0], ["Ö; „so“", 5]]


def test_csv_opens_in_a_german_office_program_without_asking():
    answer = spreadsheets.answer("csv", "qk-07-anwesenheit", HEADER, ROWS)

    text = b"".join(answer.streaming_content).decode()
    assert text == '\ufeffPerson;Minuten\r\nTeilnehmende Person 07;90\r\n\'=1+1;0\r\n"Ö; „so“";5\r\n'
    assert answer.headers["Content-Disposition"] == 'attachment; filename="qk-07-anwesenheit.csv"'


def test_xlsx_keeps_numbers_as_numbers_and_runs_no_formula():
    answer = spreadsheets.answer("xlsx", "qk-07-anwesenheit", HEADER, ROWS)

    sheet = load_workbook(BytesIO(answer.content)).active
    assert [list(row) for row in sheet.iter_rows(values_only=True)] == [HEADER, ROWS[0], ["'=1+1", 0], ROWS[2]]
