"""Handing in, reviewing and deciding practice tasks, the project and the colloquium."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Lesson
from courses.catalogue.outline import AssignmentOutline
from courses.cohorts.models import Cohort, Enrolment, TaskDeadline
from courses.progress.actions import State, record_lesson_result, show_lesson_state
from courses.progress.models import Appeal
from courses.progress.queries import is_under_appeal
from lms.accounts.actions import lock_accounts
from lms.accounts.models import Person
from lms.clock import local_date
from lms.errors import NotPossible
from lms.journal.actions import record
from lms.notifications.actions import notify
from lms.ui.formats import clock

from . import queries, rules
from .judging import Verdict, is_acceptable, project_verdict, reviews_differ
from .models import (
    Assignment,
    ColloquiumBooking,
    ColloquiumRecord,
    ColloquiumSlot,
    RecordSignature,
    Review,
    Submission,
    SubmissionFile,
    TaskDraft,
)

Status = Submission.Status
Decision = Review.Decision
Result = ColloquiumRecord.Result
MOST_FILES = 10
DECIDED_ALREADY = _("Über diese Abgabe ist schon entschieden.")
WAITS_FOR_APPEAL = _("Über Ihren Einspruch ist noch nicht entschieden. Danach geht es hier weiter.")
EXAMINER_IS_BUSY = _("Eine der prüfenden Personen hat zu dieser Zeit schon ein Kolloquium.")
RESTS_FOR_APPEAL = _("Zu diesem Kolloquium läuft ein Einspruch. Bis zur Entscheidung ändert sich die Niederschrift nicht.")
GIVEN_UP = _("Diese Buchung gilt nicht mehr. Eine Niederschrift ist dazu nicht möglich.")
SLOT_IS_GONE = _("Dieses Zeitfenster gibt es nicht mehr. Bitte wählen Sie ein anderes.")
HANDED_IN_ALREADY = _("Diese Abgabe ist schon eingereicht. Sie lässt sich nicht mehr ändern.")


def write_assignment(lesson: Lesson, outline: AssignmentOutline) -> Assignment:
    """Write the frozen assignment of a lesson while its version is being published."""
    return Assignment.objects.create(
        lesson=lesson,
        kind=outline.kind,
        rubric=[{"key": item.key, "text": item.text, "levels": list(item.levels)} for item in outline.criteria],
        max_revisions=outline.max_revisions,
        pass_rule=outline.pass_rule,
    )


class StaleDraft(NotPossible):
    """Another tab or device has saved since this page was loaded (409); `newest` is what it saved."""

    def __init__(self, newest: Submission):
        words = {"clock": clock(newest.saved_at)}
        super().__init__(_("Dieser Text wurde um %(clock)s an anderer Stelle geändert. Jener Stand ist gespeichert.") % words)
        self.newest = newest


class StaleRecord(NotPossible):
    """The minutes are not the ones the page showed; `newest` is what is written now."""

    def __init__(self, newest: ColloquiumRecord):
        super().__init__(_("Die Niederschrift wurde inzwischen geändert. Bitte lesen Sie den neuen Stand."))
        self.newest = newest


@transaction.atomic
def set_deadline(
    assignment: Assignment, cohort: Cohort, *, due_on: date, grace_days: int, by: Person, at: datetime
) -> TaskDeadline:
    """Say until when a cohort hands in a task; what was handed in before keeps its mark."""
    if assignment.lesson.component.version_id != cohort.version_id:
        raise NotPossible(_("Diese Aufgabe gehört nicht zur Fassung des Durchgangs."))
    cohort = Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    deadline, _is_new = TaskDeadline.objects.update_or_create(
        cohort=cohort, lesson_id=assignment.lesson_id, defaults={"due_on": due_on, "grace_days": grace_days}
    )
    record("task_deadline_set", deadline, by=by, at=at, due_on=due_on.isoformat(), grace_days=grace_days)
    return deadline


@transaction.atomic
def lift_deadline(assignment: Assignment, cohort: Cohort, *, by: Person, at: datetime) -> None:
    """Let a cohort hand in a task at any time; where there is no deadline nothing happens."""
    cohort = Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    if deadline := queries.deadline_of(assignment, cohort):
        record("task_deadline_lifted", deadline, by=by, at=at, due_on=deadline.due_on.isoformat())
        deadline.delete()


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
    The same words twice are one saving. Raises NotPossible once it is handed in, accepted, or no revision is left.
    """
    enrolment = _locked(enrolment)
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


