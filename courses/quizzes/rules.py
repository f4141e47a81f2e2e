"""Who may do what with quizzes and attempts."""

from courses.cohorts.models import Enrolment
from courses.cohorts.rules import can_run_cohorts, teaches
from lms.accounts.models import Person

from .models import Attempt


def can_take_quizzes(enrolment: Enrolment) -> bool:
    """Confirmed participants, until they have completed or their cohort is over: an attempt would count for nothing."""
    return enrolment.status == Enrolment.Status.CONFIRMED and not enrolment.learning_is_over


def can_see_points(person: Person, enrolment: Enrolment) -> bool:
    """One's own, and those of the cohorts one teaches; the programme administration only on appeal (requirements 4.2)."""
    return enrolment.learner_id == person.pk or teaches(person, enrolment.cohort)


def can_void_attempt(person: Person, attempt: Attempt) -> bool:
    """Trainers of the cohort and the programme administration, never the learner."""
    return attempt.enrolment.learner_id != person.pk and (can_run_cohorts(person) or teaches(person, attempt.enrolment.cohort))
