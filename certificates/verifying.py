"""Is this file genuine? Five separate answers, without network and without database.

The seal is read from the raw bytes: where every byte but the signature itself is signed, no PDF parser is asked. Only a file
whose seal holds is taken apart, unless the caller examines it on a machine of its own.
"""

import asyncio
import json
import re
import unicodedata
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from io import BytesIO

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils.translation import gettext as _
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from lms.ui.formats import day

from . import proofs, status_list
from .open_badges import ISSUER_NAME, JSON_NAME, JWT_NAME, SAMPLE, without_claims

RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]")
MOMENT = re.compile(rb"/M\s*\(D(?::|\\072)(\d{14})Z")
HEX = re.compile(rb"<[0-9A-Fa-f]*>")


class Outcome(StrEnum):
    HOLDS = "holds"
    FAILS = "fails"
    OPEN = "open"


@dataclass(frozen=True)
class Finding:
    """One of the five answers, with a sentence for people."""

    name: str
    outcome: Outcome
    sentence: str


@dataclass(frozen=True)
class Seal:
    """What the seal of a file is worth; `certificate` is the sealer's, where the seal holds."""

    finding: Finding
    certificate: x509.Certificate | None = None


UNREADABLE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    NotImplementedError,
    TypeError,
    ValueError,
    SignatureValidationError,
    UnsupportedAlgorithm,
)
"""What reading a seal raises that somebody has tampered with: impossible dates, unknown algorithms, broken lengths."""


def verify(
    pdf: bytes, *, trust: Iterable[x509.Certificate], on: date, issuer: dict | None = None, listed: dict | None = None
) -> list[Finding]:
    """Seal, badge, print, validity and revocation of a file. For one's own machine: the file is taken apart in any case."""
    seal = seal_of(pdf, trust=trust)
    files = attached(pdf)
    keys = issuer or as_json(files.get(ISSUER_NAME))
    badge = as_json(files.get(JSON_NAME))
    return [
        seal.finding,
        badge_finding(files, keys=as_json(files.get(ISSUER_NAME)) or keys, certificate=seal.certificate),
        print_finding(pdf, badge),
        validity_finding(badge, on=on),
        revocation_finding(badge, listed, keys=keys, on=on),
    ]


def seal_of(pdf: bytes, *, trust: Iterable[x509.Certificate]) -> Seal:
    """Whether the whole file is unchanged since somebody sealed it whom we trust; judged at the moment of the seal."""
    places = [tuple(int(number) for number in found.groups()) for found in RANGE.finditer(pdf)]
    if not places:
        return _no_seal(_("Diese Datei trägt kein Siegel."))
    # Only the last of those that reach the end is looked at: a file full of them must not keep a server busy.
    whole = [place for place in places if _reaches_the_end(pdf, place)]
    if not whole or not HEX.fullmatch(pdf, whole[-1][1], whole[-1][2]):
        return _no_seal(_("Diese Datei wurde nach dem Siegeln verändert."))
    start, first, second, rest = whole[-1]
    signed = pdf[start : start + first] + pdf[second : second + rest]
    try:
        data = cms.ContentInfo.load(bytes.fromhex(pdf[first + 1 : second - 1].decode()))["content"]
        moment = _moment_of(signed)
        status = _validated(signed, data, trust=trust, moment=moment)
    except UNREADABLE:
        return _no_seal(_("Das Siegel dieser Datei lässt sich nicht lesen."))
    if not (status.intact and status.valid):
        return _no_seal(_("Diese Datei wurde nach dem Siegeln verändert."))
    if not status.trusted:
        return _no_seal(_("Das Siegel stammt nicht von der ausstellenden Stelle."))
    certificate = x509.load_der_x509_certificate(status.signing_cert.dump())
    name = str(certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value)
    sentence = _("Das Siegel vom %(day)s ist unversehrt: %(name)s.") % {"day": day(moment), "name": name}
    return Seal(Finding(_("Siegel"), Outcome.HOLDS, sentence), certificate)


def _no_seal(sentence: str) -> Seal:
    return Seal(Finding(_("Siegel"), Outcome.FAILS, sentence))


def _reaches_the_end(pdf: bytes, place: tuple[int, ...]) -> bool:
    """Whether the signed parts begin with the file and end with it."""
    start, first, second, rest = place
    return start == 0 and first < second and second + rest == len(pdf)


def _moment_of(signed: bytes) -> datetime:
    *_others, found = MOMENT.finditer(signed)
    return datetime.strptime(found.group(1).decode(), "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def _validated(signed: bytes, data: cms.SignedData, *, trust: Iterable[x509.Certificate], moment: datetime):
    roots = [asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER)) for certificate in trust]
    context = ValidationContext(trust_roots=roots, allow_fetching=False, revocation_mode="soft-fail", moment=moment)
    checking = async_validate_detached_cms(signed, data, context)
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, checking).result()


