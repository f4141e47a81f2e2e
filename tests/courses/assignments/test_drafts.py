"""Drafts that are saved while they are written, and the files that belong to them."""

import io
import re
import uuid
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courses.assignments import actions
from courses.assignments.models import Submission, SubmissionFile
from lms import private_files
from tests.courses.assignments.conftest import NOW
from tests.factories.courses import make_enrolment
from tests.factories.media import png

pytestmark = pytest.mark.django_db


class Tab:
    """The task page of one person, opened once."""

    def __init__(self, client, assignment, cohort):
        lesson = assignment.lesson
        self.client, self.address = client, lesson.address_in(cohort)
        self.save_at = reverse("courses:task-save", args=[cohort.slug, lesson.component.slug, lesson.slug])
        page = client.get(self.address).content.decode()
        self.based_on, self.writer = (re.search(f'name="{name}"[^>]*value="([^"]*)"', page) for name in ("based_on", "writer"))
        self.packet = {"based_on": self.based_on[1] if self.based_on else "", "writer": self.writer[1]}

    def save(self, text: str):
        answer = self.client.post(self.save_at, {**self.packet, "text": text}, headers={"accept": "application/json"})
        if answer.status_code == 200:
            self.packet["based_on"] = answer.json()["version"]
        return answer

    def press(self, step: str, **typed):
        return self.client.post(self.address, {**self.packet, **typed, "schritt": step}, follow=True)


@pytest.fixture
def enrolment(cohort):
    return make_enrolment(cohort)


@pytest.fixture
def open_tab(client, assignment, cohort, enrolment):
    client.force_login(enrolment.learner)
    return lambda: Tab(client, assignment, cohort)


def words(page) -> str:
    return page.content.decode()


def test_script_is_told_when_the_draft_was_saved(open_tab):
    answer = open_tab().save("Erste Gedanken")

    draft = Submission.objects.get()
    assert (answer.status_code, draft.text, draft.status) == (200, "Erste Gedanken", "draft")
    assert answer.json()["version"] == "1.1"
    assert re.fullmatch(r"\d\d:\d\d\xa0Uhr", answer.json()["saved_at"])


def test_second_tab_overwrites_nothing(open_tab):
    first, second = open_tab(), open_tab()
    first.save("Aus dem ersten Fenster")

    answer = second.save("Aus dem zweiten Fenster")

    assert (answer.status_code, answer.json()["version"]) == (409, "1.1")
    assert "an anderer Stelle geändert" in answer.json()["error"]
    assert Submission.objects.get().text == "Aus dem ersten Fenster"


def test_second_tab_may_put_its_words_on_top_knowingly(open_tab):
    first, second = open_tab(), open_tab()
    first.save("Aus dem ersten Fenster")
    second.packet["based_on"] = second.save("Aus dem zweiten Fenster").json()["version"]

    assert second.save("Aus dem zweiten Fenster").status_code == 200
    assert Submission.objects.get().text == "Aus dem zweiten Fenster"


def test_tab_whose_acknowledgement_was_lost_goes_on(open_tab):
    tab = open_tab()
    tab.save("Eins")
    tab.packet["based_on"] = ""

    assert tab.save("Eins und zwei").status_code == 200


def test_same_words_twice_are_one_saving(open_tab):
    first, second = open_tab(), open_tab()

    assert [tab.save("Gleich").json()["version"] for tab in (first, second, first)] == ["1.1", "1.1", "1.1"]


def test_without_script_a_second_tab_keeps_its_words_and_reads_the_others(open_tab):
    first, second = open_tab(), open_tab()
    first.press("speichern", text="Aus dem ersten Fenster")

    page = second.press("einreichen", text="Aus dem zweiten Fenster")

    assert page.status_code == 409
    assert "Aus dem zweiten Fenster</textarea>" in words(page)
    assert "Aus dem ersten Fenster" in words(page)
    assert "<title>Fehler: " in words(page)
    assert Submission.objects.get().status == "draft"

    second.packet["based_on"] = re.search('name="based_on"[^>]*value="([^"]*)"', words(page))[1]
    second.press("einreichen", text="Aus dem zweiten Fenster")
    assert (Submission.objects.get().status, Submission.objects.get().text) == ("submitted", "Aus dem zweiten Fenster")


