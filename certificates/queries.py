"""Questions about documents."""

import base64
import hashlib
import hmac
import json
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Component
from courses.cohorts.models import Cohort, Enrolment
from courses.qualification.evidence import ComponentFacts, State
from courses.qualification.models import CertificateDetails, ProgrammeCompletion
from courses.qualification.queries import evidence_for, proposable_completions, rules_and_evidence, rules_of
from courses.qualification.requirements import Attendance, Standing, attendance_of, credited_minutes, standing
from lms.accounts.models import Person
from lms.accounts.spelling import order_of_names, visible
from lms.ui.formats import day

from . import keys, open_badges
from .content import Content
from .drafting import reaches
from .log import EMPTY, Leaf, root
from .models import (
    Certificate,
    CertificateEvent,
    Kind,
    RevocationProposal,
    SealedFile,
    SealingDelay,
    SigningKey,
    Status,
    TreeHead,
    status_of,
)

TOOK_PART = (Enrolment.Status.CONFIRMED, Enrolment.Status.COMPLETED, Enrolment.Status.DISCONTINUED)
NEXT_STEPS = {
    "mandatory_components": _("Pflichtmodule abschließen"),
    "elective_count": _("Wahlpflichtmodule wählen oder abschließen"),
    "credited_minutes": _("Weitere Bausteine abschließen"),
    "attendance_total": _("Termine besuchen oder Ersatzaufgabe stellen"),
    "attendance_per_component": _("Termine des Moduls besuchen"),
    "quizzes": _("Test ablegen oder wiederholen"),
    "practice_tasks": _("Praxisaufgabe einreichen"),
    "project": _("Praxisprojekt einreichen oder bewerten"),
    "colloquium": _("Kolloquium terminieren"),
}
STEPS_AFTER_THE_END = NEXT_STEPS | {
    "attendance_total": _("Ersatzaufgabe stellen oder Anwesenheit nachtragen"),
    "attendance_per_component": _("Anwesenheit nachtragen"),
    "quizzes": _("Ende des laufenden Versuchs abwarten"),
    "practice_tasks": _("Überarbeitung abwarten"),
    "project": _("Überarbeitung abwarten"),
}
STATE_STEPS = {
    State.WAITING: _("Bewertung abschließen"),
    State.OUT_OF_REACH: _("Teilnahmebescheinigung anbieten, Einspruch prüfen"),
}


@dataclass
class Document:
    """A certificate or participation record as somebody may see it on a day."""

    certificate: Certificate
    events: dict[str, CertificateEvent]
    status: Status
    on: date

    @property
    def content(self) -> Content:
        return Content.from_json(self.certificate.content.data)

    @property
    def has_file(self) -> bool:
        return hasattr(self.certificate, "file")

    @property
    def delay(self) -> SealingDelay | None:
        """Why the file is not there yet; None where it is, or where nobody has tried."""
        return getattr(self.certificate, "delay", None)

    @property
    def is_running(self) -> bool:
        return self.status in (Status.VALID, Status.EXPIRED)

    @property
    def can_change(self) -> bool:
        """Neither replaced nor revoked; a name that could not be drawn is corrected by a new edition, too."""
        return self.is_running or self.status == Status.PENDING

    @property
    def end_in_words(self) -> str:
        """Since when the document no longer counts, and who can help; empty where it has not ended."""
        if self.status == Status.REVOKED:
            words = {"day": day(self.events["revoked"].at)}
            return (
                gettext("Dieser Nachweis gilt seit dem %(day)s nicht mehr. Fragen beantwortet die Programmadministration.")
                % words
            )
        if self.status == Status.REPLACED:
            words = {"day": day(self.events["replaced"].at), "number": self.certificate.superseded_by.full_number}
            return gettext("Seit dem %(day)s gilt die neue Ausfertigung %(number)s.") % words
        last_day = self.certificate.valid_until
        return self._expiry_in_words(last_day) if self.status == Status.EXPIRED and last_day else ""

    def _expiry_in_words(self, last_day: date) -> str:
        ended = gettext("Es war bis zum %(day)s gültig.") % {"day": day(last_day)}
        until = self.certificate.extension_until
        if until and self.on <= until:
            return f"{ended} " + gettext("Die Programmadministration kann es noch bis zum %(day)s verlängern.") % {
                "day": day(until)
            }
        return f"{ended} " + gettext("Wie es weitergehen kann, sagt Ihnen die Programmadministration.")


