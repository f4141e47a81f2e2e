from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from certificates.content import Content
from certificates.pdf import render
from certificates.pdf.fonts import without_symbols
from certificates.pdf.layout import QR_SIZE, RIGHT
from lms.errors import NotPossible
from tests.certificates.samples import EXAMPLES, certificate, participation


def text_of(content, page=0):
    return " ".join(PdfReader(BytesIO(render(content))).pages[page].extract_text().split())


def test_same_content_gives_the_same_bytes():
    assert render(certificate()) == render(certificate())


def test_other_content_gives_other_bytes():
    assert render(certificate()) != render(certificate(family_name="Person 08"))


def test_certificate_says_what_the_curriculum_says():
    text = text_of(certificate())

    assert (
        "hat die Qualifizierung Quartierskoordination im Umfang von 120 Unterrichtseinheiten erfolgreich abgeschlossen." in text
    )
    assert "vom 29. September 2025 bis zum 1. Juli 2026" in text.replace("\xa0", " ")
    assert "Prüfcode B1CC-HQYW-J26T-NR95" in text
    assert "Seite 1 von 2" in text


def test_supplement_sums_up_the_components():
    text = text_of(certificate(), page=1)

    assert "Anlage zum Zertifikat QK-2026-000123" in text
    assert "Summe 128 64 16 32 16" in text
    assert "K12 ordnet Handlungsfelder ein" in text
    assert "Regel. Mindestens 80 % der synchronen Unterrichtseinheiten wurden besucht." in text.replace("\xa0", " ")


def test_long_table_repeats_its_head_on_every_page():
    pages = PdfReader(BytesIO(render(EXAMPLES["many components"]))).pages

    with_rows = [page.extract_text() for page in pages if "Test bestanden" in page.extract_text()]
    assert len(with_rows) > 1
    assert all("Selbstlernen" in text for text in with_rows)


def test_participation_record_prints_attended_of_planned_units_without_rounding_up():
    assert "7,48 10" in text_of(participation())


def test_regular_participation_is_said_only_where_it_is_true():
    sentence = "Die Teilnahme erfolgte regelmäßig."

    assert sentence in text_of(participation(is_regular=True))
    assert sentence not in text_of(participation())


def test_sample_says_so_where_everyone_sees_it():
    assert "Muster, nicht gültig" in text_of(EXAMPLES["sample"])
    assert "Muster" not in text_of(certificate())


@pytest.mark.parametrize("name", ["გიორგი", "محمد", "王", "Person ☃"])
def test_character_without_a_glyph_is_refused_instead_of_printing_a_box(name):
    with pytest.raises(NotPossible, match="lässt sich nicht drucken"):
        render(certificate(given_name=name))


def test_composed_and_decomposed_names_are_the_same_document():
    assert render(certificate(given_name="Jörg")) == render(certificate(given_name="Jo\u0308rg"))


def test_file_describes_itself():
    reader = PdfReader(BytesIO(render(certificate())))

    assert reader.metadata.title == "Zertifikat QK-2026-000123"
    assert reader.metadata.creation_date.date() == date(2026, 11, 23)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"] == True  # noqa: E712
    assert reader.trailer["/Root"]["/Lang"] == "de-DE"


@pytest.mark.parametrize("content", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_content_survives_storage(content):
    assert Content.from_json(content.as_json()) == content


@pytest.mark.parametrize("content", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_file_stays_below_half_a_megabyte(content):
    assert len(render(content)) < 500_000


def test_long_address_breaks_before_the_qr_code():
    address = "https://qualifizierung-quartierskoordination.service.land.example/echtheit/B1CC-HQYW-J26T-NR95/"

    reader = PdfReader(BytesIO(render(certificate(address=address))))

    rectangles = [annotation.get_object()["/Rect"] for annotation in reader.pages[0]["/Annots"]]
    assert len(rectangles) == 2
    assert all(right <= RIGHT - QR_SIZE for _left, _bottom, right, _top in rectangles)
    assert {annotation.get_object()["/A"]["/URI"] for annotation in reader.pages[0]["/Annots"]} == {address}


def test_symbols_in_the_title_of_a_project_are_left_out():
    assert without_symbols("🌳 Bänke und Bäume 🌳") == "Bänke und Bäume"
