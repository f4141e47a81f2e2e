"""Everything that changes cohorts, meetings and enrolments.

A place is a number from 1 to the capacity. Every decision about places happens under the cohort's lock, and the
constraint `one_person_per_seat` says the same should the lock ever be forgotten.
"""

import hashlib
import secrets
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Component, LearningMode, Lesson, ProgrammeVersion
from courses.signals import accommodation_given
from lms import clock
from lms.accounts.actions import change_profile, lock_accounts
from lms.accounts.models import Municipality, Organisation, Person
from lms.accounts.queries import is_address_of
from lms.errors import NotPossible
from lms.journal.actions import record
from lms.notifications.actions import notify, send_to_address
from lms.ui.formats import day

from . import queries
from .models import (
    Accommodation,
    Announcement,
    AnnouncementCopy,
    Cohort,
    CohortTrainer,
    ComponentChoice,
    Enrolment,
    Handout,
    Meeting,
    SendingConfirmation,
)
from .rules import can_back

Status = Enrolment.Status
CONFIRMATION_DAYS = 30
CODE_IS_TAKEN = _("Dieses Kürzel gibt es schon. Bitte wählen Sie ein anderes.")
NOBODY_THERE = _("Zurzeit gibt es niemanden mit diesem Stand. Bitte wählen Sie einen anderen.")
MEETING_ENDED = _("Dieser Termin ist abgesagt oder seine Anwesenheitsliste abgeschlossen. Er lässt sich nicht mehr ändern.")


OWN_ADDRESS = _("Diese Adresse ist Ihre eigene. Bitte nennen Sie die Adresse der Stelle, die Ihre Teilnahme bestätigt.")


def _locked(cohort: Cohort) -> Cohort:
    return Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)


@transaction.atomic
def plan_cohort(version: ProgrammeVersion, *, by: Person, at: datetime, **fields) -> Cohort:
    """Create a cohort bound to a published version. Raises NotPossible for a code that another cohort has."""
    if version.status != ProgrammeVersion.Status.PUBLISHED:
        raise NotPossible(_("Ein Durchgang braucht eine veröffentlichte Fassung."))
    try:
        with transaction.atomic():
            cohort = Cohort.objects.create(version=version, **fields)
    except IntegrityError as error:
        raise NotPossible(CODE_IS_TAKEN) from error
    record("cohort_planned", cohort, by=by, at=at, version=str(version))
    return cohort


@transaction.atomic
def change_cohort(cohort: Cohort, *, known_status: str = "", by: Person, at: datetime, **fields) -> Cohort:
    """Change dates, places or status; a larger capacity is offered to those who wait, and all are told if it is cancelled.

    Raises NotPossible if people already sit on places that would disappear, if meetings would lie outside of its time, and if
    its status is no longer the one that was shown.
    """
    cohort = _locked(cohort)
    if known_status and known_status != cohort.status:
        raise NotPossible(_("Der Status wurde inzwischen geändert. Bitte prüfen Sie ihn."), field="status")
    was_cancelled = cohort.status == Cohort.Status.CANCELLED
    capacity = fields.get("capacity", cohort.capacity)
    if Enrolment.objects.filter(cohort=cohort, seat__gt=capacity).exists():
        raise NotPossible(_("Es sind bereits mehr Plätze vergeben. Bitte wählen Sie eine größere Zahl."), field="capacity")
    for name, value in fields.items():
        setattr(cohort, name, value)
    if {"starts_on", "ends_on"} & fields.keys():
        _refuse_meetings_outside(cohort)
    cohort.save()
    record("cohort_changed", cohort, by=by, at=at, fields=sorted(fields))
    offer_free_seats(cohort, at=at)
    if cohort.status == Cohort.Status.CANCELLED and not was_cancelled:
        _leave_nobody_waiting(cohort, by=by, at=at)
    return cohort


def _refuse_meetings_outside(cohort: Cohort) -> None:
    for meeting in cohort.meetings.filter(cancelled_at=None).select_related("lesson"):
        on = clock.local_date(meeting.starts_at)
        if not cohort.starts_on <= on <= cohort.ends_on:
            words = {"meeting": meeting.lesson.title, "day": day(on)}
            sentence = _("Der Termin „%(meeting)s“ am %(day)s läge außerhalb. Bitte verschieben Sie ihn zuerst.") % words
            raise NotPossible(sentence, field="starts_on" if on < cohort.starts_on else "ends_on")