def open_revocation(certificate: Certificate) -> RevocationProposal | None:
    """The proposal to revoke that nobody has decided about; the database keeps to one."""
    proposals = certificate.revocation_proposals.filter(confirmed_at=None, returned_at=None)
    return proposals.select_related("proposed_by").first()


def document(certificate: Certificate, *, on: date) -> Document:
    events = {event.what: event for event in certificate.events.all()}
    return Document(certificate, events, status_of(certificate, events, on=on), on)


def with_everything(certificates):
    """Certificates with what every page shows of them; three statements for any number."""
    return certificates.select_related(
        "series", "content__holder", "file__key", "delay", "superseded_by__series"
    ).prefetch_related("events__by")


def documents_of(person: Person, *, on: date) -> list[Document]:
    """A person's own documents, newest first."""
    certificates = with_everything(Certificate.objects.filter(content__holder=person))
    return [document(certificate, on=on) for certificate in certificates]


def certificate_of(enrolment: Enrolment, *, on: date) -> Document | None:
    """The newest edition of the certificate that rests on an enrolment; None while none is decided."""
    completions = ProgrammeCompletion.objects.filter(enrolment=enrolment).order_by().values("public_id")
    certificates = Certificate.objects.filter(ground__in=completions, component_code="").order_by("-issued_on", "-edition", "-pk")
    newest = with_everything(certificates).first()
    return document(newest, on=on) if newest else None


def document_by_code(code: str, *, on: date) -> Document | None:
    """The document behind a code that `read_code` has accepted."""
    certificate = with_everything(Certificate.objects.filter(code=code)).first()
    return document(certificate, on=on) if certificate else None


def enrolments_of(person: Person):
    """Where somebody learns or has learned, to the end or not, newest first: whoever stops has attended all the same."""
    return (
        Enrolment.objects.filter(learner=person, status__in=TOOK_PART)
        .select_related("cohort__version__programme", "learner")
        .order_by("-cohort__starts_on", "-pk")
    )


def records_to_have(person: Person, documents: list[Document]) -> list[tuple[Cohort, ComponentFacts]]:
    """Modules with enough attended minutes for a participation record that was not issued yet."""
    had = {(document.certificate.ground, document.certificate.component_code) for document in documents}
    found = []
    for enrolment in enrolments_of(person):
        wording = enrolment.cohort.version.wording.get("participation")
        if wording:
            _rules, evidence = rules_and_evidence(enrolment)
            found += [
                (enrolment.cohort, facts)
                for facts in evidence.components
                if facts.is_module
                and reaches(facts.attended, facts.synchronous, wording["min_ratio"])
                and (enrolment.public_id, facts.code) not in had
            ]
    return found


def documents_in(cohort: Cohort, *, kind: str, on: date) -> list[Document]:
    """The documents of one kind that rest on a cohort, by name; three statements."""
    rows: QuerySet = Enrolment.objects.filter(cohort=cohort)
    if kind == Kind.CERTIFICATE:
        rows = ProgrammeCompletion.objects.filter(enrolment__cohort=cohort)
    grounds = rows.order_by().values_list("public_id", flat=True)
    certificates = Certificate.objects.filter(series__kind=kind, ground__in=grounds)
    found = [document(certificate, on=on) for certificate in with_everything(certificates)]
    return sorted(found, key=_by_name)


def _by_name(item: Document) -> tuple[str, int]:
    return order_of_names(item.content.family_name, item.content.given_name), item.certificate.pk


@dataclass
class RecordsToIssue:
    """One module of a cohort: whose participation record can be issued now, and how many are there already."""

    component: Component
    enrolments: list[Enrolment]
    issued: int


