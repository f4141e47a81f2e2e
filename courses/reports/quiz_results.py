"""The attempts of everybody at every test: how many, the points that count."""

from django.db.models import Count
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Lesson
from courses.progress.models import LedgerEntry
from courses.quizzes.models import Attempt

from .report import Column, Report
from .results import points_of
from .sources import Entry, entries_of, name_of


class QuizResults(Report):
    slug = "tests"
    title = _("Testergebnisse")
    purpose = _("Versuche und Punkte je Test. Gezählt wird, was der Test vorsieht.")
    is_about_points = True
    lesson_kinds = (Lesson.Kind.QUIZ,)

    def columns(self) -> list[Column]:
        return [column for lesson in self.lessons for column in self._pair(name_of(lesson.component))]

    def _pair(self, name: str) -> list[Column]:
        attempts, result = gettext("%(component)s Versuche"), gettext("%(component)s Ergebnis")
        return [Column(attempts % {"component": name}, is_number=True), Column(result % {"component": name})]

    def cells(self, lines) -> dict[int, list[str | int]]:
        attempts = self._attempts(lines)
        return {
            pk: [cell for lesson in self.lessons for cell in self._cells(attempts.get((pk, lesson.pk), 0), found.get(lesson.pk))]
            for pk, found in entries_of(lines, LedgerEntry.Kind.QUIZ).items()
        }

    def _cells(self, attempts: int, entry: Entry | None) -> list[str | int]:
        return [attempts, points_of(entry) if entry else ""]

    def _attempts(self, lines) -> dict[tuple[int, int], int]:
        counted = Attempt.objects.filter(enrolment__in=[line.pk for line in lines])
        counted = counted.exclude(status=Attempt.Status.VOIDED).order_by()
        rows = counted.values_list("enrolment_id", "quiz__lesson_id").annotate(count=Count("pk"))
        return {(enrolment, lesson): count for enrolment, lesson, count in rows}
