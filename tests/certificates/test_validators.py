"""Independent tools on what we draw: part of the gate."""

import subprocess
import sys
from pathlib import Path

import page as page_validation
import pytest

from certificates.pdf import render
from tests.certificates import verapdf
from tests.certificates.samples import EXAMPLES, certificate

pytestmark = pytest.mark.validators
each_example = pytest.mark.parametrize("content", EXAMPLES.values(), ids=EXAMPLES.keys())


@pytest.fixture
def file(content, tmp_path):
    path = tmp_path / "document.pdf"
    path.write_bytes(render(content))
    return path


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False)


@each_example
@pytest.mark.parametrize("name", ["3a", "ua1"])
def test_verapdf_finds_nothing(file, name):
    result = verapdf.validate(file, name)

    assert (result.rules, result.failures, result.is_compliant) == (verapdf.PROFILES[name][2], (), True)


@each_example
@pytest.mark.parametrize("name", ["3a", "ua1"])
def test_page_validation_finds_nothing(file, name):
    assert page_validation.is_pdf_compliant(str(file), profile=name)


@each_example
def test_outloud_finds_no_error(file):
    outloud = Path(sys.executable).with_name("outloud")

    assert run(str(outloud), str(file), "--fail-on", "error").returncode == 0


@each_example
def test_qpdf_finds_no_syntax_error(file):
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", str(file)).stdout


@pytest.mark.parametrize("content", [certificate()], ids=["certificate"])
def test_every_font_is_embedded_and_readable(file):
    rows = run("pdffonts", str(file)).stdout.splitlines()[2:]

    assert rows
    assert all(row.split()[-5:-2] == ["yes", "yes", "yes"] for row in rows)


@pytest.mark.parametrize("content", [certificate()], ids=["certificate"])
@pytest.mark.parametrize("resolution", ["72", "150"])
def test_qr_code_leads_to_the_verification(file, tmp_path, resolution):
    run("pdftoppm", "-r", resolution, "-f", "1", "-l", "1", "-png", "-singlefile", str(file), str(tmp_path / "page"))

    assert run("zbarimg", "-q", "--raw", str(tmp_path / "page.png")).stdout.strip() == certificate().address


@pytest.mark.parametrize("content", [certificate()], ids=["certificate"])
def test_it_is_read_aloud_in_order_and_without_glued_words(file):
    spoken = " ".join(run("pdfinfo", "-struct-text", str(file)).stdout.split())

    order = [
        "Zertifikat",
        "Teilnehmende Person 07",
        "im Umfang von 120",
        "Prüfcode",
        "Anlage zum Zertifikat",
        "Baustein",
        "Summe",
    ]
    places = [spoken.index(words) for words in order]
    assert places == sorted(places)
    assert "Umfangvon" not in spoken


def test_validators_would_notice_an_untagged_page(tmp_path):
    from reportlab.pdfgen.canvas import Canvas

    path = tmp_path / "plain.pdf"
    canvas = Canvas(str(path))
    canvas.drawString(100, 100, "Text")
    canvas.save()

    assert not verapdf.validate(path, "ua1").is_compliant
    assert not page_validation.is_pdf_compliant(str(path), profile="3a")
