"""Everything that changes documents. Nothing is ever deleted or overwritten; statuses only move forward."""

from .issuing import (
    confirm_release,
    hand_out,
    issue,
    issue_participation_record,
    issue_participation_records,
    note_taken,
    replace,
)
from .keys import end_key, note_key
from .register import publish_tree_head
from .revocations import confirm_revocation, propose_revocation, return_revocation
from .sealing import seal, seal_quietly, seal_some

__all__ = [
    "confirm_release",
    "confirm_revocation",
    "end_key",
    "hand_out",
    "issue",
    "issue_participation_record",
    "issue_participation_records",
    "note_key",
    "note_taken",
    "propose_revocation",
    "publish_tree_head",
    "replace",
    "return_revocation",
    "seal",
    "seal_quietly",
    "seal_some",
]
