"""A file somebody sends becomes text, or a sentence about what stands in the way."""

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from lms.errors import NotPossible
from lms.ui.formats import filesize_de

from .reading import LARGEST_FILE

ENDINGS = ("md", "markdown", "txt")
OTHER_FORMATS = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def text_of(upload: UploadedFile) -> str:
    """The text of an uploaded curriculum file. Raises NotPossible; the content decides, not the name alone."""
    size, name = upload.size or 0, upload.name or ""
    if size > LARGEST_FILE:
        raise NotPossible(_("Die Datei darf höchstens 2 MB groß sein. Ihre Datei hat %s.") % filesize_de(size))
    content = upload.read()
    if name.rpartition(".")[2].lower() not in ENDINGS or content.startswith(OTHER_FORMATS):
        raise NotPossible(_("Das ist keine Curriculum-Datei. Erlaubt sind Textdateien mit der Endung .md oder .txt."))
    if content.startswith(UTF_16):
        raise NotPossible(_("Die Datei ist in UTF-16 gespeichert. Speichern Sie sie als UTF-8 und laden Sie sie erneut hoch."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        sentence = _("Die Datei ist nicht in UTF-8 gespeichert; Zeile %s ist nicht lesbar. Speichern Sie sie als UTF-8.")
        raise NotPossible(sentence % line) from error
    if not text.strip():
        raise NotPossible(_("Die Datei ist leer."))
    if "\x00" in text:
        raise NotPossible(_("Das ist keine Textdatei. Erlaubt sind Textdateien mit der Endung .md oder .txt."))
    return text.replace("\r\n", "\n").replace("\r", "\n")
