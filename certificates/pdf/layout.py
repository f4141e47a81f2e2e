"""Where everything stands on the page. Wording comes with the content; nothing is invented here."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import segno
from reportlab.lib.units import mm

from certificates import codes
from certificates.content import Content
from lms.ui.formats import day, day_short, decimal_cut

from .document import Attachment, TaggedCanvas
from .fonts import BOLD, MEDIUM, REGULAR, printable, width_of

HEIGHT = 297 * mm
LEFT, RIGHT, TEXT_WIDTH = 25 * mm, 190 * mm, 150 * mm
BOTTOM = 24 * mm
INK, MUTED, YELLOW, LINE, PALE = (0.11, 0.1, 0.09), (0.29, 0.28, 0.27), (1.0, 0.98, 0.0), (0.55, 0.54, 0.53), (0.93, 0.93, 0.92)
SUPPLEMENT_COLUMNS = (44, 17, 8, 12.5, 16, 17.5, 10, 40)
PARTICIPATION_COLUMNS = (66, 52, 24, 23)
QR_SIZE = 28 * mm
QR_MASK = 4
SAMPLE = "Muster, nicht gültig"
SEALED = "Dieses Dokument ist elektronisch gesiegelt."
SEAL = "Elektronisches Siegel: {issuer}"
PRINT = "Druckfassung"
PRINTED = "Druckfassung. Das Original ist die gesiegelte Datei."


def render(content: Content, *, attachments: Sequence[Attachment] = (), for_seal: bool = False) -> bytes:
    """Draw a document; a first pass counts its pages. The same content gives the same bytes.

    `for_seal` adds the empty field for the seal and the sentence that says so; only `signing.seal` fills it.
    """
    total = _draw(content, total=0, for_seal=for_seal).page
    canvas = _draw(content, total=total, for_seal=for_seal).canvas
    if attachments:
        canvas.attach(attachments, on=content.issued_on)
    return canvas.finish()


def render_for_print(contents: Sequence[Content], *, title: str, on: date) -> bytes:
    """Many documents one after the other in one tagged file; every page says that it is not the original."""
    canvas = TaggedCanvas(title=title, author=contents[0].issuer, subject=PRINTED, number=title, on=on)
    for place, content in enumerate(contents):
        if place:
            canvas.showPage()
        total = _draw(content, total=0, for_seal=False).page
        with canvas.group("Sect"):
            _write(Sheet(canvas, content, total=total, for_seal=False, is_print=True))
    return canvas.finish()


class Sheet:
    """A canvas with a place to write next, from the top down; `y` is in points from the bottom."""

    def __init__(self, canvas: TaggedCanvas, content: Content, *, total: int, for_seal: bool, is_print: bool = False):
        self.canvas, self.content, self.total, self.for_seal, self.is_print = canvas, content, total, for_seal, is_print
        self.page, self.y = 1, HEIGHT
        self.decorate()

    def decorate(self) -> None:
        """Yellow bar, page number and, for samples, the pale word across the page: none of it is read."""
        canvas = self.canvas
        with canvas.artifact():
            canvas.setFillColorRGB(*YELLOW)
            canvas.rect(LEFT, HEIGHT - 24 * mm, RIGHT - LEFT, 4 * mm, stroke=0, fill=1)
        if self.content.is_sample:
            with canvas.artifact():
                canvas.saveState()
                canvas.setFillColorRGB(*PALE)
                canvas.translate(105 * mm, 140 * mm)
                canvas.rotate(50)
                canvas.setFont(BOLD, 110)
                canvas.drawCentredString(0, 0, "Muster")
                canvas.restoreState()
        words = [PRINT] if self.is_print else []
        words += [self.content.number, f"Seite {self.page} von {self.total}"] if self.total > 1 else []
        if words:
            with canvas.artifact("/Type /Pagination /Subtype /Footer"):
                canvas.setFillColorRGB(*MUTED)
                canvas.setFont(REGULAR, 8.5)
                canvas.drawRightString(RIGHT, 12 * mm, " · ".join(words))

    def next_page(self) -> None:
        self.canvas.showPage()
        self.page += 1
        self.decorate()
        self.y = HEIGHT - 30 * mm

    def text(self, words: str, *, role="P", size=12.0, leading=18.0, font=REGULAR, color=INK, width=TEXT_WIDTH, gap=0.0) -> None:
        """One paragraph below the last one; **double asterisks** make words bold."""
        lines = list(_lines(_runs(words, font), size, width))
        if self.y - gap - leading * len(lines) < BOTTOM:
            self.next_page()
            gap = 0
        self.y -= gap
        with self.canvas.tag(role):
            self.canvas.setFillColorRGB(*color)
            for line in lines:
                self.y -= leading
                _draw_line(self.canvas, line, LEFT, self.y, size)

    def at(self, millimetres_from_top: float) -> None:
        """Continue at a fixed height; text that has run further down stays where it is."""
        self.y = min(self.y, HEIGHT - millimetres_from_top * mm)

    def fitted(self, words: str, *, role: str, size: float, font: str, smallest=9.0) -> None:
        """One line, made smaller until it fits; at the smallest size it breaks into lines."""
        while width_of(printable(words), font, size) > RIGHT - LEFT and size > smallest:
            size -= 0.5
        self.text(words, role=role, size=size, leading=size * 1.25, font=font, width=RIGHT - LEFT)


def _draw(content: Content, *, total: int, for_seal: bool) -> Sheet:
    wording = content.wording["participation" if content.kind == "QT" else "certificate"]
    canvas = TaggedCanvas(
        title=f"{wording['title']} {content.number}",
        author=content.issuer,
        subject=f"{content.programme}, Fassung {content.version}",
        number=content.number,
        on=content.issued_on,
    )
    sheet = Sheet(canvas, content, total=total, for_seal=for_seal)
    _write(sheet)
    return sheet


def _write(sheet: Sheet) -> None:
    if sheet.content.kind == "QT":
        _participation(sheet)
    else:
        _certificate(sheet)
        _supplement(sheet)


def _certificate(sheet: Sheet) -> None:
    content, words = sheet.content, sheet.content.wording["certificate"]
    _head(sheet, words["title"])
    sheet.at(107)
    sheet.text(words["statement"].format(ue=_ue(content.total_minutes, content)))
    period = {"begins_on": _day(content.begins_on), "ends_on": _day(content.ends_on), "version": content.version}
    sheet.text(words["details"].format(**period), gap=10)
    if content.topic:
        sheet.text(words["topic"].format(topic=content.topic), font=MEDIUM, gap=10)
    if content.birth_date:
        sheet.text(f"Geburtsdatum: {day_short(content.birth_date)}", gap=10)
    if content.valid_until:
        sheet.text(words["validity"].format(valid_until=_day(content.valid_until)), font=BOLD, gap=10)
    sheet.at(209)
    _signature(sheet, words["place_and_date"])
    sheet.at(243)
    _proof(sheet, words["number"], words["note"])


def _participation(sheet: Sheet) -> None:
    content, words = sheet.content, sheet.content.wording["participation"]
    _head(sheet, words["title"])
    sheet.at(107)
    sheet.text(words["statement"])
    sheet.y -= 8
    rows = [
        (
            line.title,
            f"{day_short(line.begins_on)} bis {day_short(line.ends_on)}",
            _ue(line.attended, content),
            _ue(line.planned, content),
        )
        for line in content.attendance
    ]
    _table(sheet, PARTICIPATION_COLUMNS, words["columns"], rows, numbers_from=2, numbers_to=4)
    if content.is_regular:
        sheet.text(words["regular"], gap=12)
    sheet.text(words["note"], gap=8)
    sheet.at(209)
    _signature(sheet, "{place}, {issued_on}")
    sheet.at(243)
    closing = words["closing"].partition(" · {issuer} · ")[2]
    _proof(sheet, f"{closing} · Echtheit prüfen: {{address}}", "")


def _head(sheet: Sheet, title: str) -> None:
    content = sheet.content
    sheet.at(30)
    sheet.text(content.issuer, size=11, leading=14)
    sheet.at(56)
    sheet.text(title, role="H1", size=34, leading=40, font=BOLD, width=RIGHT - LEFT)
    if content.is_sample:
        sheet.text(SAMPLE, size=14, leading=20, font=BOLD)
    sheet.at(86)
    sheet.fitted(content.holder, role="P", size=24, font=MEDIUM, smallest=16)


def _signature(sheet: Sheet, place_and_date: str) -> None:
    content = sheet.content
    sheet.text(place_and_date.format(place=content.place, issued_on=_day(content.issued_on)))
    sheet.text(content.issuer, gap=4)
    if content.function:
        sheet.text(content.function, leading=15, size=11)
    if sheet.for_seal:
        sheet.text(SEALED, size=8.5, leading=12, color=MUTED, gap=8)
        sheet.canvas.seal_field(spoken=SEAL.format(issuer=content.issuer))
    if sheet.is_print:
        sheet.text(PRINTED, size=8.5, leading=12, color=MUTED, gap=8)


def _proof(sheet: Sheet, number_line: str, note: str) -> None:
    """Number, code and address at the left, the QR code at the right, the disclaimer below."""
    content, width = sheet.content, RIGHT - LEFT - QR_SIZE - 8 * mm
    top = sheet.y
    words = {"number": content.number, "code": codes.shown(content.code)}
    before, _, _ = number_line.partition(" · Echtheit prüfen:")
    sheet.text(before.format(**words), size=10, leading=14, width=width)
    _link(sheet, "Echtheit prüfen: ", content.address, size=10, leading=14, width=width)
    if note:
        sheet.text(note, size=8.5, leading=12, color=MUTED, width=width, gap=5)
    _qr(sheet, x=RIGHT - QR_SIZE, y=top - QR_SIZE - 2)


def _link(sheet: Sheet, label: str, address: str, *, size: float, leading: float, width: float) -> None:
    """A label and the address itself, which leads to the public verification; a long one breaks after a slash."""
    canvas = sheet.canvas
    indent = width_of(label, REGULAR, size)
    lines = list(_broken(address, size, width - indent, width))
    tops = [sheet.y - leading * (number + 1) for number in range(len(lines))]
    starts = [LEFT + indent, *[LEFT] * (len(lines) - 1)]
    with canvas.group("P"):
        with canvas.tag("Span"):
            canvas.setFillColorRGB(*INK)
            _draw_line(canvas, [(label, REGULAR)], LEFT, tops[0], size)
        with canvas.tag("Link") as element:
            for part, x, y in zip(lines, starts, tops, strict=True):
                _draw_line(canvas, [(part, REGULAR)], x, y, size)
    for part, x, y in zip(lines, starts, tops, strict=True):
        end = x + width_of(part, REGULAR, size)
        spoken = "Echtheit dieses Dokuments im Internet prüfen"
        canvas.link(element, address, (x, y - 3, end, y + size), spoken=spoken)
        with canvas.artifact():
            canvas.setStrokeColorRGB(*INK)
            canvas.setLineWidth(0.4)
            canvas.line(x, y - 1.5, end, y - 1.5)
    sheet.y = tops[-1]


def _broken(address: str, size: float, first: float, width: float) -> Iterator[str]:
    """An address in lines that fit, broken after a slash or, where there is none, a dot or hyphen."""
    line, room = "", first
    for part in re.findall(r"[^/.-]*[/.-]*", address):
        if line and width_of(line + part, REGULAR, size) > room:
            yield line
            line, room = "", width
        line += part
    yield line


def _qr(sheet: Sheet, *, x: float, y: float) -> None:
    """The address as a QR code with its quiet zone; the same address stands beside it as text."""
    matrix = segno.make(sheet.content.address, error="l", boost_error=False, micro=False, mask=QR_MASK).matrix
    quiet = 4
    module = QR_SIZE / (len(matrix) + 2 * quiet)
    box = f"<</O /Layout /Placement /Block /BBox [{x:.2f} {y:.2f} {x + QR_SIZE:.2f} {y + QR_SIZE:.2f}]>>"
    canvas = sheet.canvas
    with canvas.tag("Figure", alt=f"QR-Code mit der Adresse {sheet.content.address}", attributes=box):
        canvas.setFillColorRGB(1, 1, 1)
        canvas.rect(x, y, QR_SIZE, QR_SIZE, stroke=0, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
        path = canvas.beginPath()
        for row, line in enumerate(matrix):
            for column, length in _dark_runs(line):
                left = x + (quiet + column) * module
                path.rect(left, y + QR_SIZE - (quiet + row + 1) * module, length * module, module)
        canvas.drawPath(path, stroke=0, fill=1)


def _dark_runs(line: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Where dark modules begin and how many follow: fewer and seamless rectangles."""
    start = None
    cells = [*line, 0]
    for column, cell in enumerate(cells):
        if cell and start is None:
            start = column
        elif not cell and start is not None:
            yield start, column - start
            start = None