def test_without_script_a_button_keeps_the_draft(open_tab):
    page = open_tab().press("speichern", text="Erste Gedanken")

    assert "Ihr Entwurf ist gespeichert." in words(page)
    assert "Erste Gedanken</textarea>" in words(page)


def test_tab_left_open_is_told_that_the_task_is_handed_in(open_tab):
    first, second = open_tab(), open_tab()
    first.press("einreichen", text="Fertig")

    answer = second.save("Noch ein Satz")

    assert (answer.status_code, answer.json()) == (409, {"error": str(actions.HANDED_IN_ALREADY)})
    assert Submission.objects.get().text == "Fertig"


def test_tab_from_before_the_return_does_not_begin_the_revision(open_tab, trainer):
    old = open_tab()
    old.save("Fertig")
    actions.hand_in(Submission.objects.get(), at=NOW)
    actions.decide_task(Submission.objects.get(), accept=False, points=[0], comment="Bitte ergänzen.", by=trainer, at=NOW)
    fresh = open_tab()
    fresh.save("Ergänzt")

    old.packet["writer"] = str(uuid.uuid4())
    assert old.save("Veraltet").status_code == 409
    assert [item.text for item in Submission.objects.order_by("number")] == ["Fertig", "Ergänzt"]


@pytest.mark.parametrize("typed", [{"writer": "keine"}, {"based_on": "x" * 21}, {"text": "x" * 100_001}])
def test_draft_that_cannot_be_read_is_refused_in_words(open_tab, typed):
    tab = open_tab()
    answer = tab.client.post(tab.save_at, {**tab.packet, "text": "Ja", **typed})

    assert answer.status_code == 422
    assert answer.json()["error"]
    assert not Submission.objects.exists()


# --- Files ---------------------------------------------------------------------------------------------------------------


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (private_files.LARGEST_UNPACKED + 1))
    return buffer.getvalue()


def macro() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "Text")
        archive.writestr("word/vbaProject.bin", "Programm")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("bericht.pdf", b"", "Die Datei ist leer."),
        ("bericht.pdf", b"MZ\x90\x00 ein Programm", "Die Datei konnte nicht übernommen werden."),
        ("bericht.exe", b"%PDF-1.7", "Die Datei konnte nicht übernommen werden."),
        ("bericht.pdf.exe", b"%PDF-1.7", "Die Datei konnte nicht übernommen werden."),
        ("bericht.docx", macro(), "Die Datei konnte nicht übernommen werden."),
        ("bericht.pdf", b"%PDF-" + b"0" * private_files.LARGEST, "Ihre Datei hat 20,0\xa0MB."),
    ],
    ids=["empty", "renamed program", "program", "two endings", "macro", "too large"],
)
def test_file_that_is_not_taken_leaves_the_words_in_the_field(open_tab, name, content, sentence):
    page = open_tab().press("einreichen", text="Mein Text", file=SimpleUploadedFile(name, content))

    assert page.status_code == 422
    assert sentence in words(page)
    assert "Mein Text</textarea>" in words(page)
    assert not SubmissionFile.objects.exists()


def test_document_that_grows_beyond_measure_is_refused(open_tab):
    content = bomb()
    assert len(content) < 1_000_000

    page = open_tab().press("speichern", text="Mein Text", file=SimpleUploadedFile("bericht.docx", content))

    assert page.status_code == 422
    assert not SubmissionFile.objects.exists()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/bericht.pdf", "bericht.pdf"),
        ("C:\\Daten\\Bericht.PDF", "Bericht.pdf"),
        ("rechnung\u202efdp.pdf", "rechnungfdp.pdf"),
        ('"><script>.pdf', "script.pdf"),
        ("  Bericht   über \x00 alles.pdf", "Bericht über alles.pdf"),
        (".pdf", "datei.pdf"),
        ("a" * 300 + ".pdf", "a" * 120 + ".pdf"),
    ],
)
def test_name_of_a_file_is_made_safe(name, shown):
    kind = private_files.KINDS[0]

    assert private_files.safe_name(name, kind) == shown


