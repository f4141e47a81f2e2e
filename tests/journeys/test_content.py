"""What the office does with content: a version with its problems, a file there and back, the pages the law prescribes."""

import re

import pytest
from playwright.sync_api import expect

from cms_pages import loading, rights, starter_pages
from cms_pages.models import HomePage, NewsIndexPage, ProgrammePage, UnitPage
from courses.catalogue.models import ProgrammeVersion
from tests import scenes
from tests.factories.people import make_office_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = {
    "Impressum": ("impressum", "Stand"),
    "Datenschutz": ("datenschutz", "Cookies und fremde Dienste"),
    "Erklärung zur Barrierefreiheit": ("barrierefreiheit", "Wie geprüft wurde"),
    "Leichte Sprache": ("leichte-sprache", "Worum es auf der Plattform geht"),
    "Gebärdensprache": ("gebaerdensprache", "Dolmetschen bei Terminen"),
}


@pytest.fixture
def programme():
    rights.set_up()
    programme, _counts = loading.load_curriculum(scenes.short_curriculum(), by=None, below=loading.programme_index())
    loading.publish_drafts(programme, by=None)
    return ProgrammePage.objects.get()


def choose(page, action: str) -> None:
    """Open the list of actions below the editor and press one."""
    page.locator("footer [data-w-dropdown-target=toggle]").first.click()
    page.locator(action).first.click()
    page.wait_for_load_state("networkidle")


def enter_date(page, label: str, day: str) -> None:
    """Type a day into a field of the editor and leave it, so that its calendar, opened a moment after the focus, is gone."""
    field, calendar = page.get_by_role("textbox", name=re.compile(f"^{label}")), page.locator(".xdsoft_datetimepicker:visible")
    field.click()
    expect(calendar).to_have_count(1)
    field.fill(day)
    field.press("Tab")
    expect(calendar).to_have_count(0)


def test_office_mends_what_a_version_lacks_and_another_publishes_it(sit_down, programme):
    unit = UnitPage.objects.get(code="M3.2")
    unit.planned_minutes = None
    unit.save_revision().publish()
    page = sit_down(make_office_person())
    page.goto("/verwaltung/durchgaenge/")
    page.get_by_role("link", name="Programme und Fassungen ansehen").click()
    page.get_by_role("link", name="Fassung 1.0 prüfen").click()
    expect(page.get_by_role("heading", name=re.compile(r"^Das fehlt noch \("))).to_be_visible()
    expect(page.get_by_role("button", name="Fassung 1.0 vorschlagen")).to_have_count(0)

    page.get_by_role("region", name="Das fehlt noch").get_by_role("link", name=re.compile("M3.2")).first.click()
    page.get_by_role("spinbutton", name=re.compile("^Lernzeit in Minuten")).fill("45")
    choose(page, "button[name=action-publish]")
    expect(page.get_by_text("Laufende Durchgänge behalten ihren Text.").first).to_be_visible()
    page.goto(f"/verwaltung/fassungen/{programme.pk}/")
    expect(page.get_by_role("heading", name=re.compile("^Das fehlt noch"))).to_have_count(0)
    page.get_by_role("button", name="Fassung 1.0 vorschlagen").click()
    expect(page.get_by_text("Veröffentlichen kann sie nur eine zweite berechtigte Person.")).to_be_visible()

    second = sit_down(make_office_person(), script=False)
    second.goto("/redaktion/")
    second.goto(f"/verwaltung/fassungen/{programme.pk}/")
    second.get_by_role("button", name="Fassung 1.0 veröffentlichen").click()
    expect(second.get_by_text("Die Fassung 1.0 ist veröffentlicht.")).to_be_visible()
    second.get_by_role("link", name="Fassung 1.0 prüfen").click()
    second.get_by_label("Bezeichnung der nächsten Fassung").fill("1.0")
    second.get_by_role("button", name="Bezeichnung speichern").click()
    expect(second.get_by_role("alert")).to_contain_text("Diese Bezeichnung ist schon vergeben.")
    assert ProgrammeVersion.objects.get(label="1.0").status == "published"


