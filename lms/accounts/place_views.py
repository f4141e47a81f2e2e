"""The office's register of organisations and neighbourhoods: found, corrected, and duplicates merged."""

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms import clock
from lms.errors import NotPossible
from lms.keys import is_key
from lms.ui.paging import page_of

from . import places, rules
from .models import Neighbourhood, Organisation, Person
from .place_forms import (
    ChangeOrganisationForm,
    NeighbourhoodFilter,
    NeighbourhoodForm,
    OrganisationFilter,
    OrganisationForm,
    OrganisationSearch,
)
from .queries import neighbourhoods_matching, organisations_matching
from .ruled_view import RuledView


class RegisterView(RuledView):
    """A page of the programme administration; for everybody else it does not exist."""

    def allows(self, person) -> bool:
        return rules.can_manage_people(person)


class Organisations(RegisterView):
    def get(self, request):
        filters = OrganisationFilter(request.GET)
        wanted = filters.wanted
        district = wanted["kreis"].pk if wanted["kreis"] else ""
        found = organisations_matching(wanted["q"], kind=wanted["art"], district=district, only_twins=bool(wanted["doppelt"]))
        context = {
            "page": page_of(found.annotate(members=Count("people")).order_by("sort_name", "pk"), request),
            "filter": filters,
        }
        return render(request, "accounts/organisations.html", context)


class FormPage(RegisterView):
    """A form whose action may refuse: the sentence stands above it and everything typed stays."""

    register: tuple[str | Promise, str]
    """The name of the list it belongs to, and of its address."""

    def bound_form(self, data=None) -> forms.Form:
        raise NotImplementedError

    def save(self, typed: dict, *, by: Person) -> str:
        """Call the action and return the address to go on to."""
        raise NotImplementedError

    def get(self, request):
        return self._answer(request, self.bound_form())

    def post(self, request):
        form = self.bound_form(request.POST)
        if not form.is_valid():
            return self._answer(request, form, status=422)
        try:
            address = self.save(form.cleaned_data, by=request.user)
        except NotPossible as refusal:
            form.add_error(refusal.field, str(refusal))
            return self._answer(request, form, status=422)
        messages.success(request, _("Die Angaben sind gespeichert."))
        return redirect(address)

    def title(self) -> str:
        raise NotImplementedError

    def _answer(self, request, form, status=200):
        name, address = self.register
        context = {"form": form, "title": self.title(), "trail": [(name, reverse(address))]}
        return render(request, "accounts/place_form.html", context, status=status)


class NewOrganisation(FormPage):
    register = (gettext_lazy("Organisationen"), "accounts:organisations")

    def title(self):
        return _("Organisation anlegen")

    def bound_form(self, data=None):
        return OrganisationForm(data)

    def save(self, typed, *, by):
        made = places.create_organisation(**typed, by=by, at=clock.now())
        return reverse("accounts:organisation", args=[made.pk])


class OrganisationView(RegisterView):
    """A page about one organisation; a duplicate leads to the one it was merged into."""

    def find(self, kwargs: dict):
        rows = Organisation.objects.select_related("municipality__district", "merged_into")
        self.organisation = get_object_or_404(rows, pk=kwargs.pop("pk"))


class OrganisationPage(OrganisationView):
    def get(self, request):
        organisation = self.organisation
        if organisation.merged_into_id:
            return redirect("accounts:organisation", organisation.merged_into_id)
        people = organisation.people.filter(erased_at=None).select_related("municipality")
        context = {
            "organisation": organisation,
            "names": organisation.names.order_by("-valid_from"),
            "duplicates": organisation.duplicates.all(),
            "page": page_of(people, request),
            "trail": [(_("Organisationen"), reverse("accounts:organisations"))],
        }
        return render(request, "accounts/organisation.html", context)


