"""Who takes part, and since when."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.cohorts.models import Enrolment
from lms.ui.formats import day_short

from .report import Column, Report

STATUS_WORDS: dict[str, str] = {value: str(word) for value, word in Enrolment.Status.choices}


class Participants(Report):
    slug = "teilnehmende"
    title = gettext_lazy("Teilnehmende")
    purpose = gettext_lazy("Wer teilnimmt, woher, seit wann. Auch wer abgebrochen hat.")

    def columns(self) -> list[Column]:
        return [Column(_("Stand der Anmeldung")), Column(_("Bestätigt am"))]

    def enrolments(self):
        held_a_place = [Enrolment.Status.CONFIRMED, Enrolment.Status.COMPLETED, Enrolment.Status.DISCONTINUED]
        return Enrolment.objects.filter(cohort=self.cohort, status__in=held_a_place)

    def cells(self, lines) -> dict[int, list[str | int]]:
        return {line.pk: [STATUS_WORDS[line.status], day_short(line.confirmed_at) if line.confirmed_at else ""] for line in lines}