def test_curriculum_goes_into_a_file_and_comes_back_the_same(sit_down, programme, tmp_path):
    page = sit_down(make_office_person(), script=False)
    page.goto(f"/verwaltung/fassungen/{programme.pk}/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Curriculum als Datei herunterladen").click()
    download.value.save_as(file := tmp_path / "curriculum.md")

    page.goto("/verwaltung/fassungen/")
    page.get_by_role("link", name="Curriculum-Datei hochladen").click()
    page.get_by_role("button", name="Datei prüfen").click()
    expect(page.get_by_role("alert")).to_contain_text("Wählen Sie eine Datei aus.")
    for name, content in (("bild.md", b"\x89PNG\r\n\x1a\n\xff\xfe"), ("leer.md", b""), ("brief.md", b"Sehr geehrte")):
        page.get_by_label("Curriculum-Datei").set_input_files({"name": name, "mimeType": "text/markdown", "buffer": content})
        page.get_by_role("button", name="Datei prüfen").click()
        expect(page).to_have_title(re.compile("^Fehler: "))
    page.get_by_label("Curriculum-Datei").set_input_files(file)
    page.get_by_role("button", name="Datei prüfen").click()

    expect(page.get_by_text("Die Datei sagt dasselbe wie die Entwürfe in der Redaktion.")).to_be_visible()
    expect(page.get_by_role("button", name="Als Entwürfe laden")).to_have_count(0)


def test_office_finds_every_prescribed_page_as_a_form(sit_down, programme):
    starter_pages.create(programme=programme)
    page, visitor = sit_down(make_office_person()), sit_down(script=False)
    for title, (slug, field) in PAGES.items():
        page.goto(f"/redaktion/pages/{HomePage.objects.get().pk}/")
        page.get_by_role("main").get_by_role("link", name=title, exact=True).click()
        expect(page.get_by_role("textbox", name=re.compile(f"^{field}")).first).to_be_visible()
        page.locator("#id_title").fill(f"{title} neu")
        choose(page, "button[name=action-publish]")
        visitor.goto(f"/{slug}/")
        expect(visitor.get_by_role("heading", level=1)).to_have_text(f"{title} neu")


def test_office_writes_a_piece_of_news_and_visitors_read_it(sit_down, programme):
    starter_pages.create(programme=programme)
    index = NewsIndexPage.objects.get()
    page, visitor = sit_down(make_office_person()), sit_down(script=False)
    page.goto(f"/redaktion/pages/{index.pk}/")

    page.get_by_role("main").get_by_role("link", name=re.compile("Unterseite hinzufügen")).first.click()
    page.locator("#id_title").fill("Anmeldung geöffnet")
    page.locator("#id_title").press("Tab")
    expect(page.locator("#id_slug")).not_to_be_empty()
    choose(page, "button[name=action-publish]")
    expect(page.get_by_text("Bitte füllen Sie dieses Feld aus.").first).to_be_visible()
    expect(page.locator("#id_title")).to_have_value("Anmeldung geöffnet")
    enter_date(page, "Datum", "26.11.2026")
    page.get_by_role("textbox", name=re.compile("^Einleitung")).fill("Der nächste Durchgang beginnt im Januar.")
    choose(page, "button[name=action-publish]")

    visitor.goto("/")
    visitor.get_by_role("link", name="Anmeldung geöffnet").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Anmeldung geöffnet")
    expect(visitor.get_by_text("26. November 2026")).to_be_visible()
    expect(visitor.get_by_text("Der nächste Durchgang beginnt im Januar.")).to_be_visible()
    visitor.goto(index.url)
    expect(visitor.get_by_role("link", name="Anmeldung geöffnet")).to_be_visible()
