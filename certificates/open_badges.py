"""The same content as a badge: Open Badges 3.0, as JSON for wallets and as a token signed by the key of the seal."""

import json
from dataclasses import dataclass
from datetime import date, datetime, time
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from .content import Content
from .keys import Key, id_of, multibase_of
from .pdf import Attachment
from .proofs import CREDENTIALS, OPEN_BADGES, OPEN_BADGES_EXTENSIONS, as_jwt, with_proof

BERLIN = ZoneInfo("Europe/Berlin")
JSON_NAME, JWT_NAME, ISSUER_NAME = "abzeichen.json", "abzeichen.jwt", "aussteller.json"
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
SAMPLE = "Muster, nicht gültig"


@dataclass(frozen=True)
class Issuer:
    """Where the issuer is found on the web; its name there is `did:web`."""

    base_url: str

    @property
    def did(self) -> str:
        return "did:web:" + urlsplit(self.base_url).netloc.replace(":", "%3A")

    def method(self, key_id: str) -> str:
        """The address of one public key."""
        return f"{self.did}#{key_id}"

    @property
    def status_list(self) -> str:
        return f"{self.base_url}/echtheit/statusliste.json"


def credential(content: Content, issuer: Issuer, *, status_index: int) -> dict:
    """What the document says, in the words of Open Badges 3.0; without any proof."""
    found = {
        "@context": [CREDENTIALS, OPEN_BADGES, OPEN_BADGES_EXTENSIONS],
        "id": f"urn:uuid:{uuid5(NAMESPACE_URL, content.address)}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": _title(content),
        "issuer": {"id": issuer.did, "type": ["Profile"], "name": content.issuer, "url": issuer.base_url},
        "validFrom": _moment(content.issued_on, time(0, 0, 0)),
        "awardedDate": _moment(content.issued_on, time(0, 0, 0)),
        "credentialSubject": _subject(content),
        "credentialStatus": {
            "id": f"{issuer.status_list}#{status_index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(status_index),
            "statusListCredential": issuer.status_list,
        },
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }
    if content.valid_until:
        found["validUntil"] = _moment(content.valid_until, time(23, 59, 59))
    return found


def _subject(content: Content) -> dict:
    subject = {
        "type": ["AchievementSubject"],
        "identifier": [
            {"type": "IdentityObject", "hashed": False, "identityHash": content.holder, "identityType": "name"},
        ],
        "licenseNumber": content.number,
        "achievement": _achievement(content),
    }
    if content.begins_on and content.ends_on:
        subject["activityStartDate"] = _moment(content.begins_on, time(0, 0, 0))
        subject["activityEndDate"] = _moment(content.ends_on, time(0, 0, 0))
    if content.total_minutes:
        subject["creditsEarned"] = _units(content.total_minutes, content)
    return subject


def _achievement(content: Content) -> dict:
    is_record = content.kind == "QT"
    narrative = content.wording["participation"]["note"] if is_record else content.wording["supplement"]["rule"]
    lines = [
        f"{line.title}: {_units(line.attended, content)} von {_units(line.planned, content)} UE" for line in content.attendance
    ]
    description = "; ".join(lines) or f"{content.programme}, Fassung {content.version}"
    return {
        "id": f"urn:uuid:{uuid5(NAMESPACE_URL, f'{content.programme} {content.version} {content.kind} {description}')}",
        "type": ["Achievement"],
        "achievementType": "Course" if is_record else "Certificate",
        "name": f"{SAMPLE}: {content.programme}" if content.is_sample else content.programme,
        "description": description,
        "criteria": {"narrative": narrative},
        "version": content.version,
        "inLanguage": "de-DE",
    }


def _title(content: Content) -> str:
    words = content.wording["participation" if content.kind == "QT" else "certificate"]
    title = f"{words['title']} {content.number}"
    return f"{SAMPLE}: {title}" if content.is_sample else title


def _units(minutes: int, content: Content) -> float | int:
    """Units with at most two decimals, cut off as on paper."""
    hundredths = minutes * 100 // content.ue_minutes
    return hundredths // 100 if hundredths % 100 == 0 else hundredths / 100


def _moment(day: date, clock: time) -> str:
    return datetime.combine(day, clock, BERLIN).isoformat()


def attachments(content: Content, issuer: Issuer, *, status_index: int, seal: Key, badge: Key, status: Key, at: datetime):
    """The files of the badge inside the document: JSON, token, and the public keys they are checked with."""
    bare = credential(content, issuer, status_index=status_index)
    proven = with_proof(bare, badge, method=issuer.method(badge.id), at=at)
    token = as_jwt(_claims(bare), seal, method=issuer.method(seal.id))
    keys = did_document(issuer, [(key.certificate, None, False) for key in (seal, badge, status)])
    return (
        Attachment(JSON_NAME, "application/ld+json", "Data", "Digitales Abzeichen (Open Badges 3.0)", _text(proven)),
        Attachment(JWT_NAME, "application/vc+jwt", "Alternative", "Digitales Abzeichen als Token", token.encode()),
        Attachment(ISSUER_NAME, "application/did+json", "Supplement", "Schlüssel der ausstellenden Stelle", _text(keys)),
    )


def _claims(bare: dict) -> dict:
    """The credential with the names that tokens have for its dates and parties."""
    claims = {
        **bare,
        "iss": bare["issuer"]["id"],
        "jti": bare["id"],
        "sub": bare["credentialSubject"]["licenseNumber"],
        "nbf": int(datetime.fromisoformat(bare["validFrom"]).timestamp()),
    }
    if "validUntil" in bare:
        claims["exp"] = int(datetime.fromisoformat(bare["validUntil"]).timestamp())
    return claims


def without_claims(claims: dict) -> dict:
    """The credential a token was made of."""
    return {name: value for name, value in claims.items() if name not in ("iss", "jti", "sub", "nbf", "exp")}


def did_document(issuer: Issuer, keys) -> dict:
    """The public keys of an issuer: certificate, when it ended, and whether it was ended because it leaked."""
    methods = []
    for certificate, ended_at, has_leaked in keys:
        public = multibase_of(certificate)
        if public is None:
            continue
        method = {
            "id": issuer.method(id_of(certificate)),
            "type": "Multikey",
            "controller": issuer.did,
            "publicKeyMultibase": public,
        }
        if ended_at:
            method["revoked" if has_leaked else "expires"] = ended_at.isoformat(timespec="seconds")
        methods.append(method)
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": issuer.did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def _text(document: dict) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode()
