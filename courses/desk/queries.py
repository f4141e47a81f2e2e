"""What waits for somebody, across all rooms."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.assignments.queries import reviews_to_give, tasks_to_judge
from courses.quizzes.queries import waiting_for_grading
from lms.accounts.models import Person


@dataclass(frozen=True)
class Waiting:
    """One piece of work to judge: since when, what kind, whose, where."""

    since: datetime
    kind: str
    title: str
    cohort: str
    person: str
    address: str


def grading_queue(trainer: Person) -> list[Waiting]:
    """Everything a person has to grade or review, oldest first, over all cohorts. Four statements."""
    attempts = [
        Waiting(
            attempt.submitted_at,
            _("Test"),
            attempt.quiz.lesson.title,
            attempt.enrolment.cohort.code,
            str(attempt.enrolment.learner),
            reverse("courses:grade-attempt", args=[attempt.public_id]),
        )
        for attempt in waiting_for_grading(trainer)
    ]
    tasks = [
        Waiting(
            submission.submitted_at,
            submission.assignment.get_kind_display(),
            submission.assignment.lesson.title,
            submission.enrolment.cohort.code,
            str(submission.enrolment.learner),
            reverse("courses:judge-task", args=[submission.public_id]),
        )
        for submission in tasks_to_judge(trainer)
    ]
    reviews = [
        Waiting(
            review.submission.submitted_at,
            _("Praxisprojekt, Bewertung %(position)d") % {"position": review.position},
            review.submission.title,
            review.submission.enrolment.cohort.code,
            str(review.submission.enrolment.learner),
            reverse("courses:review-project", args=[review.pk]),
        )
        for review in reviews_to_give(trainer)
    ]
    return sorted([*attempts, *tasks, *reviews], key=lambda item: item.since)
