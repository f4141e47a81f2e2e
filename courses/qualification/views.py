"""Stand der Voraussetzungen: R1 to R10 for the learner."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import render
from django.views import View

from courses.cohorts.queries import chosen_among, enrolments_with_a_past
from lms import clock

from . import queries
from .requirements import attendance_of


class StandingPage(LoginRequiredMixin, View):
    def get(self, request):
        enrolments = enrolments_with_a_past(request.user)
        enrolment = chosen_among(enrolments, request.GET.get("durchgang"))
        context: dict[str, object] = {"enrolments": enrolments, "enrolment": enrolment, "now": clock.now()}
        if enrolment and enrolment.status in enrolment.LEARNS:
            context |= standing_context(enrolment, shows_points=True)
            context |= {"needs_details": queries.waits_for_details(enrolment)}
        return render(request, "courses/qualification/standing.html", context)


def standing_context(enrolment, *, shows_points: bool) -> dict:
    """What the page of a learner and the one of the office both show; points of tests only to whom they belong."""
    rules, evidence = queries.rules_and_evidence(enrolment)
    standing = queries.standing(rules, evidence)
    total = next((rule for rule in rules if rule.kind == "attendance_total"), None)
    return {
        "enrolment": enrolment,
        "standing": standing if shows_points else standing.without_points(),
        "missing": standing.first_missing,
        "attendance": attendance_of(total, evidence) if total else None,
    }
