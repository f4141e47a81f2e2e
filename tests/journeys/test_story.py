"""The whole story, told at the screens: from registering to the certificate that an outsider verifies.

Once with script and once without. What repeats itself on the way (five more modules) is lived through the actions.
"""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from courses.cohorts.models import Enrolment, Meeting
from courses.quizzes.models import Attempt
from lms import clock
from lms.accounts.models import Person
from lms.demo import walk
from lms.demo.walk import ESSAY

from .on_the_way import (
    address_in_qr_code,
    final_address,
    let_the_day_of_the_colloquium_come,
    link_in,
    live_through_the_rest,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EMAIL, PASSWORD = "neu@example.org", "ein-langes-passwort"
TOPIC = "Mittagstisch und Beratung im alten Rathaus"


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def script(request):
    return request.param


def press(page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).click()


def follow(page, label: str | re.Pattern) -> None:
    page.get_by_role("link", name=label).first.click()


# --- Chapters ------------------------------------------------------------------------------------------------------------


def register(page, mailoutbox) -> None:
    page.goto("/registrieren/")
    page.get_by_label("Vorname").fill("Teilnehmende")
    page.get_by_label("Nachname").fill("Person 41")
    page.get_by_label("E-Mail-Adresse").fill(EMAIL)
    page.get_by_label("Passwort").fill(PASSWORD)
    press(page, "Konto anlegen")
    expect(page.get_by_role("heading", level=1)).to_have_text("Wir haben Ihnen eine E-Mail geschickt.")
    page.goto(link_in(mailoutbox[-1], "/bestaetigen/"))
    press(page, "E-Mail-Adresse bestätigen")
    expect(page).to_have_url(re.compile("/uebersicht/$"))


def enrol(page, *, script: bool) -> None:
    page.goto("/durchgaenge/qk-07/")
    follow(page, "Zum Durchgang anmelden")
    expect(page.get_by_label("Nachname")).to_have_value("Person 41")
    press(page, "Weiter")
    find_municipality(page, script=script)
    press(page, "Weiter")
    page.get_by_label(re.compile("E-Mail-Adresse der bestätigenden Stelle")).fill("hauptamt@example.org")
    press(page, "Weiter")
    expect(page.get_by_text("Schömberg (Landkreis Calw)")).to_be_visible()
    page.get_by_label(re.compile("Ich bin volljährig")).check()
    page.get_by_label(re.compile("Ich führe während des Durchgangs")).check()
    press(page, "Anmeldung absenden")
    expect(page.get_by_text("Ihre Anmeldung ist eingegangen.")).to_be_visible()


def find_municipality(page, *, script: bool) -> None:
    """Two municipalities are called Schömberg: with script the list opens while typing, without it after sending."""
    field = page.get_by_label(re.compile("Für welche Kommune"))
    page.get_by_label("Art der Organisation").select_option(label="Kommune")
    page.get_by_label("Name der Organisation").fill("Stadtverwaltung")
    if script:
        field.press_sequentially("schöm")
        page.get_by_role("option", name="Schömberg (Landkreis Calw)").click()
        return
    field.fill("schöm")
    press(page, "Weiter")
    expect(page.get_by_label("Name der Organisation")).to_have_value("Stadtverwaltung")
    page.get_by_label("Schömberg (Landkreis Calw)").check()


def confirm_sending(page, mailoutbox) -> None:
    mail = next(mail for mail in mailoutbox if mail.to == ["hauptamt@example.org"])
    page.goto(link_in(mail, "/bestaetigung/"))
    press(page, "Teilnahme bestätigen")
    expect(page.get_by_text("Ihre Antwort ist gespeichert.").first).to_be_visible()


def admit(page) -> None:
    page.goto("/verwaltung/")
    page.goto("/verwaltung/durchgaenge/qk-07/anmeldungen/")
    page.get_by_label("Teilnehmende Person 41 bestätigen").check()
    press(page, "Auswahl bestätigen")
    expect(page.get_by_text("Eine Person ist bestätigt.")).to_be_visible()


def read_first_unit(page) -> None:
    page.goto("/uebersicht/")
    follow(page, "Einheit öffnen")
    expect(page.get_by_role("heading", level=1)).to_have_text("Was ein Quartier ausmacht")
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Was ein Quartier ausmacht")


def take_test(page) -> Attempt:
    page.goto("/lernen/qk-07/m1/tests/m1-test/")
    page.get_by_role("button", name=re.compile("Test beginnen")).click()
    attempt = Attempt.objects.get()
    contents = [slot.content for slot in attempt.slots.select_related("question_version")]
    assert len({content["kind"] for content in contents}) == 9
    for content in contents:
        answer(page, content)
        page.get_by_role("button", name=re.compile("^Antwort speichern und weiter")).click()
    expect(page.get_by_text("10 von 10 Fragen")).to_be_visible()
    press(page, "Test abgeben")
    expect(page.get_by_text("Vorläufig 16 von 20 Punkten")).to_be_visible()
    return attempt


def answer(page, content: dict) -> None:
    """Answer the question on the page as the curriculum says."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(content["prompt"])
    kind, right = content["kind"], walk.right_response(content)
    if kind in ("single_choice", "multiple_choice"):
        for option in content["options"]:
            if option["right"]:
                page.get_by_label(option["text"], exact=True).check()
    elif kind == "true_false":
        page.get_by_label("Richtig" if right else "Falsch", exact=True).check()
    elif kind == "matching":
        for pair in content["pairs"]:
            page.get_by_label(f"Zuordnung für {pair['left']}", exact=True).select_option(label=pair["right"])
    elif kind == "ordering":
        for place, step in enumerate(content["steps"], start=1):
            page.get_by_label(f"Position für „{step['text']}“", exact=True).select_option(str(place))
    elif kind == "cloze":
        for number, gap in enumerate(content["gaps"], start=1):
            page.get_by_label(re.compile(f"^Lücke {number} von")).fill(gap["accept"][0])
    else:
        label = {"numeric": "Ihre Zahl", "short_text": "Ihre Antwort", "essay": "Ihr Text"}[kind]
        page.get_by_label(label, exact=True).fill(right)


def grade_essay(page) -> None:
    page.goto("/lehren/")
    follow(page, "Älteste Abgabe bewerten")
    expect(page.get_by_text(ESSAY[:40])).to_be_visible()
    for full_point in page.get_by_role("radio", name="1", exact=True).all():
        full_point.check()
    press(page, "Bewertung abgeben und nächste öffnen")
    expect(page.get_by_text("Die Bewertung ist abgegeben.")).to_be_visible()


def enter_attendance(page, meeting: Meeting) -> None:
    page.goto(reverse("courses:attendance-sheet", args=[meeting.public_id]))
    page.get_by_label("Anwesend", exact=True).check()
    press(page, "Speichern und Liste abschließen")
    expect(page.get_by_text("Die Liste ist abgeschlossen.")).to_be_visible()


def hand_in_task(page) -> None:
    page.goto("/lernen/qk-07/m1/aufgaben/m1-pa/")
    page.get_by_label("Ihr Text").fill("Drei Gespräche sind geführt, das Mandatsblatt liegt vor.")
    press(page, "Später weitermachen")
    expect(page.get_by_label("Ihr Text")).to_have_value("Drei Gespräche sind geführt, das Mandatsblatt liegt vor.")
    press(page, "Aufgabe einreichen")
    expect(page.get_by_text("Ihre Aufgabe ist eingereicht.")).to_be_visible()


def accept_task(page) -> None:
    page.goto("/lehren/bewertungen/")
    follow(page, "Älteste Abgabe bewerten")
    expect(page.get_by_role("heading", name="Bewertung der ersten Abgabe")).to_be_visible()
    for criterion in page.get_by_label("Erfüllt", exact=True).all():
        criterion.check()
    page.get_by_label("Annehmen", exact=True).check()
    page.get_by_label(re.compile("^Rückmeldung")).fill("Alle Punkte sind erfüllt.")
    press(page, "Bewertung abgeben und nächste öffnen")
    expect(page.get_by_text("Ihre Bewertung ist gespeichert.")).to_be_visible()


def choose_electives(page) -> None:
    page.goto("/lernen/qk-07/wahl/")
    page.get_by_label(re.compile("^M5 ")).check()
    page.get_by_label(re.compile("^M6 ")).check()
    press(page, "Auswahl speichern")
    expect(page.get_by_text("Ihre Auswahl ist gespeichert.")).to_be_visible()


def hand_in_project(page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Thema des Praxisprojekts").fill(TOPIC)
    page.get_by_label("Ihr Text").fill("Ausgangslage, Ziel, Beteiligte, Vorgehen und Wirkung.")
    press(page, "Aufgabe einreichen")
    expect(page.get_by_text("Ihre Aufgabe ist eingereicht.")).to_be_visible()


def name_reviewers(page, first: Person, second: Person) -> None:
    page.goto("/verwaltung/durchgaenge/qk-07/bewertungen/")
    page.get_by_label("Erstbewertung").select_option(label=str(first))
    page.get_by_label("Zweitbewertung").select_option(label=str(second))
    press(page, "Bewertende bestimmen")
    expect(page.get_by_text("Die Bewertenden sind bestimmt.")).to_be_visible()


def review_project(page) -> None:
    page.goto("/lehren/bewertungen/")
    follow(page, "Älteste Abgabe bewerten")
    expect(page.get_by_role("heading", level=1)).to_have_text(TOPIC)
    for level in page.get_by_label(re.compile("^2 – ")).all():
        level.check()
    page.get_by_label("Annehmen", exact=True).check()
    page.get_by_label(re.compile("^Rückmeldung")).fill("Das Vorhaben überzeugt.")
    press(page, "Bewertung abgeben und nächste öffnen")
    expect(page.get_by_text("Ihre Bewertung ist abgegeben.")).to_be_visible()


def offer_colloquium(page, first: Person, second: Person) -> None:
    page.goto("/verwaltung/durchgaenge/qk-07/bewertungen/")
    page.get_by_label("Datum").fill((clock.today() + timedelta(days=1)).strftime("%d.%m.%Y"))
    page.get_by_label("Beginn").fill("13:00")
    page.get_by_label("Erste prüfende Person").select_option(label=str(first))
    page.get_by_label("Zweite prüfende Person").select_option(label=str(second))
    press(page, "Zeitfenster anlegen")
    expect(page.get_by_text("Das Zeitfenster ist angelegt.")).to_be_visible()


def book_colloquium(page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name=re.compile("wählen$")).click()
    expect(page.get_by_text("Ihr Zeitfenster ist gebucht.")).to_be_visible()


def write_record(page) -> None:
    page.goto("/lehren/")
    follow(page, re.compile("^Niederschrift: "))
    page.get_by_label("Ende").fill("13:30")
    page.get_by_label("Themen").fill("Bedarf und Bedürfnis, Beteiligung, Verstetigung")
    page.get_by_label("Bestanden", exact=True).check()
    page.get_by_label("Begründung").fill("Klar gegliedert, sicher beantwortet.")
    press(page, "Niederschrift speichern")


def sign_record(page) -> None:
    page.goto("/lehren/")
    follow(page, re.compile("^Niederschrift: "))
    press(page, "Niederschrift unterschreiben")
    expect(page.get_by_text("Sie haben die Niederschrift unterschrieben.")).to_be_visible()


def confirm_details(page) -> None:
    page.goto("/uebersicht/")
    follow(page, "Angaben prüfen")
    expect(page.get_by_label("Nachname")).to_have_value("Person 41")
    expect(page.get_by_label("Thema des Praxisprojekts")).to_have_value(TOPIC)
    page.get_by_label("Vorname").fill("Teilnehmende 漢")
    press(page, "Angaben bestätigen")
    expect(page.get_by_role("alert")).to_contain_text("Das Zeichen „漢“ lässt sich nicht drucken.")
    page.get_by_label("Vorname").fill("Teilnehmende")
    press(page, "Angaben bestätigen")
    expect(page.get_by_text("Ihre Angaben sind bestätigt.")).to_be_visible()


def propose_release(page) -> None:
    page.goto("/verwaltung/durchgaenge/qk-07/zertifikate/")
    press(page, "Zertifikat zur Freigabe vorschlagen")
    expect(page.get_by_text("Freigeben kann eine andere Person.").first).to_be_visible()


def confirm_release(page) -> None:
    page.goto("/verwaltung/durchgaenge/qk-07/zertifikate/")
    follow(page, "Vorschlag mit 1 Person ansehen")
    press(page, "1 Zertifikat freigeben")
    expect(page.get_by_text("Ein Zertifikat ist freigegeben.")).to_be_visible()


def download_certificate(page, folder) -> str:
    page.goto("/nachweise/")
    with page.expect_download() as download:
        follow(page, re.compile("^Zertifikat als PDF"))
    file = folder / "zertifikat.pdf"
    download.value.save_as(file)
    return file


def verify(page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", level=2).first).to_contain_text("gültig")
    expect(page.get_by_text("T••••• P•••••")).to_be_visible()
    page.get_by_label("Nachname auf dem Zertifikat").fill("Person 41")
    press(page, "Namen vergleichen")
    expect(page.get_by_text("Der Nachname stimmt überein.")).to_be_visible()
    expect(page.get_by_text("Teilnehmende Person 41")).to_be_visible()


# --- The story -----------------------------------------------------------------------------------------------------------


def test_from_registering_to_a_verified_certificate(town_hall, script, sit_down, mailoutbox, live_server, tmp_path):
    learner, outsider = sit_down(script=script), sit_down(script=script)
    office, second = (sit_down(person, script=script) for person in (town_hall.office, town_hall.second))
    trainer, co_trainer = (sit_down(person, script=script) for person in town_hall.trainers[:2])

    register(learner, mailoutbox)
    enrol(learner, script=script)
    confirm_sending(outsider, mailoutbox)
    admit(office)

    read_first_unit(learner)
    attempt = take_test(learner)
    grade_essay(trainer)
    attempt.refresh_from_db()
    assert attempt.status == Attempt.Status.GRADED
    enter_attendance(trainer, Meeting.objects.filter(lesson__component__code="M1").earliest("starts_at"))
    hand_in_task(learner)
    accept_task(trainer)
    choose_electives(learner)

    enrolment = Enrolment.objects.select_related("cohort__version", "learner").get()
    live_through_the_rest(enrolment, town_hall)

    project, colloquium = (final_address(enrolment, kind) for kind in ("project", "colloquium"))
    hand_in_project(learner, project)
    name_reviewers(office, *town_hall.trainers[:2])
    review_project(trainer)
    review_project(co_trainer)
    offer_colloquium(office, *town_hall.trainers[:2])
    book_colloquium(learner, colloquium)
    let_the_day_of_the_colloquium_come()
    write_record(trainer)
    sign_record(trainer)
    sign_record(co_trainer)

    confirm_details(learner)
    propose_release(office)
    confirm_release(second)
    address = address_in_qr_code(download_certificate(learner, tmp_path))
    assert address.startswith(f"{live_server.url}/echtheit/")
    verify(outsider, urlsplit(address).path)
