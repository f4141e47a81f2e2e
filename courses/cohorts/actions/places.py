"""From the request for a place to the end of the membership.

A place is a number from 1 to the capacity. Every decision about places happens under the cohort's lock, and the
constraint `one_person_per_seat` says the same should the lock ever be forgotten.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.cohorts import queries
from courses.cohorts.models import Cohort, Enrolment
from lms import clock
from lms.accounts.actions import change_profile, lock_accounts
from lms.accounts.models import Municipality, Organisation, Person
from lms.errors import NotPossible
from lms.journal.actions import record
from lms.notifications.actions import notify

from .confirmations import ask_for_confirmation
from .locks import locked_cohort, locked_enrolment

Status = Enrolment.Status


@transaction.atomic
def request_place(
    cohort: Cohort,
    learner: Person,
    *,
    municipality: Municipality,
    sending_organisation: Organisation | None = None,
    confirm_email: str = "",
    at: datetime,
) -> Enrolment:
    """Ask for a place: the smallest free number, or a place in line if all are taken or somebody waits already.

    With `confirm_email` the sending organisation is asked to confirm in the same step. Whoever discontinued this cohort comes
    back to the same membership: what was achieved and which attempts were used still count. What the sending organisation said
    about the earlier request does not, and its open links end.

    Raises NotPossible if the cohort takes no requests, the account is erased, or the person already has a running request or
    place.
    """
    cohort = locked_cohort(cohort)
    lock_accounts(learner)
    if not queries.takes_requests(cohort, on=clock.local_date(at)):
        raise NotPossible(_("Für diesen Durchgang ist die Anmeldung geschlossen."))
    if Enrolment.objects.running().filter(cohort=cohort, learner=learner).exists():
        raise NotPossible(_("Sie sind für diesen Durchgang schon angemeldet."))
    seat = _next_seat(cohort)
    enrolment = _earlier_membership(cohort, learner, at=at) or Enrolment(cohort=cohort, learner=learner)
    enrolment.municipality, enrolment.sending_organisation = municipality, sending_organisation
    enrolment.status = Status.REQUESTED if seat else Status.WAITLISTED
    enrolment.arrival, enrolment.seat, enrolment.requested_at = cohort.next_arrival, seat, at
    enrolment.ended_at, enrolment.ended_because = None, ""
    enrolment.save()
    cohort.next_arrival += 1
    cohort.save(update_fields=["next_arrival"])
    record("place_requested", enrolment, by=learner, at=at, seat=seat)
    place = None if seat else queries.place_in_line(enrolment)
    notify(learner, "enrolment_received", at=at, link="/uebersicht/", enrolment=enrolment, place=place)
    if confirm_email:
        ask_for_confirmation(enrolment, email=confirm_email, by=learner, at=at)
    return enrolment


def _next_seat(cohort: Cohort) -> int | None:
    """The smallest free number; None where all are taken or somebody waits already."""
    free = queries.free_seats(cohort)
    somebody_waits = Enrolment.objects.filter(cohort=cohort, status=Status.WAITLISTED).exists()
    return free[0] if free and not somebody_waits else None


def _earlier_membership(cohort: Cohort, learner: Person, *, at: datetime) -> Enrolment | None:
    """What a person comes back to who discontinued this cohort; the open links about the earlier request end."""
    earlier = Enrolment.objects.filter(cohort=cohort, learner=learner, confirmed_at__isnull=False).first()
    if earlier:
        earlier.sending_confirmations.filter(used_at=None, expires_at__gt=at).update(expires_at=at)
    return earlier


@transaction.atomic
def introduce_and_request(cohort: Cohort, learner: Person, *, profile: dict, confirm_email: str = "", at: datetime) -> Enrolment:
    """Write what somebody says about themselves and ask for a place with it: both, or neither. See `request_place`."""
    # The cohort before the account, as everywhere: whoever decides requests of this person waits.
    locked_cohort(cohort)
    change_profile(learner, **profile, by=learner, at=at)
    learner = Person.objects.select_related("municipality", "organisation").get(pk=learner.pk)
    return request_place(
        cohort,
        learner,
        municipality=profile["municipality"],
        sending_organisation=learner.organisation,
        confirm_email=confirm_email,
        at=at,
    )


@transaction.atomic
def confirm_request(enrolment: Enrolment, *, by: Person, at: datetime) -> Enrolment:
    """Turn a request that holds a place into membership; one's own is for somebody else to confirm."""
    cohort = locked_cohort(enrolment.cohort)
    enrolment = locked_enrolment(enrolment)
    if enrolment.status == Status.CONFIRMED:
        return enrolment
    if enrolment.learner_id == by.pk:
        raise NotPossible(_("Über Ihre eigene Anmeldung entscheidet eine andere Person."))
    _refuse_if_over(cohort)
    if enrolment.status != Status.REQUESTED:
        raise NotPossible(_("Bestätigen lässt sich nur eine Anfrage, die einen Platz hat."))
    lock_accounts(enrolment.learner)
    enrolment.status, enrolment.confirmed_at = Status.CONFIRMED, at
    enrolment.save()
    record("enrolment_confirmed", enrolment, by=by, at=at)
    notify(enrolment.learner, "enrolment_confirmed", at=at, link="/uebersicht/", enrolment=enrolment)
    return enrolment


@transaction.atomic
def confirm_requests(enrolments: Iterable[Enrolment], *, by: Person, at: datetime) -> None:
    """Turn several requests of a cohort into membership: all of them, or none if one cannot be confirmed.

    Raises NotPossible with the name of whoever cannot.
    """
    # In the order `lock_accounts` keeps: two cohorts with the same people wait for each other.
    for enrolment in sorted(enrolments, key=lambda enrolment: enrolment.learner_id):
        try:
            confirm_request(enrolment, by=by, at=at)
        except NotPossible as refusal:
            raise NotPossible(f"{enrolment.learner}: {refusal}") from refusal


