"""Who takes part, and since when."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.cohorts.models import Enrolment
from lms.ui.formats import day_short

from .report import Column, Report


class Participants(Report):
    slug = "teilnehmende"
    title = gettext_lazy("Teilnehmende")
    purpose = gettext_lazy("Wer teilnimmt, woher, seit wann. Auch wer abgebrochen hat.")

    def columns(self) -> list[Column]:
        return [Column(_("Stand der Anmeldung")), Column(_("Bestätigt am"))]

    def enrolments(self):
        held_a_place = [Enrolment.Status.CONFIRMED, Enrolment.Status.COMPLETED, Enrolment.Status.DISCONTINUED]
        return (
            Enrolment.objects.filter(cohort=self.cohort, status__in=held_a_place)
            .select_related("learner", "municipality")
            .order_by("learner__sort_name", "pk")
        )

    def cells(self, enrolments) -> dict[int, list[str | int]]:
        return {
            enrolment.pk: [
                enrolment.get_status_display(),
                day_short(enrolment.confirmed_at) if enrolment.confirmed_at else "",
            ]
            for enrolment in enrolments
        }