def attached(pdf: bytes) -> dict[str, bytes]:
    """The files inside a document; none where it cannot be read."""
    try:
        return {name: data[0] for name, data in PdfReader(BytesIO(pdf)).attachments.items()}
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def badge_finding(files: dict[str, bytes], *, keys: dict | None, certificate: x509.Certificate | None) -> Finding:
    """Both forms of the badge: the JSON by the key it names, the token by the key of the seal; both must say the same."""
    badge = as_json(files.get(JSON_NAME))
    if badge is None:
        return Finding(_("Abzeichen"), Outcome.FAILS, _("In dieser Datei liegt kein digitales Abzeichen."))
    if not _is_signed_by_issuer(badge, keys):
        return Finding(_("Abzeichen"), Outcome.FAILS, _("Die Signatur des digitalen Abzeichens stimmt nicht."))
    if certificate is None:
        sentence = _("Die Signatur stimmt in sich. Ohne Siegel ist ihr Schlüssel nicht belegt.")
        return Finding(_("Abzeichen"), Outcome.OPEN, sentence)
    claims = proofs.read_jwt(files.get(JWT_NAME, b"").decode(errors="replace"), certificate)
    bare = {name: value for name, value in badge.items() if name != "proof"}
    if claims is None or without_claims(claims) != bare:
        return Finding(_("Abzeichen"), Outcome.FAILS, _("Das Token des Abzeichens passt nicht zu Siegel und Abzeichen."))
    return Finding(_("Abzeichen"), Outcome.HOLDS, _("Beide Formen des digitalen Abzeichens sind unversehrt."))


def _is_signed_by_issuer(document: dict, keys: dict | None) -> bool:
    """By a key that the issuer names for this, and that has not leaked."""
    try:
        issuer = document["issuer"]
        name = issuer if isinstance(issuer, str) else issuer["id"]
        wanted = document["proof"]["verificationMethod"]
        methods = [method for method in (keys or {})["verificationMethod"] if method["id"] == wanted]
        if keys is None or keys["id"] != name or wanted not in keys["assertionMethod"] or "revoked" in methods[0]:
            return False
        return proofs.is_proven(document, methods[0]["publicKeyMultibase"])
    except (KeyError, IndexError, TypeError):
        return False


def print_finding(pdf: bytes, badge: dict | None) -> Finding:
    """Whether number, name, programme and dates of the badge stand on the pages."""
    name = _("Gedruckte Angaben")
    if badge is None:
        return Finding(name, Outcome.OPEN, _("Ohne Abzeichen lässt sich nichts vergleichen."))
    try:
        pages = PdfReader(BytesIO(pdf)).pages
        text = _plain(" ".join(page.extract_text() for page in pages))
        expected = _expected_words(badge)
    except (PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        return Finding(name, Outcome.FAILS, _("Die Seiten dieser Datei lassen sich nicht lesen."))
    missing = [words for words in expected if _plain(words) not in text]
    if missing:
        return Finding(name, Outcome.FAILS, _("Auf dem Dokument steht nicht: %(words)s.") % {"words": ", ".join(missing)})
    return Finding(name, Outcome.HOLDS, _("Name, Nummer und Daten stimmen mit dem Abzeichen überein."))


def _expected_words(badge: dict) -> list[str]:
    subject = badge["credentialSubject"]
    words = [subject["identifier"][0]["identityHash"], subject["licenseNumber"], badge["issuer"]["name"]]
    days = [badge["awardedDate"], *([badge["validUntil"]] if "validUntil" in badge else [])]
    return words + [day(date.fromisoformat(moment[:10])) for moment in days]


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def validity_finding(badge: dict | None, *, on: date) -> Finding:
    name = _("Gültigkeit")
    if badge is None:
        return Finding(name, Outcome.OPEN, _("Ohne Abzeichen ist die Gültigkeit nicht lesbar."))
    if str(badge.get("name", "")).startswith(SAMPLE):
        return Finding(name, Outcome.FAILS, _("Dieses Dokument ist ein Muster und nicht gültig."))
    if "validUntil" not in badge:
        return Finding(name, Outcome.HOLDS, _("Dieses Dokument hat kein Enddatum."))
    until = date.fromisoformat(badge["validUntil"][:10])
    if on > until:
        return Finding(name, Outcome.FAILS, _("Die Gültigkeit endete am %(day)s.") % {"day": day(until)})
    return Finding(name, Outcome.HOLDS, _("Gültig bis %(day)s.") % {"day": day(until)})


def revocation_finding(badge: dict | None, listed: dict | None, *, keys: dict | None, on: date) -> Finding:
    """What a copy of the status list says, and of when the copy is."""
    name = _("Widerruf")
    if badge is None or listed is None:
        return Finding(name, Outcome.OPEN, _("Ohne Statusliste bleibt offen, ob das Dokument widerrufen ist."))
    entry = badge.get("credentialStatus", {})
    if listed.get("id") != entry.get("statusListCredential") or not _is_signed_by_issuer(listed, keys):
        return Finding(name, Outcome.OPEN, _("Diese Statusliste gehört nicht zu diesem Dokument oder ist verändert."))
    made_on, good_until = (date.fromisoformat(listed[key][:10]) for key in ("validFrom", "validUntil"))
    try:
        has_ended = status_list.is_set(listed["credentialSubject"]["encodedList"], int(entry["statusListIndex"]))
    except (KeyError, TypeError, ValueError):
        return Finding(name, Outcome.OPEN, _("Diese Statusliste lässt sich nicht lesen."))
    if has_ended:
        sentence = _("Das Dokument ist widerrufen oder ersetzt. Stand der Liste: %(day)s.")
        return Finding(name, Outcome.FAILS, sentence % {"day": day(made_on)})
    if on > good_until:
        sentence = _("Am %(day)s war das Dokument nicht widerrufen. Die Liste ist veraltet.")
        return Finding(name, Outcome.OPEN, sentence % {"day": day(made_on)})
    return Finding(name, Outcome.HOLDS, _("Nicht widerrufen. Stand der Liste: %(day)s.") % {"day": day(made_on)})


def as_json(data: bytes | None) -> dict | None:
    """An object, or None for whatever else it is."""
    try:
        found = json.loads(data or b"")
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
