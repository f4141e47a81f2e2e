"""Everything that changes documents. Nothing is ever deleted or overwritten; statuses only move forward."""

import hashlib
import logging
import secrets
from dataclasses import replace as with_changes
from datetime import datetime
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Component
from courses.cohorts.actions import complete_enrolment
from courses.cohorts.models import Enrolment
from courses.qualification.actions import confirm
from courses.qualification.models import ProgrammeCompletion, Release
from lms import clock
from lms.accounts.models import Person
from lms.errors import NotPossible
from lms.journal.actions import record
from lms.notifications.actions import notify

from . import codes, drafting, log, queries, rules
from .content import Content, hash_of
from .models import (
    Certificate,
    CertificateContent,
    CertificateEvent,
    NumberSeries,
    RegisterHead,
    RevocationProposal,
    SealedFile,
    TreeHead,
)
from .pdf import render

logger = logging.getLogger(__name__)
What = CertificateEvent.What
ENDING = (What.REPLACED, What.REVOKED)
ALREADY_ENDED = _("Dieser Nachweis ist schon ersetzt oder widerrufen.")


@transaction.atomic
def confirm_release(release: Release, *, by: Person, at: datetime) -> list[Certificate]:
    """Issue every certificate of a release, each exactly once; the proposer cannot confirm (R10)."""
    drafting.issuer_settings()
    completions = confirm(release, by=by, at=at)
    # Enrolments before numbers: the series is the last lock of every transaction.
    for completion in completions:
        complete_enrolment(completion.enrolment, at=at)
    return [issue(completion, release, by=by, at=at) for completion in completions]


@transaction.atomic
def issue(completion: ProgrammeCompletion, release: Release, *, by: Person, at: datetime) -> Certificate:
    """Take the next number, freeze what the certificate says, and decide it; the file is made after the commit."""
    existing = Certificate.objects.filter(ground=completion.public_id, component_code="").order_by("-edition").first()
    if existing:
        return existing
    version = completion.enrolment.cohort.version
    grace = version.recertification.get("grace_months_after_expiry", 0)
    draft = drafting.certificate_content(completion, number="", code=codes.new_code(), on=clock.local_date(at))
    return _register(
        draft,
        ground=completion.public_id,
        holder=completion.enrolment.learner,
        release_id=release.pk,
        programme_code=version.programme.code,
        extension_until=drafting.add_months(draft.valid_until, grace) if draft.valid_until else None,
        by=by,
        at=at,
    )


@transaction.atomic
def issue_participation_record(enrolment: Enrolment, component: Component, *, by: Person, at: datetime) -> Certificate:
    """Issue the participation record of one module; a second request returns the first record."""
    enrolment = (
        Enrolment.objects.select_for_update(no_key=True, of=("self",))
        .select_related("cohort__version", "learner")
        .get(pk=enrolment.pk)
    )
    existing = Certificate.objects.filter(ground=enrolment.public_id, component_code=component.code).order_by("-edition").first()
    if existing:
        return existing
    code = codes.new_code()
    draft = drafting.participation_content(enrolment, component, number="", code=code, on=clock.local_date(at))
    return _register(
        draft,
        ground=enrolment.public_id,
        holder=enrolment.learner,
        component_code=component.code,
        programme_code=enrolment.cohort.version.programme.code,
        by=by,
        at=at,
    )


def _register(draft: Content, *, ground, holder, programme_code, by, at, **columns) -> Certificate:
    """Number, row, frozen content and the event "decided", in the caller's transaction. The series is the last lock.

    Raises NotPossible for a name that cannot be printed: what is decided can also be drawn.
    """
    drafting.check_name(draft)
    issuer = drafting.issuer_settings().organisation
    series = _next_number(issuer, draft.kind, draft.issued_on.year)
    content = with_changes(draft, number=f"{series.kind}-{series.year}-{series.last:06d}")
    data, salt = content.as_json(), secrets.token_hex(16)
    try:
        with transaction.atomic():
            certificate = Certificate.objects.create(
                series=series,
                number=series.last,
                code=content.code,
                ground=ground,
                programme_code=programme_code,
                version_label=content.version,
                issued_on=content.issued_on,
                valid_until=content.valid_until,
                content_hash=hash_of(data, salt),
                **columns,
            )
    except IntegrityError as error:
        raise NotPossible(_("Dieser Nachweis wurde gerade schon ausgestellt. Bitte laden Sie die Seite neu.")) from error
    CertificateContent.objects.create(certificate=certificate, data=data, salt=salt, holder=holder)
    _note(certificate, What.DECIDED, by=by, at=at)
    record("certificate_decided", certificate, by=by, at=at, number=certificate.full_number)
    transaction.on_commit(partial(seal_quietly, certificate, at=at))
    return certificate


def _next_number(issuer, kind: str, year: int) -> NumberSeries:
    """Gapless: the number goes back with the transaction if it is rolled back."""
    NumberSeries.objects.bulk_create([NumberSeries(issuer=issuer, kind=kind, year=year)], ignore_conflicts=True)
    series = NumberSeries.objects.filter(issuer=issuer, kind=kind, year=year)
    series.update(last=F("last") + 1)
    return series.get()


def seal_quietly(certificate: Certificate, *, at: datetime) -> bool:
    """Make the file after the commit; a failure leaves the certificate decided, and `seal_certificates` tries again."""
    try:
        seal(certificate, at=at)
    except Exception:
        logger.exception("certificate %s could not be sealed", certificate.pk)
        return False
    return True