def _leave_nobody_waiting(cohort: Cohort, *, by: Person, at: datetime) -> None:
    """A cancelled cohort: requests are declined, whoever has a place and whoever teaches is told."""
    for enrolment in cohort.enrolments.filter(status__in=Enrolment.UNDECIDED):
        decline_request(enrolment, reason=str(_("Der Durchgang ist abgesagt.")), by=by, at=at)
    for enrolment in cohort.enrolments.filter(status=Status.CONFIRMED).select_related("learner", "cohort"):
        notify(enrolment.learner, "cohort_cancelled", at=at, link="/uebersicht/", enrolment=enrolment)
    for row in CohortTrainer.objects.running().filter(cohort=cohort).select_related("person"):
        notify(row.person, "taught_cohort_cancelled", at=at, link="/lehren/durchgaenge/", cohort=cohort)


@transaction.atomic
def set_trainers(cohort: Cohort, trainers, *, by: Person, at: datetime) -> None:
    """Make exactly these people the trainers of a cohort; who no longer teaches keeps a row with an end."""
    cohort = _locked(cohort)
    wanted = {trainer.pk: trainer for trainer in trainers}
    running = CohortTrainer.objects.filter(cohort=cohort, until=None)
    running.exclude(person__in=wanted).update(until=at)
    for pk in wanted.keys() - set(running.values_list("person_id", flat=True)):
        CohortTrainer.objects.create(cohort=cohort, person_id=pk, since=at)
    record("trainers_set", cohort, by=by, at=at, trainers=sorted(wanted))


@transaction.atomic
def plan_meeting(
    cohort: Cohort, lesson: Lesson, *, starts_at: datetime, ends_at: datetime, by: Person, at: datetime, **fields
) -> Meeting:
    """Set the date of a planned meeting. Minutes and mode come from the version; a recording makes it self-study.

    After it was called off, everybody who learns in the cohort is told the new date; first dates are only shown.
    """
    if lesson.component.version_id != cohort.version_id or lesson.kind != Lesson.Kind.MEETING:
        raise NotPossible(_("Dieser Termin gehört nicht zur Fassung des Durchgangs."))
    try:
        with transaction.atomic():
            meeting = Meeting.objects.create(
                cohort=cohort,
                lesson=lesson,
                starts_at=starts_at,
                ends_at=ends_at,
                planned_minutes=lesson.planned_minutes,
                mode=_mode_of(lesson, recorded=fields.get("recorded", False)),
                **fields,
            )
    except IntegrityError as error:
        raise NotPossible(
            _("Für diesen Termin steht schon ein Datum fest. Bitte verschieben Sie den vorhandenen Termin.")
        ) from error
    record("meeting_planned", meeting, by=by, at=at)
    if Meeting.objects.filter(cohort=cohort, lesson=lesson).exclude(cancelled_at=None).exists():
        tell_of_meeting(meeting, "meeting_planned_anew", at=at)
    return meeting


def _mode_of(lesson: Lesson, *, recorded: bool) -> str:
    return LearningMode.SELF_STUDY if recorded else lesson.mode


@transaction.atomic
def move_meeting(meeting: Meeting, *, starts_at: datetime, ends_at: datetime, by: Person, at: datetime, **fields) -> Meeting:
    """Change date or place of a meeting and tell everybody who learns in the cohort; what stays as it is, is told to nobody.

    Raises NotPossible once it is cancelled or its attendance list is closed; and see attendance, where minutes may count.
    """
    meeting = Meeting.objects.select_for_update(no_key=True).select_related("cohort", "lesson").get(pk=meeting.pk)
    if meeting.cancelled_at or meeting.closed_at:
        raise NotPossible(MEETING_ENDED)
    said = {"starts_at": starts_at, "ends_at": ends_at, **fields}
    if all(getattr(meeting, name) == value for name, value in said.items()):
        return meeting
    earlier = meeting.starts_at
    meeting.sequence += 1
    for name, value in said.items():
        setattr(meeting, name, value)
    meeting.mode = _mode_of(meeting.lesson, recorded=meeting.recorded)
    meeting.save()
    record("meeting_moved", meeting, by=by, at=at, earlier=earlier.isoformat(), starts_at=starts_at.isoformat())
    tell_of_meeting(meeting, "meeting_changed", at=at, earlier=earlier)
    return meeting


def tell_of_meeting(meeting: Meeting, kind: str, *, at: datetime, **words) -> None:
    """Tell everybody who learns in the cohort what became of a meeting."""
    for enrolment in meeting.cohort.enrolments.filter(status=Status.CONFIRMED).select_related("learner"):
        notify(enrolment.learner, kind, at=at, link="/termine/", meeting=meeting, **words)


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
    cohort = _locked(cohort)
    lock_accounts(learner)
    if not queries.takes_requests(cohort, on=clock.local_date(at)):
        raise NotPossible(_("Für diesen Durchgang ist die Anmeldung geschlossen."))
    if Enrolment.objects.running().filter(cohort=cohort, learner=learner).exists():
        raise NotPossible(_("Sie sind für diesen Durchgang schon angemeldet."))
    free = queries.free_seats(cohort)
    somebody_waits = Enrolment.objects.filter(cohort=cohort, status=Status.WAITLISTED).exists()
    seat = free[0] if free and not somebody_waits else None
    enrolment = Enrolment.objects.filter(cohort=cohort, learner=learner, confirmed_at__isnull=False).first()
    if enrolment:
        enrolment.sending_confirmations.filter(used_at=None, expires_at__gt=at).update(expires_at=at)
    enrolment = enrolment or Enrolment(cohort=cohort, learner=learner)
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


