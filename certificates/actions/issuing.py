"""Deciding documents: certificates, participation records, new editions; and who takes them."""

import secrets
from collections.abc import Collection, Iterable
from dataclasses import replace as with_changes
from datetime import datetime
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from certificates import codes, drafting, queries, rules, status_list
from certificates.content import Content, hash_of
from certificates.models import Certificate, CertificateContent, CertificateEvent, Kind, NumberSeries
from certificates.pdf.fonts import printable
from courses.catalogue.models import Component
from courses.cohorts.actions import complete_enrolment
from courses.cohorts.models import Cohort, Enrolment
from courses.qualification.actions import confirm
from courses.qualification.models import ProgrammeCompletion, Release
from lms import clock
from lms.accounts.models import Person
from lms.errors import NotPossible
from lms.journal.actions import record
from lms.months import add_months

from . import sealing
from .register import What, locked_running, note


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
        issue_participation_record(enrolment, component, seal_now=place < sealing.SEALED_AT_ONCE, by=by, at=at)
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
    note(certificate, What.DECIDED, by=by, at=at)
    record("certificate_decided", certificate, by=by, at=at, number=certificate.full_number)
    if seal_now:
        transaction.on_commit(partial(sealing.seal_quietly, certificate, at=at))
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


@transaction.atomic
def replace(certificate: Certificate, *, given_name: str, family_name: str, reason: str, by: Person, at: datetime) -> Certificate:
    """Issue a new edition with a corrected name, under its own number and code; the old one says "ersetzt".

    Scope, topic and validity stay; the issuer is named as on the day of the new edition. Raises NotPossible for one's own,
    and while its revocation is proposed: the proposal would come to nothing.
    """
    certificate = locked_running(certificate)
    if not rules.can_replace(by, certificate):
        raise NotPossible(_("Über den eigenen Nachweis entscheidet eine andere Person."))
    if queries.open_revocation(certificate):
        raise NotPossible(_("Der Widerruf dieses Nachweises ist vorgeschlagen. Bitte entscheiden Sie zuerst darüber."))
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
    note(certificate, What.REPLACED, by=by, at=at, reason=reason)
    record("certificate_replaced", certificate, by=by, at=at, successor=edition.full_number)
    return edition


@transaction.atomic
def hand_out(certificate: Certificate, *, to: Person, at: datetime) -> None:
    """Note the first time the holder takes the document; two clicks at once are one taking."""
    _event, is_new = CertificateEvent.objects.get_or_create(
        certificate=certificate, what=What.HANDED_OUT, defaults={"by": to, "at": at}
    )
    if is_new:
        record("certificate_handed_out", certificate, by=to, at=at)


@transaction.atomic
def note_taken(cohort: Cohort, *, kind: str, ending: str, count: int, by: Person, at: datetime) -> None:
    """Journal that all documents of a cohort were taken as one file."""
    record("documents_taken", cohort, by=by, at=at, list=str(Kind(kind).label), format=ending, documents=count)