def records_to_issue(cohort: Cohort) -> list[RecordsToIssue]:
    """For each module of a cohort who has attended enough for a record and has none yet; a constant number of statements."""
    wording = cohort.version.wording.get("participation")
    modules = cohort.version.components.filter(kind__in=Component.MODULES).order_by("position") if wording else []
    enrolments = list(
        cohort.enrolments.filter(status__in=TOOK_PART, learner__erased_at=None)
        .select_related("learner", "cohort__version__programme")
        .order_by("learner__sort_name", "pk")
    )
    had = set(
        Certificate.objects.filter(ground__in=[enrolment.public_id for enrolment in enrolments])
        .exclude(component_code="")
        .values_list("ground", "component_code")
    )
    evidence = evidence_for(cohort, enrolments)
    facts = {(pk, item.code): item for pk, found in evidence.items() for item in found.components}
    return [
        RecordsToIssue(
            module,
            [
                enrolment
                for enrolment in enrolments
                if (enrolment.public_id, module.code) not in had
                and reaches(facts[enrolment.pk, module.code].attended, module.synchronous_minutes, wording["min_ratio"])
            ],
            issued=sum((enrolment.public_id, module.code) in had for enrolment in enrolments),
        )
        for module in modules
    ]


def unsealed():
    """Decided documents without a file: to be drawn again. What was replaced or revoked meanwhile needs none."""
    waiting = Certificate.objects.filter(file=None).select_related("series", "content__holder")
    return waiting.exclude(events__what__in=[CertificateEvent.What.REPLACED, CertificateEvent.What.REVOKED])


@dataclass
class Candidate:
    """One person on the release desk."""

    enrolment: Enrolment
    standing: Standing
    attendance: Attendance | None
    credited: int
    completion: ProgrammeCompletion | None

    @property
    def details(self) -> CertificateDetails | None:
        """What the person has confirmed for the certificate."""
        return getattr(self.enrolment, "certificate_details", None)

    @property
    def next_step(self) -> str:
        """What the office or the learner can do about the first thing that is missing."""
        missing = self.standing.first_missing
        if missing is None:
            return ""
        if missing.state == State.OPEN:
            steps = STEPS_AFTER_THE_END if self.enrolment.cohort.is_over else NEXT_STEPS
            return str(steps.get(missing.rule.kind, ""))
        return str(STATE_STEPS.get(missing.state, ""))


def candidates(cohort: Cohort) -> tuple[list[Candidate], list[Candidate]]:
    """Who lacks something, and who is ready to be proposed; a constant number of statements."""
    enrolments = list(
        cohort.enrolments.filter(status=Enrolment.Status.CONFIRMED)
        .select_related("learner", "municipality", "certificate_details")
        .order_by("learner__sort_name", "pk")
    )
    rules = rules_of(cohort.version)
    total = next((rule for rule in rules if rule.kind == "attendance_total"), None)
    ready = {completion.enrolment_id: completion for completion in proposable_completions(cohort)}
    people = [
        Candidate(
            enrolment,
            standing(rules, evidence),
            attendance_of(total, evidence) if total else None,
            credited_minutes(evidence, rules),
            ready.get(enrolment.pk),
        )
        for enrolment, evidence in zip(enrolments, evidence_for(cohort, enrolments).values(), strict=True)
    ]
    return [person for person in people if not person.standing.is_earned], [person for person in people if person.completion]


def masked(content: Content) -> str:
    """The name with everything but first letters hidden: "T••••• P•••••"."""
    return " ".join(word[0] + "•" * 5 for word in content.holder.split())


def is_family_name(content: Content, typed: str) -> bool:
    """Whether somebody typed the family name on the document; compared in constant time, case does not matter."""
    return hmac.compare_digest(_folded(content.family_name), _folded(typed))


def _folded(name: str) -> bytes:
    """A digest, so that not even the length of a name can be timed; folding may take letters apart, so they are joined again."""
    return hashlib.sha256(unicodedata.normalize("NFC", visible(name).casefold()).encode()).digest()


