"""What a text refers to, by a name that means the same in every installation: files by their name, questions by their code."""

from pathlib import PurePosixPath

from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Page

from courses.quizzes.models import Question

from .models import Recording

FILES = {"image": Image, "document": Document, "recording": Recording}
NOT_THERE = {
    "image": _("Das Bild „%s“ gibt es in den Medien nicht. Laden Sie es zuerst hoch."),
    "document": _("Das Dokument „%s“ gibt es in den Medien nicht. Laden Sie es zuerst hoch."),
    "recording": _("Die Aufnahme „%s“ gibt es in den Medien nicht. Laden Sie sie zuerst hoch."),
    "question": _("Die Frage „%s“ gibt es weder in dieser Datei noch in der Fragensammlung."),
    "page": _("Die Seite „%s“ gibt es nicht. Prüfen Sie den Link."),
}


def name_of(kind: str, key: int | None) -> str:
    """The name under which the curriculum file speaks of something; "" if it is gone."""
    if kind == "question":
        return Question.objects.filter(pk=key).values_list("code", flat=True).first() or ""
    if kind == "page":
        return Page.objects.filter(pk=key).values_list("url_path", flat=True).first() or ""
    found = FILES[kind]._default_manager.filter(pk=key).first()
    return PurePosixPath(found.file.name).name if found else ""


def key_of(kind: str, name: str) -> int | None:
    """The key of what a file names; None if there is no such thing here."""
    if not name:
        return None
    if kind == "question":
        found = Question.objects.filter(code=name)
    elif kind == "page":
        found = Page.objects.filter(url_path=name)
    else:
        found = FILES[kind]._default_manager.filter(file__endswith=f"/{name}")
    return found.values_list("pk", flat=True).first()
