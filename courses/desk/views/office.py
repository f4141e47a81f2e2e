"""The workplace of the programme administration: exceptions first, then cohorts and the people in them."""

from datetime import datetime

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.appeals.queries import decidable_by
from courses.assignments import actions as assignments
from courses.assignments.models import Assignment, ColloquiumBooking, ColloquiumSlot
from courses.assignments.queries import projects_needing_a_third_review, projects_without_reviewers
from courses.attendance.actions import call_off_meeting, reschedule_meeting
from courses.attendance.queries import meetings_without_attendance
from courses.catalogue.models import Lesson
from courses.cohorts import actions, queries
from courses.cohorts.models import Accommodation, Cohort, Enrolment, Meeting
from courses.cohorts.rules import can_run_cohorts
from courses.desk import forms
from courses.desk.overdue import overdue_replies
from courses.desk.participants import participants_of
from courses.desk.tabs import tabs_of
from courses.progress.queries import ledger_of
from courses.qualification import actions as qualification
from courses.qualification.models import CreditTransfer
from courses.qualification.queries import cohorts_to_release, open_releases
from courses.qualification.views import standing_context
from courses.quizzes import actions as quizzes
from courses.quizzes.models import Quiz
from courses.quizzes.queries import results_of
from courses.quizzes.rules import can_see_points
from lms import clock
from lms.accounts.actions import note_disclosure
from lms.accounts.ruled_view import RuledView
from lms.errors import NotPossible
from lms.ui.paging import page_of
from lms.ui.refusals import attempt, pressed

Status = Enrolment.Status


class OfficeView(RuledView):
    """A page of the programme administration; for everybody else it does not exist."""

    def allows(self, person) -> bool:
        return can_run_cohorts(person)


class OfficeOverview(OfficeView):
    """What waits, exceptions first."""

    def get(self, request):
        cohorts = Cohort.objects.exclude(status__in=[Cohort.Status.CANCELLED])
        now = clock.now()
        context = {
            "requests": Enrolment.objects.filter(status=Status.REQUESTED)
            .select_related("cohort", "learner")
            .order_by("requested_at"),
            "releases": open_releases(),
            "ready": cohorts_to_release(),
            "lists": meetings_without_attendance(cohorts, at=now),
            "projects": projects_without_reviewers(cohorts),
            "third": projects_needing_a_third_review(cohorts),
            "credits": CreditTransfer.objects.filter(status=CreditTransfer.Status.PROPOSED).select_related(
                "enrolment__learner", "enrolment__cohort", "component", "proposed_by"
            ),
            "appeals": decidable_by(request.user),
            "replies": overdue_replies(cohorts, at=now),
            "unanswered": queries.unanswered_confirmations(at=now),
            "overdue": Enrolment.objects.filter(status=Status.OFFERED, offered_until__lt=now).select_related("cohort", "learner"),
        }
        context["nothing"] = not any(len(value) for value in context.values())
        return render(request, "courses/desk/office.html", context)


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


class CohortView(OfficeView):
    """A page of one cohort with its tabs."""

    def find(self, kwargs: dict):
        cohorts = queries.with_seats_taken(Cohort.objects.select_related("version__programme"))
        self.cohort = get_object_or_404(cohorts, slug=kwargs.pop("cohort"))

    def render(self, request, template, status=200, **context):
        tabs = tabs_of(self.cohort, request.path)
        trail = [(_("Durchgänge"), "/verwaltung/durchgaenge/")]
        return render(request, template, {"cohort": self.cohort, "tabs": tabs, "trail": trail, **context}, status=status)


class CohortPeople(CohortView):
    """Participants with where they stand: blocked first, then those who are ready, then who is furthest behind."""

    def get(self, request):
        return self.render(request, "courses/desk/cohort_people.html", people=participants_of(self.cohort))


class CohortSettings(CohortView):
    FIELDS = ("place", "capacity", "starts_on", "ends_on", "sign_up_from", "sign_up_until", "offer_hours", "status")

    def get(self, request):
        initial = {name: getattr(self.cohort, name) for name in self.FIELDS}
        return self._answer(request, forms.CohortForm(initial=initial))

    def post(self, request):
        form = forms.CohortForm(request.POST)
        if not form.is_valid():
            return self._answer(request, form, status=422)
        try:
            actions.change_cohort(self.cohort, **form.cleaned_data, by=request.user, at=clock.now())
        except NotPossible as refusal:
            form.add_error("capacity", str(refusal))
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


