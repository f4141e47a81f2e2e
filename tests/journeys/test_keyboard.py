"""The whole main job without a mouse; whoever learns does it on a window as wide as a phone, everybody else on a desk.

Nobody types an address but the first one: every place is reached over links. Where the focus is can be seen at each stop.
"""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from courses.cohorts.models import Enrolment
from courses.quizzes.models import Attempt
from lms import clock
from lms.demo import walk

from .keyboard import Keyboard
from .on_the_way import address_in_qr_code, let_the_day_of_the_colloquium_come, link_in, live_through_the_rest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EMAIL, PASSWORD = "ohne-maus@example.org", "ein-langes-passwort"
TOPIC = "Mittagstisch und Beratung im alten Rathaus"
PHONE = {"viewport": {"width": 360, "height": 640}}


def headline(keys: Keyboard):
    return expect(keys.page.get_by_role("heading", level=1))


def told(keys: Keyboard, sentence: str | re.Pattern) -> None:
    expect(keys.page.get_by_text(sentence).first).to_be_visible()


def go(keys: Keyboard, *places: str) -> None:
    """Along the menu, which is folded on a narrow window."""
    if keys.page.viewport_size["width"] < 992:
        keys.open("Menü")
    for place in places:
        keys.follow(place)


# --- Chapters ------------------------------------------------------------------------------------------------------------


def register(keys, mailoutbox) -> None:
    keys.page.goto("/")
    go(keys, "Einloggen")
    keys.follow("Konto anlegen")
    keys.write("Vorname", "Teilnehmende")
    keys.write("Nachname", "Person 41")
    keys.write("E-Mail-Adresse", "ohne-maus")
    keys.write("Passwort", PASSWORD)
    keys.press("Konto anlegen")
    told(keys, "Bitte prüfen Sie 1 Angabe")
    keys.write("E-Mail-Adresse", EMAIL)
    keys.write("Passwort", PASSWORD)
    keys.press("Konto anlegen")
    headline(keys).to_have_text("Wir haben Ihnen eine E-Mail geschickt.")
    keys.page.goto(link_in(mailoutbox[-1], "/bestaetigen/"))
    keys.press("E-Mail-Adresse bestätigen")
    headline(keys).to_have_text("Ihre Übersicht")


def enrol(keys) -> None:
    keys.follow("Durchgang QK-07 ansehen")
    keys.follow("Zum Durchgang anmelden")
    keys.press("Weiter")
    keys.walk_to(keys.page.get_by_label(re.compile("Für welche Kommune")).first)
    keys.page.keyboard.type("Balin")
    expect(keys.page.get_by_role("option", name=re.compile("Balingen"))).to_be_visible()
    keys.page.keyboard.press("ArrowDown")
    keys.page.keyboard.press("Enter")
    keys.select("Art der Organisation", "Kommune")
    keys.press("Weiter")
    told(keys, "Bitte prüfen Sie 1 Angabe")
    keys.write("Name der Organisation", "Stadtverwaltung")
    keys.press("Weiter")
    keys.press("Weiter")
    keys.tick(re.compile("Ich bin volljährig"))
    keys.tick(re.compile("Ich führe während des Durchgangs"))
    keys.press("Anmeldung absenden")
    told(keys, "Ihre Anmeldung ist eingegangen.")


def admit(keys) -> None:
    keys.page.goto("/verwaltung/")
    go(keys, "Durchgänge", "QK-07", "Anmeldungen")
    keys.tick("Teilnehmende Person 41 bestätigen")
    keys.press("Auswahl bestätigen")
    told(keys, "Eine Person ist bestätigt.")


def read(keys) -> None:
    go(keys, "Übersicht")
    keys.follow("Einheit öffnen")
    headline(keys).to_have_text("Was ein Quartier ausmacht")
    keys.press(re.compile("^Einheit abschließen"))
    headline(keys).not_to_have_text("Was ein Quartier ausmacht")


def take_test(keys) -> None:
    go(keys, "Mein Durchgang")
    keys.follow(re.compile("^Test zu M1"))
    keys.press(re.compile("^Test beginnen"))
    told(keys, "Frage 1 von 10")
    contents = [slot.content for slot in Attempt.objects.get().slots.select_related("question_version")]
    assert len({content["kind"] for content in contents}) == 9
    for content in contents:
        headline(keys).to_contain_text(content["prompt"])
        answer(keys, content)
        keys.press(re.compile("^Antwort speichern und weiter"))
    told(keys, "10 von 10 Fragen")
    keys.press("Test abgeben")
    told(keys, "Vorläufig 16 von 20 Punkten")


