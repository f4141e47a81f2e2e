"""The times of the colloquium: offered, taken back, booked."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from courses.assignments import queries, rules
from courses.assignments.models import ColloquiumBooking, ColloquiumSlot
from courses.cohorts.models import Enrolment
from courses.progress.models import Appeal
from courses.progress.queries import is_under_appeal
from lms.accounts.actions import lock_accounts
from lms.accounts.models import Person
from lms.errors import NotPossible
from lms.journal.actions import record

from .handing_in import WAITS_FOR_APPEAL
from .locks import locked_enrolment

EXAMINER_IS_BUSY = _("Eine der prüfenden Personen hat zu dieser Zeit schon ein Kolloquium.")
SLOT_IS_GONE = _("Dieses Zeitfenster gibt es nicht mehr. Bitte wählen Sie ein anderes.")


@transaction.atomic
def offer_slot(
    cohort, *, starts_at: datetime, examiner_1: Person, examiner_2: Person, by: Person, at: datetime, **fields
) -> ColloquiumSlot:
    """Open a time for one colloquium with two examiners; neither may sit in another one meanwhile, in whichever cohort.

    Raises NotPossible also for a time that is over, which nobody could take.
    """
    if starts_at < at:
        raise NotPossible(_("Dieses Zeitfenster liegt in der Vergangenheit. Bitte prüfen Sie das Datum."), field="day")
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
    enrolment = locked_enrolment(enrolment)
    if slot.cohort_id != enrolment.cohort_id:
        raise NotPossible(_("Dieses Zeitfenster gehört zu einem anderen Durchgang."))
    if rules.is_named_as_examiner(enrolment.learner, slot):
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
