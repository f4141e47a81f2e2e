"""What the entries of the journal are about, by the name it has now. The journal itself keeps kind and number only."""

from collections import defaultdict
from collections.abc import Iterable

from django.apps import apps
from django.db import models

from .models import JournalEntry

NAMED_AFTER: dict[str, tuple[str, ...]] = {
    "courses.meeting": ("cohort", "lesson"),
    "courses.quizwindow": ("cohort", "lesson"),
    "courses.taskdeadline": ("cohort", "lesson"),
    "courses.release": ("cohort",),
}
"""Things whose name is that of others. Rooms need not know this list, nor the next one."""

READ_ALONG: dict[str, tuple[str, ...]] = {
    "courses.programmeversion": ("programme",),
    "courses.lesson": ("component",),
    "courses.enrolment": ("cohort", "learner"),
    "courses.attempt": ("quiz__lesson", "enrolment__cohort", "enrolment__learner"),
    "certificates.certificate": ("series",),
}
"""What else the name of a thing is made of, so that it is read with it."""


def with_subjects(entries: Iterable[JournalEntry]) -> list[tuple[JournalEntry, str]]:
    """Each entry and what it is about, such as "Durchgang: QK-07"; what is gone or has no name stands with its number.

    One statement for each kind of thing, however many entries.
    """
    entries = list(entries)
    ids: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        ids[entry.subject_kind].add(entry.subject_id)
    names = {kind: _names(kind, found) for kind, found in ids.items()}
    return [(entry, _words(entry, names[entry.subject_kind].get(entry.subject_id, ""))) for entry in entries]


def _words(entry: JournalEntry, name: str) -> str:
    kind = apps.get_model(entry.subject_kind)._meta.verbose_name
    return f"{kind}: {name}" if name else f"{kind} {entry.subject_id}"


def _names(kind: str, ids: set[str]) -> dict[str, str]:
    """The names of what still exists: its own, else those of what it belongs to, else whose it is."""
    model = apps.get_model(kind)
    rows = model._base_manager.filter(pk__in=ids)
    has_a_name = model.__str__ is not models.Model.__str__
    after = NAMED_AFTER.get(kind) or (() if has_a_name else _owner(model))
    if not (after or has_a_name):
        return {}
    for path in (*after, *READ_ALONG.get(kind, ())):
        rows = rows.select_related(path)
    return {str(row.pk): " · ".join(str(_at(row, path)) for path in after) if after else str(row) for row in rows}


def _owner(model: type[models.Model]) -> tuple[str, ...]:
    personal = getattr(model, "PersonalData", None)
    return (personal.owner,) if personal else ()


def _at(row: models.Model, path: str) -> models.Model:
    for name in path.split("__"):
        row = getattr(row, name)
    return row
