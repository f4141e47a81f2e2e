"""A whole cohort on paper and as files: certificates as one print copy and as an archive, and the list of who takes part."""

import csv
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from playwright.sync_api import expect
from pypdf import PdfReader

from certificates.actions import confirm_revocation, propose_revocation
from courses.cohorts.actions import set_trainers
from lms import clock
from tests import scenes
from tests.factories.courses import make_enrolment
from tests.factories.people import make_person, make_trainer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ARCHIVE = "Alle gesiegelten Dateien herunterladen (ZIP)"
PRINT_COPY = "Druckfassung als ein PDF öffnen"


@pytest.fixture
def cohort():
    scenes.name_issuer()
    return scenes.make_easy_cohort()


@pytest.fixture
def certificates(cohort, offices):
    """Three are issued; the last is revoked since, and goes into no envelope."""
    for _ in range(3):
        scenes.make_finisher(cohort)
    issued = scenes.certify(cohort, proposed_by=offices[0], by=offices[1])
    proposal = propose_revocation(issued[2], reason="Irrtum", by=offices[0], at=clock.now())
    confirm_revocation(proposal, by=offices[1], at=clock.now())
    return issued


def open_certificates(page, cohort) -> None:
    page.goto(reverse("courses:office-cohort", args=[cohort.slug]))
    page.get_by_role("link", name="Zertifikate", exact=True).click()


def downloaded(page, link: str) -> tuple[str, Path]:
    with page.expect_download() as download:
        page.get_by_role("link", name=link, exact=True).click()
    return download.value.suggested_filename, download.value.path()


def rows_of(file: Path) -> list[list[str]]:
    return list(csv.reader(StringIO(file.read_text(encoding="utf-8-sig")), delimiter=";"))


def test_office_takes_all_certificates_as_archive_and_as_print_copy(sit_down, cohort, certificates, offices, way):
    valid, revoked = certificates[:2], certificates[2]
    page = sit_down(offices[0], **way)
    open_certificates(page, cohort)
    expect(page.get_by_role("listitem").filter(has_text=revoked.full_number)).to_contain_text("Widerrufen")

    name, archive = downloaded(page, ARCHIVE)
    assert name == f"{cohort.slug}-zertifikate.zip"
    with ZipFile(archive) as files:
        assert sorted(files.namelist()) == [*(f"{one.full_number}.pdf" for one in valid), "inhalt.csv"]
        assert all(files.read(f"{one.full_number}.pdf").startswith(b"%PDF-") for one in valid)
        listed = files.read("inhalt.csv").decode("utf-8-sig")
    assert [row.split(";")[0] for row in listed.splitlines()[1:]] == [one.full_number for one in valid]

    copy = page.request.get(page.get_by_role("link", name=PRINT_COPY).get_attribute("href"))
    assert copy.headers["content-disposition"] == f'inline; filename="{cohort.slug}-zertifikate-druckfassung.pdf"'
    assert_print_copy(copy.body(), valid, without=revoked)


def assert_print_copy(pdf: bytes, valid, *, without) -> None:
    words = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    for certificate in valid:
        assert certificate.full_number in words
        assert str(certificate.content.holder) in words
    assert without.full_number not in words


def test_office_is_told_that_no_file_is_there_yet(sit_down, cohort, offices, way):
    enrolment = scenes.make_finisher(cohort)
    page = sit_down(offices[0], **way)
    open_certificates(page, cohort)
    expect(page.get_by_role("link", name=ARCHIVE)).to_have_count(0)

    for address in (
        reverse("certificates:sealed-files", args=[cohort.slug, "zertifikate"]),
        reverse("certificates:print-copy", args=[cohort.slug, "zertifikate"]),
    ):
        page.goto(address)
        expect(page.get_by_role("alert")).to_contain_text("Noch gibt es keine gesiegelte Datei.")
        expect(page.get_by_role("checkbox", name=f"{enrolment.learner} zur Freigabe auswählen")).to_be_visible()
    assert page.goto(reverse("certificates:sealed-files", args=[cohort.slug, "urkunden"])).status == 404


def test_trainer_prints_and_downloads_the_participants(sit_down, cohort, way):
    trainer = make_trainer()
    set_trainers(cohort, [trainer], by=trainer, at=clock.now())
    first = make_enrolment(cohort, make_person(family_name="Person 01"))
    left = make_enrolment(cohort, make_person(family_name="Person 02"), status="discontinued")
    waiting = make_enrolment(cohort, make_person(family_name="Person 03"), status="waitlisted")
    page = sit_down(trainer, **way)
    page.goto(reverse("courses:teach-cohort", args=[cohort.slug]))
    page.get_by_role("link", name="Listen ansehen und herunterladen").click()
    page.get_by_role("heading", name="Teilnehmende").get_by_role("link").click()
    for shown in (first, left):
        expect(page.get_by_role("row").filter(has_text=str(shown.learner))).to_be_visible()
    expect(page.get_by_text(str(waiting.learner))).to_have_count(0)

    name, file = downloaded(page, "Teilnehmende als CSV herunterladen")
    assert name == f"{cohort.slug}-teilnehmende.csv"
    header, *rows = rows_of(file)
    assert [row[0] for row in rows] == [str(first.learner), str(left.learner)]
    assert all(len(row) == len(header) for row in rows)
    name, file = downloaded(page, "Teilnehmende als XLSX herunterladen")
    assert name == f"{cohort.slug}-teilnehmende.xlsx"
    sheet = list(load_workbook(BytesIO(file.read_bytes()), read_only=True).active.values)
    assert [row[0] for row in sheet] == [header[0], str(first.learner), str(left.learner)]

    page.emulate_media(media="print")
    expect(page.get_by_role("row").filter(has_text=str(first.learner))).to_be_visible()
    for furniture in (page.get_by_role("banner"), page.get_by_role("contentinfo"), page.get_by_role("navigation")):
        expect(furniture.filter(visible=True)).to_have_count(0)
    expect(page.get_by_role("link", name="Teilnehmende als CSV herunterladen")).to_be_hidden()


def test_lists_of_a_cohort_are_not_there_for_other_trainers(sit_down, cohort):
    page = sit_down(make_trainer())

    answers = [
        page.goto(reverse("courses:report", args=[cohort.slug, "teilnehmende"])).status,
        page.goto(reverse("courses:report-file", args=[cohort.slug, "teilnehmende", "csv"])).status,
    ]

    assert answers == [404, 404]
