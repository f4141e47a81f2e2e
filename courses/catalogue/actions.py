"""Writing versions: proposed by one person, published by another, never changed afterwards.

The rows of a version are written before its moment of publication, in one transaction; from then on the database
refuses every change to them.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from lms.accounts.models import Person
from lms.errors import NotPossible
from lms.journal.actions import record

from .models import (
    Competence,
    Component,
    ComponentCompetence,
    LearningOutcome,
    Lesson,
    LessonCorrection,
    Programme,
    ProgrammeVersion,
    Requirement,
)
from .outline import ComponentOutline, LessonOutline, ProgrammeOutline, RequirementOutline

Status = ProgrammeVersion.Status
WriteActivity = Mapping[str, Callable[[Lesson, Any], object]]
TWO_PERSONS = _("Eine Fassung wird von zwei Personen freigegeben. Bitte lassen Sie eine zweite Person veröffentlichen.")
LABEL_TAKEN = _("Diese Fassung gibt es schon. Bitte vergeben Sie auf der Programmseite eine neue Bezeichnung.")


def hash_of(outline: ProgrammeOutline) -> str:
    """The fingerprint of everything a version freezes; equal content has an equal fingerprint."""
    plain = json.dumps(asdict(outline), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


@transaction.atomic
def propose_version(outline: ProgrammeOutline, *, by: Person, at: datetime) -> ProgrammeVersion:
    """Put a version up for publication by a second person; proposing again replaces the earlier proposal."""
    programme = _programme_of(outline)
    version = _draft_of(programme, outline)
    version.title, version.proposed_by, version.content_hash = outline.title, by, hash_of(outline)
    version.ue_minutes = outline.ue_minutes
    version.save()
    record("version_proposed", version, by=by, at=at, label=version.label, content_hash=version.content_hash)
    return version


@transaction.atomic
def publish_version(
    outline: ProgrammeOutline, *, proposed_by: Person, by: Person, at: datetime, write_activity: WriteActivity
) -> ProgrammeVersion:
    """Freeze an outline as a version that cohorts can learn on; `write_activity` maps lesson kinds to their writers.

    Raises NotPossible if one person does both steps, the label is taken, or the content changed since it was proposed.
    """
    if proposed_by == by:
        raise NotPossible(TWO_PERSONS)
    version = _draft_of(_programme_of(outline), outline)
    if version.pk and version.content_hash != hash_of(outline):
        raise NotPossible(_("Der Inhalt wurde seit dem Vorschlag geändert. Bitte schlagen Sie die Fassung erneut vor."))
    _refuse_wrong_sums(outline)
    version.title, version.proposed_by, version.content_hash = outline.title, proposed_by, hash_of(outline)
    version.ue_minutes = outline.ue_minutes
    version.recertification, version.wording = outline.recertification, outline.wording
    version.validity_months = outline.recertification.get("validity_months")
    try:
        version.save()
    except IntegrityError as error:
        raise NotPossible(LABEL_TAKEN) from error
    _write_rows(version, outline, write_activity)
    version.status, version.published_by, version.published_at = Status.PUBLISHED, by, at
    version.save()
    record("version_published", version, by=by, at=at, label=version.label, content_hash=version.content_hash)
    return version


def _programme_of(outline: ProgrammeOutline) -> Programme:
    programme, _created = Programme.objects.get_or_create(
        code=outline.code, defaults={"title": outline.title, "page_id": outline.page_id}
    )
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    if (programme.title, programme.page_id) != (outline.title, outline.page_id):
        programme.title, programme.page_id = outline.title, outline.page_id
        programme.save()
    return programme


def _draft_of(programme: Programme, outline: ProgrammeOutline) -> ProgrammeVersion:
    """The proposed version of this label, or a new one; a published label is never used again."""
    version = ProgrammeVersion.objects.filter(programme=programme, label=outline.label).first()
    if version and version.published_at:
        raise NotPossible(LABEL_TAKEN)
    return version or ProgrammeVersion(programme=programme, label=outline.label)


def _refuse_wrong_sums(outline: ProgrammeOutline) -> None:
    for component in outline.components:
        if component.lesson_minutes() != component.minutes:
            raise NotPossible(_("In „%s“ ergeben die Teile nicht die Minuten des Bausteins.") % component.code)


def _write_rows(version: ProgrammeVersion, outline: ProgrammeOutline, write_activity: WriteActivity) -> None:
    competences = {
        competence.code: Competence.objects.create(
            version=version, code=competence.code, area=competence.area, text=competence.text
        )
        for competence in outline.competences
    }
    _write_requirements(version, outline.requirements, parent=None)
    for outlined in outline.components:
        component = _write_component(version, outlined)
        ComponentCompetence.objects.bulk_create(
            ComponentCompetence(component=component, competence=competences[code]) for code in outlined.competences
        )
        for position, lesson in enumerate(outlined.lessons, start=1):
            row = _write_lesson(component, lesson, position)
            if lesson.activity is not None:
                write_activity[lesson.kind](row, lesson.activity)


def _write_requirements(
    version: ProgrammeVersion, requirements: tuple[RequirementOutline, ...], parent: Requirement | None
) -> None:
    for position, outlined in enumerate(requirements, start=1):
        requirement = Requirement.objects.create(
            version=version,
            parent=parent,
            position=position,
            number=outlined.number,
            title=outlined.title,
            condition=outlined.condition,
            kind=outlined.kind,
            parameters=outlined.parameters,
        )
        _write_requirements(version, outlined.children, parent=requirement)


def _write_component(version: ProgrammeVersion, outlined: ComponentOutline) -> Component:
    component = Component.objects.create(
        version=version,
        code=outlined.code,
        slug=outlined.slug,
        title=outlined.title,
        kind=outlined.kind,
        position=outlined.position,
        presence_minutes=outlined.minutes["presence"],
        live_minutes=outlined.minutes["live_online"],
        self_minutes=outlined.minutes["self_study"],
        practice_minutes=outlined.minutes["practice"],
    )
    LearningOutcome.objects.bulk_create(
        LearningOutcome(component=component, code=outcome.code, text=outcome.text, level=outcome.level)
        for outcome in outlined.outcomes
    )
    return component


def _write_lesson(component: Component, outlined: LessonOutline, position: int) -> Lesson:
    return Lesson.objects.create(
        component=component,
        position=position,
        kind=outlined.kind,
        code=outlined.code,
        slug=outlined.slug,
        title=outlined.title,
        mode=outlined.mode,
        planned_minutes=outlined.planned_minutes,
        page_id=outlined.page_id,
        revision_id=outlined.revision_id,
    )


@transaction.atomic
def retire_version(version: ProgrammeVersion, *, by: Person, at: datetime) -> ProgrammeVersion:
    """Put a published version out of force: running cohorts finish on it, new ones cannot start."""
    version = ProgrammeVersion.objects.select_for_update(no_key=True).get(pk=version.pk)
    if version.status != Status.PUBLISHED:
        raise NotPossible(_("Nur eine veröffentlichte Fassung kann außer Kraft gesetzt werden."))
    version.status = Status.RETIRED
    version.save(update_fields=["status"])
    record("version_retired", version, by=by, at=at, label=version.label)
    return version


@transaction.atomic
def correct_lesson(lesson: Lesson, revision: Revision, *, reason: str, by: Person, at: datetime) -> LessonCorrection:
    """Show running cohorts a mended text; the revision the lesson was published with stays on record.

    Raises NotPossible unless the revision belongs to the lesson's own page and a reason is given.
    """
    if not Revision.page_revisions.filter(pk=revision.pk, object_id=str(lesson.page_id)).exists():
        raise NotPossible(_("Dieser Stand gehört zu einer anderen Seite."))
    if not reason.strip():
        raise NotPossible(_("Bitte nennen Sie den Grund der Berichtigung. Der Durchgang sieht ihn."))
    correction = LessonCorrection.objects.create(lesson=lesson, revision=revision, reason=reason.strip(), by=by, at=at)
    record("lesson_corrected", lesson, by=by, at=at, revision=revision.pk)
    return correction