@transaction.atomic
def decline_request(enrolment: Enrolment, *, reason: str, by: Person, at: datetime) -> Enrolment:
    """Refuse a request with a reason the person can read; a freed place is offered to the first waiting."""
    locked_cohort(enrolment.cohort)
    enrolment = locked_enrolment(enrolment)
    if enrolment.status not in (Status.REQUESTED, Status.WAITLISTED, Status.OFFERED):
        raise NotPossible(_("Diese Anmeldung ist schon entschieden."))
    _end(enrolment, status=Status.DECLINED, because=reason, at=at)
    record("enrolment_declined", enrolment, by=by, at=at)
    notify(enrolment.learner, "enrolment_declined", at=at, link="/uebersicht/", enrolment=enrolment)
    offer_free_seats(enrolment.cohort, at=at)
    return enrolment


@transaction.atomic
def withdraw(enrolment: Enrolment, *, by: Person, at: datetime, reason: str = "") -> Enrolment:
    """Take a request or place back: before the confirmation it is withdrawn, afterwards discontinued."""
    locked_cohort(enrolment.cohort)
    enrolment = locked_enrolment(enrolment)
    if enrolment.status in (Status.DECLINED, Status.WITHDRAWN, Status.DISCONTINUED):
        return enrolment
    if enrolment.status == Status.COMPLETED:
        raise NotPossible(_("Dieser Durchgang ist schon abgeschlossen."))
    ended = Status.DISCONTINUED if enrolment.status == Status.CONFIRMED else Status.WITHDRAWN
    _end(enrolment, status=ended, because=reason, at=at)
    record("enrolment_withdrawn", enrolment, by=by, at=at)
    offer_free_seats(enrolment.cohort, at=at)
    return enrolment


@transaction.atomic
def accept_offer(enrolment: Enrolment, *, at: datetime) -> Enrolment:
    """Take an offered place; an offer whose deadline has passed cannot be accepted, whether the job has run or not."""
    cohort = locked_cohort(enrolment.cohort)
    enrolment = locked_enrolment(enrolment)
    if enrolment.status == Status.CONFIRMED:
        return enrolment
    if enrolment.status != Status.OFFERED or enrolment.offered_until is None or enrolment.offered_until < at:
        raise NotPossible(_("Dieses Platzangebot gilt nicht mehr. Der Platz geht an die nächste Person."))
    _refuse_if_over(cohort)
    lock_accounts(enrolment.learner)
    enrolment.status, enrolment.confirmed_at, enrolment.offered_until = Status.CONFIRMED, at, None
    enrolment.save()
    record("offer_accepted", enrolment, by=enrolment.learner, at=at)
    notify(enrolment.learner, "enrolment_confirmed", at=at, link="/uebersicht/", enrolment=enrolment)
    return enrolment


@transaction.atomic
def offer_free_seats(cohort: Cohort, *, at: datetime) -> list[Enrolment]:
    """End overdue offers, then offer every free place in order of arrival, each with a deadline.

    A cohort that is cancelled or over has no places to offer; whoever has erased the account since is passed over.
    """
    cohort = locked_cohort(cohort)
    for overdue in cohort.enrolments.filter(status=Status.OFFERED, offered_until__lt=at).select_related("learner"):
        _end(overdue, status=Status.WITHDRAWN, because="offer_expired", at=at)
        record("offer_expired", overdue, by=None, at=at)
        notify(overdue.learner, "offer_expired", at=at, link="/uebersicht/", enrolment=overdue)
    if cohort.is_over:
        return []
    waiting = cohort.enrolments.filter(status=Status.WAITLISTED, learner__erased_at=None)
    waiting = waiting.select_related("learner").order_by("arrival")
    offered = []
    for seat, enrolment in zip(queries.free_seats(cohort), waiting, strict=False):
        enrolment.status, enrolment.seat = Status.OFFERED, seat
        enrolment.offered_until = at + timedelta(hours=cohort.offer_hours)
        enrolment.save()
        record("place_offered", enrolment, by=None, at=at, seat=seat)
        notify(enrolment.learner, "place_offered", at=at, link="/uebersicht/", enrolment=enrolment)
        offered.append(enrolment)
    return offered


def end_overdue_offers(*, at: datetime) -> int:
    """Pass every offered place on whose deadline is over, cohort by cohort; how many cohorts there were."""
    overdue = Cohort.objects.filter(enrolments__status=Status.OFFERED, enrolments__offered_until__lt=at).distinct()
    cohorts = list(overdue)
    for cohort in cohorts:
        offer_free_seats(cohort, at=at)
    return len(cohorts)


@transaction.atomic
def complete_enrolment(enrolment: Enrolment, *, at: datetime) -> Enrolment:
    """Mark a membership as completed once its certificate is issued."""
    enrolment = locked_enrolment(enrolment)
    if enrolment.status == Status.CONFIRMED:
        enrolment.status, enrolment.ended_at = Status.COMPLETED, at
        enrolment.save()
        record("enrolment_completed", enrolment, by=None, at=at)
    return enrolment


def _refuse_if_over(cohort: Cohort) -> None:
    if cohort.is_over:
        raise NotPossible(_("Dieser Durchgang nimmt niemanden mehr auf."))


def _end(enrolment: Enrolment, *, status: str, because: str, at: datetime) -> None:
    enrolment.status, enrolment.ended_because, enrolment.ended_at = status, because, at
    enrolment.seat = enrolment.offered_until = None
    enrolment.save()
