"""What waits for the programme administration, exceptions first."""

from django.shortcuts import render

from courses.appeals.queries import decidable_by
from courses.assignments.queries import projects_needing_a_third_review, projects_without_reviewers
from courses.attendance.queries import meetings_without_attendance
from courses.cohorts import queries
from courses.cohorts.models import Cohort, Enrolment
from courses.desk.overdue import overdue_replies
from courses.qualification.models import CreditTransfer
from courses.qualification.queries import cohorts_to_release, open_releases
from lms import clock

from .doors import OfficeView

Status = Enrolment.Status


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