def test_image_is_kept_but_not_handed_in_without_a_description(open_tab):
    tab = open_tab()
    page = tab.press("einreichen", text="Mein Text", file=SimpleUploadedFile("rundgang.png", png()))

    assert page.status_code == 422
    assert "Bitte beschreiben Sie in einem Satz, was das Bild „rundgang.png“ zeigt." in words(page)
    file = SubmissionFile.objects.get()
    address = reverse("courses:submission-file-describe", args=[file.public_id])
    assert address in words(page)
    assert "Bitte beschreiben Sie das Bild" in words(tab.client.post(address, {"description": " "}, follow=True))

    tab.client.post(address, {"description": "Der Marktplatz mit drei Bänken."})
    tab.packet["based_on"] = Submission.objects.get().wording
    tab.press("einreichen", text="Mein Text")

    assert Submission.objects.get().status == "submitted"
    assert "Das Bild zeigt: Der Marktplatz mit drei Bänken." in words(tab.client.get(tab.address))


def test_errors_stand_above_everything_that_belongs_to_the_form(open_tab, assignment, enrolment):
    draft = actions.save_draft(assignment, enrolment, text="Ja", at=NOW)
    actions.attach_file(draft, name="rundgang.png", kind="image/png", content=png(), at=NOW)

    page = open_tab().press("einreichen", text="Ja", file=SimpleUploadedFile("leer.pdf", b"")).text

    assert page.count("Bitte prüfen Sie 1 Angabe") == 1
    assert page.index("Bitte prüfen Sie") < page.index("Bildbeschreibung speichern") < page.index("id_text")


def test_description_can_come_with_the_image(open_tab):
    image = SimpleUploadedFile("rundgang.png", png())
    open_tab().press("einreichen", text="Mein Text", file=image, description="Der Marktplatz")

    assert (Submission.objects.get().status, SubmissionFile.objects.get().description) == ("submitted", "Der Marktplatz")


def test_eleventh_file_is_refused(open_tab, assignment, enrolment):
    draft = actions.save_draft(assignment, enrolment, text="Ja", at=NOW)
    for number in range(actions.MOST_FILES):
        actions.attach_file(draft, name=f"{number}.pdf", kind="application/pdf", content=b"%PDF-" + bytes([number]), at=NOW)

    page = open_tab().press("speichern", text="Ja", file=SimpleUploadedFile("elf.pdf", b"%PDF-elf"))

    assert page.status_code == 422
    assert "höchstens 10 Dateien" in words(page)
    assert draft.files.count() == 10


def image() -> SimpleUploadedFile:
    return SimpleUploadedFile("rundgang.png", png())


def fields(page) -> dict:
    """What a browser would send back from the form of this page."""
    return {"based_on": re.search('name="based_on"[^>]*value="([^"]*)"', words(page))[1]}


@pytest.mark.parametrize("again", [True, False], ids=["same file again", "no file"])
def test_description_beside_the_file_field_goes_to_the_known_image(open_tab, again):
    tab = open_tab()
    page = tab.press("einreichen", text="Mein Text", file=image())

    again = {"file": image()} if again else {}
    tab.press("einreichen", **{"text": "Mein Text", "description": "Der Marktplatz", **fields(page), **again})

    assert (Submission.objects.get().status, SubmissionFile.objects.get().description) == ("submitted", "Der Marktplatz")


def test_sentence_beside_an_image_counts_with_every_button(open_tab):
    tab = open_tab()
    page = tab.press("einreichen", text="Mein Text", file=image())
    name = re.search(r'name="(bild-[^"]+)"', words(page))[1]

    tab.press("einreichen", **{"text": "Mein Text", name: "Der Marktplatz", **fields(page)})

    assert (Submission.objects.get().status, SubmissionFile.objects.get().description) == ("submitted", "Der Marktplatz")


def test_sentence_beside_an_image_is_saved_by_the_script_too(open_tab):
    tab = open_tab()
    page = tab.press("speichern", text="Mein Text", file=image())
    name = re.search(r'name="(bild-[^"]+)"', words(page))[1]

    tab.packet |= {name: "Der Marktplatz", **fields(page)}

    assert tab.save("Mein Text").status_code == 200
    assert SubmissionFile.objects.get().description == "Der Marktplatz"


