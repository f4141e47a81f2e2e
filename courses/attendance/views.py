"""The attendance sheet of a meeting, conflicts, make-up work."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from courses.cohorts.models import Cohort, Meeting
from courses.cohorts.rules import can_see_people_of, teaches
from lms import clock
from lms.errors import NotPossible
from lms.ui.refusals import attempt, pressed

from . import actions, forms, queries, rules
from .models import MakeUpWork


class MeetingView(LoginRequiredMixin, View):
    """A page about one meeting; only its trainers and the office know that it exists."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        meeting = kwargs.pop("meeting")
        meetings = Meeting.objects.select_related("cohort", "lesson__component")
        self.meeting = get_object_or_404(meetings, public_id=meeting, cancelled_at=None)
        if not rules.can_record_attendance(request.user, self.meeting):
            raise Http404
        self.trail = self._trail(request.user)
        self.not_open = queries.refusal_of_list(self.meeting, at=clock.now())
        return super().dispatch(request, *args, **kwargs)

    def _trail(self, person):
        """Back to the meetings: one's own, or for the office those of the cohort."""
        cohort = self.meeting.cohort
        is_own = teaches(person, cohort)
        return [(_("Termine"), "/lehren/termine/" if is_own else f"/verwaltung/durchgaenge/{cohort.slug}/termine/")]


class AttendanceSheet(MeetingView):
    def get(self, request):
        return self._answer(request, self._form())

    def post(self, request):
        lines = queries.attendance_sheet(self.meeting, named=forms.people_on(request.POST))
        form = forms.SheetForm(request.POST, meeting=self.meeting, lines=lines)
        if not form.is_valid():
            return self._answer(request, form, status=422)
        noted = {enrolment: actions.Noted(minutes) for enrolment, minutes in form.changed_minutes().items()}
        if request.POST.get("schritt") == "alle":
            return self._record(
                request, form, self._everybody(lines) | noted, done=_("Alle ohne Angabe sind als anwesend eingetragen.")
            )
        return self._record(request, form, noted, done=_("Die Anwesenheit ist gespeichert."))

    def _everybody(self, lines):
        """The whole time for all without a line, but for oneself."""
        return {
            line.enrolment: actions.Noted(self.meeting.planned_minutes)
            for line in lines
            if not line.claims and line.enrolment.learner_id != self.request.user.pk
        }

    def _record(self, request, form, noted, *, done):
        """A refusal comes back with everything that was typed: a sheet is long."""
        now = clock.now()
        try:
            with transaction.atomic():
                conflicts = actions.record_attendance(self.meeting, noted, by=request.user, at=now)
                if request.POST.get("schritt") == "abschliessen":
                    actions.close_list(self.meeting, by=request.user, at=now)
                    done = _("Die Liste ist abgeschlossen.")
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
            return self._answer(request, form, status=422)
        if not conflicts:
            messages.success(request, done)
        else:
            words = ngettext(
                "Für eine Person liegen verschiedene Angaben vor. Bitte entscheiden Sie.",
                "Für %(count)d Personen liegen verschiedene Angaben vor. Bitte entscheiden Sie.",
                len(conflicts),
            )
            messages.warning(request, f"{done} {words % {'count': len(conflicts)}}")
        return redirect("courses:attendance-sheet", meeting=self.meeting.public_id)

    def _form(self):
        return forms.SheetForm(meeting=self.meeting, lines=queries.attendance_sheet(self.meeting))

    def _answer(self, request, form, status=200):
        entered = sum(bool(line.claims) for line in form.lines)
        context = {"meeting": self.meeting, "form": form, "entered": entered, "not_open": self.not_open, "trail": self.trail}
        return render(request, "courses/attendance/sheet.html", context, status=status)


class DecideAttendance(MeetingView):
    """One person's minutes, decided by a person."""

    def dispatch(self, request, *args, **kwargs):
        self.enrolment_id = kwargs.pop("enrolment")
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        line = self._line()
        return self._answer(request, line, forms.DecisionForm(meeting=self.meeting, initial={"minutes": line.minutes}))

    def post(self, request):
        line = self._line()
        form = forms.DecisionForm(request.POST, meeting=self.meeting)
        if not form.is_valid():
            return self._answer(request, line, form, status=422)
        try:
            actions.decide_attendance(self.meeting, line.enrolment, **form.cleaned_data, by=request.user, at=clock.now())
        except NotPossible as refusal:
            form.add_error("minutes", str(refusal))
            return self._answer(request, line, form, status=422)
        messages.success(request, _("Die Minuten sind festgelegt."))
        return redirect("courses:attendance-sheet", meeting=self.meeting.public_id)

    def _line(self):
        lines = queries.attendance_sheet(self.meeting)
        line = next((line for line in lines if line.enrolment.public_id == self.enrolment_id), None)
        if line is None:
            raise Http404
        return line

    def _answer(self, request, line, form, status=200):
        trail = [*self.trail, (_("Anwesenheit"), f"/lehren/termine/{self.meeting.public_id}/anwesenheit/")]
        context = {"meeting": self.meeting, "line": line, "form": form, "not_open": self.not_open, "trail": trail}
        return render(request, "courses/attendance/decide.html", context, status=status)


class SetMakeUp(LoginRequiredMixin, View):
    """Make-up work of a cohort: what is open, and giving a new task."""

    def dispatch(self, request, *args, cohort, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.cohort = get_object_or_404(Cohort, slug=cohort)
        if not can_see_people_of(request.user, self.cohort):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        return self._answer(request, forms.MakeUpForm(cohort=self.cohort))

    def post(self, request):
        form = forms.MakeUpForm(request.POST, cohort=self.cohort)
        if not form.is_valid():
            return self._answer(request, form, status=422)
        try:
            work = actions.set_make_up_work(**form.cleaned_data, by=request.user, at=clock.now())
        except NotPossible as refusal:
            form.add_error("enrolment", str(refusal))
            return self._answer(request, form, status=422)
        done = _("Die Ersatzaufgabe ist gestellt. Die Person ist benachrichtigt.")
        messages.success(request, f"{done} {queries.make_up_beyond_limit(work.enrolment)}".strip())
        return redirect("courses:make-up-set", cohort=self.cohort.slug)

    def _answer(self, request, form, status=200):
        work = MakeUpWork.objects.filter(enrolment__cohort=self.cohort).select_related("enrolment__learner", "component")
        context = {"cohort": self.cohort, "form": form, "work": work, "limit": queries.make_up_limit_of(self.cohort)}
        return render(request, "courses/attendance/make_up.html", context, status=status)


class DecideMakeUp(LoginRequiredMixin, View):
    def post(self, request, work):
        work = get_object_or_404(MakeUpWork.objects.select_related("enrolment__cohort"), pk=work)
        if not can_see_people_of(request.user, work.enrolment.cohort):
            raise Http404
        accept = pressed(request, "ergebnis", {"annehmen": True, "ablehnen": False})
        if accept is not None:
            attempt(
                request,
                lambda: actions.decide_make_up_work(work, accept=accept, by=request.user, at=clock.now()),
                done=_("Ihre Entscheidung ist gespeichert."),
            )
        return redirect("courses:make-up-set", cohort=work.enrolment.cohort.slug)
