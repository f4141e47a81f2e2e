"""The validators are worth their silence only if they speak when something is broken."""

from io import BytesIO

import page as page_validation
import pytest
from pypdf import PdfReader, PdfWriter

from certificates import keys, open_badges
from certificates.pdf import render
from lms import clock
from tests.certificates import verapdf
from tests.certificates.mutants import MUTANTS, attachment, elements, mutated, untouched
from tests.certificates.samples import certificate
from tests.certificates.sealing import INDEX, ISSUER

pytestmark = pytest.mark.validators
PROFILES = ("3a", "ua1")


@pytest.fixture(scope="module")
def document(authority) -> bytes:
    """A certificate with its files, as it is before the seal: a broken seal would hide the defect."""
    at = clock.now()
    held = {purpose: keys.load(purpose, at=at) for purpose in ("seal", "badge", "status")}
    return render(certificate(), attachments=open_badges.attachments(certificate(), ISSUER, status_index=INDEX, at=at, **held))


def voices(pdf: bytes, folder) -> list[bool]:
    """What both validators say to both profiles."""
    path = folder / "document.pdf"
    path.write_bytes(pdf)
    said = [verapdf.validate(path, profile).is_compliant for profile in PROFILES]
    return said + [page_validation.is_pdf_compliant(str(path), profile=profile) for profile in PROFILES]


def test_copy_without_a_defect_is_accepted_by_all(document, tmp_path):
    assert voices(mutated(document, untouched), tmp_path) == [True] * 4


@pytest.mark.parametrize("defect", MUTANTS)
def test_each_defect_is_heard(document, defect, tmp_path):
    assert not all(voices(mutated(document, MUTANTS[defect]), tmp_path))


def test_what_no_validator_hears_is_there(document):
    """A figure without its box and a file without its date would pass; Acrobat asks for the first, archives for the second."""
    opened = PdfWriter(clone_from=BytesIO(document))

    assert all("/BBox" in figure["/A"] for figure in elements(opened, "/Figure"))
    assert len(PdfReader(BytesIO(document)).trailer["/Root"]["/AF"]) == 3
    assert "/ModDate" in attachment(opened)["/EF"]["/F"].get_object()["/Params"]