@transaction.atomic
def seal(certificate: Certificate, *, at: datetime) -> SealedFile:
    """Draw the document from its frozen content, keep the bytes, and tell the holder; doing it twice changes nothing.

    Raises NotPossible for a document that was replaced or revoked before it was ever drawn.
    """
    certificate = (
        Certificate.objects.select_for_update(no_key=True, of=("self",))
        .select_related("series", "content__holder")
        .get(pk=certificate.pk)
    )
    if done := SealedFile.objects.filter(certificate=certificate).first():
        return done
    if certificate.events.filter(what__in=ENDING).exists():
        raise NotPossible(ALREADY_ENDED)
    pdf = render(Content.from_json(certificate.content.data))
    sealed = SealedFile(certificate=certificate, sha256=hashlib.sha256(pdf).hexdigest(), size=len(pdf), sealed_at=at)
    if not storages["private"].exists(sealed.storage_name):
        storages["private"].save(sealed.storage_name, ContentFile(pdf))
    sealed.save()
    _note(certificate, What.ISSUED, by=None, at=at)
    record("certificate_issued", certificate, by=None, at=at, sha256=sealed.sha256)
    holder = certificate.content.holder
    if holder:
        notify(holder, "document_ready", at=at, link="/nachweise/", certificate=certificate)
    return sealed


@transaction.atomic
def hand_out(certificate: Certificate, *, to: Person, at: datetime) -> None:
    """Note the first time the holder takes the document; two clicks at once are one taking."""
    _event, is_new = CertificateEvent.objects.get_or_create(
        certificate=certificate, what=What.HANDED_OUT, defaults={"by": to, "at": at}
    )
    if is_new:
        record("certificate_handed_out", certificate, by=to, at=at)


@transaction.atomic
def replace(certificate: Certificate, *, given_name: str, family_name: str, reason: str, by: Person, at: datetime) -> Certificate:
    """Issue a new edition with a corrected name, under its own number and code; the old one says "ersetzt".

    Scope, topic and validity stay; the issuer is named as on the day of the new edition.
    """
    certificate = _running(certificate)
    old = Content.from_json(certificate.content.data)
    words = drafting.issue_words(code=codes.new_code(), on=clock.local_date(at))
    edition = _register(
        with_changes(old, given_name=given_name, family_name=family_name, **words),
        ground=certificate.ground,
        holder=certificate.content.holder,
        component_code=certificate.component_code,
        release_id=certificate.release_id,
        programme_code=certificate.programme_code,
        extension_until=certificate.extension_until,
        edition=certificate.edition + 1,
        supersedes=certificate,
        by=by,
        at=at,
    )
    _note(certificate, What.REPLACED, by=by, at=at, reason=reason)
    record("certificate_replaced", certificate, by=by, at=at, successor=edition.full_number)
    return edition


@transaction.atomic
def propose_revocation(certificate: Certificate, *, reason: str, by: Person, at: datetime) -> RevocationProposal:
    """Propose to end a certificate before its date; a second person confirms. The reason stays internal."""
    certificate = _running(certificate)
    try:
        with transaction.atomic():
            proposal = RevocationProposal.objects.create(certificate=certificate, proposed_by=by, proposed_at=at, reason=reason)
    except IntegrityError as error:
        raise NotPossible(_("Für diesen Nachweis ist der Widerruf schon vorgeschlagen.")) from error
    record("revocation_proposed", certificate, by=by, at=at)
    return proposal


@transaction.atomic
def confirm_revocation(proposal: RevocationProposal, *, by: Person, at: datetime) -> Certificate:
    """Revoke by a second person; the holder is told, the file itself never changes."""
    proposal = _open_proposal(proposal)
    if not rules.can_confirm_revocation(by, proposal):
        raise NotPossible(_("Den Widerruf bestätigt eine zweite berechtigte Person."))
    certificate = _running(proposal.certificate)
    proposal.confirmed_by, proposal.confirmed_at = by, at
    proposal.save(update_fields=["confirmed_by", "confirmed_at"])
    _note(certificate, What.REVOKED, by=by, at=at, reason=proposal.reason)
    record("certificate_revoked", certificate, by=by, at=at)
    if certificate.content.holder:
        notify(certificate.content.holder, "certificate_revoked", at=at, link="/nachweise/", certificate=certificate)
    return certificate


@transaction.atomic
def return_revocation(proposal: RevocationProposal, *, by: Person, at: datetime) -> RevocationProposal:
    """Turn a proposed revocation down; the certificate stays as it is."""
    proposal = _open_proposal(proposal)
    proposal.returned_at = at
    proposal.save(update_fields=["returned_at"])
    record("revocation_returned", proposal.certificate, by=by, at=at)
    return proposal


def _open_proposal(proposal: RevocationProposal) -> RevocationProposal:
    locked = (
        RevocationProposal.objects.select_for_update(no_key=True, of=("self",)).select_related("certificate").get(pk=proposal.pk)
    )
    if locked.confirmed_at or locked.returned_at:
        raise NotPossible(_("Über diesen Widerruf ist schon entschieden."))
    return locked


def _running(certificate: Certificate) -> Certificate:
    rows = Certificate.objects.select_for_update(no_key=True, of=("self",)).select_related("series", "content__holder")
    locked = rows.get(pk=certificate.pk)
    if locked.events.filter(what__in=ENDING).exists():
        raise NotPossible(ALREADY_ENDED)
    return locked


def _note(certificate: Certificate, what: str, *, by: Person | None, at: datetime, reason: str = "") -> None:
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


@transaction.atomic
def publish_tree_head(*, at: datetime) -> TreeHead:
    """Fix the head of the log as it stands; the same size is fixed once."""
    leaves = queries.logged_hashes()
    return TreeHead.objects.get_or_create(size=len(leaves), defaults={"root": log.root(leaves), "made_at": at})[0]
