"""What no constraint can say about versions: each function returns the rows that break its promise."""

from django.db.models import CharField, F, Q, QuerySet, Sum
from django.db.models.functions import Cast, Coalesce

from .models import Component, LearningMode, Lesson, LessonCorrection


def component_minutes_are_the_sum_of_its_lessons() -> QuerySet[Component]:
    sums = {
        mode.name.lower(): Coalesce(Sum("lessons__planned_minutes", filter=Q(lessons__mode=mode)), 0) for mode in LearningMode
    }
    agree = Q(
        presence_minutes=F("presence"),
        live_minutes=F("live_online"),
        self_minutes=F("self_study"),
        practice_minutes=F("practice"),
    )
    return Component.objects.annotate(**sums).exclude(agree)


def lesson_shows_a_revision_of_its_own_page() -> QuerySet[Lesson]:
    pinned = Lesson.objects.exclude(revision=None)
    return pinned.exclude(revision__object_id=Cast("page_id", CharField()))


def correction_shows_a_revision_of_the_lessons_page() -> QuerySet[LessonCorrection]:
    return LessonCorrection.objects.exclude(revision__object_id=Cast("lesson__page_id", CharField()))


PROMISES = (
    component_minutes_are_the_sum_of_its_lessons,
    lesson_shows_a_revision_of_its_own_page,
    correction_shows_a_revision_of_the_lessons_page,
)
