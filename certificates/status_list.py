"""Bitstring Status List: one bit for every document that was ever issued. Says who is no longer valid, and nothing else."""

import base64
import gzip
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from .keys import Key
from .open_badges import Issuer
from .proofs import CREDENTIALS, with_proof

LENGTH = 131_072
LIFE = timedelta(days=7)


def random_index() -> int:
    """A place in the list that says nothing about when a document was issued."""
    return secrets.randbelow(LENGTH)


def encoded(ended: Iterable[int]) -> str:
    """The list with the bits of ended documents set, first bit first."""
    bits = bytearray(LENGTH // 8)
    for index in ended:
        bits[index // 8] |= 0x80 >> index % 8
    return "u" + base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode().rstrip("=")


def is_set(encoded_list: str, index: int) -> bool:
    """Whether a document has ended. Raises ValueError for what is no list of this length."""
    padded = encoded_list[1:] + "=" * (-len(encoded_list[1:]) % 4)
    try:
        bits = gzip.decompress(base64.urlsafe_b64decode(padded))
    except (OSError, EOFError) as error:
        raise ValueError("not a status list") from error
    if not encoded_list.startswith("u") or len(bits) != LENGTH // 8 or not 0 <= index < LENGTH:
        raise ValueError("not a status list")
    return bool(bits[index // 8] & 0x80 >> index % 8)


def signed(ended: Iterable[int], issuer: Issuer, key: Key, *, at: datetime) -> dict:
    """The list as a credential of its own; whoever checks without network says the date of the copy."""
    document = {
        "@context": [CREDENTIALS],
        "id": issuer.status_list,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.did,
        "validFrom": at.isoformat(timespec="seconds"),
        "validUntil": (at + LIFE).isoformat(timespec="seconds"),
        "credentialSubject": {
            "id": f"{issuer.status_list}#liste",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded(ended),
        },
    }
    return with_proof(document, key, method=issuer.method(key.id), at=at)
