"""A citizen arrives, the page is left; at noon the unit goes on at the same paragraph on the phone.

Around the text: what is found, printed, handed out and told.
"""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from courses.progress.models import LessonResult
from lms import clock
from tests import scenes
from tests.factories.people import make_municipality, make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def staff():
    return scenes.Staff()


@pytest.fixture
def enrolment(staff):
    version = scenes.publish_curriculum(proposed_by=staff.office, by=staff.second)
    cohort = scenes.plan_cohort(
        version, trainers=staff.trainers[:1], by=staff.office, starts_on=clock.today() - timedelta(days=1)
    )
    make_municipality()
    return scenes.join(cohort, scenes.make_learner(), by=staff.office)


@pytest.fixture
def unit(enrolment):
    return enrolment.cohort.version.components.get(code="M1").lessons.filter(kind="unit").first()


def test_reading_goes_on_where_it_was_left_on_another_device(sit_down, enrolment, unit):
    address = unit.address_in(enrolment.cohort)

    office = sit_down(enrolment.learner, viewport={"width": 1024, "height": 500})
    office.goto(address)
    expect(office.get_by_text("Weiterlesen, wo Sie zuletzt waren")).to_be_hidden()
    with office.expect_response(lambda response: response.url.endswith("/stelle/")) as told:
        office.mouse.wheel(0, 900)
    assert told.value.status == 204
    place = LessonResult.objects.get(enrolment=enrolment, lesson=unit).place
    assert int(place) > 0

    phone = sit_down(enrolment.learner, viewport={"width": 360, "height": 640})
    phone.goto(address)
    assert phone.evaluate("scrollY") == 0
    phone.get_by_role("link", name="Weiterlesen, wo Sie zuletzt waren").click()
    expect(phone.locator(":focus")).to_be_in_viewport()
    index = phone.evaluate(
        """[...document.querySelector('[data-reading]').querySelectorAll('p, li, h2, h3, h4, figure, blockquote')]
        .indexOf(document.activeElement)"""
    )
    assert index == int(place)
    # The phone tells its own place after a moment of rest; nobody leaves before.
    phone.wait_for_timeout(2_500)


def test_unit_is_found_by_those_who_may_read_it_and_prints_whole(sit_down, enrolment, unit):
    words = "Könnte eine Person, die hier wohnt"
    page, visitor = sit_down(enrolment.learner), sit_down()
    for reader, count in ((visitor, 0), (page, 1)):
        reader.goto("/")
        reader.get_by_role("link", name="Suche").click()
        reader.get_by_label("Wonach suchen Sie?").fill("Regenschirmständer")
        reader.get_by_role("button", name="Suchen").click()
        expect(reader.get_by_text("Nichts gefunden für „Regenschirmständer“")).to_be_visible()
        expect(reader.get_by_role("main").get_by_role("link", name="Hilfe und Kontakt")).to_be_visible()
        reader.get_by_label("Wonach suchen Sie?").fill("Gemarkung skizzieren")
        reader.get_by_role("button", name="Suchen").click()
        expect(reader.get_by_role("main").get_by_role("link", name=re.compile(unit.title))).to_have_count(count)

    page.get_by_role("main").get_by_role("link", name=re.compile(unit.title)).click()
    expect(page.get_by_text(words)).to_be_visible()
    expect(page.get_by_text("Ein Mittagstisch.")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.get_by_role("banner")).to_be_hidden()
    expect(page.get_by_role("button", name=re.compile("^Einheit abschließen"))).to_be_hidden()
    expect(page.get_by_text(words)).to_be_visible()
    assert page.get_by_text("Ein Mittagstisch.").evaluate("one => one.checkVisibility()")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_trainer_hands_out_slides_and_only_the_cohort_reads_them(sit_down, enrolment, staff, script):
    trainer, learner = sit_down(staff.trainer, script=script), sit_down(enrolment.learner, script=script)
    trainer.goto("/lehren/termine/")
    trainer.get_by_role("link", name=re.compile("^Unterlagen M")).first.click()
    trainer.get_by_label("Titel").fill("Folien zum Vormittag")
    trainer.get_by_label("Datei").set_input_files({"name": "folien.pdf", "mimeType": "application/pdf", "buffer": b"MZ"})
    trainer.get_by_role("button", name=re.compile("hinzufügen$")).click()
    expect(trainer.get_by_role("alert")).to_be_visible()
    expect(trainer.get_by_label("Titel")).to_have_value("Folien zum Vormittag")
    slides = {"name": "folien.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 Folien"}
    trainer.get_by_label("Datei").set_input_files(slides)
    trainer.get_by_role("button", name=re.compile("hinzufügen$")).click()
    expect(trainer.get_by_role("link", name=re.compile("^Folien zum Vormittag herunterladen"))).to_be_visible()

    learner.goto("/termine/")
    learner.get_by_role("main").get_by_role("listitem").first.get_by_role("link").first.click()
    with learner.expect_download() as download:
        learner.get_by_role("link", name=re.compile("Folien zum Vormittag")).first.click()
    assert download.value.suggested_filename == "folien.pdf"
    stranger = sit_down(make_person())
    assert stranger.request.get(download.value.url).status == 404

    learner.goto("/uebersicht/")
    learner.get_by_role("link", name="Alle Benachrichtigungen ansehen").click()
    learner.get_by_role("button", name="Alle als gelesen markieren").click()
    expect(learner.get_by_text("Neu", exact=True)).to_have_count(0)
    learner.get_by_role("contentinfo").get_by_role("link", name="Kontakt zur Programmadministration").click()
    expect(learner.get_by_role("heading", level=1)).to_have_text("Hilfe und Kontakt")
