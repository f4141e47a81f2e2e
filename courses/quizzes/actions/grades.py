"""Points given by a person."""

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

from .attempts import Status, locked, move, report_result


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
) -> SlotGrade:
    """Give the points of one answer, as a whole or by its criteria.

    With the last open answer the attempt is graded and the learner told.
    A second grade replaces the first only with a reason; the first stays on record.
    """
    attempt = locked(slot.attempt)
    if attempt.status not in (Status.AWAITING_GRADING, Status.GRADED):
        raise NotPossible(_("Dieser Versuch wird gerade nicht bewertet."))
    if criteria:
        points = rubric_points(slot.content, criteria, points=slot.points)
    if points is None or not 0 <= points <= slot.points:
        raise NotPossible(_("Möglich sind 0 bis %(most)s Punkte.") % {"most": slot.points})
    earlier = slot.grades.order_by("-number").first()
    if earlier and not reason.strip():
        raise NotPossible(_("Diese Antwort ist schon bewertet. Nennen Sie den Grund für die Änderung."))
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
    GradeDraft.objects.filter(slot=slot).delete()
    record("answer_graded", attempt, by=by, at=at, question=slot.number, points=str(points))
    _finish_grading(attempt, by=by, at=at, reason=reason)
    return grade


def _finish_grading(attempt: Attempt, *, by: Person, at: datetime, reason: str) -> None:
    if queries.slots_to_grade(attempt).exists():
        return
    if attempt.status == Status.AWAITING_GRADING:
        move(attempt, to=Status.GRADED)
    report_result(attempt, by=by, at=at, reason=reason)
    notify(
        attempt.enrolment.learner,
        "quiz_graded",
        at=at,
        lesson=attempt.quiz.lesson,
        attempt=attempt,
        link=attempt.get_absolute_url(),
    )


def save_grade_draft(slot: AttemptSlot, content: dict, *, by: Person, at: datetime) -> GradeDraft:
    """Keep what a trainer has begun to grade; it is gone when the grade is given."""
    return GradeDraft.objects.update_or_create(slot=slot, grader=by, defaults={"content": content, "saved_at": at})[0]