def _locked(enrolment: Enrolment) -> Enrolment:
    return Enrolment.objects.select_for_update(no_key=True, of=("self",)).select_related("learner", "cohort").get(pk=enrolment.pk)


def _locked_submission(submission: Submission) -> Submission:
    rows = Submission.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("assignment__lesson__component", "enrolment__learner", "enrolment__cohort").get(pk=submission.pk)


def _open_draft(assignment: Assignment, enrolment: Enrolment, *, at: datetime) -> Submission:
    newest = _newest(assignment, enrolment)
    if newest and newest.status == Status.DRAFT:
        return newest
    if newest and newest.status != Status.RETURNED:
        raise NotPossible(HANDED_IN_ALREADY)
    if newest and is_under_appeal(enrolment, Appeal.Kind.SUBMISSION, newest.pk):
        raise NotPossible(WAITS_FOR_APPEAL)
    number = newest.number + 1 if newest else 1
    if number > 1 + assignment.max_revisions:
        raise NotPossible(_("Es ist keine weitere Überarbeitung vorgesehen."))
    submission = Submission.objects.create(assignment=assignment, enrolment=enrolment, number=number, saved_at=at)
    show_lesson_state(enrolment, assignment.lesson, state=State.IN_PROGRESS, at=at)
    return submission


@transaction.atomic
def attach_file(
    submission: Submission, *, name: str, kind: str, content: bytes, description: str = "", at: datetime
) -> SubmissionFile:
    """Keep a file with a draft, outside the public folder; the same content twice is one file, with the newer description."""
    submission = _locked_submission(submission)
    if submission.status != Status.DRAFT:
        raise NotPossible(HANDED_IN_ALREADY)
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
    submission = _locked_submission(file.submission)
    if submission.status != Status.DRAFT:
        raise NotPossible(HANDED_IN_ALREADY)
    file.description = description
    file.save(update_fields=["description"])
    return file


@transaction.atomic
def remove_file(file: SubmissionFile) -> None:
    """Take a file out of a draft."""
    submission = _locked_submission(file.submission)
    if submission.status != Status.DRAFT:
        raise NotPossible(HANDED_IN_ALREADY)
    name = file.storage_name
    file.delete()
    transaction.on_commit(lambda: storages["private"].delete(name))


@transaction.atomic
def hand_in(submission: Submission, *, at: datetime) -> Submission:
    """Hand in a draft; handing it in twice is one submission.

    The cohort's deadline holds for the first version: within the grace it is marked as late, afterwards refused.
    """
    enrolment = _locked(submission.enrolment)
    submission = _locked_submission(submission)
    if submission.status in (Status.SUBMITTED, Status.IN_REVIEW):
        return submission
    if submission.status != Status.DRAFT:
        raise NotPossible(HANDED_IN_ALREADY)
    if not submission.text.strip() and not submission.files.exists():
        raise NotPossible(_("Bitte schreiben Sie einen Text oder fügen Sie eine Datei hinzu."))
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


def begin_judging(submission: Submission, *, by: Person, at: datetime) -> TaskDraft:
    """Note that a trainer has opened a task, so that another one can see it; a draft stays as it is."""
    return TaskDraft.objects.get_or_create(submission=submission, judge=by, defaults={"saved_at": at})[0]


def save_task_draft(submission: Submission, content: dict, *, by: Person, at: datetime) -> TaskDraft:
    """Keep what a trainer has begun to write about a task."""
    return TaskDraft.objects.update_or_create(submission=submission, judge=by, defaults={"content": content, "saved_at": at})[0]


@transaction.atomic
def decide_task(submission: Submission, *, accept: bool, points: list[int], comment: str, by: Person, at: datetime) -> Submission:
    """Accept a practice task or return it; the last revision that is not accepted ends the task."""
    enrolment = _locked(submission.enrolment)
    submission = _locked_submission(submission)
    if submission.status != Status.SUBMITTED:
        raise NotPossible(DECIDED_ALREADY)
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
    _settle(submission, enrolment, verdict, by=by, at=at)
    return submission


@transaction.atomic
def assign_reviewers(submission: Submission, first: Person, second: Person, *, by: Person, at: datetime) -> Submission:
    """Name the two people who review a project independently."""
    submission = _locked_submission(submission)
    if submission.status != Status.SUBMITTED or submission.reviews.exists():
        raise NotPossible(_("Für diese Abgabe sind die Bewertenden schon bestimmt."))
    if first == second:
        raise NotPossible(_("Erst- und Zweitbewertung übernehmen zwei verschiedene Personen."))
    if submission.enrolment.learner in (first, second):
        raise NotPossible(_("Niemand bewertet das eigene Projekt."))
    for position, reviewer in enumerate((first, second), start=1):
        Review.objects.create(submission=submission, reviewer=reviewer, position=position, assigned_at=at)
    submission.status = Status.IN_REVIEW
    submission.save(update_fields=["status"])
    record("reviewers_assigned", submission, by=by, at=at, reviewers=[first.pk, second.pk])
    return submission