def _supplement(sheet: Sheet) -> None:
    content, words = sheet.content, sheet.content.wording["supplement"]
    sheet.next_page()
    sheet.text(content.issuer, size=11, leading=14)
    sheet.text(words["title"].format(number=content.number), role="H2", size=20, leading=26, font=BOLD, width=RIGHT - LEFT, gap=8)
    sheet.fitted(content.holder, role="P", size=14, font=MEDIUM)
    if content.is_sample:
        sheet.text(SAMPLE, size=12, leading=18, font=BOLD)
    sheet.y -= 10
    rows = [(line.title, line.kind, *_modes(line, content), line.proof) for line in content.components]
    total = (words["total"], "", *_sums(content), "")
    _table(sheet, SUPPLEMENT_COLUMNS, words["columns"], rows, numbers_from=2, numbers_to=7, total=total)
    if content.competences:
        sheet.text(words["competences"], role="H3", size=12, leading=16, font=BOLD, gap=16)
        with sheet.canvas.group("L"):
            for competence in content.competences:
                with sheet.canvas.group("LI"):
                    sheet.text(competence, role="LBody", size=9.5, leading=12.5, width=RIGHT - LEFT)
    sheet.text(f"**Regel.** {words['rule']}", size=9.5, leading=13, width=RIGHT - LEFT, gap=10)


