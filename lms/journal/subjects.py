"""What the entries of the journal are about: kind and number, and the name a thing has now. People stay numbers."""

from collections import defaultdict
from collections.abc import Iterable

from django.apps import apps
from django.db import models

from .models import JournalEntry

ITSELF = ""
NAMED_AFTER: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        (
            "accounts.municipality",
            "accounts.neighbourhood",
            "accounts.organisation",
            "certificates.certificate",
            "certificates.signingkey",
            "cms_pages.modulepage",
            "cms_pages.programmepage",
            "courses.announcement",
            "courses.cohort",
            "courses.lesson",
            "courses.programmeversion",
        ),
        (ITSELF,),
    ),
    **dict.fromkeys(("courses.colloquiumslot", "courses.enrolment", "courses.release"), ("cohort",)),
    **dict.fromkeys(("courses.meeting", "courses.quizwindow", "courses.taskdeadline"), ("cohort", "lesson")),
    **dict.fromkeys(
        (
            "courses.appeal",
            "courses.certificatedetails",
            "courses.colloquiumbooking",
            "courses.programmecompletion",
            "courses.sendingconfirmation",
        ),
        ("enrolment__cohort",),
    ),
    **dict.fromkeys(("courses.credittransfer", "courses.makeupwork"), ("enrolment__cohort", "component")),
    "courses.attempt": ("enrolment__cohort", "quiz__lesson"),
    "courses.colloquiumrecord": ("booking__enrolment__cohort",),
    "courses.submission": ("enrolment__cohort", "assignment__lesson"),
}
"""What gives a thing its name; never a person. Rooms need not know this list, nor the next one."""

READ_ALONG = {"certificates.certificate": "series", "courses.lesson": "component", "courses.programmeversion": "programme"}
"""What else a name is made of, so that it is read with it."""


def with_subjects(entries: Iterable[JournalEntry]) -> list[tuple[JournalEntry, str]]:
    """Each entry and what it is about, such as "Durchgang 3: QK-07"; what is gone, or a person, is its number alone.

    One statement for each kind of thing, however many entries.
    """
    entries = list(entries)
    ids: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        ids[entry.subject_kind].add(entry.subject_id)
    names = {kind: _names(kind, found) for kind, found in ids.items()}
    return [(entry, _words(entry, names[entry.subject_kind].get(entry.subject_id, ""))) for entry in entries]


def _words(entry: JournalEntry, name: str) -> str:
    numbered = f"{apps.get_model(entry.subject_kind)._meta.verbose_name} {entry.subject_id}"
    return f"{numbered}: {name}" if name else numbered


def _names(kind: str, ids: set[str]) -> dict[str, str]:
    """The names of what still exists, by number."""
    after = NAMED_AFTER.get(kind, ())
    if not after:
        return {}
    rows = apps.get_model(kind)._base_manager.filter(pk__in=ids)
    for path in filter(None, (*after, READ_ALONG.get(kind))):
        rows = rows.select_related(path)
    return {str(row.pk): " · ".join(str(_at(row, path)) for path in after) for row in rows}


def _at(row: models.Model, path: str) -> models.Model:
    for name in path.split("__") if path else ():
        row = getattr(row, name)
    return row