def leaf_of(certificate: Certificate, what: str, *, at: datetime, sequence: int, previous: str) -> Leaf:
    """What the log says about one event of a certificate."""
    file = SealedFile.objects.filter(certificate=certificate).first()
    return Leaf(
        sequence=sequence,
        event=str(what),
        time=at.astimezone(UTC).isoformat(timespec="seconds"),
        number=certificate.full_number,
        file=file.sha256 if file else "",
        content=certificate.content_hash,
        previous=previous,
    )


def logged_hashes() -> list[str]:
    """The leaf hashes of the log in their order."""
    logged = CertificateEvent.objects.filter(sequence__isnull=False).order_by("sequence")
    return list(logged.values_list("leaf_hash", flat=True))


def register_findings() -> list[str]:
    """What contradicts the log: changed rows, a broken chain, a published head that no longer fits."""
    findings, previous = [], EMPTY
    events = CertificateEvent.objects.filter(sequence__isnull=False).order_by("sequence").select_related("certificate__series")
    for place, event in enumerate(events, start=1):
        leaf = leaf_of(event.certificate, event.what, at=event.at, sequence=place, previous=previous)
        if (event.sequence, event.previous_hash, event.leaf_hash) != (place, previous, leaf.hash()):
            findings.append(f"{place}: {event.certificate.full_number}")
        previous = event.leaf_hash
    leaves = logged_hashes()
    heads = TreeHead.objects.select_related("key")
    findings += [f"head {head.size}" for head in heads if root(leaves[: head.size]) != head.root or not is_signed(head)]
    return findings


def statement_of(head: TreeHead) -> bytes:
    """What the key of the log signs: size, root and moment as canonical JSON."""
    moment = head.made_at.astimezone(UTC).isoformat(timespec="seconds")
    return json.dumps({"moment": moment, "root": head.root, "size": head.size}, separators=(",", ":")).encode()


def is_signed(head: TreeHead) -> bool:
    """Whether the signature of a head holds; heads from before the key have none."""
    if head.key is None:
        return not head.signature
    public = x509.load_pem_x509_certificate(head.key.chain.encode()).public_key()
    assert isinstance(public, Ed25519PublicKey)
    try:
        public.verify(base64.b64decode(head.signature), statement_of(head))
    except (InvalidSignature, ValueError):
        return False
    return True


def issuer() -> open_badges.Issuer:
    return open_badges.Issuer(settings.BASE_URL)


def usable_key(purpose: str, *, at: datetime) -> keys.Key:
    """The key to sign with. Raises KeyUnusable when it is missing, has run out, or was taken out of use."""
    key = keys.load(purpose, at=at)
    if SigningKey.objects.filter(key_id=key.id, ended_at__isnull=False).exists():
        raise keys.KeyUnusable(_("Der Schlüssel „%(name)s“ ist außer Gebrauch.") % {"name": f"{purpose}.p12"})
    return key


def public_keys() -> list[tuple[x509.Certificate, datetime | None, bool]]:
    """The certificate of every key that ever signed, when it ended, and whether it leaked."""
    rows = SigningKey.objects.exclude(purpose=SigningKey.Purpose.LOG)
    return [(chain_of(row)[0], row.ended_at, row.end == SigningKey.End.LEAKED) for row in rows]


def chain_of(row: SigningKey) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(row.chain.encode())


def trusted_certificates() -> list[x509.Certificate]:
    """The top of every chain a seal of ours was ever made with, but of keys that leaked."""
    rows = SigningKey.objects.filter(purpose=SigningKey.Purpose.SEAL).exclude(end=SigningKey.End.LEAKED)
    return [chain_of(row)[-1] for row in rows]


def document_by_file(sha256: str, *, on: date) -> Document | None:
    """The document whose sealed file has this hash."""
    certificate = with_everything(Certificate.objects.filter(file__sha256=sha256)).first()
    return document(certificate, on=on) if certificate else None


def ended_indices() -> list[int]:
    """The places of the status list whose documents were revoked or replaced."""
    ended = CertificateEvent.objects.filter(what__in=[CertificateEvent.What.REPLACED, CertificateEvent.What.REVOKED])
    return list(ended.values_list("certificate__status_index", flat=True))
