"""What the programme administration does on an ordinary day, told as the person would tell it."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories.courses import make_cohort, make_enrolment, make_version
from tests.factories.people import make_office_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_office_writes_to_a_cohort_and_everybody_reads_it(sit_down, script):
    cohort = make_cohort(make_version())
    enrolment, waiting = make_enrolment(cohort), make_enrolment(cohort, status="waitlisted")
    page = sit_down(make_office_person(), script=script)
    page.goto(reverse("courses:office-cohort", args=[cohort.slug]))

    page.get_by_role("link", name="Nachrichten", exact=True).click()
    page.get_by_label("Überschrift").fill("Raum geändert")
    page.get_by_role("button", name="Nachricht prüfen").click()
    expect(page.get_by_role("alert")).to_contain_text("Bitte prüfen Sie 1 Angabe")
    expect(page.get_by_label("Überschrift")).to_have_value("Raum geändert")

    page.get_by_label("Text").fill("Wir treffen uns im Rathaus.")
    page.get_by_role("button", name="Nachricht prüfen").click()
    expect(page.get_by_role("button", name="Nachricht an 2 Personen senden")).to_be_visible()
    page.get_by_role("button", name="Nachricht ändern").click()
    page.get_by_label("An", exact=True).select_option("Bestätigt")
    page.get_by_role("button", name="Nachricht prüfen").click()
    page.get_by_role("button", name="Nachricht an 1 Person senden").click()
    expect(page.get_by_text("Die Nachricht ist an 1 Person gesendet.")).to_be_visible()
    expect(page.get_by_text("Raum geändert")).to_be_visible()

    reader = sit_down(enrolment.learner, script=script)
    reader.goto(reverse("courses:overview"))
    reader.get_by_text("Raum geändert").click()
    expect(reader.get_by_text("Wir treffen uns im Rathaus.")).to_be_visible()
    other = sit_down(waiting.learner, script=script)
    other.goto(reverse("courses:overview"))
    expect(other.get_by_role("heading", name=re.compile("Warteliste"))).to_be_visible()
    expect(other.get_by_text("Raum geändert")).to_have_count(0)
