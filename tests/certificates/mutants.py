"""Copies of a document with one defect each: what the validators of the gate must notice.

Every mutant takes an opened, writable copy and breaks one promise of PDF/A-3a or PDF/UA-1.
"""

import re
from collections.abc import Callable
from io import BytesIO

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

Mutant = Callable[[PdfWriter], None]


class EndedStream(StreamObject):
    """Ends as our own do: after a bare line feed, content that happens to end with a carriage return seems one byte short."""

    def write_to_stream(self, stream):
        written = BytesIO()
        super().write_to_stream(written)
        stream.write(written.getvalue().removesuffix(b"\nendstream") + b"\r\nendstream")


def mutated(pdf: bytes, mutant: Mutant) -> bytes:
    """The document with the one defect; everything else stays as it was."""
    writer = PdfWriter(clone_from=BytesIO(pdf))
    mutant(writer)
    for held in writer._objects:
        if isinstance(held, StreamObject):
            held.__class__ = EndedStream
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def untouched(writer: PdfWriter) -> None:
    """No defect: shows that copying alone breaks nothing."""


# --- Where things stand in the file -------------------------------------------------------------------------------------


def catalog(writer: PdfWriter) -> DictionaryObject:
    return writer._root_object


def page(writer: PdfWriter) -> DictionaryObject:
    return writer.pages[0]


def intent(writer: PdfWriter) -> DictionaryObject:
    return catalog(writer)["/OutputIntents"][0].get_object()


def link(writer: PdfWriter) -> DictionaryObject:
    return page(writer)["/Annots"][0].get_object()


def attachment(writer: PdfWriter) -> DictionaryObject:
    return catalog(writer)["/AF"][0].get_object()


def elements(writer: PdfWriter, kind: str) -> list[DictionaryObject]:
    """The structure elements of a kind, in the order they are read."""

    def below(element):
        element = element.get_object()
        if not isinstance(element, DictionaryObject):
            return
        if element.get("/S") == kind:
            yield element
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            yield from below(kid)

    return list(below(catalog(writer)["/StructTreeRoot"]))


def font(writer: PdfWriter) -> DictionaryObject:
    return next(iter(page(writer)["/Resources"]["/Font"].get_object().values())).get_object()


def image(writer: PdfWriter) -> DictionaryObject:
    """A small grey picture, drawn as an artifact at the end of the page."""
    picture = DecodedStreamObject()
    picture.set_data(b"\x80")
    names = {"/Type": "/XObject", "/Subtype": "/Image", "/ColorSpace": "/DeviceGray"}
    numbers = {"/Width": 1, "/Height": 1, "/BitsPerComponent": 8}
    picture.update({NameObject(key): NameObject(value) for key, value in names.items()})
    picture.update({NameObject(key): NumberObject(value) for key, value in numbers.items()})
    page(writer)["/Resources"][NameObject("/XObject")] = DictionaryObject({NameObject("/Mu"): writer._add_object(picture)})
    draw(b"/Artifact BMC q 1 0 0 1 1 1 cm /Mu Do Q EMC")(writer)
    return picture


# --- Ways of breaking ---------------------------------------------------------------------------------------------------


def without(place, key: str) -> Mutant:
    def mutant(writer):
        del place(writer)[key]

    return mutant


def with_value(place, key: str, value) -> Mutant:
    def mutant(writer):
        place(writer)[NameObject(key)] = value

    return mutant


def draw(operators: bytes) -> Mutant:
    """More operators at the end of the page."""

    def mutant(writer):
        content = DecodedStreamObject()
        content.set_data(page(writer).get_contents().get_data() + b"\n" + operators + b"\n")
        page(writer)[NameObject("/Contents")] = writer._add_object(content)

    return mutant


def in_metadata(pattern: bytes, replacement: bytes = b"") -> Mutant:
    def mutant(writer):
        metadata = catalog(writer)["/Metadata"].get_object()
        changed, count = re.subn(pattern, replacement, metadata.get_data(), flags=re.DOTALL)
        assert count, pattern
        metadata.set_data(changed)

    return mutant


def first(kind: str):
    return lambda writer: elements(writer, kind)[0]


def action(**entries) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{key}"): value for key, value in entries.items()})


def _graphics_state(**entries) -> Mutant:
    def mutant(writer):
        states = DictionaryObject({NameObject("/Mu"): action(**entries)})
        page(writer)["/Resources"][NameObject("/ExtGState")] = states
        draw(b"/Artifact BMC q /Mu gs 0 0 1 1 re f Q EMC")(writer)

    return mutant


def _base_font(writer):
    plain = action(Type=NameObject("/Font"), Subtype=NameObject("/Type1"), BaseFont=NameObject("/Helvetica"))
    page(writer)["/Resources"]["/Font"].get_object()[NameObject("/Mu")] = plain
    draw(b"/Artifact BMC BT /Mu 8 Tf 30 30 Td (x) Tj ET EMC")(writer)


def _swapped_widths(writer):
    widths = font(writer)["/Widths"].get_object()
    for index, width in enumerate(widths):
        widths[index] = NumberObject(int(width) + 300)


def _image_with(key: str, value) -> Mutant:
    def mutant(writer):
        image(writer)[NameObject(key)] = value

    return mutant


def _as_postscript(writer):
    image(writer)[NameObject("/Subtype")] = NameObject("/PS")