@transaction.atomic
def introduce_and_request(cohort: Cohort, learner: Person, *, profile: dict, confirm_email: str = "", at: datetime) -> Enrolment:
    """Write what somebody says about themselves and ask for a place with it: both, or neither. See `request_place`."""
    # The cohort before the account, as everywhere: whoever decides requests of this person waits.
    _locked(cohort)
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
    cohort = _locked(enrolment.cohort)
    enrolment = _fresh(enrolment)
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
    _locked(enrolment.cohort)
    enrolment = _fresh(enrolment)
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
    _locked(enrolment.cohort)
    enrolment = _fresh(enrolment)
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
    cohort = _locked(enrolment.cohort)
    enrolment = _fresh(enrolment)
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
    cohort = _locked(cohort)
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
    enrolment = _fresh(enrolment)
    if enrolment.status == Status.CONFIRMED:
        enrolment.status, enrolment.ended_at = Status.COMPLETED, at
        enrolment.save()
        record("enrolment_completed", enrolment, by=None, at=at)
    return enrolment


@transaction.atomic
def announce(cohort: Cohort, *, audience: str, title: str, text: str, key: uuid.UUID, by: Person, at: datetime) -> Announcement:
    """Write to everybody of an audience, by mail and in the app; the same `key` sends once.

    Raises NotPossible if nobody is in the audience now.
    """
    cohort = _locked(cohort)
    if sent := Announcement.objects.filter(key=key).first():
        return sent
    enrolments = list(queries.audience_of(cohort, audience))
    if not enrolments:
        raise NotPossible(NOBODY_THERE)
    fields = {"audience": audience, "title": title, "text": text, "key": key}
    announcement = Announcement.objects.create(cohort=cohort, sent_by=by, sent_at=at, **fields)
    AnnouncementCopy.objects.bulk_create(
        [AnnouncementCopy(announcement=announcement, enrolment=enrolment) for enrolment in enrolments]
    )
    record("announcement_sent", announcement, by=by, at=at, audience=audience, people=len(enrolments))
    for enrolment in enrolments:
        notify(enrolment.learner, "announcement", at=at, link="/uebersicht/", announcement=announcement)
    return announcement


@transaction.atomic
def choose_components(enrolment: Enrolment, components, *, by: Person, at: datetime) -> None:
    """Make exactly these elective modules the person's choice; a dropped one keeps its row with an end.

    Raises NotPossible after the certificate and once the cohort is over.
    """
    enrolment = _fresh(enrolment)
    wanted = {component.pk: component for component in components}
    foreign = [c for c in wanted.values() if c.version_id != enrolment.cohort.version_id or c.kind != Component.Kind.ELECTIVE]
    if foreign:
        raise NotPossible(_("Bitte wählen Sie Wahlpflichtmodule Ihres Durchgangs."))
    if refusal := queries.refusal_of_choice(enrolment):
        raise NotPossible(refusal)
    running = ComponentChoice.objects.filter(enrolment=enrolment, dropped_at=None)
    running.exclude(component__in=wanted).update(dropped_at=at)
    for pk in wanted.keys() - set(running.values_list("component_id", flat=True)):
        ComponentChoice.objects.create(enrolment=enrolment, component_id=pk, chosen_at=at)
    record("electives_chosen", enrolment, by=by, at=at, components=sorted(c.code for c in wanted.values()))


@transaction.atomic
def ask_for_confirmation(enrolment: Enrolment, *, email: str, by: Person, at: datetime) -> str:
    """Ask the sending organisation to confirm; returns the token of the link, which is stored as a hash only.

    Raises NotPossible for any of the learner's own addresses: nobody confirms for themselves.
    """
    if is_address_of(enrolment.learner, email):
        raise NotPossible(OWN_ADDRESS)
    token = secrets.token_urlsafe(24)
    confirmation = SendingConfirmation.objects.create(
        enrolment=enrolment,
        asked_email=email,
        token_hash=_hash(token),
        expires_at=at + timedelta(days=CONFIRMATION_DAYS),
    )
    record("confirmation_asked", confirmation, by=by, at=at)
    send_to_address(email, "confirmation_asked", at=at, link=f"/bestaetigung/{token}/", enrolment=enrolment)
    return token


