"""Audio and video that trainers show: kept outside the public folder, never without a text of what is heard."""

import uuid
from pathlib import PurePosixPath
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import CollectionMember, ReferenceIndex
from wagtail.search import index

from lms.ui.formats import filesize_de, minutes

LARGEST = 200_000_000
"""Bytes; the limit the interface names."""
ENDINGS = {
    "audio": {"mp3": "audio/mpeg", "m4a": "audio/mp4", "ogg": "audio/ogg"},
    "video": {"mp4": "video/mp4", "webm": "video/webm"},
}
MAGIC: dict[str, tuple[tuple[int, bytes], ...]] = {
    "mp3": ((0, b"ID3"), (0, b"\xff\xfb"), (0, b"\xff\xf3"), (0, b"\xff\xf2")),
    "m4a": ((4, b"ftyp"),),
    "mp4": ((4, b"ftyp"),),
    "ogg": ((0, b"OggS"),),
    "webm": ((0, b"\x1aE\xdf\xa3"),),
}


def private():
    return storages["private"]


class Recording(CollectionMember, index.Indexed, models.Model):
    """A recording with its text. A video has German captions as well; who may see it is asked on every request."""

    class Kind(models.TextChoices):
        AUDIO = "audio", _("Tonaufnahme")
        VIDEO = "video", _("Video")

    class Part(models.TextChoices):
        FILE = "datei", _("Datei")
        CAPTIONS = "untertitel", _("Untertitel")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("Titel"), max_length=200)
    kind = models.CharField(_("Art"), max_length=5, choices=Kind, default=Kind.VIDEO)
    file = models.FileField(
        _("Datei"),
        storage=private,
        upload_to="aufnahmen",
        help_text=_("Video als MP4 oder WebM, Ton als MP3, M4A oder OGG. Höchstens 200 MB."),
    )
    captions = models.FileField(
        _("Untertitel"),
        storage=private,
        upload_to="aufnahmen",
        blank=True,
        help_text=_("Eine WebVTT-Datei auf Deutsch. Ein Video braucht sie immer."),
    )
    transcript = models.TextField(
        _("Text zum Nachlesen"), help_text=_("Alles Gesprochene, und was man sehen muss, um es zu verstehen.")
    )
    duration_seconds = models.PositiveIntegerField(_("Dauer in Sekunden"), help_text=_("Zum Beispiel 150 für 2 ½ Minuten."))
    source = models.CharField(_("Quelle"), max_length=200, help_text=_("Wer hat die Aufnahme gemacht, unter welcher Lizenz?"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    search_fields: ClassVar = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.SearchField("transcript"),
        index.FilterField("kind"),
        index.FilterField("collection"),
    ]

    class Meta:
        verbose_name = _("Aufnahme")
        verbose_name_plural = _("Ton und Video")
        ordering = ["title", "pk"]

    class PersonalData:
        owner = "uploaded_by"
        exported = ["title"]
        on_erasure = "anonymise"

    def __str__(self):
        return self.title

    def clean(self):
        super().clean()
        problems = {}
        if is_new(self.file) and (problem := file_problem(self.kind, self.file)):
            problems["file"] = problem
        if is_new(self.captions) and (problem := captions_problem(self.captions)):
            problems["captions"] = problem
        if self.kind == self.Kind.VIDEO and not self.captions:
            problems["captions"] = _("Ein Video braucht Untertitel. Laden Sie eine WebVTT-Datei hoch.")
        if problems:
            raise ValidationError(problems)

    @property
    def is_used(self) -> bool:
        return ReferenceIndex.get_references_to(self).exists()

    @property
    def filename(self) -> str:
        return PurePosixPath(str(self.file.name)).name

    @property
    def extension(self) -> str:
        return ending_of(self.filename).upper()

    @property
    def duration(self) -> str:
        """ "2 Minuten 30 Sekunden"."""
        whole, seconds = divmod(self.duration_seconds, 60)
        parts = [minutes(whole)] if whole else []
        if seconds or not whole:
            parts.append(str(_("1 Sekunde") if seconds == 1 else _("%s Sekunden") % seconds))
        return " ".join(parts)

    @property
    def content_type(self) -> str:
        return ENDINGS[self.kind][ending_of(self.filename)]

    @property
    def address(self) -> str:
        return reverse("cms_pages:recording", args=[self.public_id, self.Part.FILE])

    @property
    def captions_address(self) -> str:
        return reverse("cms_pages:recording", args=[self.public_id, self.Part.CAPTIONS]) if self.captions else ""


def is_new(file) -> bool:
    """Whether a file has just been uploaded; what is kept was checked when it came."""
    return bool(file) and not file._committed


def ending_of(name: str) -> str:
    return name.rpartition(".")[2].lower()


def file_problem(kind: str, file):
    """What speaks against a recording, as a sentence; None if nothing does. The content decides, not the name."""
    ending = ending_of(file.name)
    if file.size > LARGEST:
        return _("Erlaubt sind höchstens 200 MB. Ihre Datei hat %s.") % filesize_de(file.size)
    head = file.read(16)
    file.seek(0)
    if ending not in ENDINGS.get(kind, {}) or not any(head[place:].startswith(magic) for place, magic in MAGIC[ending]):
        allowed = ", ".join(name.upper() for name in ENDINGS.get(kind, {}))
        return _("Diese Datei passt nicht zur Art der Aufnahme. Erlaubt sind: %s.") % allowed


def captions_problem(file):
    content = file.read()
    file.seek(0)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _("Die Untertitel sind nicht lesbar. Speichern Sie die Datei als UTF-8.")
    if not text.startswith("WEBVTT") or "-->" not in text:
        return _("Untertitel beginnen mit der Zeile WEBVTT und nennen Zeiten, zum Beispiel 00:01.000 --> 00:04.000.")