def _modes(line, content: Content) -> tuple[str, ...]:
    minutes = (line.minutes, line.presence, line.live_online, line.self_study, line.practice)
    return tuple(_ue(count, content) for count in minutes)


def _sums(content: Content) -> tuple[str, ...]:
    lines = content.components
    names = ("minutes", "presence", "live_online", "self_study", "practice")
    return tuple(_ue(sum(getattr(line, name) for line in lines), content) for name in names)


def _table(sheet: Sheet, columns, head, rows, *, numbers_from: int, numbers_to: int, total=None) -> None:
    """A table with its head repeated on every page, numbers at the right, sums in bold."""
    widths, numbers = [width * mm for width in columns], range(numbers_from, numbers_to)
    # A table of one row has no row heads: its columns say enough.
    table = _Table(sheet, widths, numbers, has_row_heads=len(rows) > 1)
    with sheet.canvas.group("Table"):
        table.head(head)
        for row in rows:
            if sheet.y - table.height_of(row, REGULAR) < BOTTOM:
                sheet.next_page()
                table.head(head)
            table.row(row, font=REGULAR)
        if total:
            table.row(total, font=BOLD)


class _Table:
    SIZE, LEADING, PADDING = 8.5, 11.5, 4.0

    def __init__(self, sheet: Sheet, widths: list[float], numbers: range, *, has_row_heads: bool):
        self.sheet, self.widths, self.numbers, self.has_row_heads = sheet, widths, numbers, has_row_heads

    def head(self, cells) -> None:
        self.row(cells, font=BOLD, role="TH", attributes="<</O /Table /Scope /Column>>", line=1.2, size=7.5)

    def height_of(self, cells, font: str, size: float = SIZE) -> float:
        return (
            max(len(self._wrapped(index, cell, font, size)) for index, cell in enumerate(cells)) * self.LEADING + 2 * self.PADDING
        )

    def row(self, cells, *, font: str, role="TD", attributes="", line=0.5, size: float = SIZE) -> None:
        sheet, canvas = self.sheet, self.sheet.canvas
        top, height = sheet.y, self.height_of(cells, font, size)
        with canvas.group("TR"):
            x = LEFT
            for index, cell in enumerate(cells):
                is_header = role == "TH" or (index == 0 and self.has_row_heads)
                scope = attributes or ("<</O /Table /Scope /Row>>" if is_header else "")
                with canvas.tag("TH" if is_header else "TD", attributes=scope):
                    canvas.setFillColorRGB(*INK)
                    self._cell(index, cell, font if index or role == "TH" else (BOLD if font == BOLD else MEDIUM), size, x, top)
                x += self.widths[index]
        sheet.y = top - height
        with canvas.artifact():
            canvas.setStrokeColorRGB(*(INK if role == "TH" else LINE))
            canvas.setLineWidth(line)
            canvas.line(LEFT, sheet.y, RIGHT, sheet.y)

    def _cell(self, index: int, cell: str, font: str, size: float, x: float, top: float) -> None:
        y = top - self.PADDING
        for words in self._wrapped(index, cell, font, size):
            y -= self.LEADING
            width = sum(width_of(text, face, size) for text, face in words)
            start = x + self.widths[index] - width - 2.5 * mm if index in self.numbers else x
            _draw_line(self.sheet.canvas, words, start, y + 3, size)

    def _wrapped(self, index: int, cell: str, font: str, size: float):
        return list(_lines(_runs(cell, font), size, self.widths[index] - 2 * mm)) or [[]]