class Enrolments(CohortView):
    """Requests in order of arrival, with the sending organisation's answer."""

    def get(self, request):
        return self._answer(request, {})

    def post(self, request):
        return self._confirm(request) if request.POST.get("schritt") == "bestaetigen" else self._decline(request)

    def _confirm(self, request):
        form = forms.RequestsForm(request.POST, cohort=self.cohort)
        if form.has_error("anmeldung", "required"):
            return self._answer(request, {}, status=422, selection=form)
        if not form.is_valid():
            raise Http404
        chosen = form.cleaned_data["anmeldung"]
        try:
            actions.confirm_requests(chosen, by=request.user, at=clock.now())
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
            return self._answer(request, {}, status=422, selection=form)
        done = ngettext("Eine Person ist bestätigt.", "%(count)d Personen sind bestätigt.", len(chosen))
        messages.success(request, done % {"count": len(chosen)})
        return redirect("courses:office-enrolments", cohort=self.cohort.slug)

    def _decline(self, request):
        decision = forms.DecisionForm(request.POST)
        if not decision.is_valid():
            raise Http404
        enrolment = get_object_or_404(self.cohort.enrolments, public_id=decision.cleaned_data["anmeldung"])
        form = forms.DeclineForm(request.POST, prefix=str(enrolment.pk))
        if not form.is_valid():
            return self._answer(request, {enrolment.pk: form}, status=422)
        reason = form.cleaned_data["reason"]
        done = _("%s erhält die Absage mit Ihrem Grund.") % enrolment.learner
        attempt(request, lambda: actions.decline_request(enrolment, reason=reason, by=request.user, at=clock.now()), done=done)
        return redirect("courses:office-enrolments", cohort=self.cohort.slug)

    def _answer(self, request, bound, status=200, selection=None):
        enrolments = list(
            self.cohort.enrolments.select_related("learner", "municipality__district", "sending_organisation")
            .prefetch_related("sending_confirmations")
            .order_by("arrival")
        )
        context = {
            "rows": [
                (enrolment, bound.get(enrolment.pk) or forms.DeclineForm(prefix=str(enrolment.pk)), enrolment.pk in bound)
                for enrolment in enrolments
            ],
            "ticked": self._ticked(selection, enrolments),
            "requests": sum(enrolment.status == Status.REQUESTED for enrolment in enrolments),
            "balance": queries.balance_of(enrolments),
            "refused": next(iter(bound.values()), None),
            "selection": selection,
        }
        return self.render(request, "courses/desk/enrolments.html", status=status, **context)

    def _ticked(self, selection, enrolments) -> set[str]:
        """What was ticked before a refusal; else whom the sending organisation backs."""
        if selection:
            return set(selection.data.getlist("anmeldung"))
        return {str(enrolment.public_id) for enrolment in enrolments if enrolment.is_backed}


class Meetings(CohortView):
    """Every planned meeting of the version with its date, or without one."""

    def get(self, request):
        lessons = Lesson.objects.filter(component__version_id=self.cohort.version_id, kind=Lesson.Kind.MEETING)
        dates = {meeting.lesson_id: meeting for meeting in self.cohort.meetings.filter(cancelled_at=None)}
        rows = [(lesson, dates.get(lesson.pk)) for lesson in lessons.select_related("component")]
        return self.render(request, "courses/desk/meetings.html", rows=rows, now=clock.now())


class MeetingDate(CohortView):
    """Setting, moving or calling off one meeting."""

    def find(self, kwargs: dict):
        super().find(kwargs)
        self.lesson_id = kwargs.pop("lesson")

    def get(self, request):
        lesson, meeting = self._found()
        return self._answer(request, lesson, meeting, forms.MeetingForm(initial=self._initial(meeting)))

    def post(self, request):
        lesson, meeting = self._found()
        if meeting and request.POST.get("schritt") == "absagen":
            done = _("Der Termin entfällt. Alle Teilnehmenden sind benachrichtigt.")
            attempt(request, lambda: call_off_meeting(meeting, by=request.user, at=clock.now()), done=done)
            return redirect("courses:office-meetings", cohort=self.cohort.slug)
        form = forms.MeetingForm(request.POST)
        if not form.is_valid():
            return self._answer(request, lesson, meeting, form, status=422)
        try:
            self._save(lesson, meeting, form.cleaned_data, by=request.user)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
            return self._answer(request, lesson, meeting, form, status=422)
        messages.success(request, _("Der Termin ist gespeichert."))
        return redirect("courses:office-meetings", cohort=self.cohort.slug)

    def _save(self, lesson, meeting, typed, *, by):
        starts, ends = (timezone.make_aware(datetime.combine(typed["day"], typed[name])) for name in ("begins", "ends"))
        fields = {name: typed[name] for name in ("place", "link", "recorded")}
        at = clock.now()
        if meeting:
            return reschedule_meeting(meeting, starts_at=starts, ends_at=ends, by=by, at=at, **fields)
        return actions.plan_meeting(self.cohort, lesson, starts_at=starts, ends_at=ends, by=by, at=at, **fields)

    def _found(self):
        lessons = Lesson.objects.filter(component__version_id=self.cohort.version_id, kind=Lesson.Kind.MEETING)
        lesson = get_object_or_404(lessons.select_related("component"), pk=self.lesson_id)
        return lesson, Meeting.objects.filter(cohort=self.cohort, lesson=lesson, cancelled_at=None).first()

    def _initial(self, meeting) -> dict:
        if meeting is None:
            return {"place": self.cohort.place}
        starts, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
        known = {"day": starts.date(), "begins": starts.time(), "ends": ends.time()}
        return known | {name: getattr(meeting, name) for name in ("place", "link", "recorded")}

    def _answer(self, request, lesson, meeting, form, status=200):
        return self.render(request, "courses/desk/meeting_date.html", status=status, lesson=lesson, meeting=meeting, form=form)


