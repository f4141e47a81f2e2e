"""Uploads: checked when they come in, kept outside the public folder, served only by a view that has asked a rule."""

import re
import struct
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO

from django.core.files.storage import storages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext_lazy as _

from lms.errors import NotPossible
from lms.ui.formats import filesize_de

LARGEST = 20_000_000
"""Bytes; the limit the interface names."""
LARGEST_UNPACKED = 200_000_000
MOST_PARTS = 2_000
"""What a zipped document may become when somebody opens it: an honest report stays far below."""
LONGEST_NAME = 120
FORBIDDEN = '<>:"/\\|?*'
PROGRAMS = (
    "vbaproject.bin",
    "vbadata.xml",
    ".exe",
    ".dll",
    ".com",
    ".scr",
    ".msi",
    ".bat",
    ".cmd",
    ".ps1",
    ".vbs",
    ".vbe",
    ".js",
    ".jse",
    ".wsf",
    ".hta",
    ".jar",
    ".lnk",
)
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The two ways office programs pack a part."""
UNREADABLE = (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError, OSError, struct.error, zlib.error)
"""What opening a damaged or crafted archive raises."""
MACRO_FOLDERS = ("basic/", "scripts/")
"""Where ODT files keep macros."""
MACRO_TYPES = (b"vbaproject", b"macroenabled")
"""How a DOCX file names a macro part in its list of contents, whatever the part is called."""
SPELLED_OUT = b"&#"
"""Letters written as numbers: office programs never do that in their list, whoever hides a word does."""
LIST_OF_CONTENTS = "[content_types].xml"
LONGEST_LIST = 1_000_000
"""Bytes of it, unpacked: an honest one has some thousand, and it is the only part that is opened here."""


@dataclass(frozen=True)
class Kind:
    """A kind of file people may hand in: its endings, its first bytes, and for zipped formats a part it must contain."""

    content_type: str
    endings: tuple[str, ...]
    magic: bytes
    part: str = ""


KINDS = (
    Kind("application/pdf", ("pdf",), b"%PDF-"),
    Kind("image/jpeg", ("jpg", "jpeg"), b"\xff\xd8\xff"),
    Kind("image/png", ("png",), b"\x89PNG\r\n\x1a\n"),
    Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",), b"PK", "word/document.xml"),
    Kind("application/vnd.oasis.opendocument.text", ("odt",), b"PK", "content.xml"),
)
ALLOWED_WORDS = _("Erlaubt sind PDF, JPG, PNG, DOCX und ODT bis 20 MB.")


def checked(upload: UploadedFile) -> tuple[Kind, bytes]:
    """The kind and the bytes of an upload. Raises NotPossible with what is allowed; the content decides, not the name."""
    size, name = upload.size or 0, upload.name or ""
    if not size:
        raise NotPossible(_("Die Datei ist leer. Bitte öffnen Sie sie und speichern Sie sie noch einmal."))
    if size > LARGEST:
        raise NotPossible(
            _("Die Datei konnte nicht übernommen werden. %(allowed)s Ihre Datei hat %(size)s.")
            % {"allowed": ALLOWED_WORDS, "size": filesize_de(size)}
        )
    content = upload.read()
    ending = name.rpartition(".")[2].lower()
    kind = next((kind for kind in KINDS if ending in kind.endings), None)
    if kind is None or not content.startswith(kind.magic) or not _is_sound(content, kind.part):
        raise NotPossible(_("Die Datei konnte nicht übernommen werden. %(allowed)s") % {"allowed": ALLOWED_WORDS})
    return kind, content


def _is_sound(content: bytes, part: str) -> bool:
    """Whether a zipped document has its main part, brings no program along, and does not grow beyond measure when opened."""
    if not part:
        return True
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(item.file_size for item in parts) > LARGEST_UNPACKED:
                return False
            if any(item.compress_type not in PACKED for item in parts):
                return False
            return part in archive.namelist() and not any(_is_program(archive, item) for item in parts)
    except UNREADABLE:
        return False


def _is_program(archive: zipfile.ZipFile, item: zipfile.ZipInfo) -> bool:
    """Whether a part is a program or a macro, or announces one, or could hide one by its size.

    Systems ignore case and a dot or space at the end of a name.
    """
    name = item.filename.replace("\\", "/").lower().rstrip(". ")
    if name == LIST_OF_CONTENTS:
        if item.file_size > LONGEST_LIST:
            return True
        # Without the zeros a list in UTF-16 reads like one in UTF-8.
        announced = archive.read(item).replace(b"\x00", b"").lower()
        return any(macro in announced for macro in MACRO_TYPES) or SPELLED_OUT in announced
    return name.endswith(PROGRAMS) or name.startswith(MACRO_FOLDERS)


def safe_name(name: str, kind: Kind) -> str:
    """The name as it may be shown and saved: no folders, no signs that hide or turn round the ending, one fitting ending."""
    stem, _dot, ending = name.replace("\\", "/").rpartition("/")[2].rpartition(".")
    shown = "".join(sign for sign in unicodedata.normalize("NFC", stem) if sign.isprintable() and sign not in FORBIDDEN)
    stem = " ".join(shown.split()).strip(". ")[:LONGEST_NAME] or "datei"
    return f"{stem}.{ending.lower() if ending.lower() in kind.endings else kind.endings[0]}"


def serve(storage_name: str, *, name: str, content_type: str) -> FileResponse:
    """Send a private file for download; the caller has asked its rule before."""
    response = FileResponse(storages["private"].open(storage_name), as_attachment=True, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


ONE_RANGE = re.compile(r"bytes=([0-9]{1,18})-([0-9]{0,18})$")
MOST_AT_ONCE = 4_000_000


def stream(storage_name: str, *, content_type: str, asked_range: str = "") -> HttpResponse | FileResponse:
    """Send a private file to be played in the page, or the part of it a player asks for; the caller has asked its rule."""
    storage = storages["private"]
    size, wanted = storage.size(storage_name), ONE_RANGE.match(asked_range)
    response: HttpResponse | FileResponse
    if wanted is None or (wanted[2] and int(wanted[2]) < int(wanted[1])):
        response = FileResponse(storage.open(storage_name), content_type=content_type)
    elif int(wanted[1]) >= size:
        response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    else:
        first = int(wanted[1])
        last = min(int(wanted[2] or size - 1), first + MOST_AT_ONCE - 1, size - 1)
        with storage.open(storage_name) as file:
            file.seek(first)
            part = file.read(last - first + 1)
        response = HttpResponse(part, status=206, content_type=content_type)
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