def _file_names(*keys: str) -> Mutant:
    def mutant(writer):
        for key in keys:
            del attachment(writer)[key]

    return mutant


def _unnamed_kind(writer):
    embedded = attachment(writer)["/EF"]["/F"].get_object()
    del embedded["/Subtype"]


def _form_with(key: str, value) -> Mutant:
    return with_value(catalog, "/AcroForm", action(Fields=ArrayObject(), **{key: value}))


def _level_skipped(writer):
    elements(writer, "/H2")[0][NameObject("/S")] = NameObject("/H4")


def _second_annotation(subtype: str) -> Mutant:
    def mutant(writer):
        box = ArrayObject([FloatObject(value) for value in (1, 1, 9, 9)])
        extra = action(Type=NameObject("/Annot"), Subtype=NameObject(subtype), Rect=box, F=NumberObject(4))
        page(writer)["/Annots"].append(writer._add_object(extra))

    return mutant


TRUE, SCRIPT = BooleanObject(True), action(S=NameObject("/JavaScript"), JS=TextStringObject("app.beep()"))

MUTANTS: dict[str, Mutant] = {
    # The whole document
    "no language": without(catalog, "/Lang"),
    "no mark that it is tagged": without(catalog, "/MarkInfo"),
    "no structure": without(catalog, "/StructTreeRoot"),
    "no metadata": without(catalog, "/Metadata"),
    "no output intent": without(catalog, "/OutputIntents"),
    "output intent without profile": without(intent, "/DestOutputProfile"),
    "title not shown": without(catalog, "/ViewerPreferences"),
    "script at opening": with_value(catalog, "/OpenAction", SCRIPT),
    "scripts at events": with_value(catalog, "/AA", action(WC=SCRIPT)),
    "program at opening": with_value(catalog, "/OpenAction", action(S=NameObject("/Launch"), F=TextStringObject("x"))),
    "form that viewers draw": _form_with("NeedAppearances", TRUE),
    "dynamic form": _form_with("XFA", ArrayObject()),
    "needs other rendering": with_value(catalog, "/NeedsRendering", TRUE),
    "own requirements": with_value(catalog, "/Requirements", ArrayObject([action(S=NameObject("/EnableJavaScripts"))])),
    # Metadata
    "metadata: no part of PDF/A": in_metadata(rb"<pdfaid:part>.*?</pdfaid:part>"),
    "metadata: wrong part of PDF/A": in_metadata(rb"<pdfaid:part>3", b"<pdfaid:part>2"),
    "metadata: no level": in_metadata(rb"<pdfaid:conformance>.*?</pdfaid:conformance>"),
    "metadata: no PDF/UA": in_metadata(rb"<pdfuaid:part>.*?</pdfuaid:part>"),
    "metadata: no extension schema": in_metadata(rb"<pdfaExtension:schemas>.*?</pdfaExtension:schemas>"),
    "metadata: no title": in_metadata(rb"<dc:title>.*?</dc:title>"),
    "metadata: broken": in_metadata(rb"</rdf:RDF>"),
    # Pages and annotations
    "order of tabs unknown": without(page, "/Tabs"),
    "page outside the structure": without(page, "/StructParents"),
    "script on the page": with_value(page, "/AA", action(O=SCRIPT)),
    "steps of a presentation": with_value(page, "/PresSteps", action()),
    "link without description": without(link, "/Contents"),
    "link outside the structure": without(link, "/StructParent"),
    "link that is not printed": with_value(link, "/F", NumberObject(0)),
    "link that is hidden": with_value(link, "/F", NumberObject(6)),
    "film": _second_annotation("/Movie"),
    "note outside the structure": _second_annotation("/Text"),
    # Structure
    "unknown kind of element": with_value(first("/P"), "/S", NameObject("/Absatz")),
    "level of headings skipped": _level_skipped,
    "figure without alternative text": without(first("/Figure"), "/Alt"),
    # Content
    "text outside the structure": draw(b"BT 30 30 Td ET 0 0 1 1 re f"),
    "artifact inside a tag": draw(b"/P <</MCID 900>> BDC /Artifact BMC 0 0 1 1 re f EMC EMC"),
    "four colours": draw(b"/Artifact BMC 0 0 0 1 k 0 0 1 1 re f EMC"),
    "unknown operator": draw(b"/Artifact BMC 1 unbekannt EMC"),
    "unknown rendering intent": draw(b"/Artifact BMC /Unbekannt ri EMC"),
    "transfer function": _graphics_state(TR=NameObject("/Identity")),
    "unknown blend mode": _graphics_state(BM=NameObject("/Unbekannt")),
    "picture that is smoothed": _image_with("/Interpolate", TRUE),
    "picture with alternates": _image_with("/Alternates", ArrayObject()),
    "PostScript": _as_postscript,
    # Fonts
    "font of the viewer": _base_font,
    "font not embedded": without(lambda writer: font(writer)["/FontDescriptor"], "/FontFile2"),
    "font without characters": without(font, "/ToUnicode"),
    "widths that are not those of the font": _swapped_widths,
    # Files inside
    "file without its relation": without(attachment, "/AFRelationship"),
    "file without its kind": _unnamed_kind,
    "file without its name": _file_names("/F", "/UF"),
    "files not of the document": without(catalog, "/AF"),
}
