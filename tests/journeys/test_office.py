"""What the programme administration does on an ordinary day, told as the person would tell it."""

import re
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from courses.cohorts.actions import set_trainers
from courses.progress.actions import record_minutes
from lms import clock
from lms.accounts.models import District, Organisation
from tests import scenes
from tests.certificates.samples import WORDING
from tests.factories.courses import make_cohort, make_enrolment, make_meeting, make_version
from tests.factories.people import make_municipality, make_office_person, make_person, make_trainer

from .on_the_way import link_in

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


def test_tabs_of_a_cohort_stand_on_one_line_at_a_desk(sit_down):
    cohort = make_cohort(make_version())
    page = sit_down(make_office_person(), viewport={"width": 1280, "height": 900})

    page.goto(reverse("courses:office-cohort", args=[cohort.slug]))

    tops = page.locator(".qc-tabs li").evaluate_all("all => all.map(one => one.getBoundingClientRect().top)")
    assert len(tops) == 9
    assert len(set(tops)) == 1


def test_office_finds_a_duplicate_organisation_and_merges_it_without_a_script(sit_down):
    right = Organisation.objects.create(kind="civic_initiative", name="Bürgerverein")
    twin = Organisation.objects.create(kind="civic_initiative", name="bürgerverein")
    person = make_person(organisation=twin)
    page = sit_down(make_office_person(), script=False)
    page.goto(reverse("accounts:people"))

    page.get_by_role("navigation", name="Verzeichnisse").get_by_role("link", name="Organisationen").click()
    page.get_by_label("Nur Namen, die mehrfach vorkommen").check()
    page.get_by_role("button", name="Liste anzeigen").click()
    page.get_by_role("link", name="bürgerverein", exact=True).click()
    expect(page.get_by_role("link", name=str(person))).to_be_visible()
    page.get_by_role("link", name="Mit einer anderen zusammenführen").click()
    page.get_by_label("Name der Organisation, die bleibt").fill("gibt es nicht")
    page.get_by_role("button", name="Organisation suchen").click()
    expect(page.get_by_text("Keine andere Organisation heißt so.")).to_be_visible()
    page.get_by_label("Name der Organisation, die bleibt").fill("verein")
    page.get_by_role("button", name="Organisation suchen").click()
    page.get_by_role("link", name="Bürgerverein soll bleiben").click()
    expect(page.get_by_text("1 Person und alle Anmeldungen")).to_be_visible()
    page.get_by_role("button", name="Organisationen zusammenführen").click()

    expect(page.get_by_text("Die Organisationen sind zusammengeführt.")).to_be_visible()
    expect(page.get_by_role("link", name=str(person))).to_be_visible()
    person.refresh_from_db()
    assert person.organisation == right


def test_office_puts_a_neighbourhood_into_a_second_municipality(sit_down):
    make_municipality("Neuburg")
    make_municipality("Altburg")
    page = sit_down(make_office_person())
    page.goto(reverse("accounts:neighbourhoods"))

    page.get_by_role("link", name="Quartier anlegen").click()
    page.get_by_label("Name des Quartiers").fill("Oberes Tal")
    page.get_by_role("button", name="Quartier speichern").click()
    expect(page.get_by_role("alert")).to_contain_text("Ein Quartier gehört zu mindestens einer Kommune.")
    expect(page.get_by_label("Name des Quartiers")).to_have_value("Oberes Tal")
    page.get_by_label("Art", exact=True).select_option("Stadtteil oder Teilort")
    page.get_by_role("combobox", name="Kommune").fill("Neuburg")
    page.get_by_role("button", name="Quartier speichern").click()
    page.get_by_role("link", name="Quartier bearbeiten").click()
    page.get_by_role("combobox", name=re.compile("^Weitere Kommune")).fill("Altburg")
    page.get_by_role("button", name="Quartier speichern").click()

    for name in ("Neuburg", "Altburg"):
        expect(page.get_by_role("link", name=re.compile(f"^{name}"))).to_be_visible()


def test_office_sees_where_nobody_is_and_opens_the_district(sit_down):
    make_municipality("Neuburg", ags="08115901", district=District.objects.create(key="08115", name="Böblingen", kind="rural"))
    make_municipality("Testburg")
    page = sit_down(make_office_person())
    page.goto(reverse("courses:office"))

    page.get_by_role("navigation", name="Hauptnavigation").get_by_role("link", name="Berichte").click()
    page.get_by_role("link", name="Abdeckung der Kommunen").click()
    expect(page.get_by_text("1 von 1 Kommunen")).to_be_visible()
    page.get_by_role("link", name="Landkreis Böblingen").click()
    expect(page.get_by_role("table")).to_contain_text("Neuburg")
    expect(page.get_by_text("Testburg")).to_have_count(0)
    page.get_by_role("link", name="Neuburg").click()

    expect(page.get_by_text("Hier ist noch niemand mit gültigem Zertifikat tätig.")).to_be_visible()