def answer(keys, content: dict) -> None:
    """Answer the question on the page as the curriculum says; the number is first written as nobody can read it."""
    kind, right, page = content["kind"], walk.right_response(content), keys.page
    if kind == "single_choice":
        (text,) = (option["text"] for option in content["options"] if option["right"])
        keys.choose(page.get_by_role("radio", name=text, exact=True))
    elif kind == "true_false":
        keys.choose(page.get_by_role("radio", name="Richtig" if right else "Falsch", exact=True))
    elif kind == "multiple_choice":
        for text in (option["text"] for option in content["options"] if option["right"]):
            keys.tick(text)
    elif kind == "matching":
        for pair in content["pairs"]:
            keys.select(f"Zuordnung für {pair['left']}", pair["right"])
    elif kind == "ordering":
        put_in_order(keys, [step["text"] for step in content["steps"]])
    elif kind == "cloze":
        for number, gap in enumerate(content["gaps"], start=1):
            keys.write(re.compile(f"^Lücke {number} von"), gap["accept"][0])
    elif kind == "numeric":
        keys.write("Ihre Zahl", "etwa so viel")
        keys.press(re.compile("^Antwort speichern und weiter"))
        told(keys, "Ihre Eingabe ist noch nicht gespeichert.")
        keys.write("Ihre Zahl", right)
    else:
        keys.write("Ihre Antwort" if kind == "short_text" else "Ihr Text", right)


def put_in_order(keys, steps: list[str]) -> None:
    """Move each step up with its arrow until it stands where it belongs."""
    for place, step in enumerate(steps, start=1):
        position = keys.page.get_by_label(f"Position für „{step}“", exact=True)
        while int(position.input_value()) != place:
            keys.press(f"„{step}“ nach oben")


def hand_in_task(keys) -> None:
    go(keys, "Mein Durchgang")
    keys.follow(re.compile("^Praxisaufgabe"))
    keys.press("Aufgabe einreichen")
    told(keys, "Bitte schreiben Sie einen Text oder fügen Sie eine Datei hinzu.")
    keys.write("Ihr Text", "Drei Gespräche sind geführt, das Mandatsblatt liegt vor.")
    keys.press("Aufgabe einreichen")
    told(keys, "Ihre Aufgabe ist eingereicht.")


def see_standing(keys) -> None:
    go(keys, "Stand und Nachweise")
    headline(keys).to_have_text("Stand der Voraussetzungen")


def grade_essay_and_task(keys) -> None:
    keys.page.goto("/lehren/")
    keys.follow("Älteste Abgabe bewerten")
    told(keys, walk.ESSAY[:40])
    for full_point in keys.page.get_by_role("radio", name="1", exact=True).all():
        keys.choose(full_point)
    keys.press("Bewertung abgeben und nächste öffnen")
    told(keys, "Die Bewertung ist abgegeben.")
    keys.press("Bewertung abgeben und nächste öffnen")
    told(keys, re.compile("^Bitte prüfen Sie"))
    for level in keys.page.get_by_role("radio", name="Erfüllt", exact=True).all():
        keys.choose(level)
    keys.choose(keys.page.get_by_role("radio", name="Annehmen", exact=True))
    keys.press("Bewertung abgeben und nächste öffnen")
    told(keys, "Ihre Bewertung ist gespeichert.")


def choose_electives(keys) -> None:
    go(keys, "Übersicht")
    keys.follow("Wahlpflichtmodule wählen oder ändern")
    keys.tick(re.compile("^M5 "))
    keys.tick(re.compile("^M6 "))
    keys.press("Auswahl speichern")
    told(keys, "Ihre Auswahl ist gespeichert.")


def enter_attendance(keys) -> None:
    go(keys, "Übersicht")
    keys.follow(re.compile("^Anwesenheit eintragen: "))
    keys.choose(keys.page.get_by_role("radio", name="Anwesend", exact=True))
    keys.press("Speichern und Liste abschließen")
    told(keys, "Die Liste ist abgeschlossen.")


def open_final_part(keys, name: str) -> None:
    """The part and what is to be done in it share one name."""
    go(keys, "Mein Durchgang")
    keys.follow(name)
    expect(keys.page.get_by_role("navigation", name="Sie sind hier").locator("[aria-current]")).to_have_text(re.compile(name))
    keys.follow(name)


def hand_in_project(keys) -> None:
    open_final_part(keys, "Praxisprojekt")
    keys.write("Thema des Praxisprojekts", TOPIC)
    keys.write("Ihr Text", "Ausgangslage, Ziel, Beteiligte, Vorgehen und Wirkung.")
    keys.press("Aufgabe einreichen")
    told(keys, "Ihre Aufgabe ist eingereicht.")


def name_reviewers(keys, first, second) -> None:
    go(keys, "Durchgänge", "QK-07", "Bewertungen")
    keys.select("Erstbewertung", str(first))
    keys.select("Zweitbewertung", str(first))
    keys.press("Bewertende bestimmen")
    told(keys, "Erst- und Zweitbewertung übernehmen zwei verschiedene Personen.")
    keys.select("Erstbewertung", str(first))
    keys.select("Zweitbewertung", str(second))
    keys.press("Bewertende bestimmen")
    told(keys, "Die Bewertenden sind bestimmt.")


