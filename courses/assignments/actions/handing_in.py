"""Writing, adding files and handing in, from the learner's side."""

import hashlib
from datetime import date, datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.assignments import queries
from courses.assignments.models import Assignment, Review, Submission, SubmissionFile
from courses.cohorts.models import Cohort, Enrolment
from courses.progress.actions import State, show_lesson_state
from courses.progress.models import Appeal
from courses.progress.queries import is_under_appeal
from lms.accounts.actions import lock_accounts
from lms.clock import local_date
from lms.errors import NotPossible
from lms.journal.actions import record
from lms.ui.formats import clock

from .locks import locked_enrolment, locked_submission

Status = Submission.Status
MOST_FILES = 10
HANDED_IN_ALREADY = _("Diese Abgabe ist schon eingereicht. Sie lässt sich nicht mehr ändern.")
NOTHING_YET = _("Bitte schreiben Sie einen Text oder fügen Sie eine Datei hinzu.")
WAITS_FOR_APPEAL = _("Über Ihren Einspruch ist noch nicht entschieden. Danach geht es hier weiter.")


class StaleDraft(NotPossible):
    """Another tab or device has saved since this page was loaded (409); `newest` is what it saved."""

    def __init__(self, newest: Submission):
        words = {"clock": clock(newest.saved_at)}
        super().__init__(_("Dieser Text wurde um %(clock)s an anderer Stelle geändert. Jener Stand ist gespeichert.") % words)
        self.newest = newest


@transaction.atomic
def save_draft(
    assignment: Assignment,
    enrolment: Enrolment,
    *,
    text: str,
    title: str = "",
    based_on: str | None = None,
    writer: UUID | None = None,
    at: datetime,
) -> Submission:
    """Keep what the learner has written so far; after a return this opens the next version.

    `based_on` is the wording the page was loaded with, `writer` the page: StaleDraft tells that another one has saved since.
    The same words twice are one saving. Raises NotPossible once it is handed in, accepted, or no revision is left, where nothing
    is handed in any more, and once the account is erased.
    """
    enrolment = locked_enrolment(enrolment)
    lock_accounts(enrolment.learner)
    newest = _newest(assignment, enrolment)
    if newest and newest.status == Status.DRAFT and (newest.text, newest.title) == (text, title):
        return newest
    submission = _open_draft(assignment, enrolment, at=at)
    if newest and based_on is not None and newest.wording != based_on and (writer is None or newest.writer != writer):
        raise StaleDraft(newest)
    submission.text, submission.title, submission.saved_at, submission.writer = text, title, at, writer
    submission.edits += 1
    submission.save(update_fields=["text", "title", "saved_at", "writer", "edits"])
    return submission


def _newest(assignment: Assignment, enrolment: Enrolment) -> Submission | None:
    return Submission.objects.filter(assignment=assignment, enrolment=enrolment).order_by("-number").first()


def _open_draft(assignment: Assignment, enrolment: Enrolment, *, at: datetime) -> Submission:
    newest = _newest(assignment, enrolment)
    if newest and newest.status not in (Status.DRAFT, Status.RETURNED):
        raise NotPossible(HANDED_IN_ALREADY)
    if refusal := queries.refusal_of_work(enrolment, newest):
        raise NotPossible(refusal)
    if newest and newest.status == Status.DRAFT:
        return newest
    if newest and is_under_appeal(enrolment, Appeal.Kind.SUBMISSION, newest.pk):
        raise NotPossible(WAITS_FOR_APPEAL)
    number = newest.number + 1 if newest else 1
    if number > 1 + assignment.max_revisions:
        raise NotPossible(_("Es ist keine weitere Überarbeitung vorgesehen."))
    submission = Submission.objects.create(assignment=assignment, enrolment=enrolment, number=number, saved_at=at)
    show_lesson_state(enrolment, assignment.lesson, state=State.IN_PROGRESS, at=at)
    return submission


def _locked_draft(submission: Submission) -> Submission:
    submission = locked_submission(submission)
    _refuse_unless_open(submission)
    return submission


def _refuse_unless_open(submission: Submission) -> None:
    if submission.status != Status.DRAFT:
        raise NotPossible(HANDED_IN_ALREADY)
    if refusal := queries.refusal_of_work(submission.enrolment, submission):
        raise NotPossible(refusal)