@pytest.mark.parametrize("door", ["describe", "remove"])
def test_button_beside_a_file_keeps_the_words(open_tab, door):
    tab = open_tab()
    page = tab.press("speichern", text="Alt", file=image())
    file = SubmissionFile.objects.get()
    address = reverse(f"courses:submission-file-{door}", args=[file.public_id])
    assert f'form="abgabe-form" formaction="{address}"' in words(page)

    typed = {**tab.packet, **fields(page), "text": "Neu", f"bild-{file.public_id}": "Der Marktplatz"}
    page = tab.client.post(address, typed, follow=True)

    assert "Neu</textarea>" in words(page)
    assert Submission.objects.get().text == "Neu"
    assert [item.description for item in SubmissionFile.objects.all()] == (["Der Marktplatz"] if door == "describe" else [])


@pytest.mark.parametrize("door", ["describe", "remove"])
def test_button_beside_a_file_overwrites_no_other_tab(open_tab, door):
    open_tab().press("speichern", text="Alt", file=image())
    first, second = open_tab(), open_tab()
    first.save("Aus dem ersten Fenster")
    file = SubmissionFile.objects.get()
    address = reverse(f"courses:submission-file-{door}", args=[file.public_id])

    typed = {**second.packet, "text": "Aus dem zweiten Fenster", f"bild-{file.public_id}": "Der Marktplatz"}
    page = second.client.post(address, typed)

    assert page.status_code == 409
    assert "Aus dem zweiten Fenster</textarea>" in words(page)
    assert f'action="{second.address}"' in words(page)
    assert f'href="{second.address}" data-show-saved' in words(page).replace('class="kern-btn kern-btn--secondary" ', "")
    assert (Submission.objects.get().text, SubmissionFile.objects.get().description) == ("Aus dem ersten Fenster", "")


def test_button_of_an_older_page_leaves_the_text_alone(open_tab):
    tab = open_tab()
    tab.press("speichern", text="Alt", file=image())

    tab.client.post(reverse("courses:submission-file-remove", args=[SubmissionFile.objects.get().public_id]))

    assert (Submission.objects.get().text, SubmissionFile.objects.count()) == ("Alt", 0)


def test_refused_hand_in_says_that_the_draft_is_saved(open_tab):
    page = open_tab().press("einreichen", text="Mein Text", file=image())

    assert page.status_code == 422
    assert "Noch nicht gespeichert" not in words(page)
    assert "Gespeichert am" in words(page)


def test_refused_file_says_that_the_words_are_not_saved(open_tab):
    page = open_tab().press("speichern", text="Mein Text", file=SimpleUploadedFile("bericht.pdf", b""))

    assert "Noch nicht gespeichert" in words(page)


def test_page_that_was_tampered_with_is_refused_in_our_words(open_tab):
    tab = open_tab()
    tab.packet["writer"] = "nobody"

    sentence = "Diese Seite ist unvollständig angekommen. Kopieren Sie Ihren Text und öffnen Sie die Seite neu."
    page = tab.press("speichern", text="Ja")
    assert page.status_code == 422
    assert f"<li>{sentence}</li>" in page.text
    assert tab.save("Ja").json()["error"] == sentence


@pytest.mark.parametrize("step", ["speichern", "einreichen"])
@pytest.mark.parametrize("has_an_empty_draft", [False, True])
def test_empty_form_is_not_said_to_be_saved(open_tab, step, has_an_empty_draft):
    tab = open_tab()
    if has_an_empty_draft:
        tab.save("")

    page = tab.press(step, text="  ")

    assert page.status_code == 422
    assert str(actions.NOTHING_YET) in words(page)
    assert "ist gespeichert" not in words(page)
    assert "Gespeichert am" not in words(page)
    assert Submission.objects.exists() is has_an_empty_draft


def test_draft_may_be_emptied_again(open_tab):
    tab = open_tab()
    tab.save("Ein Text")

    page = tab.press("speichern", text="")

    assert "Ihr Entwurf ist gespeichert." in words(page)
    assert Submission.objects.get().text == ""