class ChangeOrganisation(FormPage, OrganisationView):
    register = (gettext_lazy("Organisationen"), "accounts:organisations")

    def title(self):
        return _("%(name)s bearbeiten") % {"name": self.organisation}

    def bound_form(self, data=None):
        names = ("kind", "name", "municipality")
        return ChangeOrganisationForm(data, initial={name: getattr(self.organisation, name) for name in names})

    def save(self, typed, *, by):
        places.change_organisation(self.organisation, **typed, by=by, at=clock.now())
        return reverse("accounts:organisation", args=[self.organisation.pk])


class MergeOrganisation(OrganisationView):
    """First find the right organisation, then read what goes and what stays, then merge."""

    def get(self, request):
        into = self._into(request.GET.get("in"))
        words = request.GET.get("q", self.organisation.name)
        found = organisations_matching(words).exclude(pk=self.organisation.pk)[:20]
        context = {
            "organisation": self.organisation,
            "into": into,
            "search": OrganisationSearch({"q": words}),
            "found": found,
            "members": self.organisation.people.count(),
            "trail": [
                (_("Organisationen"), reverse("accounts:organisations")),
                (str(self.organisation), reverse("accounts:organisation", args=[self.organisation.pk])),
            ],
        }
        return render(request, "accounts/organisation_merge.html", context)

    def post(self, request):
        into = self._into(request.POST.get("in"))
        if into is None:
            messages.error(request, _("Bitte wählen Sie die Organisation, die bleiben soll."))
            return redirect("accounts:organisation-merge", self.organisation.pk)
        try:
            places.merge_organisation(self.organisation, into=into, by=request.user, at=clock.now())
        except NotPossible as refusal:
            messages.error(request, str(refusal))
            return redirect("accounts:organisation", self.organisation.pk)
        messages.success(request, _("Die Organisationen sind zusammengeführt."))
        return redirect("accounts:organisation", into.pk)

    def _into(self, typed) -> Organisation | None:
        if not is_key(typed or ""):
            return None
        return Organisation.objects.current().exclude(pk=self.organisation.pk).filter(pk=int(typed)).first()


class Neighbourhoods(RegisterView):
    def get(self, request):
        filters = NeighbourhoodFilter(request.GET)
        wanted = filters.wanted
        district = wanted["kreis"].pk if wanted["kreis"] else ""
        found = neighbourhoods_matching(wanted["q"], kind=wanted["art"], district=district)
        return render(request, "accounts/neighbourhoods.html", {"page": page_of(found, request), "filter": filters})


class NeighbourhoodView(RegisterView):
    def find(self, kwargs: dict):
        self.neighbourhood = get_object_or_404(Neighbourhood, pk=kwargs.pop("pk"))


class NeighbourhoodPage(NeighbourhoodView):
    def get(self, request):
        people = self.neighbourhood.people.filter(erased_at=None).select_related("municipality")
        context = {
            "neighbourhood": self.neighbourhood,
            "municipalities": self.neighbourhood.municipalities.select_related("district"),
            "page": page_of(people, request),
            "trail": [(_("Quartiere"), reverse("accounts:neighbourhoods"))],
        }
        return render(request, "accounts/neighbourhood.html", context)


class NewNeighbourhood(FormPage):
    register = (gettext_lazy("Quartiere"), "accounts:neighbourhoods")

    def title(self):
        return _("Quartier anlegen")

    def bound_form(self, data=None):
        return NeighbourhoodForm(data)

    def save(self, typed, *, by):
        made = places.create_neighbourhood(**typed, by=by, at=clock.now())
        return reverse("accounts:neighbourhood", args=[made.pk])


class ChangeNeighbourhood(FormPage, NeighbourhoodView):
    register = (gettext_lazy("Quartiere"), "accounts:neighbourhoods")

    def title(self):
        return _("%(name)s bearbeiten") % {"name": self.neighbourhood}

    def bound_form(self, data=None):
        initial = NeighbourhoodForm.values_of(self.neighbourhood)
        return NeighbourhoodForm(data, initial=initial, neighbourhood=self.neighbourhood)

    def save(self, typed, *, by):
        places.change_neighbourhood(self.neighbourhood, **typed, by=by, at=clock.now())
        return reverse("accounts:neighbourhood", args=[self.neighbourhood.pk])
