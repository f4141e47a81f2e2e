"""Counts for people who see nobody: of their districts, of the districts they advise, of the state (requirements 4.2)."""

from django.conf import settings
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from certificates import rules
from certificates.figures import figures
from lms import clock
from lms.accounts.models import District, Municipality, Responsibility, Role
from lms.accounts.ruled_view import RuledView


class FiguresPage(RuledView):
    """A table of figures. Without an area of one's own it says who assigns one."""

    title: str | Promise
    area_word: str | Promise = _("Kreis")
    empty: str | Promise = ""

    def municipalities(self):
        raise NotImplementedError

    def area_of(self, municipality: Municipality) -> tuple[str, str]:
        return municipality.district_id, str(municipality.district)

    def get(self, request):
        today = clock.today()
        context = {
            "title": self.title,
            "area_word": self.area_word,
            "empty": self.empty,
            "rows": figures(self.municipalities(), area_of=self.area_of, on=today),
            "smallest": settings.SMALLEST_GROUP,
            "today": today,
        }
        return render(request, "certificates/figures.html", context)


class DistrictFigures(FiguresPage):
    title = _("Unser Kreis")
    role = Role.DISTRICT_COORDINATOR
    empty = _("Zu Ihrem Kreis stehen noch keine Kommunen im Verzeichnis.")

    def allows(self, person) -> bool:
        return rules.sees_district(person)

    def municipalities(self):
        held = Responsibility.objects.running().filter(person=self.request.user, role=self.role)
        districts = District.objects.filter(pk__in=held.values("district"))
        present = Municipality.objects.current().filter(district__in=districts).select_related("district")
        return present.order_by("district__sort_name", "district", "pk")


class RegionFigures(DistrictFigures):
    title = _("Unsere Region")
    role = Role.ADVISOR
    empty = _("Ihnen ist noch kein Kreis zugeordnet. Die Programmadministration ordnet Kreise zu.")

    def allows(self, person) -> bool:
        return rules.sees_region(person)


class StateFigures(FiguresPage):
    title = _("Stand im Land")
    area_word = _("Regierungsbezirk")
    empty = _("Hier stehen die Zahlen, sobald das Verzeichnis der Kommunen geladen ist.")

    def allows(self, person) -> bool:
        return rules.sees_state(person)

    def municipalities(self):
        return Municipality.objects.current().real().select_related("district").order_by("district__region", "pk")

    def area_of(self, municipality: Municipality) -> tuple[str, str]:
        return municipality.district.region, municipality.district.region
