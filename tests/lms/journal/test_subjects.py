"""The page of the journal names what an entry is about, while the journal keeps numbers alone."""

import pytest
from django.apps import apps
from django.urls import reverse

from lms import clock
from lms.journal.actions import record
from lms.journal.models import JournalEntry
from lms.journal.subjects import NAMED_AFTER, READ_ALONG, with_subjects
from tests.campus import Campus
from tests.factories.courses import make_cohort, make_enrolment, make_meeting, make_version
from tests.factories.people import make_office_person, make_person
from tests.scenes import kept


@pytest.fixture(scope="module")
def campus(django_db_setup, django_db_blocker):
    yield from kept(django_db_blocker, Campus)


def words(subject) -> str:
    entry = record("person_viewed", subject, by=None, at=clock.now())
    return with_subjects([entry])[0][1]


@pytest.fixture
def cohort(db):
    return make_cohort(make_version(components=[{"lessons": [{"title": "Auftakt"}]}]), code="QK-07")


def test_a_thing_stands_with_its_name_or_with_what_it_belongs_to(cohort):
    meeting = make_meeting(cohort, cohort.version.components.get().lessons.get())

    assert words(cohort) == f"Durchgang {cohort.pk}: QK-07"
    assert words(meeting) == f"Termin {meeting.pk}: QK-07 · Auftakt"


def test_a_person_stays_a_number(cohort):
    enrolment = make_enrolment(cohort, make_person(given_name="Teilnehmende", family_name="Person 9"))

    assert words(enrolment.learner) == f"Person {enrolment.learner_id}"
    assert words(enrolment) == f"Anmeldung zum Durchgang {enrolment.pk}: QK-07"


def test_what_is_gone_stands_with_its_number(cohort):
    entry = record("cohort_planned", cohort, by=None, at=clock.now())
    cohort.delete()

    assert with_subjects([entry]) == [(entry, f"Durchgang {entry.subject_id}")]


def test_page_shows_the_name_to_the_office(client, cohort):
    record("cohort_planned", cohort, by=None, at=clock.now())
    client.force_login(make_office_person())

    assert f"Durchgang {cohort.pk}: QK-07" in client.get(reverse("accounts:journal")).text


def test_everything_but_people_has_a_name_in_at_most_one_statement_for_each_kind(campus, db, django_assert_max_num_queries):
    entries = list(JournalEntry.objects.all())
    kinds = {entry.subject_kind for entry in entries}

    assert len(entries) > 100
    assert len(kinds) > 15
    with django_assert_max_num_queries(len(kinds)):
        named = with_subjects(entries)
    assert {entry.subject_kind for entry, said in named if ": " not in said} == {"accounts.person"}
    assert [said for _entry, said in named if any(str(person) in said for person in campus.people.values() if person)] == []


def test_every_name_is_that_of_a_kind_there_is():
    for kind in (*NAMED_AFTER, *READ_ALONG):
        assert apps.get_model(kind)