@transaction.atomic
def answer_confirmation(token: str, *, confirms: bool, at: datetime) -> SendingConfirmation:
    """Note the organisation's answer; the link works once, for thirty days, and while the request is undecided."""
    asked = SendingConfirmation.objects.filter(token_hash=_hash(token)).first()
    if asked is None:
        raise NotPossible(_("Dieser Link gilt nicht mehr. Bitte wenden Sie sich an die Programmadministration."))
    # Read under the lock of the request: the contact may be answering it in the room.
    enrolment = _fresh(asked.enrolment)
    confirmation = enrolment.sending_confirmations.get(pk=asked.pk)
    if refusal := queries.refusal_of_link(confirmation, at=at):
        raise NotPossible(refusal)
    return _answered(confirmation, confirms=confirms, by=None, at=at)


@transaction.atomic
def back_request(enrolment: Enrolment, *, confirms: bool, by: Person, at: datetime) -> SendingConfirmation:
    """Note what a municipal contact says about a request, with or without a link that was mailed to them.

    Where no link was, no address is kept: the answer belongs to the learner's data, and the journal names who gave it.
    Raises NotPossible where there is an answer already, the request is decided, or it is not theirs to answer.
    """
    enrolment = _fresh(enrolment)
    if not can_back(by, enrolment):
        answered = _("Zu dieser Anmeldung gibt es schon eine Antwort, oder sie ist entschieden.")
        raise NotPossible(queries.refusal_of_word(enrolment) or answered)
    asked = enrolment.sending_confirmations.filter(asked_email__iexact=by.email, used_at=None).order_by("-pk").first()
    asked = asked or SendingConfirmation(
        enrolment=enrolment, asked_email="", token_hash=_hash(secrets.token_urlsafe(24)), expires_at=at
    )
    return _answered(asked, confirms=confirms, by=by, at=at)


def _answered(confirmation: SendingConfirmation, *, confirms: bool, by: Person | None, at: datetime) -> SendingConfirmation:
    confirmation.used_at, confirmation.answer = at, "confirmed" if confirms else "declined"
    confirmation.save()
    record("confirmation_answered", confirmation, by=by, at=at, answer=confirmation.answer)
    return confirmation


def confirmation_of(token: str) -> SendingConfirmation | None:
    return (
        SendingConfirmation.objects.filter(token_hash=_hash(token))
        .select_related("enrolment__cohort__version", "enrolment__learner")
        .first()
    )


def _refuse_if_over(cohort: Cohort) -> None:
    if cohort.is_over:
        raise NotPossible(_("Dieser Durchgang nimmt niemanden mehr auf."))


def _fresh(enrolment: Enrolment) -> Enrolment:
    return Enrolment.objects.select_for_update(no_key=True, of=("self",)).select_related("cohort", "learner").get(pk=enrolment.pk)


def _end(enrolment: Enrolment, *, status: str, because: str, at: datetime) -> None:
    enrolment.status, enrolment.ended_because, enrolment.ended_at = status, because, at
    enrolment.seat = enrolment.offered_until = None
    enrolment.save()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def accommodate(person: Person, *, factor: int, by: Person, at: datetime) -> Accommodation:
    """Give a person more time in every test from now on; an earlier time factor ends. Only the effect is stored.

    Raises NotPossible for oneself, and once the account is erased.
    """
    if person == by:
        raise NotPossible(_("Über Ihren eigenen Nachteilsausgleich entscheidet eine andere Person."))
    lock_accounts(person)
    running = Accommodation.objects.filter(person=person, kind=Accommodation.Kind.TIME, until=None)
    running.update(until=at)
    given = Accommodation.objects.create(person=person, kind=Accommodation.Kind.TIME, factor=factor, since=at, decided_by=by)
    record("accommodation_given", given, by=by, at=at)
    transaction.on_commit(lambda: accommodation_given.send_robust(sender=Accommodation, person=person, at=at))
    return given


@transaction.atomic
def add_handout(meeting: Meeting, *, title: str, name: str, kind: str, content: bytes, by: Person, at: datetime) -> Handout:
    """Keep a file for the people of the meeting's cohort; the same content twice is one handout."""
    meeting = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    handout, is_new = Handout.objects.get_or_create(
        meeting=meeting,
        sha256=hashlib.sha256(content).hexdigest(),
        defaults={"title": title, "name": name, "kind": kind, "size": len(content), "added_by": by, "added_at": at},
    )
    if is_new:
        storages["private"].save(handout.storage_name, ContentFile(content))
        record("handout_added", meeting, by=by, at=at, name=title)
    return handout


@transaction.atomic
def take_back_handout(handout: Handout, *, by: Person, at: datetime) -> None:
    """Remove a handout and its file; taken back twice is taken back once."""
    if Handout.objects.select_for_update(no_key=True).filter(pk=handout.pk).delete()[0]:
        record("handout_taken_back", handout.meeting, by=by, at=at, name=handout.title)
        transaction.on_commit(lambda: storages["private"].delete(handout.storage_name))
