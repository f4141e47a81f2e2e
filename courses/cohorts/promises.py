"""What no constraint can say about cohorts: each function returns the rows that break its promise."""

from django.db.models import F, QuerySet

from .models import ComponentChoice, Enrolment, Meeting, QuizWindow, TaskDeadline


def meeting_belongs_to_the_cohorts_version() -> QuerySet[Meeting]:
    return Meeting.objects.exclude(lesson__component__version=F("cohort__version"))


def window_belongs_to_the_cohorts_version() -> QuerySet[QuizWindow]:
    return QuizWindow.objects.exclude(lesson__component__version=F("cohort__version"))


def deadline_belongs_to_the_cohorts_version() -> QuerySet[TaskDeadline]:
    return TaskDeadline.objects.exclude(lesson__component__version=F("cohort__version"))


def choice_belongs_to_the_cohorts_version() -> QuerySet[ComponentChoice]:
    return ComponentChoice.objects.exclude(component__version=F("enrolment__cohort__version"))


def seat_is_within_the_capacity() -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(seat__gt=F("cohort__capacity"))


PROMISES = (
    meeting_belongs_to_the_cohorts_version,
    window_belongs_to_the_cohorts_version,
    deadline_belongs_to_the_cohorts_version,
    choice_belongs_to_the_cohorts_version,
    seat_is_within_the_capacity,
)