class Quizzes(CohortView):
    """Every test of the version with the window in which the cohort may begin it."""

    def get(self, request):
        found = Quiz.objects.filter(lesson__component__version_id=self.cohort.version_id).select_related("lesson__component")
        windows = {window.lesson_id: window for window in self.cohort.quiz_windows.all()}
        rows = [(quiz, windows.get(quiz.lesson_id)) for quiz in found.order_by("lesson__component__position", "lesson__position")]
        return self.render(request, "courses/desk/quizzes.html", rows=rows)


class QuizWindowPage(CohortView):
    """When the cohort may begin one test, and the attempts at it with their verdicts; answers and points are not shown here."""

    def find(self, kwargs: dict):
        super().find(kwargs)
        found = Quiz.objects.filter(lesson__component__version_id=self.cohort.version_id).select_related("lesson__component")
        self.quiz = get_object_or_404(found, lesson=kwargs.pop("lesson"))

    def get(self, request):
        window = self.cohort.quiz_windows.filter(lesson=self.quiz.lesson_id).first()
        return self._answer(request, forms.WindowForm.about(window))

    def post(self, request):
        form = forms.WindowForm(request.POST)
        if not form.is_valid():
            return self._answer(request, form, status=422)
        try:
            quizzes.set_window(self.quiz, self.cohort, **form.moments, by=request.user, at=clock.now())
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
            return self._answer(request, form, status=422)
        messages.success(request, _("Die Öffnungszeit ist gespeichert."))
        return redirect("courses:office-quizzes", cohort=self.cohort.slug)

    def _answer(self, request, form, status=200):
        attempts = self.quiz.attempts.filter(enrolment__cohort=self.cohort).exclude(enrolment__learner=request.user)
        page = page_of(attempts.select_related("enrolment__learner").order_by("-started_at", "-pk"), request)
        context = {
            "quiz": self.quiz,
            "form": form,
            "page": page,
            "results": results_of(page.object_list),
            "trail": [
                (_("Durchgänge"), "/verwaltung/durchgaenge/"),
                (self.cohort.code, f"/verwaltung/durchgaenge/{self.cohort.slug}/"),
                (_("Tests"), f"/verwaltung/durchgaenge/{self.cohort.slug}/tests/"),
            ],
        }
        return self.render(request, "courses/desk/quiz_window.html", status=status, **context)


class Tasks(CohortView):
    """Every task of the version with its deadline."""

    def get(self, request):
        deadlines = {deadline.lesson_id: deadline for deadline in self.cohort.task_deadlines.all()}
        tasks = handed_in_tasks(self.cohort).order_by("lesson__component__position", "lesson__position")
        return self.render(request, "courses/desk/tasks.html", rows=[(task, deadlines.get(task.lesson_id)) for task in tasks])


def handed_in_tasks(cohort: Cohort):
    """What a cohort hands in: everything but the colloquium."""
    tasks = Assignment.objects.filter(lesson__component__version_id=cohort.version_id)
    return tasks.exclude(kind=Assignment.Kind.COLLOQUIUM).select_related("lesson__component")


class TaskDeadlinePage(CohortView):
    """Until when the cohort hands in one task, and for how long later it is still taken."""

    def find(self, kwargs: dict):
        super().find(kwargs)
        self.task = get_object_or_404(handed_in_tasks(self.cohort), lesson=kwargs.pop("lesson"))

    def get(self, request):
        deadline = self.cohort.task_deadlines.filter(lesson=self.task.lesson_id).first()
        known = {"due_on": deadline.due_on, "grace_days": deadline.grace_days} if deadline else {"grace_days": 7}
        return self._answer(request, forms.DeadlineForm(initial=known))

    def post(self, request):
        form = forms.DeadlineForm(request.POST)
        if not form.is_valid():
            return self._answer(request, form, status=422)
        typed, who = form.cleaned_data, {"by": request.user, "at": clock.now()}
        if typed["due_on"]:
            assignments.set_deadline(self.task, self.cohort, **typed, **who)
            messages.success(request, _("Die Abgabefrist ist gespeichert."))
        else:
            assignments.lift_deadline(self.task, self.cohort, **who)
            messages.success(request, _("Für diese Aufgabe gilt keine Frist."))
        return redirect("courses:office-tasks", cohort=self.cohort.slug)

    def _answer(self, request, form, status=200):
        trail = [
            (_("Durchgänge"), "/verwaltung/durchgaenge/"),
            (self.cohort.code, f"/verwaltung/durchgaenge/{self.cohort.slug}/"),
            (_("Aufgaben"), f"/verwaltung/durchgaenge/{self.cohort.slug}/aufgaben/"),
        ]
        return self.render(request, "courses/desk/task_deadline.html", status=status, task=self.task, form=form, trail=trail)


