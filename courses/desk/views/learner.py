"""The start page of a learner."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import render
from django.views import View

from courses.assignments.queries import begun_revision
from courses.cohorts import queries as cohorts
from courses.cohorts.models import Enrolment
from courses.desk.next_step import next_step, step_before_learning, step_into
from courses.desk.queries import step_with_certificate
from courses.progress.queries import outline_of
from courses.qualification.queries import rules_and_evidence, waits_for_details
from courses.qualification.requirements import attendance_of, standing
from courses.quizzes.queries import running_attempt
from lms import clock


class LearnerOverview(LoginRequiredMixin, View):
    """One next step, the way with states, the next dates, attendance in three numbers, news."""

    def get(self, request):
        running = list(
            Enrolment.objects.running()
            .filter(learner=request.user)
            .select_related("cohort__version__programme", "learner")
            .order_by("-requested_at")
        )
        context = {
            "waiting": [self._waiting(enrolment) for enrolment in running if enrolment.status in Enrolment.UNDECIDED],
            "announcements": cohorts.announcements_to(request.user)[:3],
            "notices": request.user.notices.filter(read_at=None).exclude(kind="announcement")[:3],
        }
        learning = [enrolment for enrolment in running if enrolment.status not in Enrolment.UNDECIDED]
        if enrolment := cohorts.chosen_among(learning, request.GET.get("durchgang")):
            context |= {"learning": learning, **self._learning(enrolment)}
        elif all(enrolment.cohort.is_over for enrolment in running):
            context["open_cohorts"] = cohorts.open_cohorts(on=clock.today())
        return render(request, "courses/desk/overview.html", context)

    def _waiting(self, enrolment):
        place = cohorts.place_in_line(enrolment) if enrolment.status == Enrolment.Status.WAITLISTED else None
        return enrolment, step_before_learning(enrolment, place_in_line=place)

    def _learning(self, enrolment):
        way = outline_of(enrolment)
        now = clock.now()
        rules, evidence = rules_and_evidence(enrolment)
        total = next((rule for rule in rules if rule.kind == "attendance_total"), None)
        meetings = cohorts.coming_meetings(enrolment.learner, at=now).filter(cohort=enrolment.cohort, cancelled_at=None)
        return {
            "enrolment": enrolment,
            "cohort": enrolment.cohort,
            "refusal_of_choice": cohorts.refusal_of_choice(enrolment),
            "way": [state for state in way if state.is_chosen],
            "next_step": self._step(enrolment, way, rules, evidence, now),
            "meetings": meetings[:3],
            "attendance": attendance_of(total, evidence) if total else None,
        }

    def _step(self, enrolment, way, rules, evidence, now):
        if running := running_attempt(enrolment.learner, at=now):
            return step_into(running)
        if document := step_with_certificate(enrolment, at=now):
            return document
        electives = next((rule.parameters["min_count"] for rule in rules if rule.kind == "elective_count"), 0)
        return next_step(
            enrolment,
            way,
            standing(rules, evidence),
            electives_needed=electives,
            needs_details=waits_for_details(enrolment),
            revision=begun_revision(enrolment) if enrolment.cohort.is_over else None,
            at=now,
        )
