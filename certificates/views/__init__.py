"""Screens of documents: the holder's own, the office's, the public verification, and what checks without us."""

from .batch import CandidatesFile, CohortRecords, PrintCopy, SealedFiles
from .figures import DistrictFigures, RegionFigures, StateFigures
from .keys import DidDocument, KeyChain, Keys, StatusList
from .office import DecideRevocation, OfficeDocument, ProposeRelease, ReleasePage, Sample
from .own import Badge, Details, Download, OwnDocuments, RequestParticipation
from .person import PersonLearning
from .places import Coverage, CoverageFile, Municipalities, MunicipalityPage, NoteInhabitants
from .verification import Verdict, Verify, VerifyFile

__all__ = [
    "Badge",
    "CandidatesFile",
    "CohortRecords",
    "Coverage",
    "CoverageFile",
    "DecideRevocation",
    "Details",
    "DidDocument",
    "DistrictFigures",
    "Download",
    "KeyChain",
    "Keys",
    "Municipalities",
    "MunicipalityPage",
    "NoteInhabitants",
    "OfficeDocument",
    "OwnDocuments",
    "PersonLearning",
    "PrintCopy",
    "ProposeRelease",
    "RegionFigures",
    "ReleasePage",
    "RequestParticipation",
    "Sample",
    "SealedFiles",
    "StateFigures",
    "StatusList",
    "Verdict",
    "Verify",
    "VerifyFile",
]
