"""Questions about programmes and their versions."""

from wagtail.models import Revision

from .models import Component, Lesson, Programme, ProgrammeVersion

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
