"""Rows of many people, read once and as plain values: a list of five thousand needs no objects."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from courses.catalogue.models import Component, Lesson
from courses.cohorts.models import Cohort
from courses.progress.models import LedgerEntry, LessonResult

STATE_WORDS: dict[str, str] = {value: str(word) for value, word in LessonResult.State.choices}


def lessons_of(cohort: Cohort, *kinds: str) -> list[Lesson]:
    """The lessons of the cohort's version in their order, with their components. One statement."""
    lessons = Lesson.objects.filter(component__version_id=cohort.version_id).select_related("component")
    return list((lessons.filter(kind__in=kinds) if kinds else lessons).order_by("component__position", "position"))


def name_of(component: Component) -> str:
    """ "M2", or the whole title where there is no code people know."""
    return str(component.short_name)


class Line(NamedTuple):
    """Somebody on a list; `pk` is that of the enrolment."""

    pk: int
    given_name: str
    family_name: str
    municipality: str
    status: str
    confirmed_at: datetime | None


OF_A_LINE = ("pk", "learner__given_name", "learner__family_name", "municipality__name", "status", "confirmed_at")


class Entry(NamedTuple):
    """What lists show of a line of the ledger."""

    enrolment_id: int
    lesson_id: int
    kind: str
    minutes: int | None
    score_num: int | None
    score_den: int | None
    score_max: int | None
    met: bool | None


def entries_of(lines: Iterable[Line], *kinds: str) -> dict[int, dict[int, Entry]]:
    """For each line's `pk` and each lesson's id the ledger line that counts. One statement."""
    found: dict[int, dict[int, Entry]] = {line.pk: {} for line in lines}
    entries = LedgerEntry.objects.filter(enrolment__in=found, kind__in=kinds, lesson__isnull=False).order_by("source_step")
    for entry in map(Entry._make, entries.values_list(*Entry._fields)):
        found[entry.enrolment_id][entry.lesson_id] = entry
    return found


def states_of(lines: Iterable[Line], lessons: Iterable[Lesson]) -> dict[int, dict[int, str]]:
    """For each line's `pk` and each lesson's id the state; lessons nobody has opened are missing. One statement."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    rows = LessonResult.objects.filter(enrolment__in=[line.pk for line in lines], lesson__in=lessons)
    for enrolment, lesson, state in rows.values_list("enrolment_id", "lesson_id", "state"):
        found[enrolment][lesson] = state
    return found
