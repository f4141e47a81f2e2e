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


BROKEN_NAME = docx("wörd.xml").replace("wörd.xml".encode(), b"w\xff\xffrd.xml")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bericht.docx", docx("etwas.xml")),
        ("bericht.docx", docx("word/document.xml")[:-10]),
        ("bericht.docx", BROKEN_NAME),
        ("bericht.pdf", b"<html></html>"),
        ("bericht.exe", b"%PDF-1.7"),
        ("bericht", b"%PDF-1.7"),
        ("bericht.pdf", b"%PDF-" + b"0" * LARGEST),
    ],
)
def test_what_is_not_what_its_name_says_is_refused(name, content):
    with pytest.raises(NotPossible, match="Erlaubt sind PDF"):
        checked(upload(name, content))
