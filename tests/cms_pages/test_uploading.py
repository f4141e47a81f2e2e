"""A curriculum file in the office: checked first, told what it would do, then loaded as a whole or not at all."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cms_pages import publishing
from cms_pages.curriculum_file import write_curriculum
from cms_pages.exporting import curriculum_of
from cms_pages.models import ModulePage, ProgrammePage, UnitPage
from courses.quizzes.models import Question
from lms import clock
from lms.journal.models import JournalEntry
from tests.factories.people import make_office_person, make_person

pytestmark = pytest.mark.django_db
UPLOAD, LOAD = "/verwaltung/fassungen/hochladen/", "/verwaltung/fassungen/laden/"


@pytest.fixture
def office(client):
    office = make_office_person()
    client.force_login(office)
    return office


@pytest.fixture(scope="session")
def small_text(small):
    return write_curriculum(small)


def send(client, content, name="curriculum.md"):
    data = content if isinstance(content, bytes) else content.encode()
    return client.post(UPLOAD, {"file": SimpleUploadedFile(name, data)})


def words(response):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def form_in(response):
    """What the browser would send from the report."""
    content = response.content.decode()
    text = html.unescape(re.search(r"<textarea[^>]*>\n(.*)</textarea>", content, re.S)[1])
    return {"mark": re.search(r'name="mark" value="(\w+)"', content)[1], "text": text.replace("\n", "\r\n")}


def test_a_file_is_reported_on_and_loaded_only_after_that(client, office, small_text, small):
    report = send(client, small_text)

    assert "Neu (16)" in words(report)
    assert "M1.1 Einheit Was ein Quartier ausmacht" in words(report)
    assert not ProgrammePage.objects.exists()

    answer = client.post(LOAD, form_in(report), follow=True)

    assert "ist geladen. Alles steht als Entwurf in der Redaktion." in words(answer)
    assert curriculum_of(ProgrammePage.objects.get()) == small
    entry = JournalEntry.objects.get(verb="curriculum_loaded")
    assert (entry.actor, entry.facts) == (office, {"new": 16, "changed": 0, "taken_away": 0})


def test_a_byte_order_mark_and_other_line_ends_do_not_matter(client, office, small_text, small):
    report = send(client, b"\xef\xbb\xbf" + small_text.replace("\n", "\r\n").encode())

    client.post(LOAD, form_in(report))

    assert curriculum_of(ProgrammePage.objects.get()) == small


def test_the_own_export_would_change_nothing(client, office, drafts):
    exported = client.get(reverse("cms_pages:curriculum", args=[drafts.pk])).content

    report = send(client, exported)

    assert "Die Datei sagt dasselbe wie die Entwürfe in der Redaktion." in words(report)
    assert "Als Entwürfe laden" not in words(report)


def test_what_changes_and_what_is_missing_is_named(client, office, programme, small_text):
    unit = UnitPage.objects.get(code="M1.2")
    unit.get_parent().add_child(instance=UnitPage(title="Nur hier", slug="nur-hier", code="M1.9", live=False))

    report = send(client, small_text.replace('title: "Was ein Quartier ausmacht"', "title: Anders", 1))

    assert "Geändert (1) Kennung Art Titel M1.1 Einheit Anders" in words(report)
    assert "Steht nicht in der Datei (1) Kennung Art Titel M1.9 Einheit Nur hier" in words(report)


def test_everything_is_recognised_by_its_code_whatever_its_address(client, office, programme, small_text):
    UnitPage.objects.filter(code="M1.1").update(slug="eigene-adresse")
    ProgrammePage.objects.update(slug="eigenes-programm")

    assert "Die Datei sagt dasselbe wie die Entwürfe in der Redaktion." in words(send(client, small_text))


def test_what_is_missing_stays_unless_it_is_to_go(client, office, programme, small_text):
    module = ModulePage.objects.get(code="M1")
    module.add_child(instance=UnitPage(title="Nur hier", slug="nur-hier", code="M1.9", live=False))
    form = form_in(send(client, small_text))

    client.post(LOAD, form)
    assert UnitPage.objects.filter(code="M1.9").exists()

    client.post(LOAD, form | {"take_away": "on"})
    assert not UnitPage.objects.filter(code="M1.9").exists()


def test_what_a_version_rests_on_is_only_taken_off_line(client, office, programme, small_text):
    publishing.publish(programme, proposed_by=make_person(), by=make_person(), at=clock.now())
    unit = UnitPage.objects.get(code="M1.1")
    unit.code, unit.slug = "M1.X", "m1-x"
    unit.save_revision().publish()
    question = Question.objects.get(code="M1-F01")
    Question.objects.filter(pk=question.pk).update(code="M1-ALT")

    report = send(client, small_text)
    client.post(LOAD, form_in(report) | {"take_away": "on"})

    assert [UnitPage.objects.get(pk=unit.pk).live, Question.objects.get(pk=question.pk).live] == [False, False]
    assert UnitPage.objects.get(code="M1.1").pk != unit.pk


def test_a_change_between_report_and_loading_asks_again(client, office, drafts, small_text):
    report = send(client, small_text.replace('title: "Was ein Quartier ausmacht"', "title: Anders", 1))
    other = UnitPage.objects.get(code="M1.2").get_latest_revision_as_object()
    other.title = "Inzwischen anders"
    other.save_revision()

    answer = client.post(LOAD, form_in(report))

    assert answer.status_code == 409
    assert "Es wurde nichts geladen. Inzwischen hat jemand etwas geändert." in words(answer)
    assert "Geändert (2)" in words(answer)
    assert UnitPage.objects.get(code="M1.1").get_latest_revision_as_object().title == "Was ein Quartier ausmacht"


def test_loading_twice_does_it_once(client, office, small_text):
    form = form_in(send(client, small_text))

    client.post(LOAD, form)
    second = client.post(LOAD, form)

    assert second.status_code == 409
    assert ProgrammePage.objects.count() == 1


def test_every_problem_is_told_with_its_line_and_nothing_is_written(client, office, small_text):
    broken = small_text.replace("ue_minutes: 45", "ue_minutes: viel").replace("code: M1.2\n", "", 1)
    line = broken.split("\n").index("ue_minutes: viel") + 1

    answer = send(client, broken)

    assert answer.status_code == 422
    assert "Die Datei wurde nicht geladen (2 Stellen)" in words(answer)
    assert f"Zeile {line} Hier wird eine ganze Zahl erwartet." in words(answer)
    assert not ProgrammePage.objects.exists()


BOMB = "```yaml\nblock: programme\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n```\n"


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "curriculum.md", "Die Datei ist leer."),
        (b"  \n ", "curriculum.md", "Die Datei ist leer."),
        (b"%PDF-1.7", "curriculum.md", "Das ist keine Curriculum-Datei. Erlaubt sind Textdateien mit der Endung .md oder .txt."),
        (b"# Titel", "curriculum.docx", "Das ist keine Curriculum-Datei. Erlaubt sind Textdateien mit der Endung .md oder .txt."),
        (b"# A\x00B", "curriculum.md", "Das ist keine Textdatei."),
        ("# Titel".encode("utf-16"), "c.md", "Die Datei ist in UTF-16 gespeichert. Speichern Sie sie als UTF-8"),
        ("# Titel\n\nfür".encode("latin-1"), "c.md", "Die Datei ist nicht in UTF-8 gespeichert; Zeile 3 ist nicht lesbar."),
        (b"a" * 2_000_001, "c.md", "Die Datei darf höchstens 2 MB groß sein. Ihre Datei hat 2"),
        (BOMB.encode(), "c.md", "Zeile 3 Verweise mit & und * sind in dieser Datei nicht erlaubt. Schreiben Sie den Wert aus."),
        (b"```yaml\nblock: !!python/object/apply:os.system [ls]\n```", "c.md", "Die Angabe „block“ fehlt oder ist unbekannt."),
        (("```yaml\nblock: " + "[" * 50 + "\n```").encode(), "c.md", "Dieser Block ist zu tief verschachtelt."),
        (b"Nur ein Satz.", "notizen.txt", "Dieser Text gehört zu keinem Block."),
    ],
)
def test_whatever_is_sent_is_answered_with_a_sentence(client, office, content, name, sentence):
    answer = send(client, content, name)

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not ProgrammePage.objects.exists()


def test_a_missing_file_is_asked_for(client, office):
    answer = client.post(UPLOAD, {})

    assert (answer.status_code, "Wählen Sie eine Datei aus." in words(answer)) == (422, True)
