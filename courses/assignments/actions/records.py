"""The minutes of the colloquium (Niederschrift): written, signed, and what follows from them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.assignments import queries, rules
from courses.assignments.models import Assignment, ColloquiumBooking, ColloquiumRecord, RecordSignature
from courses.catalogue.models import Lesson
from courses.cohorts.models import Enrolment
from courses.progress.actions import State, record_lesson_result, show_lesson_state
from courses.progress.models import Appeal
from courses.progress.queries import is_under_appeal
from lms.accounts.models import Person
from lms.errors import NotPossible
from lms.journal.actions import record
from lms.notifications.actions import notify

from .locks import locked_enrolment

Result = ColloquiumRecord.Result
GIVEN_UP = _("Diese Buchung gilt nicht mehr. Eine Niederschrift ist dazu nicht möglich.")
RESTS_FOR_APPEAL = _("Zu diesem Kolloquium läuft ein Einspruch. Bis zur Entscheidung ändert sich die Niederschrift nicht.")


class StaleRecord(NotPossible):
    """The minutes are not the ones the page showed; `newest` is what is written now."""

    def __init__(self, newest: ColloquiumRecord):
        super().__init__(_("Die Niederschrift wurde inzwischen geändert. Bitte lesen Sie den neuen Stand."))
        self.newest = newest


@transaction.atomic
def write_record(
    booking: ColloquiumBooking, *, based_on: str | None = None, by: Person, at: datetime, **fields
) -> ColloquiumRecord:
    """Write the minutes of a colloquium; may be changed until the first signature, corrected by a new record afterwards.

    `based_on` is the wording the page was loaded with: StaleRecord tells that somebody has written since. The same words twice
    are one saving. Raises NotPossible before the day of the colloquium.
    """
    locked_enrolment(booking.enrolment)
    _refuse_unless_open(booking, at=at)
    if not rules.examines(by, booking.slot):
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


def _refuse_unless_open(booking: ColloquiumBooking, *, at: datetime) -> None:
    """The record is open from the day of the colloquium, while its time is neither given up nor under appeal.

    Swapped for another time, or to be repeated after an appeal: what would be written now could never count. While an appeal
    is open its subject stays as it was when the learner objected.
    """
    booking.refresh_from_db(fields=["cancelled_at"])
    if booking.cancelled_at:
        raise NotPossible(GIVEN_UP)
    if refusal := queries.refusal_of_record(booking, at=at):
        raise NotPossible(refusal)
    if is_under_appeal(booking.enrolment, Appeal.Kind.COLLOQUIUM, booking.pk):
        raise NotPossible(RESTS_FOR_APPEAL)


@transaction.atomic
def sign_record(written: ColloquiumRecord, *, based_on: str | None = None, by: Person, at: datetime) -> ColloquiumRecord:
    """Sign the newest minutes. With the second signature the result counts and is told to the learner.

    `based_on` is the wording the page has shown: StaleRecord where something else is written now.
    """
    enrolment = locked_enrolment(written.booking.enrolment)
    written = (
        ColloquiumRecord.objects.select_for_update(no_key=True, of=("self",)).select_related("booking__slot").get(pk=written.pk)
    )
    if not rules.examines(by, written.booking.slot):
        raise NotPossible(_("Unterschreiben können die beiden prüfenden Personen."))
    _refuse_unless_open(written.booking, at=at)
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
    enrolment = locked_enrolment(booking.enrolment)
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
