"""The office looks somebody up: what may be seen, and a role that is given and ended."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from courses.progress.actions import record_minutes
from lms import clock
from tests.factories.courses import make_cohort, make_enrolment, make_version
from tests.factories.people import make_office_person, make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_office_finds_a_person_and_sees_what_the_ledger_holds(sit_down, script):
    cohort = make_cohort(make_version(components=[{"lessons": [{"kind": "meeting", "planned_minutes": 360}]}]))
    enrolment = make_enrolment(cohort, make_person(given_name="Teilnehmende", family_name="Person 07"))
    lesson = cohort.version.components.get().lessons.get()
    record_minutes(enrolment, lesson, minutes=315, mode="presence", by=None, at=clock.now())
    page = sit_down(make_office_person(), script=script)
    page.goto(reverse("accounts:people"))

    page.get_by_label("Name, E-Mail-Adresse oder Kommune").fill("Person 99")
    page.get_by_role("button", name="Suchen").click()
    expect(page.get_by_text("Zu dieser Suche gibt es keine Person.")).to_be_visible()
    expect(page.get_by_label("Name, E-Mail-Adresse oder Kommune")).to_have_value("Person 99")
    page.get_by_label("Name, E-Mail-Adresse oder Kommune").fill("person 07")
    page.get_by_role("button", name="Suchen").click()
    page.get_by_role("link", name="Teilnehmende Person 07").click()
    expect(page.get_by_text(enrolment.learner.email)).to_be_visible()

    page.get_by_role("link", name="Durchgänge und Nachweise").click()
    page.get_by_role("link", name=f"Durchgang {cohort.code}: Stand und Lernkonto ansehen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Teilnehmende Person 07")
    expect(page.get_by_text("315 Minuten").first).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_role_is_given_and_ended_in_two_tabs(sit_down, script):
    person = make_person()
    page = sit_down(make_office_person(), script=script)
    page.goto(reverse("accounts:person", args=[person.public_id]))

    page.get_by_label("Rolle", exact=True).select_option("Kommunale Ansprechperson")
    page.get_by_role("button", name="Rolle geben").click()
    expect(page.get_by_role("alert").first).to_contain_text("Bitte prüfen Sie 1 Angabe")
    expect(page.get_by_label("Rolle", exact=True)).to_have_value("municipal_contact")
    page.get_by_label("Rolle", exact=True).select_option("Kursleitung")
    page.get_by_role("button", name="Rolle geben").click()
    expect(page.get_by_text("Die Rolle ist gegeben.")).to_be_visible()

    second_tab = page.context.new_page()
    second_tab.goto(page.url)
    page.get_by_role("button", name="Rolle „Kursleitung“ beenden").click()
    expect(page.get_by_text("Die Rolle ist beendet.")).to_be_visible()
    second_tab.get_by_role("button", name="Rolle „Kursleitung“ beenden").click()
    expect(second_tab.get_by_text("Diese Rolle ist schon beendet.")).to_be_visible()
    assert not person.responsibilities.running().exists()
