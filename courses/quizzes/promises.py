"""What no constraint can say about attempts: each function returns the rows that break its promise."""

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Coalesce

from .models import Attempt, AttemptSlot, SlotGrade


def attempt_belongs_to_the_cohorts_version() -> QuerySet[Attempt]:
    return Attempt.objects.exclude(quiz__lesson__component__version=F("enrolment__cohort__version"))


def points_of_an_attempt_are_those_of_its_questions() -> QuerySet[Attempt]:
    return Attempt.objects.annotate(most=Coalesce(Sum("slots__points"), 0)).exclude(max_points=F("most"))


def graded_attempt_has_a_grade_for_every_question() -> QuerySet[AttemptSlot]:
    return AttemptSlot.objects.filter(attempt__status=Attempt.Status.GRADED, grades=None)


def grade_rests_on_an_answer_to_its_question() -> QuerySet[SlotGrade]:
    return SlotGrade.objects.exclude(step=None).exclude(step__slot=F("slot"))


PROMISES = (
    attempt_belongs_to_the_cohorts_version,
    points_of_an_attempt_are_those_of_its_questions,
    graded_attempt_has_a_grade_for_every_question,
    grade_rests_on_an_answer_to_its_question,
)
