"""Municipalities as the office sees them, and where nobody has a certificate yet."""

from datetime import date

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates import coverage
from certificates.forms import CoverageFilter
from courses.cohorts.models import Enrolment
from lms import clock, spreadsheets
from lms.accounts.models import Municipality, Responsibility
from lms.accounts.municipalities import note_inhabitants
from lms.accounts.place_forms import InhabitantsForm
from lms.accounts.place_views import FormPage
from lms.accounts.ruled_view import RuledView
from lms.accounts.rules import can_manage_people
from lms.journal.actions import record
from lms.ui.formats import day, thousands
from lms.ui.paging import page_of


class PlaceView(RuledView):
    """A page of the programme administration; for everybody else it does not exist."""

    def allows(self, person) -> bool:
        return can_manage_people(person)


class Municipalities(PlaceView):
    def get(self, request):
        filters = CoverageFilter(request.GET)
        wanted = filters.wanted
        district = wanted["kreis"].pk if wanted["kreis"] else ""
        found = coverage.places(on=clock.today())
        found = coverage.narrowed(found, words=wanted["q"], district=district, size=wanted["abdeckung"])
        context = {"page": page_of(found, request, per_page=50), "filter": filters}
        return render(request, "certificates/municipalities.html", context)


class MunicipalityView(PlaceView):
    """A page about the municipality that has a key now, or had it last."""

    def find(self, kwargs: dict):
        rows = Municipality.objects.filter(ags=kwargs.pop("ags")).select_related("district").order_by("-valid_from")
        newest = rows.first()
        if newest is None:
            raise Http404
        self.municipality = newest


class MunicipalityPage(MunicipalityView):
    """Who works there with a certificate, who holds a role, who learns, which neighbourhoods, and what became of it."""

    def get(self, request):
        municipality = self.municipality
        roles = Responsibility.objects.running().filter(municipality=municipality).select_related("person")
        enrolments = Enrolment.objects.filter(municipality=municipality, learner__erased_at=None)
        context = {
            "municipality": municipality,
            "holders": coverage.certificate_holders_at(municipality, on=clock.today()).select_related("neighbourhood"),
            "roles": roles.order_by("person__sort_name", "pk"),
            "page": page_of(enrolments.select_related("cohort", "learner").order_by("-requested_at", "-pk"), request),
            "neighbourhoods": municipality.neighbourhoods.all(),
            "organisations": municipality.organisations.current(),
            "names": municipality.names.order_by("-valid_from"),
            "successions": municipality.successions.select_related("successor").order_by("effective_on"),
            "predecessors": municipality.preceded_by.select_related("predecessor").order_by("effective_on"),
            "trail": [(_("Kommunen"), reverse("certificates:municipalities"))],
        }
        return render(request, "certificates/municipality.html", context)


class NoteInhabitants(FormPage, MunicipalityView):
    register = (gettext_lazy("Kommunen"), "certificates:municipalities")

    def title(self):
        return _("%(name)s: Einwohnerzahl") % {"name": self.municipality}

    def bound_form(self, data=None):
        known = self.municipality.inhabitants
        return InhabitantsForm(data, initial={"inhabitants": thousands(known) if known else ""})

    def save(self, typed, *, by):
        note_inhabitants(self.municipality, **typed, by=by, at=clock.now())
        return reverse("certificates:municipality", args=[self.municipality.ags])


class Coverage(PlaceView):
    """How many municipalities of each district have nobody with a valid certificate."""

    def get(self, request):
        today = clock.today()
        found = coverage.places(on=today)
        context = {
            "rows": coverage.by_district(found),
            "total": coverage.summed(found),
            "today": today,
            "formats": spreadsheets.FORMATS,
            "trail": [(_("Berichte"), reverse("courses:reports"))],
        }
        return render(request, "certificates/coverage.html", context)


class CoverageFile(PlaceView):
    """Every municipality without anybody, as a file; that it was taken is journalled."""

    def get(self, request, ending):
        if ending not in spreadsheets.FORMATS:
            raise Http404
        today = clock.today()
        missing = coverage.narrowed(coverage.places(on=today), size="0")
        record("list_downloaded", request.user, by=request.user, at=clock.now(), list="kommunen-ohne-koordination", format=ending)
        rows = (self._row(place) for place in missing)
        return spreadsheets.answer(ending, f"kommunen-ohne-koordination-{today.isoformat()}", self._header(today), rows)

    def _header(self, today: date) -> list[str]:
        place = [_("Regierungsbezirk"), _("Kreis"), "AGS", _("Kommune")]
        return [*place, _("Mit gültigem Zertifikat"), _("In Durchgängen (Stand %(day)s)") % {"day": day(today)}]

    def _row(self, place: coverage.Place) -> list[str | int]:
        district, municipality = place.municipality.district, place.municipality
        return [district.region, str(district), municipality.ags, municipality.name, place.certificate_holders, place.learners]
