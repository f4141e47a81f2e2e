"""Independent tools on what we draw and seal: part of the gate."""

import json
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import page as page_validation
import pytest
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from certificates import signing
from certificates.pdf import render
from tests.certificates import verapdf
from tests.certificates.samples import EXAMPLES, certificate
from tests.certificates.sealing import seal_example, time_stamping_service, write_revocation_lists

pytestmark = pytest.mark.validators
DRAFT, LONG_TERM = "draft without seal", "short name at B-LT"
SPOKEN = Path(__file__).with_name("spoken.txt")


@pytest.fixture(scope="module")
def files(tmp_path_factory, authority):
    """Every example sealed, one of them also at level B-LT, and a draft as the office sees it before the release."""
    folder = tmp_path_factory.mktemp("documents")
    made = {}
    for name, content in EXAMPLES.items():
        made[name] = folder / f"{name}.pdf"
        made[name].write_bytes(seal_example(content).pdf)
    made[DRAFT] = folder / "draft.pdf"
    made[DRAFT].write_bytes(render(certificate(is_sample=True)))
    made[LONG_TERM] = folder / "long term.pdf"
    made[LONG_TERM].write_bytes(_long_term(authority))
    return made


def _long_term(authority) -> bytes:
    write_revocation_lists(authority, Path(settings.KEYS_DIR))
    with pytest.MonkeyPatch.context() as patch, time_stamping_service(authority) as address:
        patch.setattr(settings, "SEAL_TIMESTAMP_URL", address)
        patch.setattr(settings, "SEAL_REVOCATION_DATA", "files")
        sealed = seal_example(certificate())
    for path in Path(settings.KEYS_DIR).glob("*.crl"):
        path.unlink()
    assert sealed.level == signing.LONG_TERM
    return sealed.pdf


@pytest.fixture
def file(files, name):
    return files[name]


@pytest.fixture
def trusted(authority, tmp_path):
    """A certificate store of NSS that trusts our root, for poppler."""
    store = f"sql:{tmp_path}"
    root = Path(settings.KEYS_DIR) / "root.crt"
    run("certutil", "-N", "-d", store, "--empty-password")
    run("certutil", "-A", "-d", store, "-n", "root", "-t", "CT,C,C", "-i", str(root))
    return store


each = pytest.mark.parametrize("name", [*EXAMPLES, DRAFT, LONG_TERM])
each_sealed = pytest.mark.parametrize("name", [*EXAMPLES, LONG_TERM])
one = pytest.mark.parametrize("name", ["short name"])


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)


@each
@pytest.mark.parametrize("profile", ["3a", "ua1"])
def test_verapdf_finds_nothing(file, profile):
    result = verapdf.validate(file, profile)

    assert (result.rules, result.failures, result.is_compliant) == (verapdf.PROFILES[profile][2], (), True)


@each
@pytest.mark.parametrize("profile", ["3a", "ua1"])
def test_page_validation_finds_nothing(file, profile):
    assert page_validation.is_pdf_compliant(str(file), profile=profile)


@each
def test_outloud_finds_no_error(file):
    outloud = Path(sys.executable).with_name("outloud")

    assert run(str(outloud), str(file), "--fail-on", "error").returncode == 0


@each
def test_qpdf_finds_no_syntax_error(file):
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", str(file)).stdout


@each_sealed
def test_poppler_says_valid_trusted_and_whole(file, trusted):
    said = run("pdfsig", "-nssdir", trusted, str(file)).stdout

    assert "Signature is Valid" in said
    assert "Certificate is Trusted" in said
    assert "Total document signed" in said


