"""Which key signs, and from when until when."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates.keys import Key
from certificates.models import SigningKey
from lms.accounts.models import Person
from lms.errors import NotPossible
from lms.journal.actions import record


@transaction.atomic
def note_key(key: Key, *, at: datetime) -> SigningKey:
    """Write down a key at its first use; the one before it counts as replaced."""
    if known := SigningKey.objects.filter(key_id=key.id).first():
        return known
    before = SigningKey.objects.select_for_update(no_key=True).filter(purpose=key.purpose, ended_at=None)
    for row in before:
        _end(row, SigningKey.End.REPLACED, by=None, at=at)
    row = SigningKey.objects.create(key_id=key.id, purpose=key.purpose, since=at, chain=key.chain_pem)
    record("key_taken_into_use", row, by=None, at=at, purpose=row.get_purpose_display())
    return row


@transaction.atomic
def end_key(key_id: str, *, end: str, by: Person | None, at: datetime) -> SigningKey:
    """Take a key out of use for good; nothing is signed with it any more, what it signed stays checkable."""
    row = SigningKey.objects.select_for_update(no_key=True).filter(key_id=key_id).first()
    if row is None:
        raise NotPossible(_("Diesen Schlüssel kennt das Register nicht."))
    if row.ended_at:
        raise NotPossible(_("Dieser Schlüssel ist schon außer Gebrauch."))
    return _end(row, end, by=by, at=at)


def _end(row: SigningKey, end: str, *, by: Person | None, at: datetime) -> SigningKey:
    row.ended_at, row.end = at, end
    row.save(update_fields=["ended_at", "end"])
    record("key_ended", row, by=by, at=at, reason=row.get_end_display())
    return row