@transaction.atomic
def assign_third_reviewer(submission: Submission, reviewer: Person, *, by: Person, at: datetime) -> Review:
    """Name the person who decides when the first two reviews differ (curriculum section 5)."""
    submission = _locked_submission(submission)
    firsts = list(submission.reviews.filter(position__lte=2, submitted_at__isnull=False))
    if submission.status != Status.IN_REVIEW or len(firsts) < 2 or not reviews_differ(firsts, submission.assignment.pass_rule):
        raise NotPossible(_("Eine dritte Bewertung ist hier nicht nötig."))
    if reviewer.pk in {review.reviewer_id for review in firsts} or reviewer.pk == submission.enrolment.learner_id:
        raise NotPossible(_("Die dritte Bewertung übernimmt eine Person, die noch nicht beteiligt war."))
    try:
        with transaction.atomic():
            review = Review.objects.create(submission=submission, reviewer=reviewer, position=3, assigned_at=at)
    except IntegrityError as error:
        raise NotPossible(_("Für diese Abgabe sind die Bewertenden schon bestimmt.")) from error
    record("third_reviewer_assigned", submission, by=by, at=at, reviewer=reviewer.pk)
    return review


@transaction.atomic
def save_review_draft(review: Review, *, points: list[int | None], decision: str, comment: str, at: datetime) -> Review:
    """Keep a review that is not given yet."""
    review = Review.objects.select_for_update(no_key=True).get(pk=review.pk)
    if review.submitted_at:
        raise NotPossible(_("Diese Bewertung ist schon abgegeben."))
    review.points, review.decision, review.comment, review.saved_at = points, decision, comment, at
    review.save(update_fields=["points", "decision", "comment", "saved_at"])
    return review


@transaction.atomic
def submit_review(
    review: Review, *, points: Sequence[int | None], decision: str, comment: str, by: Person, at: datetime
) -> Submission:
    """Give a review. The second of the two decides the outcome in the same transaction; a third decides differences."""
    enrolment = _locked(review.submission.enrolment)
    submission = _locked_submission(review.submission)
    review = Review.objects.get(pk=review.pk)
    if review.submitted_at:
        raise NotPossible(_("Diese Bewertung ist schon abgegeben."))
    if not rules.can_review(by, review):
        raise NotPossible(_("Diese Bewertung ist einer anderen Person zugeteilt."))
    given = [value for value in points if value is not None]
    if len(given) != len(submission.assignment.rubric):
        raise NotPossible(_("Bitte bewerten Sie jedes Kriterium."))
    if (decision == Decision.ACCEPT) != is_acceptable(given, submission.assignment.pass_rule):
        raise NotPossible(_("Punkte und Ergebnis passen nicht zusammen. Bitte prüfen Sie beides."))
    review.points, review.decision, review.comment, review.submitted_at = given, decision, comment, at
    review.save()
    record("review_submitted", submission, by=by, at=at, position=review.position)
    verdict = project_verdict(list(submission.reviews.filter(submitted_at__isnull=False)), submission.assignment.pass_rule)
    if verdict:
        _settle(submission, enrolment, verdict, by=by, at=at)
    return submission


def _settle(submission: Submission, enrolment: Enrolment, verdict: Verdict, *, by: Person, at: datetime) -> None:
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
    enrolment = _locked(submission.enrolment)
    submission = _locked_submission(submission)
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


# --- Colloquium -------------------------------------------------------------------------------------------------------


@transaction.atomic
def offer_slot(
    cohort, *, starts_at: datetime, examiner_1: Person, examiner_2: Person, by: Person, at: datetime, **fields
) -> ColloquiumSlot:
    """Open a time for one colloquium with two examiners; neither may sit in another one meanwhile, in whichever cohort."""
    if examiner_1 == examiner_2:
        raise NotPossible(_("Das Kolloquium prüfen zwei verschiedene Personen."))
    slot = ColloquiumSlot(cohort=cohort, starts_at=starts_at, examiner_1=examiner_1, examiner_2=examiner_2, **fields)
    lock_accounts(examiner_1, examiner_2)
    if queries.slots_beside(slot):
        raise NotPossible(EXAMINER_IS_BUSY)
    try:
        with transaction.atomic():
            slot.save()
    except IntegrityError as error:
        raise NotPossible(EXAMINER_IS_BUSY) from error
    record("colloquium_slot_offered", slot, by=by, at=at)
    return slot


