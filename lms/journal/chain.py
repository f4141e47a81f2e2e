"""What one link of the journal's chain is made of. Pure calculation.

Whoever may write in the database can drop its triggers; they cannot change, add or take out an entry without every later
hash changing, and a head that was kept elsewhere shows it. Hashed are keys and codes, never names: a link stays true when
a person's account is emptied.
"""

import hashlib
import json
from datetime import UTC

from .models import JournalEntry

BEGINNING = "0" * 64
"""Stands before the first link."""


def link_hash(entry: JournalEntry, *, position: int, previous: str) -> str:
    """SHA-256 over the canonical JSON of an entry, its place and the hash before it, in hexadecimal."""
    said = {
        "position": position,
        "previous": previous,
        "entry": entry.pk,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor_id,
        "verb": entry.verb,
        "subject": [entry.subject_kind, entry.subject_id],
        "facts": entry.facts,
    }
    canonical = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
