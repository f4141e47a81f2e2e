"""What a person finds under "Meine Daten", and what the copy holds: everything of their own, nothing of others."""

import json
import time
from html.parser import HTMLParser
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.assignments.models import RecordSignature
from courses.qualification.models import Release, ReleaseItem
from lms import clock
from lms.journal.models import JournalEntry
from lms.privacy.declarations import declaration_of, declarations
from tests.campus import Campus, signed_in
from tests.factories.people import make_person
from tests.scenes import kept

PAGE, DOWNLOAD = "/konto/daten/", "/konto/daten/herunterladen/"


@pytest.fixture(scope="module")
def campus(django_db_setup, django_db_blocker):
    yield from kept(django_db_blocker, Campus)


def sit_down(person) -> Client:
    client = Client()
    client.cookies["sessionid"] = signed_in(person)
    return client


@pytest.fixture
def copy_of(db):
    """The archive a person downloads, opened."""

    def download(person) -> ZipFile:
        answer = sit_down(person).get(DOWNLOAD)
        assert answer.status_code == 200
        return ZipFile(BytesIO(b"".join(answer.streaming_content)))

    return download


def data_in(archive: ZipFile) -> dict:
    return json.loads(archive.read("meine-daten.json"))["data"]


def words_of(html: str) -> str:
    words = []
    reader = HTMLParser()
    reader.handle_data = words.append
    reader.feed(html)
    return " ".join(" ".join(words).split())


def test_page_says_what_is_stored_for_how_long_and_why(campus, db):
    words = words_of(sit_down(campus.learner).get(PAGE).text)

    assert "Tests, Aufgaben und Projekt" in words
    assert "3 Jahre nach dem Ende des Jahres, in dem der Durchgang endete." in words
    assert "Einsprüche: 1" in words
    assert "Rollen und Entscheidungen" in words  # her own entries in the journal
    assert "Geleitete Durchgänge" not in words


def test_copy_holds_everything_a_learner_may_see(campus, copy_of):
    data = data_in(copy_of(campus.learner))

    assert data["accounts.Person"][0]["email"] == campus.learner.email
    assert {row["title"] for row in data["courses.Submission"]} == {"", "Mittagstisch"}
    assert len(data["courses.Attempt"]) == campus.enrolment.attempts.count()
    assert data["courses.Appeal"][0]["text"] == "Frage 1 war doppeldeutig."
    assert data["certificates.CertificateContent"][0]["certificate__code"] == campus.document.code


def test_copy_brings_the_persons_own_files(campus, copy_of):
    archive = copy_of(campus.learner)

    assert sorted(archive.namelist()) == sorted(
        [
            "meine-daten.html",
            "meine-daten.json",
            f"abgaben/{campus.file.pk}-{campus.file.name}",
            f"abgaben/{campus.draft_file.pk}-{campus.draft_file.name}",
            f"nachweise/{campus.document.full_number}.pdf",
        ]
    )
    assert archive.read(f"abgaben/{campus.file.pk}-{campus.file.name}") == b"%PDF-abgabe"


def test_judgements_wait_until_they_are_announced(campus, copy_of):
    """A review nobody has announced, points of a test in grading and a record signed once are not in the copy."""
    data = data_in(copy_of(campus.learner))
    announced = campus.enrolment.submissions.exclude(decided_at=None).values_list("number", "assignment__lesson__title")

    assert {(row["submission__number"], row["submission__assignment__lesson__title"]) for row in data["courses.Review"]} <= set(
        announced
    )
    assert campus.waiting.quiz.lesson.title not in {
        row["slot__attempt__quiz__lesson__title"] for row in data["courses.SlotGrade"]
    }
    assert "courses.ColloquiumRecord" not in data
    assert "certificates.RevocationProposal" not in data
    assert len(data_in(copy_of(campus.classmate))["courses.ColloquiumRecord"]) == 1


def shown(model, person) -> set:
    return set(declaration_of(model).shown_to(person))


def test_signatures_wait_for_the_second_one(campus, db):
    """One of the learner's minutes has one signature; the classmate's has both."""
    mine = RecordSignature.objects.filter(record__booking__enrolment__learner=campus.learner)

    assert (mine.count(), shown(RecordSignature, campus.learner)) == (1, set())
    assert len(shown(RecordSignature, campus.classmate)) == 2


def test_release_is_shown_once_it_is_confirmed(campus, db):
    item = ReleaseItem.objects.filter(release__confirmed_at=None).first()
    learner = item.completion.enrolment.learner
    assert item not in shown(ReleaseItem, learner)

    Release.objects.filter(pk=item.release_id).update(confirmed_by=make_person(), confirmed_at=clock.now())

    assert item in shown(ReleaseItem, learner)


def test_nobody_else_is_in_the_copy_but_who_signed_a_message(campus, copy_of):
    others = [person for person in campus.people.values() if person and person != campus.learner]

    data = data_in(copy_of(campus.learner))
    messages = data.pop("notifications.Notice")

    everything = json.dumps(data, ensure_ascii=False)
    assert [str(person) for person in others if str(person) in everything or person.email in everything] == []
    assert any(str(campus.staff.trainer) in message["body"] for message in messages)


def test_copy_holds_no_solutions(campus, copy_of):
    everything = copy_of(campus.learner).read("meine-daten.json").decode()

    assert "feedback_correct" not in everything
    assert '"content"' not in everything


def test_copy_can_be_read_in_german_without_network(campus, copy_of):
    html = copy_of(campus.learner).read("meine-daten.html").decode()

    assert '<html lang="de">' in html
    assert "E-Mail-Adresse" in html
    assert "Bestanden" in html or "Angenommen" in html
    assert ("src=" in html, "href=" in html) == (False, False)


def test_number_of_questions_asked_is_that_of_the_models(campus, db):
    client = sit_down(campus.learner)
    asked = len(declarations()) + 15

    with CaptureQueriesContext(
        connection,
    ) as page:
        client.get(PAGE)
    with CaptureQueriesContext(connection) as download:
        client.get(DOWNLOAD).close()

    assert (len(page) <= asked, len(download) <= asked) == (True, True)


def test_copy_is_journalled_without_what_is_in_it(campus, copy_of):
    copy_of(campus.learner)

    entry = JournalEntry.objects.first()
    assert (entry.verb, entry.actor, entry.facts) == ("data_handed_over", campus.learner, {})


def test_documents_in_the_copy_count_as_handed_out(campus, copy_of):
    handed_out = campus.document.events.filter(what="handed_out")
    assert not handed_out.exists()

    copy_of(campus.learner)
    copy_of(campus.learner)

    assert handed_out.get().by == campus.learner


def test_open_session_is_not_enough_for_the_copy(campus, db):
    client = sit_down(campus.learner)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - 3600}]
    session.save()

    answer = client.get(DOWNLOAD)

    assert (answer.status_code, answer["Location"]) == (
        302,
        "/konto/passwort/bestaetigen/?next=%2Fkonto%2Fdaten%2Fherunterladen%2F",
    )
