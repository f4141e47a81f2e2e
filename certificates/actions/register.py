"""What happened to a document, written into the register; what outsiders rely on becomes a leaf of its log."""

import base64
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from certificates import log, queries
from certificates.models import Certificate, CertificateEvent, RegisterHead, SigningKey, TreeHead
from lms.accounts.models import Person
from lms.errors import NotPossible

from .keys import note_key

What = CertificateEvent.What
ENDING = (What.REPLACED, What.REVOKED)
ALREADY_ENDED = _("Dieser Nachweis ist schon ersetzt oder widerrufen.")


def note(certificate: Certificate, what: str, *, by: Person | None, at: datetime, reason: str = "") -> None:
    """Add an event; what outsiders rely on also becomes the next leaf of the log, the last lock of all."""
    place = _next_leaf(certificate, what, at=at) if what in CertificateEvent.LOGGED else {}
    try:
        with transaction.atomic():
            CertificateEvent.objects.create(certificate=certificate, what=what, by=by, at=at, reason=reason, **place)
    except IntegrityError as error:
        raise NotPossible(ALREADY_ENDED) from error


def _next_leaf(certificate: Certificate, what: str, *, at: datetime) -> dict:
    RegisterHead.objects.get_or_create(pk=1, defaults={"leaf_hash": log.EMPTY})
    head = RegisterHead.objects.select_for_update(no_key=True).get(pk=1)
    leaf = queries.leaf_of(certificate, what, at=at, sequence=head.size + 1, previous=head.leaf_hash)
    head.size, head.leaf_hash = leaf.sequence, leaf.hash()
    head.save(update_fields=["size", "leaf_hash"])
    return {"sequence": leaf.sequence, "leaf_hash": head.leaf_hash, "previous_hash": leaf.previous}


def locked_running(certificate: Certificate) -> Certificate:
    rows = Certificate.objects.select_for_update(no_key=True, of=("self",)).select_related("series", "content__holder")
    locked = rows.get(pk=certificate.pk)
    if locked.events.filter(what__in=ENDING).exists():
        raise NotPossible(ALREADY_ENDED)
    return locked


def refuse_ended(certificate: Certificate) -> None:
    if certificate.events.filter(what__in=ENDING).exists():
        raise NotPossible(ALREADY_ENDED)


@transaction.atomic
def publish_tree_head(*, at: datetime) -> TreeHead:
    """Fix the head of the log as it stands, signed by the key of the log; the same size is fixed once."""
    key = queries.usable_key(SigningKey.Purpose.LOG, at=at)
    leaves = queries.logged_hashes()
    if fixed := TreeHead.objects.filter(size=len(leaves)).first():
        return fixed
    head = TreeHead(size=len(leaves), root=log.root(leaves), made_at=at, key=note_key(key, at=at))
    head.signature = base64.b64encode(key.sign(queries.statement_of(head))).decode()
    head.save()
    return head
