"""A trainer at the writing desk: every building stone of a unit, recordings, terms, and the plan of the module."""

import re

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import expect

from cms_pages import loading, rights
from cms_pages.actions import entrust_module
from cms_pages.models import GlossaryTerm, ModulePage, ProgrammePage, Recording, UnitPage
from courses.quizzes.models import Question
from lms import clock
from tests.courses.quizzes import samples
from tests.factories.media import CAPTIONS, MP4, make_audio, make_image, make_video, png
from tests.factories.people import make_office_person, make_trainer
from tests.factories.quizzes import make_question

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office():
    return make_office_person()


@pytest.fixture
def unit(office):
    """One published unit of a module that plans twice its minutes."""
    rights.set_up()
    programme = loading.programme_index().add_child(
        instance=ProgrammePage(title="Programm", slug="programm", code="QK", label="1.0")
    )
    module = programme.add_child(instance=ModulePage(title="Beteiligung", slug="m3", code="M3", self_study_minutes=90))
    body = [("text", "<p>Alt.</p>")]
    unit = UnitPage(title="Formate", slug="m3-2", code="M3.2", planned_minutes=45, mode="self_study", body=body)
    module.add_child(instance=unit).save_revision().publish()
    return UnitPage.objects.get()


@pytest.fixture
def trainer(unit, office):
    person = make_trainer()
    entrust_module(ModulePage.objects.get(), [person], by=office, at=clock.now())
    return person


def image_in_the_chooser(title: str) -> None:
    """A picture with the small one that lists of pictures show; made here, Wagtail would leave a file open."""
    small = ContentFile(png(), "klein.png")
    make_image(title).renditions.create(filter_spec="max-165x165", width=165, height=82, file=small)


def file(name: str, content: bytes, kind: str) -> dict:
    return {"name": name, "mimeType": kind, "buffer": content}


def choose(page, action: str) -> None:
    """Open the list of actions below the editor and press one."""
    page.locator("footer [data-w-dropdown-target=toggle]").first.click()
    page.locator(action).first.click()
    page.wait_for_load_state("networkidle")


def field(page, label: str):
    return page.get_by_role("textbox", name=re.compile(f"^{label}")).or_(
        page.get_by_role("spinbutton", name=re.compile(f"^{label}"))
    )


def save(page) -> None:
    page.get_by_role("button", name=re.compile("^(Entwurf s|S)peichern")).first.click()
    page.wait_for_load_state("networkidle")


# --- The unit ------------------------------------------------------------------------------------------------------------


class Editor:
    """The field for the text of a page: adds a stone at its end, and finds what belongs to the last one."""

    def __init__(self, page):
        self.page = page
        self.count = page.locator("[name=body-count]")

    def look_for(self, stone: str) -> None:
        self.page.get_by_role("button", name="Einen Block einfügen").last.click()
        row = self.page.locator(".w-combobox__option-row").filter(has=self.page.get_by_role("option", name=stone, exact=True))
        row.get_by_role("button", name="Vorschau").click()

    def add(self, stone: str):
        number = self.count.input_value()
        self.page.get_by_role("button", name="Einen Block einfügen").last.click()
        self.page.get_by_role("option", name=stone, exact=True).click()
        return self.page.locator(f":has(> [name='body-{number}-deleted'])").last

    def write(self, stone, field: str, text: str) -> None:
        stone.locator(f"[name$='{field}']").last.fill(text)

    def say(self, stone, text: str) -> None:
        stone.get_by_role("textbox").last.click()
        self.page.keyboard.type(text)

    def choose(self, stone, row: str) -> None:
        if (menu := stone.get_by_role("button", name="Aktionen").filter(visible=True)).count():
            menu.click()
        self.page.locator("[data-chooser-action-choose]").filter(visible=True).last.click()
        self.page.get_by_role("dialog").get_by_role("link", name=row).first.click()
        expect(self.page.get_by_role("dialog")).to_have_count(0)


