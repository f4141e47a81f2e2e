"""Signing JSON: data integrity proofs (eddsa-rdfc-2022) and VC-JWT (ES256). No network: contexts lie in the product."""

import base64
import hashlib
import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import base58
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509 import Certificate
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey
from pyld import jsonld

from .keys import Key

FOLDER = Path(__file__).parent / "contexts"
CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OPEN_BADGES_EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
CONTEXTS = {
    CREDENTIALS: "credentials-v2.json",
    OPEN_BADGES: "open-badges-3.0.3.json",
    OPEN_BADGES_EXTENSIONS: "open-badges-extensions.json",
}
SUITE = "eddsa-rdfc-2022"


class RoomForCertificates(jws.JWSRegistry):
    """Tokens whose header holds certificates."""

    max_header_length = 16_000


class NoSuchContext(Exception):
    """A document names a context that does not lie in the product."""


@cache
def _context(url: str) -> dict:
    return json.loads((FOLDER / CONTEXTS[url]).read_text(encoding="utf-8"))


def load_context(url: str, options: dict | None = None) -> dict:
    """The document loader of every expansion: what does not lie in the product is refused, never fetched."""
    if url not in CONTEXTS:
        raise NoSuchContext(url)
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": _context(url)}


def canonical(document: dict) -> str:
    """The document as sorted N-Quads: exactly what is signed."""
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": load_context}
    return jsonld.normalize(document, options)


def with_proof(document: dict, key: Key, *, method: str, at: datetime) -> dict:
    """The document with a data integrity proof; `method` is the address of the public key."""
    assert isinstance(key.private, ed25519.Ed25519PrivateKey)
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }
    signature = key.private.sign(_hashes(document, proof))
    return {**document, "proof": {**proof, "proofValue": "z" + base58.b58encode(signature).decode()}}


def is_proven(document: dict, public_multibase: str) -> bool:
    """Whether the proof fits document and key; anything unexpected is a no."""
    try:
        proof = dict(document["proof"])
        signature = base58.b58decode(proof.pop("proofValue")[1:])
        if proof["cryptosuite"] != SUITE or proof["proofPurpose"] != "assertionMethod":
            return False
        bare = {name: value for name, value in document.items() if name != "proof"}
        public = ed25519.Ed25519PublicKey.from_public_bytes(base58.b58decode(public_multibase[1:])[2:])
        public.verify(signature, _hashes(bare, proof))
    except (InvalidSignature, KeyError, TypeError, ValueError, AttributeError, NoSuchContext, jsonld.JsonLdError):
        return False
    return True


def _hashes(document: dict, proof: dict) -> bytes:
    config = {"@context": document["@context"], **proof}
    return b"".join(hashlib.sha256(canonical(part).encode()).digest() for part in (config, document))


def as_jwt(claims: dict, key: Key, *, method: str) -> str:
    """The claims as a signed token that carries the certificates of its key, the root left out."""
    chain = [certificate for certificate in key.chain if certificate.issuer != certificate.subject] or [key.certificate]
    header: dict[str, Any] = {
        "alg": _algorithm(key.certificate),
        "typ": "vc+jwt",
        "kid": method,
        "x5c": [base64.b64encode(certificate.public_bytes(Encoding.DER)).decode() for certificate in chain],
    }
    private = key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    registry = RoomForCertificates(algorithms=[header["alg"]])
    payload = json.dumps(claims, ensure_ascii=False).encode()
    return jws.serialize_compact(header, payload, _jose(key.certificate, private), registry=registry)


def read_jwt(token: str, certificate: Certificate) -> dict | None:
    """The claims of a token signed by the key of this certificate; None for any other."""
    public = certificate.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    try:
        registry = RoomForCertificates(algorithms=[_algorithm(certificate)])
        return json.loads(jws.deserialize_compact(token, _jose(certificate, public), registry=registry).payload)
    except (JoseError, ValueError):
        return None


def _algorithm(certificate: Certificate) -> str:
    return "RS256" if _is_rsa(certificate) else "ES256"


def _is_rsa(certificate: Certificate) -> bool:
    return certificate.public_key_algorithm_oid.dotted_string.startswith("1.2.840.113549.1.1")


def _jose(certificate: Certificate, pem: bytes) -> ECKey | RSAKey:
    return RSAKey.import_key(pem) if _is_rsa(certificate) else ECKey.import_key(pem)
