"""Ending a certificate before its date, by two people."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from certificates import rules
from certificates.models import Certificate, RevocationProposal
from lms.accounts.models import Person, Role
from lms.accounts.queries import holders_of
from lms.errors import NotPossible
from lms.journal.actions import record
from lms.notifications.actions import notify

from .register import What, locked_running, note


@transaction.atomic
def propose_revocation(certificate: Certificate, *, reason: str, by: Person, at: datetime) -> RevocationProposal:
    """Propose to end a certificate before its date; whoever may confirm is told. The reason stays internal."""
    certificate = locked_running(certificate)
    try:
        with transaction.atomic():
            proposal = RevocationProposal.objects.create(certificate=certificate, proposed_by=by, proposed_at=at, reason=reason)
    except IntegrityError as error:
        raise NotPossible(_("Für diesen Nachweis ist der Widerruf schon vorgeschlagen.")) from error
    record("revocation_proposed", certificate, by=by, at=at)
    link = reverse("certificates:document", args=[certificate.full_number])
    for person in holders_of(Role.PROGRAMME_ADMIN).exclude(pk__in=[by.pk, certificate.content.holder_id]):
        notify(person, "revocation_proposed", at=at, link=link, certificate=certificate)
    return proposal


@transaction.atomic
def confirm_revocation(proposal: RevocationProposal, *, by: Person, at: datetime) -> Certificate:
    """Revoke by a second person; the holder is told, the file itself never changes."""
    proposal = _open_proposal(proposal)
    if not rules.can_confirm_revocation(by, proposal):
        raise NotPossible(_("Den Widerruf bestätigt eine zweite berechtigte Person."))
    certificate = locked_running(proposal.certificate)
    proposal.confirmed_by, proposal.confirmed_at = by, at
    proposal.save(update_fields=["confirmed_by", "confirmed_at"])
    note(certificate, What.REVOKED, by=by, at=at, reason=proposal.reason)
    record("certificate_revoked", certificate, by=by, at=at)
    if certificate.content.holder:
        notify(certificate.content.holder, "certificate_revoked", at=at, link="/nachweise/", certificate=certificate)
    return certificate


@transaction.atomic
def return_revocation(proposal: RevocationProposal, *, by: Person, at: datetime) -> RevocationProposal:
    """Turn a proposed revocation down; the certificate stays as it is. The holder has no say in it."""
    proposal = _open_proposal(proposal)
    if not rules.can_return_revocation(by, proposal):
        raise NotPossible(_("Über den eigenen Nachweis entscheidet eine andere Person."))
    proposal.returned_at = at
    proposal.save(update_fields=["returned_at"])
    record("revocation_returned", proposal.certificate, by=by, at=at)
    return proposal


def _open_proposal(proposal: RevocationProposal) -> RevocationProposal:
    locked = (
        RevocationProposal.objects.select_for_update(no_key=True, of=("self",))
        .select_related("certificate__content")
        .get(pk=proposal.pk)
    )
    if locked.confirmed_at or locked.returned_at:
        raise NotPossible(_("Über diesen Widerruf ist schon entschieden."))
    return locked
