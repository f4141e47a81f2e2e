"""Everything that changes documents. Nothing is ever deleted or overwritten; statuses only move forward."""

import base64
import hashlib
import logging
import secrets
from collections.abc import Collection, Iterable
from dataclasses import replace as with_changes
from datetime import datetime
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Component
from courses.cohorts.actions import complete_enrolment
from courses.cohorts.models import Cohort, Enrolment
from courses.qualification.actions import confirm
from courses.qualification.models import ProgrammeCompletion, Release
from lms import clock
from lms.accounts.models import Person, Role
from lms.accounts.queries import holders_of
from lms.errors import NotPossible
from lms.journal.actions import record
from lms.months import add_months
from lms.notifications.actions import notify

from . import codes, drafting, log, open_badges, queries, rules, signing, status_list
from .content import Content, hash_of
from .keys import Key
from .models import (
    Certificate,
    CertificateContent,
    CertificateEvent,
    Kind,
    NumberSeries,
    RegisterHead,
    RevocationProposal,
    SealedFile,
    SealingDelay,
    SigningKey,
    TreeHead,
)
from .pdf import render
from .pdf.fonts import printable

logger = logging.getLogger(__name__)
What = CertificateEvent.What
ENDING = (What.REPLACED, What.REVOKED)
ALREADY_ENDED = _("Dieser Nachweis ist schon ersetzt oder widerrufen.")
SEALED_AT_ONCE = 30
"""How many files one request makes; sealing takes a while, and nobody waits for minutes."""
NOT_DRAWN = _("Die Datei konnte nicht erstellt werden.")


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
        extension_until=add_months(draft.valid_until, grace) if draft.valid_until else None,
        by=by,
        at=at,
    )


@transaction.atomic
def issue_participation_record(
    enrolment: Enrolment, component: Component, *, by: Person, at: datetime, seal_now: bool = True
) -> Certificate:
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
        seal_now=seal_now,
        by=by,
        at=at,
    )


@transaction.atomic
def issue_participation_records(
    cohort: Cohort, components: Collection[Component], *, by: Person, at: datetime
) -> list[Certificate]:
    """Issue the records of some modules for everybody of a cohort who has attended enough and has none yet; all or nothing.

    The first files are sealed at once, the others by `seal_certificates`. Raises NotPossible, naming everybody whose name
    cannot be printed, or if there is nothing to issue.
    """
    cohort = Cohort.objects.select_for_update(no_key=True, of=("self",)).select_related("version").get(pk=cohort.pk)
    # Every enrolment before the first number: the series is the last lock.
    list(Enrolment.objects.select_for_update(no_key=True).filter(cohort=cohort).order_by("pk"))
    wanted = {component.pk for component in components}
    found = [
        (enrolment, row.component)
        for row in queries.records_to_issue(cohort)
        if row.component.pk in wanted
        for enrolment in row.enrolments
    ]
    if not found:
        raise NotPossible(_("Zurzeit gibt es dafür keine neue Bescheinigung."))
    if names := _unprintable({enrolment.learner for enrolment, _component in found}):
        raise NotPossible(
            _("Nichts ist ausgestellt. Diese Namen enthalten ein Zeichen, das sich nicht drucken lässt: %(names)s.")
            % {"names": ", ".join(names)}
        )
    issued = [
        issue_participation_record(enrolment, component, seal_now=place < SEALED_AT_ONCE, by=by, at=at)
        for place, (enrolment, component) in enumerate(found)
    ]
    codes_of = sorted({component.code for _enrolment, component in found})
    record("records_issued", cohort, by=by, at=at, components=codes_of, documents=len(issued))
    return issued


def _unprintable(people: Iterable[Person]) -> list[str]:
    def fails(person: Person) -> bool:
        try:
            printable(str(person))
        except NotPossible:
            return True
        return False

    return sorted(str(person) for person in people if fails(person))


def seal_some(certificates: Iterable[Certificate], *, at: datetime) -> int:
    """Try again to make the files of decided documents, as many as fit into one request; returns how many are there."""
    return sum(seal_quietly(certificate, at=at) for certificate in list(certificates)[:SEALED_AT_ONCE])


@transaction.atomic
def note_taken(cohort: Cohort, *, kind: str, ending: str, count: int, by: Person, at: datetime) -> None:
    """Journal that all documents of a cohort were taken as one file."""
    record("documents_taken", cohort, by=by, at=at, list=str(Kind(kind).label), format=ending, documents=count)


def _register(draft: Content, *, ground, holder, programme_code, by, at, seal_now=True, **columns) -> Certificate:
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
                status_index=_free_status_index(),
                **columns,
            )
    except IntegrityError as error:
        raise NotPossible(_("Dieser Nachweis wurde gerade schon ausgestellt. Bitte laden Sie die Seite neu.")) from error
    CertificateContent.objects.create(certificate=certificate, data=data, salt=salt, holder=holder)
    _note(certificate, What.DECIDED, by=by, at=at)
    record("certificate_decided", certificate, by=by, at=at, number=certificate.full_number)
    if seal_now:
        transaction.on_commit(partial(seal_quietly, certificate, at=at))
    return certificate


def _next_number(issuer, kind: str, year: int) -> NumberSeries:
    """Gapless: the number goes back with the transaction if it is rolled back."""
    NumberSeries.objects.bulk_create([NumberSeries(issuer=issuer, kind=kind, year=year)], ignore_conflicts=True)
    series = NumberSeries.objects.filter(issuer=issuer, kind=kind, year=year)
    series.update(last=F("last") + 1)
    return series.get()


def _free_status_index() -> int:
    index = status_list.random_index()
    while Certificate.objects.filter(status_index=index).exists():
        index = status_list.random_index()
    return index


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
    _refuse_ended(certificate)
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
    _refuse_ended(certificate)
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
    _note(certificate, What.ISSUED, by=None, at=at)
    record("certificate_issued", certificate, by=None, at=at, sha256=file.sha256)
    holder = certificate.content.holder
    if holder:
        notify(holder, "document_ready", at=at, link="/nachweise/", certificate=certificate)
    return file


def _refuse_ended(certificate: Certificate) -> None:
    if certificate.events.filter(what__in=ENDING).exists():
        raise NotPossible(ALREADY_ENDED)


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
    """Propose to end a certificate before its date; whoever may confirm is told. The reason stays internal."""
    certificate = _running(certificate)
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
    """Fix the head of the log as it stands, signed by the key of the log; the same size is fixed once."""
    key = queries.usable_key(SigningKey.Purpose.LOG, at=at)
    leaves = queries.logged_hashes()
    if fixed := TreeHead.objects.filter(size=len(leaves)).first():
        return fixed
    head = TreeHead(size=len(leaves), root=log.root(leaves), made_at=at, key=note_key(key, at=at))
    head.signature = base64.b64encode(key.sign(queries.statement_of(head))).decode()
    head.save()
    return head