def test_office_issues_the_participation_records_of_a_whole_cohort_without_a_script(sit_down):
    scenes.name_issuer()
    cohort = make_cohort(make_version(components=[{"lessons": [{"planned_minutes": 450}]}], wording=WORDING))
    [component] = cohort.version.components.all()
    for _ in range(2):
        enrolment = make_enrolment(cohort)
        record_minutes(enrolment, component.lessons.get(), minutes=450, mode="presence", by=None, at=clock.now())
    page = sit_down(make_office_person(), script=False)
    page.goto(reverse("certificates:propose-release", args=[cohort.slug]))

    page.get_by_role("link", name="Teilnahmebescheinigungen ausstellen").click()
    page.get_by_role("button", name="Alle 2 Bescheinigungen ausstellen").click()
    expect(page.get_by_text("2 Bescheinigungen sind ausgestellt.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Alle gesiegelten Dateien herunterladen (ZIP)").click()

    year = clock.today().year
    assert download.value.suggested_filename == f"{cohort.slug}-bescheinigungen.zip"
    assert sorted(ZipFile(download.value.path()).namelist()) == [f"QT-{year}-000001.pdf", f"QT-{year}-000002.pdf", "inhalt.csv"]


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_trainer_fills_in_a_sheet_and_loses_nothing_on_the_way(sit_down, script):
    cohort = make_cohort(make_version(components=[{"lessons": [{"planned_minutes": 90}]}]))
    trainer, people = make_trainer(), [make_enrolment(cohort).learner for _ in range(3)]
    set_trainers(cohort, [trainer], by=trainer, at=clock.now())
    make_meeting(cohort, cohort.version.components.get().lessons.get(), starts_at=clock.now() - timedelta(hours=2))
    page = sit_down(trainer, script=script)
    page.goto(reverse("courses:teach"))
    page.get_by_role("link", name=re.compile("^Anwesenheit eintragen")).click()
    first, second, third = (page.get_by_role("group", name=str(person)) for person in people)

    first.get_by_label("Zum Teil", exact=True).check()
    first.get_by_label("Minuten, wenn zum Teil").fill("91")
    second.get_by_label("Nicht da").check()
    page.get_by_role("button", name="Speichern und Liste abschließen").click()
    expect(first.get_by_text("Für diesen Termin sind höchstens 90 Minuten vorgesehen.")).to_be_visible()
    first.get_by_label("Minuten, wenn zum Teil").fill("60")
    page.get_by_role("button", name="Speichern und Liste abschließen").click()
    expect(page.get_by_role("alert")).to_contain_text("Für 1 Person fehlt noch die Angabe: ")
    expect(first.get_by_label("Minuten, wenn zum Teil")).to_have_value("60")
    expect(second.get_by_label("Nicht da")).to_be_checked()
    page.get_by_role("button", name="Alle ohne Angabe als anwesend eintragen").click()
    for group, minutes in ((first, "60 Minuten"), (second, "0 Minuten"), (third, "90 Minuten")):
        expect(group.get_by_text(f"gezählt: {minutes}")).to_be_visible()
    page.get_by_role("button", name="Speichern und Liste abschließen").click()
    expect(page.get_by_text("Die Liste ist abgeschlossen.")).to_be_visible()

    page.get_by_role("link", name=f"Minuten von {people[0]} festlegen").click()
    page.get_by_label("Minuten, die zählen").fill("75")
    page.get_by_role("button", name="Minuten festlegen").click()
    expect(page.get_by_role("alert")).to_contain_text("Bitte prüfen Sie 1 Angabe")
    expect(page.get_by_label("Minuten, die zählen")).to_have_value("75")
    page.get_by_label("Grund der Korrektur").fill("Später gegangen als notiert")
    page.get_by_role("button", name="Minuten festlegen").click()
    expect(first.get_by_text("gezählt: 75 Minuten")).to_be_visible()


def test_office_invites_somebody_who_then_teaches(sit_down, mailoutbox):
    known = make_person()
    page = sit_down(make_office_person())
    page.goto(reverse("courses:office"))
    page.get_by_role("navigation", name="Hauptnavigation").get_by_role("link", name="Personen").click()
    page.get_by_role("link", name="Person einladen").click()
    page.get_by_label("Vorname").fill("Kursleitung")
    page.get_by_label("Nachname").fill("Person 77")
    for wrong in ("kursleitung", known.email):
        page.get_by_label("E-Mail-Adresse").fill(wrong)
        page.get_by_role("button", name=re.compile("einladen|Einladung")).click()
        expect(page.get_by_role("alert")).to_contain_text("Bitte prüfen Sie 1 Angabe")
        expect(page.get_by_label("Nachname")).to_have_value("Person 77")
    page.get_by_label("E-Mail-Adresse").fill("neu@example.org")
    page.get_by_role("button", name=re.compile("einladen|Einladung")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kursleitung Person 77")

    page.get_by_label("Rolle", exact=True).select_option(label="Kommunale Ansprechperson")
    page.get_by_role("button", name="Rolle geben").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Rolle", exact=True).select_option(label="Kursleitung")
    page.get_by_role("button", name="Rolle geben").click()
    expect(page.get_by_role("heading", name="Kursleitung", exact=True)).to_be_visible()

    invited = sit_down()
    invited.goto(link_in(mailoutbox[-1], "/passwort/"))
    invited.get_by_label("Neues Passwort", exact=True).fill("ein-langes-passwort")
    invited.get_by_label("Neues Passwort wiederholen").fill("ein-anderes-passwort")
    invited.get_by_role("button", name="Passwort festlegen").click()
    expect(invited.get_by_role("alert")).to_be_visible()
    for label in ("Neues Passwort", "Neues Passwort wiederholen"):
        invited.get_by_label(label, exact=True).fill("ein-langes-passwort")
    invited.get_by_role("button", name="Passwort festlegen").click()
    invited.goto("/einloggen/")
    invited.get_by_label("E-Mail-Adresse").fill("neu@example.org")
    invited.get_by_label("Passwort").fill("ein-langes-passwort")
    invited.get_by_role("main").get_by_role("button", name="Einloggen").click()
    expect(invited.get_by_role("link", name="Meine Durchgänge").first).to_be_visible()
