"""A table out as CSV or XLSX, row by row, safe to open in an office program."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from itertools import islice

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from openpyxl import Workbook

Cell = str | int
FORMATS = {"csv": "CSV", "xlsx": "XLSX"}
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
LINES_AT_ONCE = 200
STARTS_OF_FORMULAS = ("=", "+", "-", "@", "\t", "\r")
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def answer(ending: str, name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponseBase:
    """The table as a download in one of `FORMATS`; rows are taken one by one."""
    return _ANSWERS[ending](f"{name}.{ending}", header, rows)


def harmless(cell: Cell) -> Cell:
    """The cell as text, even if somebody typed what an office program would run as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(STARTS_OF_FORMULAS) else cell


def _csv(name, header, rows) -> StreamingHttpResponse:
    return StreamingHttpResponse(lines(header, rows), content_type="text/csv; charset=utf-8", headers=_download(name))


def _download(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The table as the text of a CSV file, with what German office programs open without asking: semicolons, byte order mark.

    Some hundred lines at a time: each piece is packed and sent on its own, which costs more than a line.
    """
    writer = csv.writer(_Echo(), delimiter=";")
    yield BYTE_ORDER_MARK + writer.writerow([harmless(cell) for cell in header])
    written = (writer.writerow([harmless(cell) for cell in row]) for row in rows)
    while piece := "".join(islice(written, LINES_AT_ONCE)):
        yield piece


class _Echo:
    """A file that hands each line straight back."""

    def write(self, line: str) -> str:
        return line


def _xlsx(name, header, rows) -> HttpResponse:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "B2"
    sheet.append([harmless(cell) for cell in header])
    for row in rows:
        sheet.append([harmless(cell) for cell in row])
    file = BytesIO()
    book.save(file)
    return HttpResponse(file.getvalue(), content_type=XLSX_TYPE, headers=_download(name))


_ANSWERS = {"csv": _csv, "xlsx": _xlsx}
