"""All cohorts; one of them with its people and its settings."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from courses.cohorts import actions, queries
from courses.cohorts.models import Cohort
from courses.desk import forms
from courses.desk.participants import participants_of
from lms import clock
from lms.errors import NotPossible

from .doors import CohortView, OfficeView


class Cohorts(OfficeView):
    def get(self, request):
        cohorts = queries.with_seats_taken(Cohort.objects.select_related("version__programme")).order_by("-starts_on", "code")
        return render(request, "courses/desk/cohorts.html", {"cohorts": cohorts})


class PlanCohort(OfficeView):
    def get(self, request):
        return self._answer(request, forms.NewCohortForm(initial={"capacity": 20, "status": Cohort.Status.PLANNED}))

    def post(self, request):
        form = forms.NewCohortForm(request.POST)
        if not form.is_valid():
            return self._answer(request, form, status=422)
        fields = dict(form.cleaned_data)
        try:
            cohort = actions.plan_cohort(fields.pop("version"), by=request.user, at=clock.now(), **fields)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
            return self._answer(request, form, status=422)
        messages.success(
            request, _("%(cohort)s ist angelegt. Als Nächstes legen Sie die Termine fest.") % {"cohort": cohort.title}
        )
        return redirect("courses:office-meetings", cohort=cohort.slug)

    def _answer(self, request, form, status=200):
        context = {"form": form, "trail": [(_("Durchgänge"), "/verwaltung/durchgaenge/")]}
        return render(request, "courses/desk/cohort_form.html", context, status=status)


class CohortPeople(CohortView):
    """Participants with where they stand: blocked first, then those who are ready, then who is furthest behind."""

    def get(self, request):
        return self.render(request, "courses/desk/cohort_people.html", people=participants_of(self.cohort))


class CohortSettings(CohortView):
    FIELDS = ("place", "capacity", "starts_on", "ends_on", "sign_up_from", "sign_up_until", "offer_hours", "status")

    def get(self, request):
        initial = {name: getattr(self.cohort, name) for name in self.FIELDS}
        return self._answer(request, forms.CohortSettingsForm(initial=initial | {"known_status": self.cohort.status}))

    def post(self, request):
        form = forms.CohortSettingsForm(request.POST)
        if not form.is_valid():
            return self._answer(request, form, status=422)
        try:
            actions.change_cohort(self.cohort, **form.cleaned_data, by=request.user, at=clock.now())
        except NotPossible as refusal:
            form.add_error(refusal.field, str(refusal))
            return self._answer(request, form, status=422)
        messages.success(request, _("Der Durchgang ist gespeichert."))
        return redirect("courses:cohort-settings", cohort=self.cohort.slug)

    def _answer(self, request, form, status=200):
        teaching = self.cohort.trainer_rows.filter(until=None).values_list("person", flat=True)
        trainers = forms.TrainersForm(initial={"trainers": list(teaching)})
        trainers.helper.form_action = f"/verwaltung/durchgaenge/{self.cohort.slug}/kursleitung/"
        return self.render(request, "courses/desk/cohort_settings.html", status=status, form=form, trainers=trainers)


class AddTrainers(CohortView):
    def post(self, request):
        form = forms.TrainersForm(request.POST)
        if form.is_valid():
            actions.set_trainers(self.cohort, form.cleaned_data["trainers"], by=request.user, at=clock.now())
            messages.success(request, _("Die Kursleitung ist gespeichert."))
        else:
            messages.error(request, _("Eine der Personen hat diese Rolle nicht mehr. Bitte wählen Sie noch einmal."))
        return redirect("courses:cohort-settings", cohort=self.cohort.slug)
