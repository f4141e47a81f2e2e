"""What waits to be judged, and how a learner stands with an assignment."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Cohort, Enrolment, TaskDeadline
from courses.cohorts.queries import taught_cohorts
from courses.progress import queries as progress
from courses.progress.models import Appeal
from courses.progress.queries import WayToAppeal
from lms import clock
from lms.accounts.models import Person
from lms.ui.formats import day

from .judging import reviews_differ
from .models import (
    Assignment,
    ColloquiumBooking,
    ColloquiumRecord,
    ColloquiumSlot,
    RecordSignature,
    Review,
    Submission,
    TaskDraft,
)


@dataclass
class Work:
    """Everything of one person on one assignment."""

    submissions: list[Submission]

    @property
    def draft(self) -> Submission | None:
        return next((item for item in self.submissions if item.status == Submission.Status.DRAFT), None)

    @property
    def wording(self) -> str:
        """What a page that begins now builds on; empty where nothing is saved yet."""
        return self.newest.wording if self.newest else ""

    @property
    def newest(self) -> Submission | None:
        return self.submissions[-1] if self.submissions else None

    @property
    def is_open(self) -> bool:
        """Whether the learner may write: at the beginning, on a draft, and after a return."""
        return self.newest is None or self.newest.status in (Submission.Status.DRAFT, Submission.Status.RETURNED)

    @property
    def handed_in(self) -> list[Submission]:
        return [item for item in self.submissions if item.submitted_at]


def work_on(assignment: Assignment, enrolment: Enrolment) -> Work:
    """All versions in order, with files and the reviews the learner may read."""
    submissions = Submission.objects.filter(assignment=assignment, enrolment=enrolment).prefetch_related("files", "reviews")
    return Work(list(submissions.order_by("number")))


def refusal_of_work(enrolment: Enrolment, newest: Submission | None) -> Promise | str:
    """Why somebody hands in nothing any more; empty while they can.

    As with tests, nothing new begins after the certificate or the end of the cohort, and what was begun in time may be finished:
    work that was returned may be revised.
    """
    if enrolment.status == Enrolment.Status.COMPLETED:
        return _("Sie haben die Qualifizierung abgeschlossen. Abgaben sind nicht mehr möglich.")
    is_returned = newest is not None and (newest.status == Submission.Status.RETURNED or newest.revision > 0)
    if enrolment.cohort.is_over and not is_returned:
        return gettext("Der Durchgang %(code)s ist vorbei. Abgaben sind nicht mehr möglich.") % {"code": enrolment.cohort.code}
    return ""


def begun_revision(enrolment: Enrolment) -> Submission | None:
    """The revision somebody began first and has not sent; None if there is none."""
    drafts = Submission.objects.filter(enrolment=enrolment, status=Submission.Status.DRAFT, number__gt=1)
    return drafts.select_related("assignment__lesson__component").order_by("saved_at", "pk").first()


def deadline_of(assignment: Assignment, cohort: Cohort) -> TaskDeadline | None:
    """Until when the cohort hands in this task; None where nobody has set a date."""
    return TaskDeadline.objects.filter(cohort=cohort, lesson=assignment.lesson_id).first()


def way_to_appeal(submission: Submission, *, at: datetime) -> WayToAppeal | None:
    """The way to object to the newest decision; None where nothing is decided, or the next version is begun."""
    is_newest = not Submission.objects.filter(
        assignment=submission.assignment_id, enrolment=submission.enrolment_id, number__gt=submission.number
    ).exists()
    if submission.decided_at is None or not is_newest:
        return None
    kind, told_at = Appeal.Kind.SUBMISSION, submission.decided_at
    way = progress.way_to_appeal(submission.enrolment, kind, submission.pk, submission.public_id, told_at=told_at, at=at)
    return way if way.appeals or submission.status != Submission.Status.ACCEPTED else None


def record_that_counts(booking: ColloquiumBooking) -> ColloquiumRecord | None:
    """The newest minutes that both examiners have signed; a correction counts from its second signature."""
    written = booking.records.order_by("-pk").prefetch_related("signatures")
    return next((record for record in written if record.counts_since), None)


def results_that_count(enrolment: Enrolment) -> dict[int, str]:
    """The result of each colloquium somebody has taken, by its number."""
    bookings = ColloquiumBooking.objects.filter(enrolment=enrolment, cancelled_at=None)
    records = {booking.attempt_number: record_that_counts(booking) for booking in bookings}
    return {number: record.result for number, record in records.items() if record}


def way_to_appeal_colloquium(booking: ColloquiumBooking, *, at: datetime) -> WayToAppeal | None:
    """The way to object to a colloquium that was not passed; None once the next is booked, or this one no longer counts."""
    written = record_that_counts(booking)
    is_newest = booking == running_booking(booking.enrolment)
    if written is None or written.result != ColloquiumRecord.Result.NOT_PASSED or not is_newest:
        return None
    told_at = written.counts_since
    return progress.way_to_appeal(booking.enrolment, Appeal.Kind.COLLOQUIUM, booking.pk, booking.pk, told_at=told_at, at=at)


def accepted_project_title(enrolment: Enrolment) -> str:
    """The topic of the accepted practice project, as it stands on the certificate; empty if there is none."""
    accepted = Submission.objects.filter(
        enrolment=enrolment, assignment__kind=Assignment.Kind.PROJECT, status=Submission.Status.ACCEPTED
    )
    return accepted.order_by("-number").values_list("title", flat=True).first() or ""


def tasks_to_judge(trainer: Person):
    """Handed-in practice tasks of the cohorts a trainer teaches, oldest first; one's own are for somebody else."""
    return (
        Submission.objects.filter(
            assignment__kind=Assignment.Kind.TASK,
            status=Submission.Status.SUBMITTED,
            enrolment__cohort__in=taught_cohorts(trainer),
        )
        .exclude(enrolment__learner=trainer)
        .select_related("assignment__lesson__component", "enrolment__learner", "enrolment__cohort")
        .order_by("submitted_at", "pk")
    )


