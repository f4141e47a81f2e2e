import pytest
from django.urls import reverse

from certificates.actions import issue_participation_record
from courses.progress.actions import record_minutes
from lms.journal.models import JournalEntry
from tests.certificates.conftest import NOW
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client, offices):
    client.force_login(offices[0])
    return offices[0]


def page_of(client, person) -> str:
    return client.get(reverse("certificates:person-learning", args=[person.public_id])).content.decode()


def test_office_sees_enrolments_standing_and_documents_in_one_place(client, office, cohort):
    enrolment = make_enrolment(cohort)
    other = make_enrolment(make_cohort(cohort.version), enrolment.learner, status="withdrawn")
    lesson = cohort.version.components.get().lessons.get()
    record_minutes(enrolment, lesson, minutes=450, mode="presence", by=None, at=NOW)
    document = issue_participation_record(enrolment, cohort.version.components.get(), by=office, at=NOW)

    page = page_of(client, enrolment.learner)

    assert "1 von 2 Voraussetzungen erfüllt" in page
    for item in (enrolment, other):
        assert reverse("courses:office-enrolment", args=[item.public_id]) in page
    assert document.full_number in page


def test_each_view_is_journalled(client, office):
    person = make_person()

    page_of(client, person)

    entry = JournalEntry.objects.get(verb="person_viewed")
    assert (entry.actor, entry.subject_id) == (office, str(person.pk))


def test_page_of_somebody_without_anything_says_so(client, office):
    page = page_of(client, make_person())

    for sentence in (
        "noch zu keinem Durchgang angemeldet",
        "Noch ist kein Nachweis",
        "Kein Nachteilsausgleich",
        "Keine Einsprüche",
    ):
        assert sentence in page
