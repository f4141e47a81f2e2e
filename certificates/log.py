"""The register as a log that cannot be rewritten unnoticed: a Merkle tree after RFC 9162. Pure calculation.

A leaf holds no personal data: sequence, event, moment, number, hash of the file, salted hash of the content and the hash
of the leaf before it. A head that was published elsewhere makes any later back-dating visible.
"""

import hashlib
import json
from dataclasses import asdict, dataclass

EMPTY = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True)
class Leaf:
    """What is written down about one event; `time` is ISO 8601 in UTC."""

    sequence: int
    event: str
    time: str
    number: str
    file: str
    content: str
    previous: str

    def hash(self) -> str:
        """SHA-256 over 0x00 and the canonical JSON, in hexadecimal."""
        canonical = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(b"\x00" + canonical.encode()).hexdigest()


def root(leaves: list[str]) -> str:
    """The tree head over leaf hashes in their order."""
    if not leaves:
        return EMPTY
    if len(leaves) == 1:
        return leaves[0]
    split = _largest_power_below(len(leaves))
    return _node(root(leaves[:split]), root(leaves[split:]))


def _node(left: str, right: str) -> str:
    return hashlib.sha256(b"\x01" + bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()


def _largest_power_below(count: int) -> int:
    return 1 << ((count - 1).bit_length() - 1)