def _runs(words: str, font: str) -> list[tuple[str, str]]:
    """Words with their typeface; what stands between double asterisks is bold."""
    runs = []
    for number, part in enumerate(printable(words).split("**")):
        face = BOLD if number % 2 else font
        runs += [(word, face) for word in part.split()]
    return _glued(runs, printable(words))


def _glued(runs: list[tuple[str, str]], words: str) -> list[tuple[str, str]]:
    """Join a bold word with the punctuation that follows it directly."""
    plain = words.replace("**", "")
    glued: list[tuple[str, str]] = []
    position = 0
    for word, face in runs:
        found = plain.index(word, position)
        if glued and found == position:
            glued[-1] = (glued[-1][0] + word, glued[-1][1])
        else:
            glued.append((word, face))
        position = found + len(word)
    return glued


def _lines(runs: list[tuple[str, str]], size: float, width: float) -> Iterator[list[tuple[str, str]]]:
    """Break words into lines; every line but the last ends with a space, so that nothing is read as one word."""
    line: list[tuple[str, str]] = []
    used = 0.0
    for word, face in runs:
        needed = width_of(word, face, size)
        if line and used + needed > width:
            yield [(text + " ", font) for text, font in line]
            line, used = [], 0.0
        line.append((word, face))
        used += needed + width_of(" ", face, size)
    if line:
        yield [(text + " ", font) for text, font in line[:-1]] + [line[-1]]


def _draw_line(canvas: TaggedCanvas, line: list[tuple[str, str]], x: float, y: float, size: float) -> None:
    text = canvas.beginText(x, y)
    for words, face in line:
        text.setFont(face, size)
        text.textOut(words)
    canvas.drawText(text)


def _ue(minutes: int, content: Content) -> str:
    return decimal_cut(minutes, content.ue_minutes)


def _day(value) -> str:
    return day(value) if value else ""
