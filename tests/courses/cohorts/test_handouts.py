"""Handouts of a meeting: added by those who teach, read by the cohort, gone when taken back."""

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courses.cohorts.models import CohortTrainer, Handout
from lms import clock
from lms.journal.models import JournalEntry
from tests.factories.courses import make_cohort, make_enrolment, make_meeting, make_version
from tests.factories.people import make_person, make_trainer

pytestmark = pytest.mark.django_db

SLIDES = b"%PDF-1.7 Folien"


@pytest.fixture
def meeting():
    version = make_version(components=[{"lessons": [{}]}])
    return make_meeting(make_cohort(version), version.components.get().lessons.get())


@pytest.fixture
def trainer(client, meeting):
    person = make_trainer()
    CohortTrainer.objects.create(cohort=meeting.cohort, person=person, since=clock.now())
    client.force_login(person)
    return person


def page(meeting) -> str:
    return reverse("courses:handouts", args=[meeting.public_id])


def add(client, meeting, *, title="Folien", name="folien.pdf", content=SLIDES):
    return client.post(page(meeting), {"title": title, "file": SimpleUploadedFile(name, content)})


def download(client, handout):
    return client.get(reverse("courses:handout", args=[handout.public_id]))


def test_the_cohort_reads_what_its_trainer_has_added(client, trainer, meeting):
    learner = make_enrolment(meeting.cohort).learner
    assert add(client, meeting).status_code == 302
    handout = Handout.objects.get()
    client.force_login(learner)

    lesson = client.get(meeting.lesson.address_in(meeting.cohort)).content.decode()
    answer = download(client, handout)

    assert "Folien herunterladen (1\N{NO-BREAK SPACE}kB)" in lesson
    assert b"".join(answer.streaming_content) == SLIDES
    assert answer.headers["Content-Disposition"] == 'attachment; filename="folien.pdf"'


def test_others_do_not_know_that_it_exists(client, trainer, meeting):
    add(client, meeting)
    handout = Handout.objects.get()
    waiting = make_enrolment(meeting.cohort, status="requested").learner
    for person in (make_person(), make_trainer(), waiting):
        client.force_login(person)
        assert download(client, handout).status_code == 404
        assert client.get(page(meeting)).status_code == 404


def test_the_same_file_twice_is_one_handout(client, trainer, meeting):
    add(client, meeting)
    add(client, meeting)

    assert Handout.objects.count() == 1
    assert JournalEntry.objects.filter(verb="handout_added").count() == 1


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"title": ""}, "title", "Bitte füllen Sie dieses Feld aus."),
        ({"content": b"MZ programm", "name": "folien.pdf"}, "file", "Erlaubt sind PDF"),
        ({"name": "folien.exe"}, "file", "Erlaubt sind PDF"),
        ({"content": b""}, "file", "leer"),
    ],
)
def test_what_is_missing_is_said_at_its_field(client, trainer, meeting, typed, field, says):
    answer = add(client, meeting, **typed)

    assert answer.status_code == 422
    assert says in answer.context["form"].errors[field][0]
    assert not Handout.objects.exists()


def test_taken_back_it_is_gone_with_its_file(client, trainer, meeting, django_capture_on_commit_callbacks):
    add(client, meeting)
    handout = Handout.objects.get()
    for _twice in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(page(meeting), {"schritt": "entfernen", "unterlage": handout.public_id})

    assert not Handout.objects.exists()
    assert not storages["private"].exists(handout.storage_name)
    assert JournalEntry.objects.filter(verb="handout_taken_back").count() == 1


@pytest.mark.parametrize("typed", ["", "unbekannt", "00000000-0000-0000-0000-000000000000", "\N{SNOWMAN}"])
def test_taking_back_what_is_not_there_changes_nothing(client, trainer, meeting, typed):
    add(client, meeting)

    assert client.post(page(meeting), {"schritt": "entfernen", "unterlage": typed}).status_code == 302
    assert Handout.objects.count() == 1