@transaction.atomic
def attach_file(
    submission: Submission, *, name: str, kind: str, content: bytes, description: str = "", at: datetime
) -> SubmissionFile:
    """Keep a file with a draft, outside the public folder; the same content twice is one file, with the newer description."""
    submission = _locked_draft(submission)
    digest = hashlib.sha256(content).hexdigest()
    if submission.files.exclude(sha256=digest).count() >= MOST_FILES:
        raise NotPossible(
            _("Zu einer Abgabe gehören höchstens %(most)d Dateien. Entfernen Sie zuerst eine.") % {"most": MOST_FILES}
        )
    facts = {"name": name, "kind": kind, "size": len(content), "description": description}
    file, is_new = SubmissionFile.objects.get_or_create(submission=submission, sha256=digest, defaults=facts)
    if is_new:
        storages["private"].save(file.storage_name, ContentFile(content))
    elif description:
        file.description = description
        file.save(update_fields=["description"])
    return file


@transaction.atomic
def describe_file(file: SubmissionFile, *, description: str) -> SubmissionFile:
    """Say in words what an image of a draft shows."""
    _locked_draft(file.submission)
    file.description = description
    file.save(update_fields=["description"])
    return file


@transaction.atomic
def remove_file(file: SubmissionFile) -> None:
    """Take a file out of a draft, also when nothing can be handed in any more: whoever erases the account leaves none behind."""
    if locked_submission(file.submission).status != Status.DRAFT:
        raise NotPossible(HANDED_IN_ALREADY)
    name = file.storage_name
    file.delete()
    transaction.on_commit(lambda: storages["private"].delete(name))


@transaction.atomic
def hand_in(submission: Submission, *, at: datetime) -> Submission:
    """Hand in a draft; handing it in twice is one submission.

    The cohort's deadline holds for the first version: within the grace it is marked as late, afterwards refused. After the end of
    the cohort only revisions are taken.
    """
    enrolment = locked_enrolment(submission.enrolment)
    submission = locked_submission(submission)
    if submission.status in (Status.SUBMITTED, Status.IN_REVIEW):
        return submission
    _refuse_unless_open(submission)
    if not submission.text.strip() and not submission.files.exists():
        raise NotPossible(NOTHING_YET)
    if submission.assignment.kind == Assignment.Kind.PROJECT and not submission.title.strip():
        raise NotPossible(_("Bitte nennen Sie das Thema Ihres Praxisprojekts."))
    undescribed = next((file for file in submission.files.all() if file.is_image and not file.description), None)
    if undescribed:
        raise NotPossible(_("Bitte beschreiben Sie in einem Satz, was das Bild „%(name)s“ zeigt.") % {"name": undescribed.name})
    submission.is_late = _comes_late(submission, enrolment.cohort, on=local_date(at))
    submission.status, submission.submitted_at = Status.SUBMITTED, at
    submission.save(update_fields=["status", "submitted_at", "is_late"])
    record("submission_handed_in", submission, by=enrolment.learner, at=at, number=submission.number, late=submission.is_late)
    show_lesson_state(enrolment, submission.assignment.lesson, state=State.SUBMITTED, at=at)
    _keep_former_reviewers(submission, at=at)
    return submission


def _comes_late(submission: Submission, cohort: Cohort, *, on: date) -> bool:
    """Whether the grace is being used; raises NotPossible once it has passed. Revisions have no deadline."""
    deadline = queries.deadline_of(submission.assignment, cohort)
    if deadline is None or submission.revision:
        return False
    if deadline.has_closed(on):
        raise NotPossible(deadline.in_words(on))
    return deadline.has_passed(on)


def _keep_former_reviewers(submission: Submission, *, at: datetime) -> None:
    """A revised project goes back to the two people who reviewed it before."""
    if submission.assignment.kind != Assignment.Kind.PROJECT or submission.number == 1:
        return
    former = Review.objects.filter(
        submission__assignment=submission.assignment,
        submission__enrolment=submission.enrolment_id,
        submission__number=submission.number - 1,
        position__lte=2,
    ).order_by("position")
    for review in former:
        Review.objects.create(submission=submission, reviewer_id=review.reviewer_id, position=review.position, assigned_at=at)
    submission.status = Status.IN_REVIEW
    submission.save(update_fields=["status"])
