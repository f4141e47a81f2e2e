"""Pictures, documents and recordings: the first bytes of a real file are enough for everybody but a player."""

from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.images.models import Image

from cms_pages.models import Recording

MP4 = b"\x00\x00\x00\x20ftypisom" + bytes(range(256)) * 8
MP3 = b"ID3\x04" + bytes(range(256)) * 8
CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:04.000\nWillkommen im Quartier.\n"


def png() -> bytes:
    content = BytesIO()
    Picture.new("RGB", (1344, 672), "#ddd").save(content, "PNG")
    return content.getvalue()


def make_image(title="Drei Ringe"):
    """A picture together with the size texts show: Wagtail would leave its temporary file open while making it."""
    image = Image.objects.create(title=title, file=ContentFile(png(), "ringe.png"))
    shown = ContentFile(png(), "ringe.width-1344.png")
    image.renditions.create(filter_spec="width-1344", width=1344, height=672, file=shown)
    return image


def make_document(title="Mandatsblatt"):
    return Document.objects.create(title=title, file=ContentFile(b"%PDF-1.7 Mandatsblatt", "mandatsblatt.pdf"))


def make_video(title="Ein Rundgang", **fields):
    files = {"file": ContentFile(MP4, "rundgang.mp4"), "captions": ContentFile(CAPTIONS, "rundgang.vtt")}
    return _make(title, **{"kind": "video", **files, **fields})


def make_audio(title="Ein Gespräch", **fields):
    return _make(title, **{"kind": "audio", "file": ContentFile(MP3, "gespraech.mp3"), **fields})


def _make(title, **fields):
    defaults = {"transcript": "Willkommen im Quartier.", "duration_seconds": 150, "source": "Eigene Aufnahme"}
    recording = Recording(title=title, **{**defaults, **fields})
    recording.full_clean()
    recording.save()
    return recording