def test_trainer_writes_a_unit_with_every_stone(sit_down, unit, trainer):
    make_audio("Ein Gespräch"), make_video("Ein Rundgang")
    image_in_the_chooser("Drei Ringe")
    make_question(samples.single_choice(prompt="Wer gehört an den Tisch?"), code="UEB-1")
    Question.objects.update(collection=rights.question_collection(ModulePage.objects.get()))
    page = sit_down(trainer)
    page.goto("/redaktion/")
    page.get_by_role("link", name="Meine Module").click()
    page.get_by_role("link", name="Drehbuch M3 öffnen").click()
    page.get_by_role("link", name="M3.2 bearbeiten").click()
    editor = Editor(page)

    editor.look_for("Checkliste")
    expect(page.get_by_text("Punkte zum Abhaken auf Papier, nur für die lesende Person.")).to_be_visible()
    expect(page.frame_locator(".w-combobox-preview__iframe").get_by_text("Treffpunkt ohne Stufen wählen")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")

    editor.write(editor.add("Zwischenüberschrift"), "value", "Rückhalt prüfen")
    image = editor.add("Bild")
    editor.choose(image, "Drei Ringe")
    editor.write(image, "source", "Eigene Skizze")
    table = editor.add("Tabelle")
    editor.write(table, "caption", "Drei Vergleiche")
    editor.write(table, "rows", "Vergleich | Frage\nGesamtgemeinde")
    accordion = editor.add("Aufklappbarer Text")
    editor.write(accordion, "title", "Beispiel: ein Teilort")
    editor.say(accordion, "Der Mittagstisch begann mit drei Personen.")
    editor.choose(editor.add("Tonaufnahme"), "Ein Gespräch")
    video = editor.add("Video")
    editor.choose(video, "Ein Gespräch")
    editor.write(editor.add("Frage zum Nachdenken"), "question", "Wen erreichen Sie nicht?")
    checklist = editor.add("Checkliste")
    editor.write(checklist, "title", "Vor dem Rundgang")
    editor.write(checklist, "points-0-value", "Route prüfen")
    editor.choose(editor.add("Übungsfrage"), "UEB-1")
    choose(page, "button[name=action-submit]")
    for sentence in (
        "Diese Aufnahme ist von anderer Art.",
        "Eine Tabelle hat Kopf und Zeilen, und jede Zeile hat gleich viele Zellen.",
        "Bitte füllen Sie dieses Feld aus.",
    ):
        expect(page.get_by_text(sentence).first).to_be_visible()
    expect(table.locator("[name$=caption]")).to_have_value("Drei Vergleiche")

    editor.write(image, "alternative_text", "Drei Ringe um ein Haus")
    editor.write(table, "rows", "Vergleich | Frage\nGesamtgemeinde | Ist es hier anders?")
    editor.choose(video, "Ein Rundgang")
    choose(page, "button[name=action-submit]")
    expect(page.get_by_text("wurde zur Moderation eingereicht").first).to_be_visible()

    page.goto(f"/redaktion/pages/{unit.pk}/view_draft/")
    for sentence in (
        "Rückhalt prüfen",
        "Beispiel: ein Teilort",
        "Route prüfen",
        "Wen erreichen Sie nicht?",
        "Wer gehört an den Tisch?",
    ):
        expect(page.get_by_text(sentence).first).to_be_visible()
    expect(page.get_by_role("img", name="Drei Ringe um ein Haus")).to_be_visible()
    expect(page.get_by_role("cell", name="Ist es hier anders?")).to_be_visible()
    expect(page.get_by_label("Ein Rundgang")).to_be_visible()
    expect(page.get_by_label("Ein Gespräch")).to_be_visible()


def test_trainer_mends_the_minutes_of_the_module(sit_down, unit, trainer):
    page = sit_down(trainer)
    page.goto("/inhalte/module/")
    page.get_by_role("link", name="Drehbuch M3 öffnen").click()
    row = page.get_by_role("row").filter(has_text="Selbstlernen")
    expect(row).to_contain_text("45 Minuten fehlen")

    page.get_by_role("link", name="M3.2 bearbeiten").click()
    field(page, "Titel").fill("")
    field(page, "Lernzeit in Minuten").fill("90")
    field(page, "Wiedervorlage am").fill("28.02.2027")
    save(page)
    expect(page.get_by_text("Bitte füllen Sie dieses Feld aus.").first).to_be_visible()
    expect(field(page, "Lernzeit in Minuten")).to_have_value("90")
    field(page, "Titel").fill("Formate")
    save(page)
    expect(field(page, "Wiedervorlage am")).to_have_value("28.02.2027")

    page.goto("/inhalte/module/")
    page.get_by_role("link", name="Drehbuch M3 öffnen").click()
    expect(row).to_contain_text("stimmt")


# --- Beside the unit -----------------------------------------------------------------------------------------------------


def test_trainer_adds_a_video_that_everybody_can_follow(sit_down, trainer):
    page = sit_down(trainer)
    page.goto("/redaktion/")
    page.get_by_role("button", name="Medien").click()
    page.get_by_role("link", name="Ton und Video").click()
    page.get_by_role("link", name=re.compile("Aufnahme hinzufügen|erstellen|Hinzufügen")).first.click()
    field(page, "Titel").fill("Ein Rundgang")
    field(page, "Dauer in Sekunden").fill("150")
    field(page, "Text zum Nachlesen").fill("Willkommen im Quartier.")
    field(page, "Quelle").fill("Eigene Aufnahme")

    page.locator("#id_file").set_input_files(file("rundgang.mp4", b"kein Film", "video/mp4"))
    save(page)
    expect(page.get_by_text("Diese Datei passt nicht zur Art der Aufnahme.")).to_be_visible()
    expect(page.get_by_text("Ein Video braucht Untertitel.")).to_be_visible()
    expect(field(page, "Text zum Nachlesen")).to_have_value("Willkommen im Quartier.")
    page.locator("#id_file").set_input_files(file("rundgang.mp4", MP4, "video/mp4"))
    page.locator("#id_captions").set_input_files(file("rundgang.vtt", b"Willkommen", "text/vtt"))
    save(page)
    expect(page.get_by_text("Untertitel beginnen mit der Zeile WEBVTT")).to_be_visible()
    page.locator("#id_file").set_input_files(file("rundgang.mp4", MP4, "video/mp4"))
    page.locator("#id_captions").set_input_files(file("rundgang.vtt", CAPTIONS, "text/vtt"))
    save(page)

    expect(page.get_by_role("link", name="Ein Rundgang").first).to_be_visible()
    assert list(Recording.objects.values_list("title", "uploaded_by")) == [("Ein Rundgang", trainer.pk)]


def test_trainer_proposes_a_term_and_the_office_publishes_it(sit_down, office, trainer):
    page = sit_down(trainer)
    page.goto("/redaktion/")
    page.get_by_role("link", name="Glossar").click()
    page.get_by_role("link", name=re.compile("Begriff hinzufügen|erstellen|Hinzufügen")).first.click()
    field(page, "Begriff").fill("Quartier!")
    field(page, "Erklärung").fill("Ein Ort, den Menschen als ihren Lebensraum verstehen.")
    save(page)
    expect(page.get_by_text("Ein Begriff besteht aus Buchstaben, Leerzeichen und Bindestrich.")).to_be_visible()
    field(page, "Begriff").fill("Quartier")
    choose(page, "button[name=action-submit]")
    assert not GlossaryTerm.objects.get().live

    desk = sit_down(office)
    desk.goto("/redaktion/")
    desk.get_by_role("link", name="Quartier").first.click()
    desk.wait_for_load_state()
    choose(desk, "button[data-workflow-action-name=approve]")
    visitor = sit_down()
    visitor.goto("/glossar/")
    expect(visitor.get_by_text("Ein Ort, den Menschen als ihren Lebensraum verstehen.")).to_be_visible()