@each_sealed
def test_openssl_verifies_the_signature_cut_out_of_the_file(file, tmp_path):
    pdf = file.read_bytes()
    start, first, second, rest = map(int, re.search(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)", pdf).groups())
    (tmp_path / "data").write_bytes(pdf[start:first] + pdf[second : second + rest])
    (tmp_path / "sig.der").write_bytes(bytes.fromhex(pdf[first + 1 : second - 1].decode()))

    roots = ["-CAfile", f"{settings.KEYS_DIR}/root.crt", "-certfile", f"{settings.KEYS_DIR}/issuing.crt", "-purpose", "any"]
    command = ["openssl", "cms", "-verify", "-inform", "DER", "-in", str(tmp_path / "sig.der"), "-binary", *roots]
    said = run(*command, "-content", str(tmp_path / "data"), "-out", str(tmp_path / "out"))

    assert (said.returncode, "successful" in said.stderr) == (0, True)


@each_sealed
def test_mutool_says_unchanged(file):
    assert "unchanged since signing" in run("mutool", "sign", "-v", str(file)).stdout


def validated(pdf: bytes, authority):
    roots = [asn1_x509.Certificate.load(authority.root.certificate.public_bytes(Encoding.DER))]
    signature = PdfFileReader(BytesIO(pdf)).embedded_signatures[0]
    return validate_pdf_signature(signature, ValidationContext(trust_roots=roots, allow_fetching=False))


@each_sealed
def test_pyhanko_says_everything_is_covered_and_nothing_may_change(file, authority):
    status = validated(file.read_bytes(), authority)

    assert status.bottom_line
    assert (status.coverage.name, status.docmdp_ok) == ("ENTIRE_FILE", True)
    assert (status.timestamp_validity is not None) == (file.stem == "long term")


@one
def test_every_voice_hears_a_changed_byte(file, tmp_path, trusted, authority):
    pdf = bytearray(file.read_bytes())
    pdf[pdf.index(b"stream\n") + 60] ^= 1
    changed = tmp_path / "changed.pdf"
    changed.write_bytes(pdf)

    assert "Digest Mismatch" in run("pdfsig", "-nssdir", trusted, str(changed)).stdout
    assert "unchanged since signing" not in run("mutool", "sign", "-v", str(changed)).stdout
    assert not validated(bytes(pdf), authority).bottom_line


@one
def test_every_font_is_embedded_and_readable(file):
    rows = run("pdffonts", str(file)).stdout.splitlines()[2:]

    assert rows
    assert all(row.split()[-5:-2] == ["yes", "yes", "yes"] for row in rows)


@one
def test_page_is_tagged_open_and_a4(file):
    said = run("pdfinfo", str(file)).stdout

    assert {"Tagged: yes", "Encrypted: no"} <= {" ".join(line.split()) for line in said.splitlines()}
    assert "(A4)" in said


@one
def test_badge_can_be_taken_out(file, tmp_path):
    assert [line.split()[1] for line in run("pdfdetach", "-list", str(file)).stdout.splitlines()[1:]] == [
        "abzeichen.json",
        "abzeichen.jwt",
        "aussteller.json",
    ]
    run("pdfdetach", "-save", "1", "-o", str(tmp_path / "badge.json"), str(file))

    assert json.loads((tmp_path / "badge.json").read_text())["credentialSubject"]["licenseNumber"] == "QK-2026-000123"


@one
@pytest.mark.parametrize("resolution", ["72", "150"])
def test_qr_code_leads_to_the_verification(file, tmp_path, resolution):
    run("pdftoppm", "-r", resolution, "-f", "1", "-l", "1", "-png", "-singlefile", str(file), str(tmp_path / "page"))

    assert run("zbarimg", "-q", "--raw", str(tmp_path / "page.png")).stdout.strip() == certificate().address


@one
def test_it_is_read_aloud_as_written_down(file):
    spoken = run("pdfinfo", "-struct-text", str(file)).stdout

    assert spoken == SPOKEN.read_text(encoding="utf-8")
    assert "Umfangvon" not in spoken


def test_two_processes_draw_the_same_bytes():
    code = (
        "import django; django.setup(); import hashlib; from certificates.pdf import render; "
        "from tests.certificates.samples import certificate; print(hashlib.sha256(render(certificate())).hexdigest())"
    )

    first, second = (run(sys.executable, "-c", code).stdout for _ in range(2))

    assert len(first) == 65
    assert first == second


def test_validators_would_notice_an_untagged_page(tmp_path):
    from reportlab.pdfgen.canvas import Canvas

    path = tmp_path / "plain.pdf"
    canvas = Canvas(str(path))
    canvas.drawString(100, 100, "Text")
    canvas.save()

    assert not verapdf.validate(path, "ua1").is_compliant
    assert not page_validation.is_pdf_compliant(str(path), profile="3a")
