"""The requests of a cohort, and one person in it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.cohorts import actions, queries
from courses.cohorts.models import Accommodation, Enrolment
from courses.desk import forms
from courses.progress.queries import ledger_of
from courses.qualification import actions as qualification
from courses.qualification.models import CreditTransfer
from courses.qualification.views import standing_context
from courses.quizzes.rules import can_see_points
from lms import clock
from lms.accounts.actions import note_disclosure
from lms.errors import NotPossible
from lms.ui.refusals import attempt, pressed

from .doors import CohortView, OfficeView

Status = Enrolment.Status


class Enrolments(CohortView):
    """Requests in order of arrival, with the sending organisation's answer; here it is asked, too."""

    def get(self, request):
        return self._answer(request)

    def post(self, request):
        steps = {"bestaetigen": self._confirm, "anfragen": self._ask}
        return steps.get(request.POST.get("schritt"), self._decline)(request)

    def _confirm(self, request):
        form = forms.RequestsForm(request.POST, cohort=self.cohort)
        if form.has_error("anmeldung", "required"):
            return self._answer(request, status=422, selection=form)
        if not form.is_valid():
            raise Http404
        chosen = form.cleaned_data["anmeldung"]
        try:
            actions.confirm_requests(chosen, by=request.user, at=clock.now())
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
            return self._answer(request, status=422, selection=form)
        done = ngettext("Eine Person ist bestätigt.", "%(count)d Personen sind bestätigt.", len(chosen))
        messages.success(request, done % {"count": len(chosen)})
        return redirect("courses:office-enrolments", cohort=self.cohort.slug)

    def _decided(self, request) -> Enrolment:
        decision = forms.DecisionForm(request.POST)
        if not decision.is_valid():
            raise Http404
        return get_object_or_404(self.cohort.enrolments, public_id=decision.cleaned_data["anmeldung"])

    def _ask(self, request):
        enrolment = self._decided(request)
        form = forms.AskForm(request.POST, prefix=f"anfrage-{enrolment.pk}")
        if not form.is_valid():
            return self._answer(request, asked={enrolment.pk: form}, status=422)
        try:
            actions.ask_for_confirmation(enrolment, **form.cleaned_data, by=request.user, at=clock.now())
        except NotPossible as refusal:
            form.add_error("email", str(refusal))
            return self._answer(request, asked={enrolment.pk: form}, status=422)
        messages.success(request, _("Die Bestätigung für %s ist angefragt.") % enrolment.learner)
        return redirect("courses:office-enrolments", cohort=self.cohort.slug)

    def _decline(self, request):
        enrolment = self._decided(request)
        form = forms.DeclineForm(request.POST, prefix=str(enrolment.pk))
        if not form.is_valid():
            return self._answer(request, declined={enrolment.pk: form}, status=422)
        reason = form.cleaned_data["reason"]
        done = _("%s erhält die Absage mit Ihrem Grund.") % enrolment.learner
        attempt(request, lambda: actions.decline_request(enrolment, reason=reason, by=request.user, at=clock.now()), done=done)
        return redirect("courses:office-enrolments", cohort=self.cohort.slug)

    def _answer(self, request, *, declined=None, asked=None, status=200, selection=None):
        declined, asked = declined or {}, asked or {}
        enrolments = list(
            self.cohort.enrolments.select_related("learner", "municipality__district", "sending_organisation")
            .prefetch_related("sending_confirmations")
            .order_by("arrival")
        )
        context = {
            "rows": [
                (
                    enrolment,
                    declined.get(enrolment.pk) or forms.DeclineForm(prefix=str(enrolment.pk)),
                    asked.get(enrolment.pk) or self._ask_form(enrolment),
                )
                for enrolment in enrolments
            ],
            "ticked": self._ticked(selection, enrolments),
            "requests": sum(enrolment.status == Status.REQUESTED for enrolment in enrolments),
            "balance": queries.balance_of(enrolments),
            "refused": selection or next(iter({**declined, **asked}.values()), None),
            "selection": selection,
        }
        return self.render(request, "courses/desk/enrolments.html", status=status, **context)

    def _ask_form(self, enrolment: Enrolment) -> forms.AskForm | None:
        """Nobody is asked about a request that is decided or backed."""
        if enrolment.is_backed or queries.refusal_of_word(enrolment):
            return None
        return forms.AskForm(prefix=f"anfrage-{enrolment.pk}")

    def _ticked(self, selection, enrolments) -> set[str]:
        """What was ticked before a refusal; else whom the sending organisation backs."""
        if selection:
            return set(selection.data.getlist("anmeldung"))
        return {str(enrolment.public_id) for enrolment in enrolments if enrolment.is_backed}