def review_project(keys) -> None:
    keys.page.goto("/lehren/bewertungen/")
    keys.follow("Älteste Abgabe bewerten")
    headline(keys).to_have_text(TOPIC)
    for level in keys.page.get_by_role("radio", name=re.compile("^2 – ")).all():
        keys.choose(level)
    keys.choose(keys.page.get_by_role("radio", name="Annehmen", exact=True))
    keys.write(re.compile("^Rückmeldung"), "Das Vorhaben überzeugt.")
    keys.press("Bewertung abgeben und nächste öffnen")
    told(keys, "Ihre Bewertung ist abgegeben.")


def offer_colloquium(keys, first, second) -> None:
    keys.write("Datum", (clock.today() + timedelta(days=1)).strftime("%d.%m.%Y"))
    keys.write("Beginn", "13:00")
    keys.select("Erste prüfende Person", str(first))
    keys.select("Zweite prüfende Person", str(second))
    keys.press("Zeitfenster anlegen")
    told(keys, "Das Zeitfenster ist angelegt.")


def book_colloquium(keys) -> None:
    open_final_part(keys, "Abschlusskolloquium")
    keys.press(re.compile("wählen$"))
    told(keys, "Ihr Zeitfenster ist gebucht.")


def write_record(keys) -> None:
    go(keys, "Übersicht")
    keys.follow(re.compile("^Niederschrift: "))
    keys.write("Ende", "13:30")
    keys.write("Themen", "Bedarf und Bedürfnis, Beteiligung, Verstetigung")
    keys.choose(keys.page.get_by_role("radio", name="Bestanden", exact=True))
    keys.write("Begründung", "Klar gegliedert, sicher beantwortet.")
    keys.press("Niederschrift speichern")


def sign_record(keys) -> None:
    go(keys, "Übersicht")
    keys.follow(re.compile("^Niederschrift: "))
    keys.press("Niederschrift unterschreiben")
    told(keys, "Sie haben die Niederschrift unterschrieben.")


def confirm_details(keys) -> None:
    go(keys, "Übersicht")
    keys.follow("Angaben prüfen")
    keys.write("Vorname", "")
    keys.page.keyboard.press("Delete")
    keys.press("Angaben bestätigen")
    told(keys, "Bitte prüfen Sie 1 Angabe")
    keys.write("Vorname", "Teilnehmende")
    keys.press("Angaben bestätigen")
    told(keys, "Ihre Angaben sind bestätigt.")


def propose_release(keys) -> None:
    go(keys, "Durchgänge", "QK-07", "Zertifikate")
    keys.press("Zertifikat zur Freigabe vorschlagen")
    told(keys, "Freigeben kann eine andere Person.")


def confirm_release(keys) -> None:
    keys.page.goto("/verwaltung/")
    go(keys, "Durchgänge", "QK-07", "Zertifikate")
    keys.follow("Vorschlag mit 1 Person ansehen")
    keys.press("1 Zertifikat freigeben")
    told(keys, "Ein Zertifikat ist freigegeben.")


def download_certificate(keys, folder):
    go(keys, "Stand und Nachweise")
    keys.follow("Ihre Nachweise öffnen")
    with keys.page.expect_download() as download:
        keys.follow(re.compile("^Zertifikat als PDF"))
    file = folder / "zertifikat.pdf"
    download.value.save_as(file)
    return file


def verify(keys, code: str) -> None:
    keys.page.goto("/")
    go(keys, "Zertifikat prüfen")
    keys.write("Prüfcode", "QUARTIER")
    keys.press("Echtheit prüfen")
    told(keys, re.compile("^(Zu diesem Prüfcode|Bitte prüfen Sie)"))
    keys.write("Prüfcode", code)
    keys.press("Echtheit prüfen")
    keys.write("Nachname auf dem Zertifikat", "Person 41")
    keys.press("Namen vergleichen")
    told(keys, "Der Nachname stimmt überein.")


# --- The story -----------------------------------------------------------------------------------------------------------


def test_from_registering_to_a_verified_certificate_without_a_mouse(town_hall, sit_down, mailoutbox, tmp_path):
    learner, outsider = (Keyboard(sit_down(**PHONE)) for _ in range(2))
    office, second = (Keyboard(sit_down(person)) for person in (town_hall.office, town_hall.second))
    trainer, co_trainer = (Keyboard(sit_down(person)) for person in town_hall.trainers[:2])

    register(learner, mailoutbox)
    enrol(learner)
    admit(office)
    read(learner)
    take_test(learner)
    hand_in_task(learner)
    see_standing(learner)
    grade_essay_and_task(trainer)
    enter_attendance(trainer)
    choose_electives(learner)

    live_through_the_rest(Enrolment.objects.select_related("cohort__version", "learner").get(), town_hall)

    hand_in_project(learner)
    name_reviewers(office, *town_hall.trainers[:2])
    review_project(trainer)
    review_project(co_trainer)
    offer_colloquium(office, *town_hall.trainers[:2])
    book_colloquium(learner)
    let_the_day_of_the_colloquium_come()
    write_record(trainer)
    sign_record(trainer)
    sign_record(co_trainer)

    confirm_details(learner)
    propose_release(office)
    confirm_release(second)
    address = address_in_qr_code(download_certificate(learner, tmp_path))
    verify(outsider, urlsplit(address).path.strip("/").rpartition("/")[2])
