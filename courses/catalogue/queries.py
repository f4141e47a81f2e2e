"""Questions about programmes and their versions."""

from django.db.models import BigIntegerField, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from wagtail.models import Revision

from .models import Component, Lesson, LessonCorrection, Programme, ProgrammeVersion

Status = ProgrammeVersion.Status


def current_version(programme: Programme) -> ProgrammeVersion | None:
    """The newest version in force: what visitors read about, never what a running cohort learns on."""
    return ProgrammeVersion.objects.filter(programme=programme, status=Status.PUBLISHED).order_by("-published_at", "-pk").first()


def shown_revision(lesson: Lesson) -> Revision | None:
    """What learners of any cohort see: the newest correction, else the revision the lesson was published with."""
    newest = lesson.corrections.select_related("revision").order_by("-pk").first()
    return newest.revision if newest else lesson.revision


def minimum_path(version: ProgrammeVersion) -> list[Component]:
    """The components everybody takes, with as many electives as the rule asks for, the shortest first."""
    components = list(version.components.all())
    electives = sorted((part for part in components if part.kind == Component.Kind.ELECTIVE), key=lambda part: part.minutes)
    needed = sum(
        requirement.parameters["min_count"] for requirement in version.requirements.all() if requirement.kind == "elective_count"
    )
    return [part for part in components if part.kind != Component.Kind.ELECTIVE] + electives[:needed]


def outdated_lessons(version: ProgrammeVersion) -> QuerySet[Lesson]:
    """Lessons whose page has since been published anew, and is not shown to the cohorts of the version yet.

    Quizzes are left out: their questions were frozen one by one, and a correction of text does not reach them.
    """
    newest = LessonCorrection.objects.filter(lesson=OuterRef("pk")).order_by("-pk").values("revision")[:1]
    lessons = Lesson.objects.filter(component__version=version, kind__in=Lesson.CORRECTABLE)
    return (
        lessons.annotate(shown=Coalesce(Subquery(newest), F("revision"), output_field=BigIntegerField()))
        .exclude(page__live_revision=None)
        .exclude(page__live_revision=F("shown"))
        .select_related("component", "page__live_revision")
    )