class EnrolmentPage(OfficeView):
    """One person in one cohort: standing, ledger, credit, accommodation, the end. Each view is journalled."""

    def find(self, kwargs: dict):
        enrolments = Enrolment.objects.select_related("cohort__version", "learner", "municipality")
        self.enrolment = get_object_or_404(enrolments, public_id=kwargs.pop("enrolment"))

    def get(self, request):
        note_disclosure(self.enrolment.learner, by=request.user, at=clock.now())
        return self._answer(request)

    def post(self, request):
        steps = {"anrechnung": self._propose_credit, "nachteilsausgleich": self._accommodate, "beenden": self._end}
        step = steps.get(request.POST.get("schritt"))
        if step is None:
            raise Http404
        return step(request)

    def _propose_credit(self, request):
        form = forms.CreditForm(request.POST, version_id=self.enrolment.cohort.version_id)
        if not form.is_valid():
            return self._answer(request, credit=form, status=422)
        try:
            qualification.propose_credit(self.enrolment, **form.cleaned_data, by=request.user, at=clock.now())
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
            return self._answer(request, credit=form, status=422)
        messages.success(request, _("Die Anrechnung ist vorgeschlagen. Eine zweite Person entscheidet."))
        return redirect("courses:office-enrolment", enrolment=self.enrolment.public_id)

    def _accommodate(self, request):
        form = forms.AccommodationForm(request.POST)
        if not form.is_valid():
            return self._answer(request, accommodation=form, status=422)
        try:
            actions.accommodate(self.enrolment.learner, **form.cleaned_data, by=request.user, at=clock.now())
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
            return self._answer(request, accommodation=form, status=422)
        messages.success(request, _("Der Nachteilsausgleich ist festgelegt."))
        return redirect("courses:office-enrolment", enrolment=self.enrolment.public_id)

    def _end(self, request):
        form = forms.EndForm(request.POST, prefix="end")
        if not form.is_valid():
            return self._answer(request, end=form, status=422)
        try:
            actions.withdraw(self.enrolment, **form.cleaned_data, by=request.user, at=clock.now())
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
            return self._answer(request, end=form, status=422)
        messages.success(request, _("Die Teilnahme ist beendet."))
        return redirect("courses:office-enrolment", enrolment=self.enrolment.public_id)

    def _answer(self, request, status=200, credit=None, accommodation=None, end=None):
        enrolment = self.enrolment
        shows_points = can_see_points(request.user, enrolment)
        context = {
            **standing_context(enrolment, shows_points=shows_points),
            "shows_points": shows_points,
            "entries": ledger_of(enrolment),
            "credits": enrolment.credit_transfers.select_related("component", "proposed_by", "decided_by"),
            "accommodations": Accommodation.objects.filter(person=enrolment.learner),
            "credit_form": credit or forms.CreditForm(version_id=enrolment.cohort.version_id),
            "accommodation_form": accommodation or forms.AccommodationForm(),
            "can_end": enrolment.status not in Enrolment.ENDED and enrolment.status != Status.COMPLETED,
            "end_form": end or forms.EndForm(prefix="end"),
            "trail": [
                (_("Durchgänge"), "/verwaltung/durchgaenge/"),
                (enrolment.cohort.code, f"/verwaltung/durchgaenge/{enrolment.cohort.slug}/"),
            ],
        }
        return render(request, "courses/desk/enrolment.html", context, status=status)


class DecideCredit(OfficeView):
    def post(self, request, transfer):
        transfer = get_object_or_404(CreditTransfer.objects.select_related("enrolment"), pk=transfer)
        accept = pressed(request, "ergebnis", {"anrechnen": True, "ablehnen": False})
        if accept is not None:
            attempt(
                request,
                lambda: qualification.decide_credit(transfer, accept=accept, by=request.user, at=clock.now()),
                done=_("Ihre Entscheidung ist gespeichert."),
            )
        return redirect("courses:office-enrolment", enrolment=transfer.enrolment.public_id)
