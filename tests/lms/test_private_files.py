import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lms.errors import NotPossible
from lms.private_files import LARGEST, checked


def docx(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "Text")
    return buffer.getvalue()


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_document_with_its_main_part_is_taken():
    kind, _content = checked(upload("Bericht.DOCX", docx("word/document.xml")))

    assert kind.endings == ("docx",)


def with_wrong_directory(content: bytes) -> bytes:
    """The same archive with a table of contents that claims to begin further back."""
    at = content.rindex(b"PK\x05\x06") + 16
    start = int.from_bytes(content[at : at + 4], "little") + 10
    return content[:at] + start.to_bytes(4, "little") + content[at + 4 :]


BROKEN_NAME = docx("wörd.xml").replace("wörd.xml".encode(), b"w\xff\xffrd.xml")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bericht.docx", docx("etwas.xml")),
        ("bericht.docx", docx("word/document.xml")[:-10]),
        ("bericht.docx", BROKEN_NAME),
        ("bericht.docx", with_wrong_directory(docx("[Content_Types].xml", "word/document.xml"))),
        ("bericht.pdf", b"<html></html>"),
        ("bericht.exe", b"%PDF-1.7"),
        ("bericht", b"%PDF-1.7"),
        ("bericht.pdf", b"%PDF-" + b"0" * LARGEST),
    ],
)
def test_what_is_not_what_its_name_says_is_refused(name, content):
    with pytest.raises(NotPossible, match="Erlaubt sind PDF"):
        checked(upload(name, content))


@pytest.mark.parametrize(
    "part",
    [
        "word/vbaProject.bin",
        "word/VBAPROJECT.BIN",
        "tief/verschachtelt/vbaproject.bin",
        "word\\vbaProject.bin",
        "Rechnung.EXE",
        "word/media/bild.png.ExE",
        "start.cmd. ",
        "Basic/Standard/Modul1.xml",
    ],
)
@pytest.mark.parametrize(("name", "main"), [("bericht.docx", "word/document.xml"), ("bericht.odt", "content.xml")])
def test_document_that_brings_a_program_is_refused_however_it_is_spelled(name, main, part):
    with pytest.raises(NotPossible, match="Erlaubt sind PDF"):
        checked(upload(name, docx(main, part)))


def with_contents(listed: bytes) -> bytes:
    buffer = io.BytesIO(docx("word/document.xml", "word/harmlos.bin"))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("[Content_Types].xml", listed)
    return buffer.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_macro_under_another_name_is_found_by_its_type(encoding):
    listed = '<Override PartName="/word/harmlos.bin" ContentType="application/vnd.ms-office.VBAProject"/>'

    with pytest.raises(NotPossible, match="Erlaubt sind PDF"):
        checked(upload("bericht.docx", with_contents(listed.encode(encoding))))


def test_macro_whose_type_is_spelled_in_numbers_is_found():
    listed = b'<Override PartName="/word/harmlos.bin" ContentType="application/vnd.ms-office.vba&#80;roject"/>'

    with pytest.raises(NotPossible, match="Erlaubt sind PDF"):
        checked(upload("bericht.docx", with_contents(listed)))


def test_list_of_contents_that_grows_beyond_measure_is_not_opened(monkeypatch):
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_args: pytest.fail("opened"))

    with pytest.raises(NotPossible, match="Erlaubt sind PDF"):
        checked(upload("bericht.docx", with_contents(b" " * 1_000_001)))


def test_document_without_macro_is_taken_with_its_list_of_contents():
    listed = b'<Override PartName="/word/document.xml" ContentType="application/xml"/>'

    checked(upload("bericht.docx", with_contents(listed)))