@transaction.atomic
def withdraw_slot(slot: ColloquiumSlot, *, by: Person, at: datetime) -> None:
    """Take a time back that nobody holds, so that both examiners are free again; bookings that were given up go with it.

    Raises NotPossible while it is booked, once minutes were written in it, and where it is taken back already.
    """
    if not ColloquiumSlot.objects.select_for_update().filter(pk=slot.pk).first():
        raise NotPossible(SLOT_IS_GONE)
    if slot.bookings.filter(cancelled_at=None).exists():
        raise NotPossible(_("Dieses Zeitfenster ist gebucht. Deshalb bleibt es stehen."))
    if slot.bookings.filter(records__isnull=False).exists():
        raise NotPossible(_("Zu diesem Zeitfenster gibt es eine Niederschrift. Deshalb bleibt es stehen."))
    given_up = sorted(slot.bookings.values_list("pk", flat=True))
    record("colloquium_slot_withdrawn", slot, by=by, at=at, starts_at=slot.starts_at.isoformat(), given_up=given_up)
    slot.bookings.all().delete()
    slot.delete()


@transaction.atomic
def book_slot(slot: ColloquiumSlot, enrolment: Enrolment, *, by: Person, at: datetime) -> ColloquiumBooking:
    """Take a slot for the first or, once that was not passed, the second colloquium; swapping frees the earlier slot.

    Taking the same slot twice is one booking.
    """
    enrolment = _locked(enrolment)
    if slot.cohort_id != enrolment.cohort_id:
        raise NotPossible(_("Dieses Zeitfenster gehört zu einem anderen Durchgang."))
    if enrolment.learner_id in (slot.examiner_1_id, slot.examiner_2_id):
        raise NotPossible(_("In diesem Zeitfenster prüfen Sie selbst. Bitte wählen Sie ein anderes."))
    if slot.starts_at < at:
        raise NotPossible(_("Dieses Zeitfenster liegt in der Vergangenheit. Bitte wählen Sie ein anderes."))
    if not ColloquiumSlot.objects.select_for_update(no_key=True).filter(pk=slot.pk).first():
        raise NotPossible(SLOT_IS_GONE)
    running = queries.running_booking(enrolment)
    if running and running.slot_id == slot.pk:
        return running
    if running and is_under_appeal(enrolment, Appeal.Kind.COLLOQUIUM, running.pk):
        raise NotPossible(WAITS_FOR_APPEAL)
    number = _free_number(running, at=at) if running else 1
    try:
        with transaction.atomic():
            booking = ColloquiumBooking.objects.create(slot=slot, enrolment=enrolment, attempt_number=number, booked_at=at)
    except IntegrityError as error:
        raise NotPossible(_("Dieses Zeitfenster hat gerade jemand anderes gewählt. Bitte wählen Sie ein anderes.")) from error
    record("colloquium_booked", booking, by=by, at=at)
    return booking


def _free_number(running: ColloquiumBooking, *, at: datetime) -> int:
    """The number of the next colloquium: the second after one that was not passed, else the same again, swapped."""
    if refusal := queries.refusal_of_another_time(running):
        raise NotPossible(refusal)
    if queries.record_that_counts(running):
        return running.attempt_number + 1
    running.cancelled_at = at
    running.save(update_fields=["cancelled_at"])
    return running.attempt_number


@transaction.atomic
def write_record(
    booking: ColloquiumBooking, *, based_on: str | None = None, by: Person, at: datetime, **fields
) -> ColloquiumRecord:
    """Write the minutes of a colloquium; may be changed until the first signature, corrected by a new record afterwards.

    `based_on` is the wording the page was loaded with: StaleRecord tells that somebody has written since. The same words twice
    are one saving.
    """
    _locked(booking.enrolment)
    _refuse_at_rest(booking)
    if by.pk not in (booking.slot.examiner_1_id, booking.slot.examiner_2_id):
        raise NotPossible(_("Die Niederschrift schreibt eine der prüfenden Personen."))
    newest = booking.records.order_by("-pk").first()
    unsigned = newest if newest and newest.first_signed_at is None else None
    if unsigned and all(getattr(unsigned, name) == value for name, value in fields.items()):
        return unsigned
    if newest and based_on not in (None, newest.wording):
        raise StaleRecord(newest)
    if unsigned:
        return _write_over(unsigned, fields, by=by)
    written = ColloquiumRecord.objects.create(booking=booking, written_by=by, corrects=newest, **fields)
    record("colloquium_record_written", written, by=by, at=at)
    return written


