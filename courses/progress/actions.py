"""The only writers of the ledger. Activities report here; what counts is decided above, on reading."""

from datetime import datetime
from fractions import Fraction

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Component, Lesson
from courses.cohorts.models import Enrolment
from courses.signals import learning_recorded
from lms.accounts.models import Person
from lms.errors import NotPossible

from .models import LedgerEntry, LessonResult

State = LessonResult.State
STATES_BELOW_DONE = (State.OPEN, State.IN_PROGRESS, State.SUBMITTED, State.AWAITING, State.NOT_YET)
CORRECTED_MEANWHILE = _("Dieser Eintrag wurde gerade von einer anderen Person geändert. Bitte laden Sie die Seite neu.")


@transaction.atomic
def record_lesson_result(
    enrolment: Enrolment,
    lesson: Lesson,
    *,
    kind: str,
    source: tuple[str, int],
    at: datetime,
    state: str,
    score: Fraction | None = None,
    score_max: int | None = None,
    met: bool | None = None,
    by: Person | None = None,
    note: str = "",
    reason: str = "",
    downgrades: bool = False,
) -> LedgerEntry:
    """Post a result of a lesson and show its state in the outline; `downgrades` if it may take back what was done.

    The same result of the same source is posted once; a different one replaces it and the old line stays.
    `score` is in points, exact, not above `score_max`. `source` names the row that proves it: (kind, id).
    """
    entry = _post(
        enrolment,
        lesson.component,
        lesson=lesson,
        kind=kind,
        source=source,
        at=at,
        by=by,
        reason=reason,
        met=met,
        score_num=None if score is None else score.numerator,
        score_den=None if score is None else score.denominator,
        score_max=score_max,
    )
    show_lesson_state(enrolment, lesson, state=state, at=at, note=note, downgrades=downgrades)
    return entry


@transaction.atomic
def record_minutes(
    enrolment: Enrolment, lesson: Lesson, *, minutes: int, mode: str, at: datetime, by: Person | None, reason: str = ""
) -> LedgerEntry:
    """Post the minutes that count for a planned meeting; attending it in two cohorts counts once.

    Raises NotPossible if they exceed the meeting's planned minutes.
    """
    if not 0 <= minutes <= lesson.planned_minutes:
        raise NotPossible(
            _("Für diesen Termin sind höchstens %(minutes)d Minuten vorgesehen.") % {"minutes": lesson.planned_minutes}
        )
    entry = _post(
        enrolment,
        lesson.component,
        lesson=lesson,
        kind="minutes",
        source=("lesson", lesson.pk),
        at=at,
        by=by,
        reason=reason,
        minutes=minutes,
        mode=mode,
    )
    show_lesson_state(enrolment, lesson, state=State.DONE if minutes else State.OPEN, at=at, note="", downgrades=True)
    return entry


@transaction.atomic
def record_make_up(
    enrolment: Enrolment, component: Component, *, minutes: int, source: tuple[str, int], at: datetime, by: Person
) -> LedgerEntry:
    """Post accepted make-up work. The limit of the rule is applied on reading, so a changed rule needs no repair."""
    return _post(enrolment, component, lesson=None, kind="make_up", source=source, at=at, by=by, reason="", minutes=minutes)


@transaction.atomic
def complete_unit(enrolment: Enrolment, lesson: Lesson, *, at: datetime) -> LedgerEntry:
    """Note that the learner has worked through a unit; doing it twice changes nothing."""
    return record_lesson_result(
        enrolment, lesson, kind="unit", source=("lesson", lesson.pk), met=True, at=at, by=enrolment.learner, state=State.DONE
    )


@transaction.atomic
def show_lesson_state(
    enrolment: Enrolment, lesson: Lesson, *, state: str, at: datetime, note: str = "", downgrades: bool = False
) -> LessonResult:
    """Remember where somebody stands in a lesson, for outline and matrix; nothing is counted here.

    What is done stays done while a new attempt runs, unless `downgrades` says that the result itself was taken back.
    """
    done_at = at if state == State.DONE else None
    defaults = {"state": state, "note": note, "opened_at": at, "changed_at": at, "done_at": done_at}
    # Read under its lock: a late "in progress" of another tab must meet what is done.
    locked = LessonResult.objects.select_for_update(no_key=True)
    result, is_new = locked.get_or_create(enrolment=enrolment, lesson=lesson, defaults=defaults)
    if is_new or (result.state == State.DONE and state in STATES_BELOW_DONE and not downgrades):
        return result
    result.state, result.note, result.changed_at = state, note, at
    result.done_at = (result.done_at or at) if state == State.DONE else None
    result.save(update_fields=["state", "note", "changed_at", "done_at"])
    return result


@transaction.atomic
def remember_place(enrolment: Enrolment, lesson: Lesson, *, place: str, at: datetime) -> None:
    """Keep the reading position, so that the unit opens at the same paragraph on another device."""
    result = show_lesson_state(enrolment, lesson, state=State.IN_PROGRESS, at=at)
    if result.place != place:
        result.place = place
        result.save(update_fields=["place"])


def _post(enrolment, component, *, lesson, kind, source, at, by, reason, **value) -> LedgerEntry:
    Enrolment.objects.select_for_update(no_key=True).only("pk").get(pk=enrolment.pk)
    source_kind, source_id = source
    current = (
        LedgerEntry.objects.filter(enrolment=enrolment, source_kind=source_kind, source_id=source_id)
        .order_by("-source_step")
        .first()
    )
    if current and all(getattr(current, name) == content for name, content in value.items()):
        return current
    try:
        with transaction.atomic():
            entry = LedgerEntry.objects.create(
                enrolment=enrolment,
                component=component,
                lesson=lesson,
                kind=kind,
                source_kind=source_kind,
                source_id=source_id,
                source_step=current.source_step + 1 if current else 1,
                replaces=current,
                recorded_by=by,
                recorded_at=at,
                reason=reason,
                **value,
            )
    except IntegrityError as error:
        raise NotPossible(CORRECTED_MEANWHILE) from error
    transaction.on_commit(lambda: learning_recorded.send_robust(sender=LedgerEntry, enrolment=enrolment, at=at))
    return entry
