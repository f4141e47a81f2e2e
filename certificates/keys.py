"""The product's own keys: read from PKCS#12 files, kept in memory, never written anywhere.

Four purposes, four files in `KEYS_DIR`: `seal.p12` (P-256 or RSA, from a certification authority), `badge.p12`, `status.p12`
and `log.p12` (Ed25519). One passphrase opens them; it comes from the environment or a file and is never logged.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import base58
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, pkcs12
from django.conf import settings
from django.utils.translation import gettext as _

from lms.errors import NotPossible

DEV = "nicht für den Echtbetrieb"
"""Stands in the subject of every certificate that the demo makes for itself."""
MULTICODEC = {ed25519.Ed25519PublicKey: b"\xed\x01", ec.EllipticCurvePublicKey: b"\x80\x24"}


class KeyUnusable(NotPossible):
    """A key is missing, cannot be opened, has run out or was ended: nothing is handed out without it."""


@dataclass(frozen=True)
class Key:
    """A private key with its certificate and the certificates above it, nearest first."""

    purpose: str
    private: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey
    certificate: x509.Certificate
    above: tuple[x509.Certificate, ...]

    @property
    def id(self) -> str:
        return id_of(self.certificate)

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        return (self.certificate, *self.above)

    @property
    def chain_pem(self) -> str:
        return "".join(certificate.public_bytes(Encoding.PEM).decode() for certificate in self.chain)

    @property
    def is_dev(self) -> bool:
        return any(DEV in certificate.subject.rfc4514_string() for certificate in self.chain)

    def sign(self, data: bytes) -> bytes:
        """Sign with SHA-256, or as Ed25519 does."""
        if isinstance(self.private, ed25519.Ed25519PrivateKey):
            return self.private.sign(data)
        if isinstance(self.private, rsa.RSAPrivateKey):
            return self.private.sign(data, padding.PKCS1v15(), SHA256())
        return self.private.sign(data, ec.ECDSA(SHA256()))


def id_of(certificate: x509.Certificate) -> str:
    """The first sixteen digits of the public key's SHA-256."""
    public = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(public).hexdigest()[:16]


def multibase_of(certificate: x509.Certificate) -> str | None:
    """The public key as Multikey writes it; None for RSA, which Multikey does not know."""
    public = certificate.public_key()
    for kind, code in MULTICODEC.items():
        if isinstance(public, kind):
            raw = (Encoding.X962, PublicFormat.CompressedPoint) if kind is not ed25519.Ed25519PublicKey else None
            data = public.public_bytes(*(raw or (Encoding.Raw, PublicFormat.Raw)))
            return "z" + base58.b58encode(code + data).decode()
    return None


def path_of(purpose: str) -> Path:
    return Path(settings.KEYS_DIR) / f"{purpose}.p12"


def load(purpose: str, *, at: datetime) -> Key:
    """The key for a purpose. Raises KeyUnusable, in words for the office, when it cannot sign at that moment."""
    path = path_of(purpose)
    try:
        key = _read(purpose, path, path.stat().st_mtime_ns, settings.KEYS_PASSPHRASE)
    except OSError as error:
        raise KeyUnusable(_("Der Schlüssel „%(name)s“ ist nicht erreichbar.") % {"name": path.name}) from error
    except (ValueError, TypeError):
        # Not chained: the refusal of a file may quote the passphrase's encoding.
        raise KeyUnusable(_("Der Schlüssel „%(name)s“ lässt sich nicht öffnen.") % {"name": path.name}) from None
    if at >= key.certificate.not_valid_after_utc:
        raise KeyUnusable(_("Das Zertifikat des Schlüssels „%(name)s“ ist abgelaufen.") % {"name": path.name})
    return key


@lru_cache(maxsize=16)
def _read(purpose: str, path: Path, _changed: int, passphrase: str) -> Key:
    """Opening takes a while: once per file, and again when the file was exchanged."""
    private, certificate, above = pkcs12.load_key_and_certificates(path.read_bytes(), passphrase.encode())
    if private is None or certificate is None:
        raise ValueError(path.name)
    assert isinstance(private, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey)
    return Key(purpose, private, certificate, tuple(_ordered(certificate, above)))


def _ordered(certificate: x509.Certificate, others: list[x509.Certificate]):
    """From the issuer of the key's certificate upwards; files hold them in any order."""
    by_subject = {other.subject: other for other in others}
    while certificate.issuer != certificate.subject and (issuer := by_subject.get(certificate.issuer)):
        yield issuer
        certificate = issuer
