"""Judging a practice task."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.assignments.judging import Verdict
from courses.assignments.models import Review, Submission, TaskDraft
from lms.accounts.models import Person
from lms.errors import NotPossible

from .decisions import settle
from .locks import locked_enrolment, locked_submission

Status = Submission.Status
Decision = Review.Decision
DECIDED_ALREADY = _("Über diese Abgabe ist schon entschieden.")


def begin_judging(submission: Submission, *, by: Person, at: datetime) -> TaskDraft:
    """Note that a trainer has opened a task, so that another one can see it; a draft stays as it is."""
    return TaskDraft.objects.get_or_create(submission=submission, judge=by, defaults={"saved_at": at})[0]


def save_task_draft(submission: Submission, content: dict, *, by: Person, at: datetime) -> TaskDraft:
    """Keep what a trainer has begun to write about a task."""
    return TaskDraft.objects.update_or_create(submission=submission, judge=by, defaults={"content": content, "saved_at": at})[0]


@transaction.atomic
def decide_task(submission: Submission, *, accept: bool, points: list[int], comment: str, by: Person, at: datetime) -> Submission:
    """Accept a practice task or return it; the last revision that is not accepted ends the task.

    Raises NotPossible for a return without a word, and for accepting what does not fulfil every criterion: the curriculum says
    when a task is accepted.
    """
    enrolment = locked_enrolment(submission.enrolment)
    submission = locked_submission(submission)
    if submission.status != Status.SUBMITTED:
        raise NotPossible(DECIDED_ALREADY)
    if accept and not all(points):
        raise NotPossible(_("Angenommen ist eine Aufgabe, wenn alle Kriterien erfüllt sind. Bitte prüfen Sie Ihre Angaben."))
    if not accept and not comment.strip():
        raise NotPossible(_("Bitte schreiben Sie, was überarbeitet werden soll."))
    Review.objects.create(
        submission=submission,
        reviewer=by,
        position=1,
        assigned_at=at,
        points=points,
        decision=Decision.ACCEPT if accept else Decision.RETURN,
        comment=comment,
        submitted_at=at,
    )
    TaskDraft.objects.filter(submission=submission, judge=by).delete()
    verdict = Verdict.ACCEPTED if accept else Verdict.RETURNED
    settle(submission, enrolment, verdict, by=by, at=at)
    return submission
