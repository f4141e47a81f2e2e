"""Minutes of everybody in every planned meeting."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.catalogue.models import Lesson
from courses.progress.models import LedgerEntry
from lms.ui.formats import ue

from .report import Column, Report
from .sources import Entry, entries_of, name_of


class AttendanceList(Report):
    slug = "anwesenheit"
    title = gettext_lazy("Anwesenheit")
    purpose = gettext_lazy("Besuchte Minuten je Termin. Ein leeres Feld heißt: noch nichts eingetragen.")
    lesson_kinds = (Lesson.Kind.MEETING,)

    def columns(self) -> list[Column]:
        return [*(self._column(lesson) for lesson in self.lessons), Column(_("Besucht"), is_number=True)]

    def _column(self, lesson: Lesson) -> Column:
        words = {"component": name_of(lesson.component), "title": lesson.title, "minutes": lesson.planned_minutes}
        return Column(_("%(component)s: %(title)s (von %(minutes)d Minuten)") % words, is_number=True)

    def cells(self, lines) -> dict[int, list[str | int]]:
        return {pk: self._minutes(entries) for pk, entries in entries_of(lines, LedgerEntry.Kind.MINUTES).items()}

    def _minutes(self, entries: dict[int, Entry]) -> list[str | int]:
        found = {lesson: entry.minutes or 0 for lesson, entry in entries.items()}
        return [*(found.get(lesson.pk, "") for lesson in self.lessons), ue(sum(found.values()))]