BEGUN_LATELY = timedelta(hours=24)


def judgements_begun(submissions, *, by_others_than: Person, at: datetime) -> dict[int, str]:
    """Of these tasks the ones somebody else has opened for judging in the last 24 hours, with the name. One statement."""
    drafts = TaskDraft.objects.filter(submission__in=submissions, saved_at__gt=at - BEGUN_LATELY)
    others = drafts.exclude(judge=by_others_than).select_related("judge").order_by("saved_at")
    return {draft.submission_id: str(draft.judge) for draft in others}


def other_drafts(submission: Submission, *, than: Person):
    """Who else has opened this task for judging, and when."""
    return submission.task_drafts.exclude(judge=than).select_related("judge").order_by("saved_at")


def reviews_to_give(reviewer: Person):
    """Project reviews assigned to a person and not given yet, oldest first."""
    return (
        Review.objects.waiting_for(reviewer)
        .select_related(
            "submission__assignment__lesson__component", "submission__enrolment__learner", "submission__enrolment__cohort"
        )
        .order_by("submission__submitted_at", "pk")
    )


def projects_without_reviewers(cohorts):
    """Handed-in projects nobody reviews yet."""
    return (
        Submission.objects.filter(
            assignment__kind=Assignment.Kind.PROJECT, status=Submission.Status.SUBMITTED, enrolment__cohort__in=cohorts
        )
        .select_related("enrolment__learner", "enrolment__cohort", "assignment__lesson")
        .order_by("submitted_at", "pk")
    )


def projects_needing_a_third_review(cohorts):
    """Projects whose two reviews are in and differ, and nobody decides yet."""
    waiting = (
        Submission.objects.filter(
            assignment__kind=Assignment.Kind.PROJECT, status=Submission.Status.IN_REVIEW, enrolment__cohort__in=cohorts
        )
        .select_related("enrolment__learner", "enrolment__cohort", "assignment__lesson")
        .prefetch_related("reviews")
    )
    found = []
    for submission in waiting:
        reviews = list(submission.reviews.all())
        given = [review for review in reviews if review.submitted_at]
        if len(reviews) == len(given) == 2 and reviews_differ(given, submission.assignment.pass_rule):
            found.append(submission)
    return found


def free_slots(cohort: Cohort, *, at):
    """Colloquium times of a cohort nobody has taken."""
    taken = ColloquiumBooking.objects.filter(cancelled_at=None).values("slot")
    return ColloquiumSlot.objects.filter(cohort=cohort, starts_at__gte=at).exclude(pk__in=taken).order_by("starts_at")


LONGEST_COLLOQUIUM = timedelta(days=1)


def slots_beside(slot: ColloquiumSlot) -> list[ColloquiumSlot]:
    """Other times that overlap with this one and share an examiner."""
    both = [slot.examiner_1, slot.examiner_2]
    shared = ColloquiumSlot.objects.filter(Q(examiner_1__in=both) | Q(examiner_2__in=both)).exclude(pk=slot.pk)
    near = shared.filter(starts_at__gt=slot.starts_at - LONGEST_COLLOQUIUM, starts_at__lt=slot.ends_at)
    return [other for other in near if other.ends_at > slot.starts_at]


def running_booking(enrolment: Enrolment) -> ColloquiumBooking | None:
    """The time somebody has taken for the newest colloquium; None where nothing is booked."""
    return (
        ColloquiumBooking.objects.filter(enrolment=enrolment, cancelled_at=None)
        .select_related("slot__examiner_1", "slot__examiner_2", "enrolment__cohort")
        .order_by("-attempt_number")
        .first()
    )


def refusal_of_record(booking: ColloquiumBooking, *, at: datetime) -> str:
    """Why nobody can write or sign the record of a colloquium yet; empty from its day on."""
    starts_at = booking.slot.starts_at
    if clock.local_date(at) >= clock.local_date(starts_at):
        return ""
    return gettext("Das Kolloquium ist am %(day)s. Die Niederschrift ist ab diesem Tag möglich.") % {"day": day(starts_at)}


def refusal_of_another_time(booking: ColloquiumBooking) -> Promise | str:
    """Why somebody with a booking cannot choose another time; empty while nothing is written down, and to repeat once."""
    results = results_that_count(booking.enrolment)
    if ColloquiumRecord.Result.PASSED in results.values():
        return _("Sie haben das Kolloquium schon bestanden.")
    if booking.attempt_number in results:
        return _("Das Kolloquium kann einmal wiederholt werden.") if booking.attempt_number >= 2 else ""
    return _("Zu diesem Kolloquium gibt es schon eine Niederschrift.") if booking.records.exists() else ""


def colloquia_of(examiner: Person):
    """Booked colloquia a person examines in, soonest first, with their minutes."""
    return (
        ColloquiumBooking.objects.filter(Q(slot__examiner_1=examiner) | Q(slot__examiner_2=examiner), cancelled_at=None)
        .select_related("slot", "enrolment__learner", "enrolment__cohort")
        .prefetch_related("records__signatures")
        .order_by("slot__starts_at")
    )


def colloquia_to_sign(examiner: Person):
    """Booked colloquia of people who learn, whose newest minutes this examiner has not signed, or that have none yet."""
    signed = RecordSignature.objects.filter(examiner=examiner, record__corrected_by=None).values("record__booking")
    return colloquia_of(examiner).filter(enrolment__in=Enrolment.objects.learning()).exclude(pk__in=signed)
