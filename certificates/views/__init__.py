"""Screens of documents: the holder's own, the office's, and the public verification."""

from .office import DecideRevocation, OfficeDocument, ProposeRelease, ReleasePage, Sample
from .own import Download, OwnDocuments, RequestParticipation
from .verification import Verdict, Verify

__all__ = [
    "DecideRevocation",
    "Download",
    "OfficeDocument",
    "OwnDocuments",
    "ProposeRelease",
    "ReleasePage",
    "RequestParticipation",
    "Sample",
    "Verdict",
    "Verify",
]
