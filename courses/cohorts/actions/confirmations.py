"""What the sending organisation says about a request."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.cohorts import queries
from courses.cohorts.models import Enrolment, SendingConfirmation
from courses.cohorts.rules import can_back
from lms.accounts.models import Person
from lms.accounts.queries import is_address_of
from lms.errors import NotPossible
from lms.journal.actions import record
from lms.notifications.actions import send_to_address

from .locks import locked_enrolment

LASTS = timedelta(days=30)
AT_ONCE = timedelta(minutes=1)
OWN_ADDRESS = _("Diese Adresse ist Ihre eigene. Bitte nennen Sie die Adresse der Stelle, die Ihre Teilnahme bestätigt.")
THEIR_ADDRESS = _("Diese Adresse gehört der angemeldeten Person. Bitte nennen Sie die Adresse der Stelle, die bestätigt.")
ASKED_JUST_NOW = _("Diese Adresse ist gerade erst angefragt worden. Warten Sie eine Minute, bevor Sie noch einmal fragen.")


@transaction.atomic
def ask_for_confirmation(enrolment: Enrolment, *, email: str, by: Person, at: datetime) -> str:
    """Ask the sending organisation to confirm; returns the token of the link, which is stored as a hash only.

    Raises NotPossible once the request is decided, for any of the learner's own addresses, since nobody confirms for themselves,
    and for the same address within a minute: a second click.
    """
    enrolment = locked_enrolment(enrolment)
    if refusal := queries.refusal_of_word(enrolment):
        raise NotPossible(refusal)
    if is_address_of(enrolment.learner, email):
        raise NotPossible(OWN_ADDRESS if by == enrolment.learner else THEIR_ADDRESS)
    if enrolment.sending_confirmations.filter(asked_email=email, expires_at__gt=at + LASTS - AT_ONCE).exists():
        raise NotPossible(ASKED_JUST_NOW)
    token = secrets.token_urlsafe(24)
    confirmation = SendingConfirmation.objects.create(
        enrolment=enrolment,
        asked_email=email,
        token_hash=_hash(token),
        expires_at=at + LASTS,
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
    enrolment = locked_enrolment(asked.enrolment)
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
    enrolment = locked_enrolment(enrolment)
    if not can_back(by, enrolment):
        answered = _("Zu dieser Anmeldung gibt es schon eine Antwort, oder sie ist entschieden.")
        raise NotPossible(queries.refusal_of_word(enrolment) or answered)
    open_links = enrolment.sending_confirmations.filter(used_at=None).order_by("-pk")
    asked = next((link for link in open_links if is_address_of(by, link.asked_email)), None) or SendingConfirmation(
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


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
