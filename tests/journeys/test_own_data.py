"""Somebody looks at what is stored, takes a copy along and erases the account."""

from zipfile import ZipFile

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import expect

from lms.accounts.models import Person
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.people import make_municipality

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "ein-langes-passwort"


@pytest.fixture
def person():
    person = Person.objects.create_user(
        "person07@example.org", PASSWORD, given_name="Teilnehmende", family_name="Person 07", municipality=make_municipality()
    )
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    return person


def test_somebody_takes_a_copy_and_closes_the_account(sit_down, person):
    enrolment = make_enrolment(make_cohort(code="QK-07"), person)
    page = sit_down(person)
    page.goto("/konto/")
    page.get_by_role("link", name="Meine Daten").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Meine Daten")

    with page.expect_download() as download:
        page.get_by_role("link", name="Meine Daten herunterladen").click()
    with ZipFile(download.value.path()) as archive:
        assert archive.namelist() == ["meine-daten.html", "meine-daten.json"]
        assert "Teilnehmende Person 07" in archive.read("meine-daten.html").decode()

    page.get_by_role("link", name="Konto löschen: was geht, was bleibt").click()
    expect(page.get_by_text("Die Anmeldung zum Durchgang QK-07 läuft noch.")).to_be_visible()
    expect(page.get_by_label("Passwort")).to_have_count(0)

    enrolment.status, enrolment.seat = "discontinued", None
    enrolment.save()
    page.reload()
    page.get_by_label("Passwort").fill("nicht-das-richtige")
    page.get_by_role("button", name="Konto löschen").click()
    expect(page.get_by_role("alert")).to_contain_text("Dieses Passwort passt nicht.")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Konto löschen").click()

    page.wait_for_url("/")
    page.goto("/konto/daten/")
    page.get_by_label("E-Mail-Adresse").fill("person07@example.org")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Einloggen").click()
    expect(page.get_by_role("alert")).to_be_visible()


def test_keeping_the_account_leads_back(sit_down, person):
    page = sit_down(person)
    page.goto("/konto/daten/loeschen/")

    page.get_by_role("link", name="Konto behalten").click()

    page.wait_for_url("/konto/daten/")
