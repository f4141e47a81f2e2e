"""Work that should have been judged by now, for the office."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.assignments.models import Assignment, Submission
from courses.cohorts.models import Cohort
from courses.quizzes.models import Attempt
from lms import clock
from lms.working_days import working_days_between

PROMISED = 10
"""Working days within which the curriculum promises an answer."""


@dataclass(frozen=True)
class Overdue:
    """Work of a cohort that has waited longer than promised: what kind, who owes the answer and where they stand, how much."""

    cohort: Cohort
    kind: str
    who: str
    door: str
    count: int
    since: datetime

    @property
    def address(self) -> str:
        return reverse(self.door, args=[self.cohort.slug])


def overdue_replies(cohorts: QuerySet[Cohort], *, at: datetime) -> list[Overdue]:
    """Tests, tasks and projects whose answer is overdue, per cohort and kind, the longest first. Four statements."""
    limit = _end_of(last_overdue_day(clock.local_date(at)))
    waiting = Submission.objects.filter(submitted_at__lt=limit)
    trainers, reviewers = (_("Kursleitung"), "courses:cohort-settings"), (_("Bewertende"), "courses:office-reviews")
    sources = [
        (_("Tests"), trainers, Attempt.objects.filter(status=Attempt.Status.AWAITING_GRADING, submitted_at__lt=limit)),
        (
            _("Praxisaufgaben"),
            trainers,
            waiting.filter(assignment__kind=Assignment.Kind.TASK, status=Submission.Status.SUBMITTED),
        ),
        (_("Praxisprojekte"), reviewers, waiting.filter(reviews__isnull=False, reviews__submitted_at=None)),
    ]
    known = {cohort.pk: cohort for cohort in cohorts}
    count = Count("pk", distinct=True)
    found = [
        Overdue(known[row["enrolment__cohort"]], kind, *owed, row["count"], row["since"])
        for kind, owed, rows in sources
        for row in rows.order_by().values("enrolment__cohort").annotate(count=count, since=Min("submitted_at"))
        if row["enrolment__cohort"] in known
    ]
    return sorted(found, key=lambda item: (item.since, item.cohort.code, item.kind))


def last_overdue_day(today: date) -> date:
    """Whatever was handed in on this day or before has waited more working days than promised."""
    day = today
    while working_days_between(day, today) <= PROMISED:
        day -= timedelta(days=1)
    return day


def _end_of(day: date) -> datetime:
    return clock.local_moment(day + timedelta(days=1), time.min)
