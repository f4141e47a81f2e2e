"""What waits for somebody, across all rooms."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.assignments.queries import judgements_begun, reviews_to_give, tasks_to_judge
from courses.cohorts.models import Enrolment
from courses.quizzes.queries import grading_begun, waiting_for_grading
from courses.signals import certificate_asked
from lms.accounts.models import Person

from .next_step import NextStep

KINDS = {
    "test": gettext_lazy("Test"),
    "aufgabe": gettext_lazy("Praxisaufgabe"),
    "projekt": gettext_lazy("Praxisprojekt"),
}


@dataclass(frozen=True)
class Waiting:
    """One piece of work to judge: since when, what kind, whose, where, and who else has opened it."""

    since: datetime
    kind: str
    label: str
    title: str
    cohort: str
    person: str
    path: str
    taken_by: str = ""
    chosen: str = ""

    @property
    def address(self) -> str:
        """Where it is judged; the filter travels along, so that the next one is taken from it."""
        return f"{self.path}?{self.chosen}" if self.chosen else self.path


@dataclass(frozen=True)
class Place:
    """The how-manieth of how many; `number` is 0 for what is not in the queue."""

    number: int
    total: int


def grading_queue(trainer: Person, *, cohort: str = "", kind: str = "", at: datetime | None = None) -> list[Waiting]:
    """Everything a person has to grade or review, oldest first, over all cohorts or of one cohort or kind. Five statements."""
    found = [*_quizzes(trainer, at), *_tasks(trainer, at), *_reviews(trainer)]
    chosen = urlencode({name: value for name, value in (("durchgang", cohort), ("art", kind)) if value})
    wanted = [item for item in found if cohort in ("", item.cohort) and kind in ("", item.kind)]
    return sorted((replace(item, chosen=chosen) for item in wanted), key=lambda item: item.since)


def place_in_queue(trainer: Person, path: str, *, cohort: str, kind: str) -> Place:
    """Where the work at an address stands in the queue."""
    paths = [item.path for item in grading_queue(trainer, cohort=cohort, kind=kind)]
    return Place(paths.index(path) + 1 if path in paths else 0, len(paths))


def _quizzes(trainer: Person, at: datetime | None) -> list[Waiting]:
    attempts = list(waiting_for_grading(trainer))
    others = grading_begun(attempts, by_others_than=trainer, at=at) if at else {}
    return [
        Waiting(
            attempt.submitted_at,
            "test",
            str(KINDS["test"]),
            attempt.quiz.lesson.title,
            attempt.enrolment.cohort.code,
            str(attempt.enrolment.learner),
            reverse("courses:grade-attempt", args=[attempt.public_id]),
            others.get(attempt.pk, ""),
        )
        for attempt in attempts
    ]


def _tasks(trainer: Person, at: datetime | None) -> list[Waiting]:
    submissions = list(tasks_to_judge(trainer))
    others = judgements_begun(submissions, by_others_than=trainer, at=at) if at else {}
    return [
        Waiting(
            submission.submitted_at,
            "aufgabe",
            str(KINDS["aufgabe"]),
            submission.assignment.lesson.title,
            submission.enrolment.cohort.code,
            str(submission.enrolment.learner),
            reverse("courses:judge-task", args=[submission.public_id]),
            others.get(submission.pk, ""),
        )
        for submission in submissions
    ]


def _reviews(reviewer: Person) -> list[Waiting]:
    return [
        Waiting(
            review.submission.submitted_at,
            "projekt",
            _("Praxisprojekt, Bewertung %(position)d") % {"position": review.position},
            review.submission.title,
            review.submission.enrolment.cohort.code,
            str(review.submission.enrolment.learner),
            reverse("courses:review-project", args=[review.pk]),
        )
        for review in reviews_to_give(reviewer)
    ]


def step_with_certificate(enrolment: Enrolment, *, at: datetime) -> NextStep | None:
    """What whoever keeps documents says to somebody who has completed; None before, and while there is no document."""
    if enrolment.status != Enrolment.Status.COMPLETED:
        return None
    answers = certificate_asked.send(sender=Enrolment, enrolment=enrolment, at=at)
    step: Any = next((answer for _receiver, answer in answers if answer), None)
    return step