class CohortReviews(CohortView):
    """Naming reviewers and opening colloquium times."""

    def get(self, request):
        return self._answer(request)

    def post(self, request):
        steps = {
            "bewertende": self._assign,
            "dritte": self._assign_third,
            "zeitfenster": self._offer_slot,
            "zuruecknehmen": self._withdraw_slot,
        }
        step = steps.get(request.POST.get("schritt"))
        if step is None:
            raise Http404
        return step(request)

    def _assign(self, request):
        form = forms.ReviewersForm(request.POST, submissions=projects_without_reviewers([self.cohort]))
        if not form.is_valid():
            return self._answer(request, reviewers=form, status=422)
        typed = form.cleaned_data
        try:
            assignments.assign_reviewers(typed["submission"], typed["first"], typed["second"], by=request.user, at=clock.now())
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
            return self._answer(request, reviewers=form, status=422)
        messages.success(request, _("Die Bewertenden sind bestimmt."))
        return redirect("courses:office-reviews", cohort=self.cohort.slug)

    def _assign_third(self, request):
        waiting = {str(submission.pk): submission for submission in projects_needing_a_third_review([self.cohort])}
        submission = waiting.get(request.POST.get("submission"))
        reviewer = {str(trainer.pk): trainer for trainer in forms.trainers()}.get(request.POST.get("third"))
        if submission is None or reviewer is None:
            messages.error(request, _("Bitte wählen Sie eine Person für die dritte Bewertung."))
        else:
            attempt(
                request,
                lambda: assignments.assign_third_reviewer(submission, reviewer, by=request.user, at=clock.now()),
                done=_("Die dritte Bewertung ist vergeben."),
            )
        return redirect("courses:office-reviews", cohort=self.cohort.slug)

    def _offer_slot(self, request):
        form = forms.SlotForm(request.POST)
        if not form.is_valid():
            return self._answer(request, slot_form=form, status=422)
        typed = dict(form.cleaned_data)
        starts_at = timezone.make_aware(datetime.combine(typed.pop("day"), typed.pop("begins")))
        try:
            assignments.offer_slot(self.cohort, starts_at=starts_at, **typed, by=request.user, at=clock.now())
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
            return self._answer(request, slot_form=form, status=422)
        messages.success(request, _("Das Zeitfenster ist angelegt."))
        return redirect("courses:office-reviews", cohort=self.cohort.slug)

    def _withdraw_slot(self, request):
        slot = {str(slot.pk): slot for slot in self._slots()}.get(request.POST.get("slot"))
        if slot is None:
            messages.error(request, _("Dieses Zeitfenster gibt es nicht mehr."))
        else:
            attempt(
                request,
                lambda: assignments.withdraw_slot(slot, by=request.user, at=clock.now()),
                done=_("Das Zeitfenster ist zurückgenommen."),
            )
        return redirect("courses:office-reviews", cohort=self.cohort.slug)

    def _slots(self):
        """All times of the cohort, each with the booking that runs."""
        running = ColloquiumBooking.objects.filter(cancelled_at=None).select_related("enrolment__learner")
        slots = ColloquiumSlot.objects.filter(cohort=self.cohort).select_related("examiner_1", "examiner_2")
        return slots.prefetch_related(Prefetch("bookings", running, to_attr="running"))

    def _answer(self, request, status=200, reviewers=None, slot_form=None):
        projects = projects_without_reviewers([self.cohort])
        rows = []
        for submission in projects:
            bound = reviewers if reviewers and reviewers.data.get("submission") == str(submission.pk) else None
            rows.append((submission, bound or forms.ReviewersForm(submissions=projects, initial={"submission": submission.pk})))
        return self.render(
            request,
            "courses/desk/reviews.html",
            status=status,
            projects=rows,
            third=projects_needing_a_third_review([self.cohort]),
            trainers=forms.trainers(),
            slots=self._slots(),
            refused=reviewers,
            slot_form=slot_form or forms.SlotForm(initial={"place": self.cohort.place}),
        )


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
