"""Who may enter the pages of the programme administration, and the frame around one cohort."""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from courses.cohorts import queries
from courses.cohorts.models import Cohort
from courses.cohorts.rules import can_run_cohorts
from courses.desk.tabs import tabs_of
from lms.accounts.ruled_view import RuledView


class OfficeView(RuledView):
    """A page of the programme administration; for everybody else it does not exist."""

    def allows(self, person) -> bool:
        return can_run_cohorts(person)


class CohortView(OfficeView):
    """A page of one cohort with its tabs."""

    def find(self, kwargs: dict):
        cohorts = queries.with_seats_taken(Cohort.objects.select_related("version__programme"))
        self.cohort = get_object_or_404(cohorts, slug=kwargs.pop("cohort"))

    def render(self, request, template, status=200, **context):
        tabs = tabs_of(self.cohort, request.path)
        trail = [(_("Durchgänge"), "/verwaltung/durchgaenge/")]
        return render(request, template, {"cohort": self.cohort, "tabs": tabs, "trail": trail, **context}, status=status)
