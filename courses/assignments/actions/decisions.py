"""What becomes of a submission once somebody has decided."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.assignments.judging import Verdict
from courses.assignments.models import Submission
from courses.cohorts.models import Enrolment
from courses.progress.actions import State, record_lesson_result
from lms.accounts.models import Person
from lms.errors import NotPossible
from lms.journal.actions import record
from lms.notifications.actions import notify

from .locks import locked_enrolment, locked_submission

Status = Submission.Status


def settle(submission: Submission, enrolment: Enrolment, verdict: Verdict, *, by: Person, at: datetime) -> None:
    """Write the decision down once: status, ledger, outline, message."""
    assignment = submission.assignment
    is_last = submission.number > assignment.max_revisions
    if verdict == Verdict.RETURNED and is_last:
        verdict = Verdict.REJECTED
    submission.status, submission.decided_at = verdict.value, at
    submission.save(update_fields=["status", "decided_at"])
    met = verdict == Verdict.ACCEPTED
    record_lesson_result(
        enrolment,
        assignment.lesson,
        kind=assignment.kind,
        source=("submission", submission.pk),
        met=met,
        by=by,
        at=at,
        state={Verdict.ACCEPTED: State.DONE, Verdict.RETURNED: State.RETURNED, Verdict.REJECTED: State.FAILED}[verdict],
    )
    address = assignment.lesson.address_in(enrolment.cohort)
    notify(enrolment.learner, f"submission_{verdict.value}", at=at, link=address, submission=submission)


@transaction.atomic
def accept_on_appeal(submission: Submission, *, reason: str, by: Person, at: datetime) -> Submission:
    """Put an acceptance in place of a decision; the reviews stay as they were given, the ledger is corrected."""
    enrolment = locked_enrolment(submission.enrolment)
    submission = locked_submission(submission)
    if submission.status not in (Status.RETURNED, Status.REJECTED):
        raise NotPossible(_("Diese Abgabe ist nicht in einem Stand, den ein Einspruch ändert."))
    submission.status, submission.decided_at = Status.ACCEPTED, at
    submission.save(update_fields=["status", "decided_at"])
    assignment = submission.assignment
    record_lesson_result(
        enrolment,
        assignment.lesson,
        kind=assignment.kind,
        source=("submission", submission.pk),
        met=True,
        by=by,
        at=at,
        state=State.DONE,
        reason=reason,
    )
    record("submission_accepted_on_appeal", submission, by=by, at=at, number=submission.number)
    return submission
