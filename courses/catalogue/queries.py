"""Questions about programmes and their versions."""

from typing import Any, cast

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from wagtail.models import Page, Revision

from .models import Component, Lesson, LessonCorrection, Programme, ProgrammeVersion

Status = ProgrammeVersion.Status


def current_version(programme: Programme) -> ProgrammeVersion | None:
    """The newest version in force: what visitors read about, never what a running cohort learns on."""
    return ProgrammeVersion.objects.filter(programme=programme, status=Status.PUBLISHED).order_by("-published_at", "-pk").first()


def shown_page(lesson: Lesson) -> tuple[Any, LessonCorrection | None]:
    """The page of a lesson as its cohorts read it now, and its newest correction; without one, the page as it was frozen."""
    newest = lesson.corrections.select_related("revision").order_by("-pk").first()
    revision = newest.revision if newest else lesson.revision
    return (written_page(revision) if revision else None), newest


def written_page(revision: Revision) -> Any:
    """The page exactly as the revision has it, for reading alone; what only the page of today knows is not asked for."""
    kind = cast("type[Page]", ContentType.objects.get_for_id(revision.content_type_id).model_class())
    return kind.from_serializable_data(revision.content, check_fks=False)


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
