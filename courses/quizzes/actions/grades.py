"""Points given by a person."""

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.quizzes import queries
from courses.quizzes.grading import rubric_points
from courses.quizzes.models import Attempt, AttemptSlot, GradeDraft, SlotGrade
from lms.accounts.models import Person
from lms.errors import NotPossible
from lms.journal.actions import record
from lms.notifications.actions import notify

from .attempts import Status, locked, move, refuse_under_appeal, report_result


@transaction.atomic
def grade_slot(
    slot: AttemptSlot,
    *,
    by: Person,
    at: datetime,
    points: Fraction | None = None,
    criteria: dict[str, int] | None = None,
    feedback: str = "",
    reason: str = "",
    based_on: int | None = None,
) -> SlotGrade:
    """Give the points of one answer, as a whole or by its criteria.

    With the last open answer the attempt is graded and the learner told. A second grade replaces the first only with a reason
    and outside an appeal; the first stays on record. `based_on` is the grade the page showed: a newer one is not overwritten.
    """
    attempt = locked(slot.attempt)
    if attempt.status not in (Status.AWAITING_GRADING, Status.GRADED):
        raise NotPossible(_("Dieser Versuch wird gerade nicht bewertet."))
    earlier = slot.grades.order_by("-number").first()
    if earlier and not reason.strip():
        raise NotPossible(_("Diese Antwort ist schon bewertet. Nennen Sie den Grund für die Änderung."))
    if earlier:
        refuse_under_appeal(attempt)
    if earlier and based_on is not None and earlier.number != based_on:
        raise NotPossible(_("Diese Antwort wurde inzwischen neu bewertet. Bitte laden Sie die Seite neu."))
    grade = _add_grade(slot, earlier, points=points, criteria=criteria, feedback=feedback, reason=reason, by=by, at=at)
    GradeDraft.objects.filter(slot=slot, grader=by).delete()
    if _finish_grading(attempt, by=by, at=at, reason=reason):
        notify(
            attempt.enrolment.learner,
            "quiz_graded",
            at=at,
            lesson=attempt.quiz.lesson,
            attempt=attempt,
            link=attempt.get_absolute_url(),
        )
    return grade


@transaction.atomic
def raise_points(attempt: Attempt, points: Mapping[int, Fraction], *, reason: str, by: Person, at: datetime) -> list[SlotGrade]:
    """Give answers of a graded attempt more points, by the number of the question; the earlier grades stay on record.

    Raises NotPossible if an answer would lose points, or none would win any.
    """
    attempt = locked(attempt)
    if attempt.status != Status.GRADED:
        raise NotPossible(_("Dieser Versuch ist nicht bewertet."))
    changed = []
    for state, earlier in queries.graded_slots(attempt):
        given = points.get(state.slot.number)
        if given is None or earlier is None or given == earlier.score:
            continue
        if given < earlier.score:
            raise NotPossible(
                _("Ein Einspruch nimmt keine Punkte. Bitte prüfen Sie Frage %(number)d.") % {"number": state.slot.number}
            )
        changed.append(
            _add_grade(state.slot, earlier, points=given, criteria=None, feedback=earlier.feedback, reason=reason, by=by, at=at)
        )
    if not changed:
        raise NotPossible(_("Geben Sie mindestens einer Antwort mehr Punkte."))
    _finish_grading(attempt, by=by, at=at, reason=reason)
    return changed


def _add_grade(
    slot: AttemptSlot,
    earlier: SlotGrade | None,
    *,
    points: Fraction | None,
    criteria: dict[str, int] | None,
    feedback: str,
    reason: str,
    by: Person,
    at: datetime,
) -> SlotGrade:
    if criteria:
        points = rubric_points(slot.content, criteria, points=slot.points)
    if points is None or not 0 <= points <= slot.points:
        raise NotPossible(_("Möglich sind 0 bis %(most)s Punkte.") % {"most": slot.points})
    grade = SlotGrade.objects.create(
        slot=slot,
        number=earlier.number + 1 if earlier else 1,
        step=queries.counted_step(slot),
        score_num=points.numerator,
        score_den=points.denominator,
        how=SlotGrade.How.PERSON,
        scheme=slot.content["scheme"],
        explanation=str(_("Von einer Person bewertet.")),
        criteria=criteria or {},
        feedback=feedback,
        by=by,
        at=at,
        reason=reason,
    )
    record("answer_graded", slot.attempt, by=by, at=at, question=slot.number)
    return grade


def _finish_grading(attempt: Attempt, *, by: Person, at: datetime, reason: str) -> bool:
    """Report the result once no answer is open any more; whether that is so."""
    if queries.slots_to_grade(attempt).exists():
        return False
    if attempt.status == Status.AWAITING_GRADING:
        move(attempt, to=Status.GRADED)
    report_result(attempt, by=by, at=at, reason=reason)
    return True


def begin_grading(slot: AttemptSlot, *, by: Person, at: datetime) -> GradeDraft:
    """Note that a trainer has opened an answer, so that another one can see it; a draft stays as it is."""
    return GradeDraft.objects.get_or_create(slot=slot, grader=by, defaults={"saved_at": at})[0]


def save_grade_draft(slot: AttemptSlot, content: dict, *, by: Person, at: datetime) -> GradeDraft:
    """Keep what a trainer has begun to grade; it is gone when the grade is given."""
    return GradeDraft.objects.update_or_create(slot=slot, grader=by, defaults={"content": content, "saved_at": at})[0]
