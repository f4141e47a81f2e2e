"""Making the sealed file of a decided document, after the commit."""

import hashlib
import logging
from collections.abc import Iterable
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates import open_badges, queries, signing
from certificates.content import Content
from certificates.keys import Key
from certificates.models import Certificate, SealedFile, SealingDelay, SigningKey
from certificates.pdf import render
from lms.errors import NotPossible
from lms.journal.actions import record
from lms.notifications.actions import notify

from .keys import note_key
from .register import What, note, refuse_ended

logger = logging.getLogger(__name__)
SEALED_AT_ONCE = 30
"""How many files one request makes; sealing takes a while, and nobody waits for minutes."""
NOT_DRAWN = _("Die Datei konnte nicht erstellt werden.")


def seal_some(certificates: Iterable[Certificate], *, at: datetime) -> int:
    """Try again to make the files of decided documents, as many as fit into one request; returns how many are there."""
    return sum(seal_quietly(certificate, at=at) for certificate in list(certificates)[:SEALED_AT_ONCE])


def seal_quietly(certificate: Certificate, *, at: datetime) -> bool:
    """Seal after the commit. A failure leaves the document decided and says why; `seal_certificates` tries again."""
    try:
        seal(certificate, at=at)
    except NotPossible as refusal:
        _delay(certificate, str(refusal), at=at)
    except Exception:
        logger.exception("certificate %s could not be sealed", certificate.pk)
        _delay(certificate, str(NOT_DRAWN), at=at)
    else:
        return True
    return False


@transaction.atomic
def _delay(certificate: Certificate, reason: str, *, at: datetime) -> None:
    _row, is_new = SealingDelay.objects.update_or_create(
        certificate=certificate,
        defaults={"reason": reason, "tried_at": at},
        create_defaults={"reason": reason, "tried_at": at, "since": at},
    )
    if is_new:
        record("sealing_delayed", certificate, by=None, at=at, reason=reason)


def seal(certificate: Certificate, *, at: datetime) -> SealedFile:
    """Draw, badge and seal the document from its frozen content; doing it twice changes nothing.

    The slow part runs outside any transaction; if two try at once, the second one's work is thrown away.
    Raises NotPossible without a usable key, and for a document that was replaced or revoked before it was ever sealed.
    """
    certificate = Certificate.objects.select_related("series", "content__holder").get(pk=certificate.pk)
    if done := SealedFile.objects.filter(certificate=certificate).first():
        return done
    refuse_ended(certificate)
    content = Content.from_json(certificate.content.data)
    purposes = SigningKey.Purpose
    keys = {purpose: queries.usable_key(purpose, at=at) for purpose in (purposes.SEAL, purposes.BADGE, purposes.STATUS)}
    files = open_badges.attachments(
        content, queries.issuer(), status_index=certificate.status_index, at=at, **{str(name): key for name, key in keys.items()}
    )
    sealed = signing.seal(render(content, attachments=files, for_seal=True), keys[purposes.SEAL], at=at)
    return _keep(certificate, sealed, list(keys.values()), at=at)


@transaction.atomic
def _keep(certificate: Certificate, sealed: signing.Sealed, keys: list[Key], *, at: datetime) -> SealedFile:
    """Store the bytes, write the event, and tell the holder."""
    Certificate.objects.select_for_update(no_key=True).get(pk=certificate.pk)
    if done := SealedFile.objects.filter(certificate=certificate).first():
        return done
    refuse_ended(certificate)
    row, *_others = [note_key(key, at=at) for key in keys]
    pdf = sealed.pdf
    file = SealedFile(
        certificate=certificate,
        sha256=hashlib.sha256(pdf).hexdigest(),
        size=len(pdf),
        sealed_at=at,
        level=sealed.level,
        key=row,
    )
    if not storages["private"].exists(file.storage_name):
        storages["private"].save(file.storage_name, ContentFile(pdf))
    file.save()
    SealingDelay.objects.filter(certificate=certificate).delete()
    note(certificate, What.ISSUED, by=None, at=at)
    record("certificate_issued", certificate, by=None, at=at, sha256=file.sha256)
    holder = certificate.content.holder
    if holder:
        notify(holder, "document_ready", at=at, link="/nachweise/", certificate=certificate)
    return file
