"""Where everybody stands in every lesson."""

from django.utils.translation import gettext_lazy as _

from courses.progress.models import LessonResult

from .report import Column, Report
from .sources import STATE_WORDS, name_of, states_of

OPEN = STATE_WORDS[LessonResult.State.OPEN]


class LessonStates(Report):
    slug = "lernschritte"
    title = _("Lernschritte")
    purpose = _("Der Stand in jeder Einheit, jedem Test, jeder Aufgabe und jedem Termin.")

    def columns(self) -> list[Column]:
        return [Column(f"{name_of(lesson.component)}: {lesson}") for lesson in self.lessons]

    def cells(self, lines) -> dict[int, list[str | int]]:
        states = states_of(lines, self.lessons)
        return {line.pk: [STATE_WORDS.get(states[line.pk].get(lesson.pk, ""), OPEN) for lesson in self.lessons] for line in lines}