def _write_over(unsigned: ColloquiumRecord, fields: dict, *, by: Person) -> ColloquiumRecord:
    for name, value in fields.items():
        setattr(unsigned, name, value)
    unsigned.written_by = by
    unsigned.save()
    return unsigned


def _refuse_at_rest(booking: ColloquiumBooking) -> None:
    """Swapped for another time, or to be repeated after an appeal: what would be written now could never count.

    While an appeal is open its subject stays as it was when the learner objected.
    """
    booking.refresh_from_db(fields=["cancelled_at"])
    if booking.cancelled_at:
        raise NotPossible(GIVEN_UP)
    if is_under_appeal(booking.enrolment, Appeal.Kind.COLLOQUIUM, booking.pk):
        raise NotPossible(RESTS_FOR_APPEAL)


@transaction.atomic
def sign_record(written: ColloquiumRecord, *, based_on: str | None = None, by: Person, at: datetime) -> ColloquiumRecord:
    """Sign the newest minutes. With the second signature the result counts and is told to the learner.

    `based_on` is the wording the page has shown: StaleRecord where something else is written now.
    """
    enrolment = _locked(written.booking.enrolment)
    written = (
        ColloquiumRecord.objects.select_for_update(no_key=True, of=("self",)).select_related("booking__slot").get(pk=written.pk)
    )
    if not rules.can_sign_record(by, written):
        raise NotPossible(_("Unterschreiben können die beiden prüfenden Personen."))
    _refuse_at_rest(written.booking)
    if written.booking.records.filter(pk__gt=written.pk).exists():
        raise NotPossible(_("Zu diesem Kolloquium gibt es eine neuere Niederschrift. Bitte laden Sie die Seite neu."))
    if based_on not in (None, written.wording):
        raise StaleRecord(written)
    _signature, is_new = RecordSignature.objects.get_or_create(record=written, examiner=by, defaults={"at": at})
    if not is_new:
        return written
    if written.first_signed_at is None:
        written.first_signed_at = at
        written.save(update_fields=["first_signed_at"])
    record("colloquium_record_signed", written, by=by, at=at)
    if written.counts_since:
        _post_colloquium(written, enrolment, by=by, at=at)
    return written


def _post_colloquium(written: ColloquiumRecord, enrolment: Enrolment, *, by: Person, at: datetime) -> None:
    lesson = Lesson.objects.get(component__version_id=enrolment.cohort.version_id, assignment__kind=Assignment.Kind.COLLOQUIUM)
    record_lesson_result(
        enrolment,
        lesson,
        kind="colloquium",
        source=("colloquium_booking", written.booking_id),
        met=written.result == Result.PASSED,
        by=by,
        at=at,
        state=_state_after_colloquia(enrolment),
        downgrades=True,
    )
    notify(enrolment.learner, "colloquium_result", at=at, link=lesson.address_in(enrolment.cohort), written=written)


def _state_after_colloquia(enrolment: Enrolment) -> State:
    """Passed in one of the two is passed, in whichever order minutes are corrected."""
    results = queries.results_that_count(enrolment)
    if Result.PASSED in results.values():
        return State.DONE
    return State.FAILED if 2 in results else State.NOT_YET


@transaction.atomic
def repeat_on_appeal(booking: ColloquiumBooking, *, by: Person, at: datetime) -> ColloquiumBooking:
    """Let a colloquium that was not passed no longer count; its minutes stay, and the same attempt can be booked again."""
    enrolment = _locked(booking.enrolment)
    booking = ColloquiumBooking.objects.select_for_update(no_key=True).get(pk=booking.pk)
    written = queries.record_that_counts(booking)
    if booking.cancelled_at or written is None or written.result != Result.NOT_PASSED:
        raise NotPossible(_("Dieses Kolloquium ist nicht in einem Stand, den ein Einspruch ändert."))
    booking.cancelled_at = at
    booking.save(update_fields=["cancelled_at"])
    lesson = Lesson.objects.get(component__version_id=enrolment.cohort.version_id, assignment__kind=Assignment.Kind.COLLOQUIUM)
    show_lesson_state(enrolment, lesson, state=State.OPEN, at=at, downgrades=True)
    record("colloquium_repeated_on_appeal", booking, by=by, at=at)
    return booking
