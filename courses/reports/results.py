"""What everybody has achieved: tests, tasks, project, colloquium, attended UE."""

from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.catalogue.models import Lesson
from courses.progress.models import LedgerEntry, LessonResult
from courses.quizzes.grading import points_in_words
from lms.ui.formats import ue

from .report import Column, Report
from .sources import STATE_WORDS, Entry, entries_of, name_of, states_of

Kind = LedgerEntry.Kind
JUDGED = (Kind.QUIZ, Kind.TASK, Kind.PROJECT, Kind.COLLOQUIUM)
OPEN = STATE_WORDS[LessonResult.State.OPEN]
PASSED, NOT_YET = str(gettext_lazy("Bestanden")), str(gettext_lazy("Noch nicht bestanden"))


class Results(Report):
    slug = "ergebnisse"
    title = gettext_lazy("Ergebnisse")
    purpose = gettext_lazy("Tests, Praxisaufgaben, Praxisprojekt, Abschlusskolloquium und besuchte Unterrichtseinheiten.")
    lesson_kinds = (Lesson.Kind.QUIZ, Lesson.Kind.TASK)

    def columns(self) -> list[Column]:
        return [*(self._column(lesson) for lesson in self.lessons), Column(_("Besucht"), is_number=True)]

    def _column(self, lesson: Lesson) -> Column:
        component = lesson.component
        if not component.is_module:
            return Column(name_of(component))
        kind = _("Test") if lesson.kind == Lesson.Kind.QUIZ else _("Aufgabe")
        return Column(f"{component.code}: {lesson.title}", head=f"{component.code} {kind}")

    def cells(self, lines) -> dict[int, list[str | int]]:
        entries = entries_of(lines, *JUDGED, Kind.MINUTES)
        states = states_of(lines, self.lessons)
        return {
            pk: [*(self._result(lesson, found.get(lesson.pk), states[pk]) for lesson in self.lessons), attended(found)]
            for pk, found in entries.items()
        }

    def _result(self, lesson: Lesson, entry: Entry | None, states: dict[int, str]) -> str:
        if entry is None or lesson.kind != Lesson.Kind.QUIZ:
            return STATE_WORDS[states[lesson.pk]] if lesson.pk in states else OPEN
        return points_of(entry) if self.shows_points else verdict_of(entry)


def verdict_of(entry: Entry) -> str:
    return PASSED if entry.met else NOT_YET


def points_of(entry: Entry) -> str:
    """ "17,5 von 20 Punkten: Bestanden" """
    if entry.score_num is None or entry.score_den is None:
        return verdict_of(entry)
    points = points_in_words(Fraction(entry.score_num, entry.score_den))
    words = {"points": points, "most": entry.score_max, "verdict": verdict_of(entry)}
    return _("%(points)s von %(most)s: %(verdict)s") % words


def attended(entries: dict[int, Entry]) -> str:
    return ue(sum(entry.minutes or 0 for entry in entries.values() if entry.kind == Kind.MINUTES))
