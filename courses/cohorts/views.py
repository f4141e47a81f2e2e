"""Joining a cohort, its public page, meetings, and the sending organisation's confirmation."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View

from lms import clock, private_files
from lms.accounts.models import Municipality, Person
from lms.accounts.queries import is_address_of
from lms.accounts.ruled_view import RuledView
from lms.errors import NotPossible
from lms.ui.refusals import attempt, pressed

from . import actions, calendar, forms, queries
from .models import Cohort, Enrolment, Handout, Meeting
from .rules import can_read_handouts, can_see_people, can_see_people_of

STEPS: dict[str, type[forms.Step]] = {
    "person": forms.PersonStep,
    "kommune": forms.PlaceStep,
    "bestaetigung": forms.ConfirmationStep,
    "pruefen": forms.SubmitStep,
}


def public_cohort_or_404(slug: str):
    """A cohort that visitors may know, with its places counted."""
    cohorts = Cohort.objects.exclude(status=Cohort.Status.PLANNED).select_related("version__programme")
    return get_object_or_404(queries.with_seats_taken(cohorts), slug=slug)


class CohortPage(View):
    """Dates, places and deadline of a cohort, for everybody."""

    def get(self, request, cohort):
        cohort = public_cohort_or_404(cohort)
        enrolment, has_left = None, False
        if request.user.is_authenticated:
            own = Enrolment.objects.filter(cohort=cohort, learner=request.user)
            # Where a cohort is over, a request that nobody has decided is no place.
            enrolment = (own.learning() if cohort.is_over else own.running()).first()
            has_left = enrolment is None and own.filter(status=Enrolment.Status.DISCONTINUED).exists()
        context = {
            "cohort": cohort,
            "enrolment": enrolment,
            "has_left": has_left,
            "takes_requests": queries.takes_requests(cohort, on=clock.today()),
            "free": queries.seats_for_newcomers(cohort),
            "status": queries.status_for_visitors(cohort, on=clock.today()),
            "meetings": Meeting.objects.filter(cohort=cohort, cancelled_at=None).select_related("lesson__component"),
            "trainers": cohort.trainer_rows.filter(until=None).select_related("person"),
        }
        return render(request, "courses/cohorts/cohort.html", context)


class Enrol(LoginRequiredMixin, View):
    """Four short pages; what was typed is kept in the session until it is sent."""

    def dispatch(self, request, *args, cohort, step="person", **kwargs):
        if step not in STEPS:
            raise Http404
        self.cohort, self.step = public_cohort_or_404(cohort), step
        self.key = f"enrol-{self.cohort.pk}"
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        if self._is_enrolled(request.user):
            return redirect("courses:overview")
        if not queries.takes_requests(self.cohort, on=clock.today()):
            return redirect("courses:cohort", cohort=self.cohort.slug)
        missing = next((name for name in STEPS if name not in self._kept and name != self.step), None)
        if missing and list(STEPS).index(missing) < list(STEPS).index(self.step):
            return redirect("courses:enrol-step", cohort=self.cohort.slug, step=missing)
        return self._answer(request, STEPS[self.step](initial=self._initial(request.user)))

    def post(self, request):
        form = STEPS[self.step](request.POST)
        if form.is_valid() and self._names_themselves(form):
            form.add_error("email", actions.OWN_ADDRESS)
        if not form.is_valid():
            return self._answer(request, form, status=422)
        if self.step == "pruefen":
            return self._send(request, form)
        self.request.session[self.key] = {**self._kept, self.step: _plain(form.cleaned_data)}
        following = list(STEPS)[list(STEPS).index(self.step) + 1]
        return redirect("courses:enrol-step", cohort=self.cohort.slug, step=following)

    def _names_themselves(self, form) -> bool:
        return self.step == "bestaetigung" and is_address_of(cast(Person, self.request.user), form.cleaned_data["email"])

    @property
    def _kept(self) -> dict:
        return self.request.session.get(self.key, {})

    def _is_enrolled(self, person) -> bool:
        return Enrolment.objects.running().filter(cohort=self.cohort, learner=person).exists()

    def _initial(self, person) -> dict:
        organisation = person.organisation
        known = {
            "given_name": person.given_name,
            "family_name": person.family_name,
            "municipality": person.municipality,
            "organisation_kind": organisation.kind if organisation else "",
            "organisation_name": organisation.name if organisation else "",
        }
        return known | self._kept.get(self.step, {})

    def _send(self, request, form):
        if self._is_enrolled(request.user):
            return self._sent(request)
        person, place = self._kept.get("person"), self._kept.get("kommune")
        if not person or not place:
            return redirect("courses:enrol", cohort=self.cohort.slug)
        municipality = Municipality.objects.current().filter(pk=place["municipality"]).first()
        if municipality is None:
            messages.error(request, _("Diese Kommune gibt es nicht mehr. Bitte geben Sie die heutige Kommune an."))
            return redirect("courses:enrol-step", cohort=self.cohort.slug, step="kommune")
        profile = {**person, **place, "municipality": municipality, **_neighbourhood_of(request.user)}
        email = self._kept.get("bestaetigung", {}).get("email", "")
        try:
            actions.introduce_and_request(self.cohort, request.user, profile=profile, confirm_email=email, at=clock.now())
        except NotPossible as refusal:
            if not self._is_enrolled(request.user):
                form.add_error(None, str(refusal))
                return self._answer(request, form, status=422)
        return self._sent(request)

    def _sent(self, request):
        """Whoever pressed twice reads the same as after the first time; once it is decided, the overview says more."""
        request.session.pop(self.key, None)
        enrolment = Enrolment.objects.running().filter(cohort=self.cohort, learner=request.user).first()
        if enrolment and enrolment.status in (Enrolment.Status.REQUESTED, Enrolment.Status.WAITLISTED):
            messages.success(request, _received(enrolment))
        return redirect("courses:overview")

    def _answer(self, request, form, status=200):
        names = list(STEPS)
        context = {
            "cohort": self.cohort,
            "form": form,
            "step_title": STEPS[self.step].title,
            "number": names.index(self.step) + 1,
            "count": len(names),
            "previous": names[names.index(self.step) - 1] if self.step != "person" else "",
            "summary": self._summary() if self.step == "pruefen" else None,
            "is_full": queries.seats_for_newcomers(self.cohort) == 0,
            "trail": [(self.cohort.title, f"/durchgaenge/{self.cohort.slug}/")],
        }
        return render(request, "courses/cohorts/enrol.html", context, status=status)

    def _summary(self):
        person, place = self._kept.get("person", {}), self._kept.get("kommune", {})
        municipality = Municipality.objects.select_related("district").filter(pk=place.get("municipality")).first()
        return [
            (_("Name"), f"{person.get('given_name', '')} {person.get('family_name', '')}", "person"),
            (_("Kommune"), municipality.full_name if municipality else "", "kommune"),
            (_("Organisation"), place.get("organisation_name", ""), "kommune"),
            (_("Bestätigende Stelle"), self._kept.get("bestaetigung", {}).get("email") or _("wird nachgereicht"), "bestaetigung"),
        ]


def _plain(cleaned: dict) -> dict:
    """What a session can keep: a municipality as its number."""
    return {name: value.pk if isinstance(value, Municipality) else value for name, value in cleaned.items()}


def _neighbourhood_of(person) -> dict:
    neighbourhood = person.neighbourhood
    if neighbourhood is None:
        return {}
    return {"neighbourhood_kind": neighbourhood.kind, "neighbourhood_name": neighbourhood.name}


def _received(enrolment: Enrolment) -> str:
    if enrolment.status == Enrolment.Status.WAITLISTED:
        place = queries.place_in_line(enrolment)
        words = _("Sie stehen auf der Warteliste, Platz %(place)d. Wir schreiben Ihnen, sobald ein Platz frei wird.")
        return words % {"place": place}
    return _("Ihre Anmeldung ist eingegangen. Die Programmadministration prüft sie und meldet sich bei Ihnen.")


def own_enrolment_or_404(person, public_id) -> Enrolment:
    return get_object_or_404(Enrolment.objects.select_related("cohort"), learner=person, public_id=public_id)


class AcceptOffer(LoginRequiredMixin, View):
    def post(self, request, enrolment):
        enrolment = own_enrolment_or_404(request.user, enrolment)
        attempt(request, lambda: actions.accept_offer(enrolment, at=clock.now()), done=_("Sie haben den Platz angenommen."))
        return redirect("courses:overview")


class Withdraw(LoginRequiredMixin, View):
    """A page of its own, because it cannot be undone."""

    def get(self, request, enrolment):
        enrolment = own_enrolment_or_404(request.user, enrolment)
        if enrolment.status in Enrolment.ENDED:
            return redirect("courses:overview")
        form = forms.WithdrawForm(back="/uebersicht/")
        return render(request, "courses/cohorts/withdraw.html", {"enrolment": enrolment, "form": form})

    def post(self, request, enrolment):
        enrolment = own_enrolment_or_404(request.user, enrolment)
        attempt(
            request,
            lambda: actions.withdraw(enrolment, by=request.user, at=clock.now()),
            done=_("Ihre Anmeldung ist zurückgezogen."),
        )
        return redirect("courses:overview")


class Confirmation(View):
    """The sending organisation answers by a link; no account is needed."""

    def get(self, request, token):
        confirmation = actions.confirmation_of(token)
        if confirmation is None:
            raise Http404
        context = {
            "confirmation": confirmation,
            "refusal": queries.refusal_of_link(confirmation, at=clock.now()),
            "enrolment": confirmation.enrolment,
        }
        return render(request, "courses/cohorts/confirmation.html", context)

    def post(self, request, token):
        if actions.confirmation_of(token) is None:
            raise Http404
        confirms = pressed(request, "antwort", {"ja": True, "nein": False})
        if confirms is not None:
            attempt(
                request,
                lambda: actions.answer_confirmation(token, confirms=confirms, at=clock.now()),
                done=_("Vielen Dank. Ihre Antwort ist gespeichert."),
            )
        return redirect("courses:sending-confirmation", token=token)


class Meetings(LoginRequiredMixin, View):
    def get(self, request):
        enrolments = list(queries.learning_enrolments(request.user))
        now = clock.now()
        context = {
            "coming": queries.coming_meetings(request.user, at=now),
            "past": queries.past_meetings(request.user, at=now),
            "over": [enrolment.cohort for enrolment in enrolments if enrolment.cohort.is_over],
            "is_learning": any(not enrolment.cohort.is_over for enrolment in enrolments),
        }
        return render(request, "courses/cohorts/meetings.html", context)


class Calendar(LoginRequiredMixin, View):
    """All meetings of one's cohorts as a file for a calendar."""

    def get(self, request):
        file = calendar.as_ical(queries.meetings_of(request.user), at=clock.now())
        response = HttpResponse(file, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="termine.ics"'
        return response


class Handouts(RuledView):
    """The handouts of a meeting, for those who teach the cohort or run it."""

    def allows(self, person) -> bool:
        return can_see_people(person)

    def find(self, kwargs: dict):
        meetings = Meeting.objects.select_related("cohort", "lesson__component")
        self.meeting = get_object_or_404(meetings, public_id=kwargs.pop("meeting"))
        if not can_see_people_of(cast(Person, self.request.user), self.meeting.cohort):
            raise Http404

    def get(self, request):
        return self._answer(request, forms.HandoutForm())

    def post(self, request):
        if request.POST.get("schritt") == "entfernen":
            return self._take_back(request)
        form = forms.HandoutForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._answer(request, form, status=422)
        name, kind, content = form.cleaned_data["file"]
        actions.add_handout(
            self.meeting,
            title=form.cleaned_data["title"],
            name=name,
            kind=kind,
            content=content,
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Die Unterlage steht allen im Durchgang zur Verfügung."))
        return redirect("courses:handouts", meeting=self.meeting.public_id)

    def _take_back(self, request):
        typed = request.POST.get("unterlage", "")
        handout = next((one for one in self.meeting.handouts.all() if str(one.public_id) == typed), None)
        if handout is not None:
            actions.take_back_handout(handout, by=request.user, at=clock.now())
        messages.success(request, _("Die Unterlage ist entfernt."))
        return redirect("courses:handouts", meeting=self.meeting.public_id)

    def _answer(self, request, form, status=200):
        context = {"meeting": self.meeting, "form": form, "handouts": self.meeting.handouts.select_related("added_by")}
        return render(request, "courses/cohorts/handouts.html", context, status=status)


class DownloadHandout(LoginRequiredMixin, View):
    """One handout, for the people of its cohort."""

    def get(self, request, handout):
        handout = get_object_or_404(Handout.objects.select_related("meeting__cohort"), public_id=handout)
        if not can_read_handouts(request.user, handout.meeting.cohort):
            raise Http404
        return private_files.serve(handout.storage_name, name=handout.name, content_type=handout.kind)
