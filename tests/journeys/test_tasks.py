"""A practice task at the screen: written with interruptions, in two windows, past its date."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from courses.assignments import actions
from courses.assignments.models import Assignment, Submission
from courses.cohorts.actions import set_trainers
from lms import clock
from tests.factories.courses import make_cohort, make_enrolment, make_version, publish
from tests.factories.media import png
from tests.factories.people import make_office_person, make_trainer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAVED = re.compile(r"^Gespeichert um \d\d:\d\d")


@pytest.fixture
def trainer():
    return make_trainer()


@pytest.fixture
def enrolment(trainer):
    version = make_version(components=[{"lessons": [{"kind": "task", "planned_minutes": 45}]}], published=False)
    lesson = version.components.get().lessons.get()
    Assignment.objects.create(lesson=lesson, kind="task", rubric=[{"key": "1", "text": "Der Ort ist genannt.", "levels": []}])
    cohort = make_cohort(publish(version))
    set_trainers(cohort, [trainer], by=trainer, at=clock.now())
    return make_enrolment(cohort)


@pytest.fixture
def assignment(enrolment):
    return Assignment.objects.get()


@pytest.fixture
def address(assignment, enrolment):
    return assignment.lesson.address_in(enrolment.cohort)


def saved_line(page):
    return page.locator("[data-saved]")


def test_words_are_saved_while_somebody_writes_and_are_there_after_a_reload(sit_down, enrolment, address):
    page = sit_down(enrolment.learner)
    page.goto(address)

    page.get_by_label("Ihr Text").fill("Erste Gedanken")
    expect(saved_line(page)).to_have_text("Noch nicht gespeichert")
    expect(saved_line(page)).to_have_text(SAVED, timeout=8000)
    assert Submission.objects.get().text == "Erste Gedanken"

    page.reload()
    expect(page.get_by_label("Ihr Text")).to_have_value("Erste Gedanken")
    assert page.evaluate("localStorage.length") == 0


def test_words_written_without_a_connection_survive_a_reload_and_are_sent(sit_down, enrolment, address):
    page = sit_down(enrolment.learner)
    page.goto(address)
    page.route("**/speichern/", lambda route: route.abort())
    page.get_by_label("Ihr Text").fill("Im Zug geschrieben")
    expect(page.get_by_text("Die Verbindung ist unterbrochen.")).to_be_visible(timeout=8000)
    expect(saved_line(page)).to_have_text("Noch nicht gespeichert")
    assert not Submission.objects.exists()

    page.reload()
    expect(page.get_by_label("Ihr Text")).to_have_value("Im Zug geschrieben")
    page.unroute("**/speichern/")
    page.reload()
    expect(saved_line(page)).to_contain_text("Gespeichert", timeout=8000)
    assert Submission.objects.get().text == "Im Zug geschrieben"


def test_second_window_is_told_and_decides(sit_down, enrolment, address):
    first, second = sit_down(enrolment.learner), sit_down(enrolment.learner)
    for page in (first, second):
        page.goto(address)
    first.get_by_label("Ihr Text").fill("Am Schreibtisch")
    expect(saved_line(first)).to_have_text(SAVED, timeout=8000)

    second.get_by_label("Ihr Text").fill("Am Küchentisch")
    expect(second.get_by_text("an anderer Stelle geändert")).to_be_visible(timeout=8000)
    assert Submission.objects.get().text == "Am Schreibtisch"

    second.get_by_role("button", name="Meinen Text behalten").click()
    expect(saved_line(second)).to_have_text(SAVED, timeout=8000)
    assert Submission.objects.get().text == "Am Küchentisch"

    first.get_by_label("Ihr Text").fill("Am Schreibtisch, zweiter Versuch")
    expect(first.get_by_text("an anderer Stelle geändert")).to_be_visible(timeout=8000)
    first.get_by_role("link", name="Gespeicherten Stand anzeigen").click()
    expect(first.get_by_label("Ihr Text")).to_have_value("Am Küchentisch")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_task_is_handed_in_with_an_image_returned_and_revised(sit_down, enrolment, address, trainer, script):
    page = sit_down(enrolment.learner, script=script)
    page.goto(address)
    page.get_by_label("Ihr Text").fill("Drei Orte")
    page.get_by_label("Datei hinzufügen").set_input_files({"name": "programm.exe", "mimeType": "image/png", "buffer": b"MZ"})
    page.get_by_role("button", name="Aufgabe einreichen").click()
    expect(page.get_by_role("alert")).to_contain_text("Die Datei konnte nicht übernommen werden.")
    expect(page.get_by_label("Ihr Text")).to_have_value("Drei Orte")

    image = {"name": "rundgang.png", "mimeType": "image/png", "buffer": png()}
    page.get_by_label("Datei hinzufügen").set_input_files(image)
    page.get_by_role("button", name="Aufgabe einreichen").click()
    expect(page.get_by_role("alert")).to_contain_text("was das Bild „rundgang.png“ zeigt")
    page.get_by_label("Was zeigt das Bild „rundgang.png“?").fill("Der Marktplatz")
    page.get_by_role("button", name="Bildbeschreibung speichern").click()
    expect(page.get_by_text("Das Bild zeigt: Der Marktplatz")).to_be_visible()
    page.get_by_role("button", name="Aufgabe einreichen").click()
    expect(page.get_by_text("Ihre Aufgabe ist eingereicht.")).to_be_visible()

    submission = Submission.objects.get()
    actions.decide_task(submission, accept=False, points=[0], comment="Bitte nennen Sie die Orte.", by=trainer, at=clock.now())
    page.goto("/uebersicht/")
    page.get_by_role("link", name="Rückmeldung lesen").click()
    expect(page.get_by_text("Bitte nennen Sie die Orte.")).to_be_visible()
    expect(page.get_by_role("heading", name="Überarbeitung 1 von 2")).to_be_visible()
    expect(page.get_by_label("Ihr Text")).to_have_value("Drei Orte")
    page.get_by_label("Ihr Text").fill("Marktplatz, Bücherei, Sportheim")
    page.get_by_role("button", name="Später weitermachen").click()
    expect(page.get_by_text("Ihr Entwurf ist gespeichert.")).to_be_visible()
    page.get_by_role("button", name="Aufgabe einreichen").click()
    expect(page.get_by_text("Ihre Aufgabe ist eingereicht.")).to_be_visible()
    assert [item.text for item in Submission.objects.order_by("number")] == ["Drei Orte", "Marktplatz, Bücherei, Sportheim"]


def test_office_sets_a_date_and_the_learner_reads_it_first_thing(sit_down, enrolment, assignment):
    office, learner = sit_down(make_office_person()), sit_down(enrolment.learner)
    office.goto(f"/verwaltung/durchgaenge/{enrolment.cohort.slug}/")
    office.get_by_role("link", name="Aufgaben").click()
    office.get_by_role("link", name=re.compile(assignment.lesson.title)).click()
    office.get_by_label("Abgabe bis").fill("31.2.2027")
    office.get_by_role("button", name="Abgabefrist speichern").click()
    expect(office.get_by_role("alert")).to_contain_text("Dieses Datum gibt es nicht.")
    office.get_by_label("Abgabe bis").fill((clock.today() - timedelta(days=1)).strftime("%d.%m.%Y"))
    office.get_by_role("button", name="Abgabefrist speichern").click()
    expect(office.get_by_text("Die Abgabefrist ist gespeichert.")).to_be_visible()

    learner.goto("/uebersicht/")
    expect(learner.get_by_text(re.compile("Die Abgabe war bis zum .* vorgesehen. Sie können noch bis zum"))).to_be_visible()
    learner.get_by_role("link", name="Aufgabe öffnen").click()
    learner.get_by_label("Ihr Text").fill("Spät, aber fertig")
    learner.get_by_role("button", name="Aufgabe einreichen").click()
    expect(learner.get_by_text("in der Nachfrist")).to_be_visible()
