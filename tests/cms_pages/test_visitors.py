"""What visitors learn about structure and cohorts, always from the version in force."""

from datetime import date

import pytest
import time_machine

from cms_pages import publishing, queries
from cms_pages.models import ProgrammeIndexPage
from courses.cohorts.models import Cohort
from lms import clock
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.people import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_a_day")]
DAY = date(2026, 11, 23)
SIGN_UP = ["Anmeldung offen", "Warteliste offen", "Anmeldung noch nicht offen", "Anmeldung geschlossen"]
ADDRESS = "/programme/qualifizierung-quartierskoordination/"


@pytest.fixture
def on_a_day():
    with time_machine.travel("2026-11-23T09:00:00+00:00", tick=False):
        yield


@pytest.fixture
def version(site, programme):
    return publishing.publish(programme, proposed_by=make_person(), by=make_person(), at=clock.now())


def plan(version, code, status="open", **fields):
    fields = {"starts_on": date(2027, 2, 1), "ends_on": date(2027, 10, 29), "place": "Stuttgart", **fields}
    return make_cohort(version, code=code, status=status, **fields)


def test_the_structure_is_that_of_the_published_version(version, client):
    content = client.get(ADDRESS).content.decode()

    assert "M1 Quartierskoordination und die Kommune als Motor" in content
    assert "Der Mindestweg umfasst 48 Unterrichtseinheiten (UE) zu je 45 Minuten." in content
    assert "Programm · Fassung 1.0" in content


def test_edited_minutes_do_not_show_before_the_next_version(version, programme, client):
    module = programme.get_children().first().specific
    module.presence_minutes = 45
    module.save_revision().publish()

    assert "Der Mindestweg umfasst 48 Unterrichtseinheiten" in client.get(ADDRESS).content.decode()


def test_open_cohorts_come_first_and_ended_or_cancelled_ones_not_at_all(version):
    plan(version, "QK-09", status="planned", starts_on=date(2027, 1, 1))
    plan(version, "QK-08")
    plan(version, "QK-05", status="cancelled")
    plan(version, "QK-04", status="open", starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 1))

    lines = queries.cohort_lines(version.programme, [Cohort.Status.OPEN, Cohort.Status.PLANNED], on=DAY)

    assert [line.cohort.code for line in lines] == ["QK-08", "QK-09"]


def test_the_next_cohort_can_be_joined_from_the_page(version, client):
    plan(version, "QK-08")

    content = client.get(ADDRESS).content.decode()

    assert "Zum Durchgang QK-08 anmelden" in content
    assert "24 von 24 Plätzen frei" in content


def test_a_full_cohort_offers_the_waiting_list(version, client):
    make_enrolment(plan(version, "QK-08", capacity=1))

    content = client.get(ADDRESS).content.decode()

    assert "Auf die Warteliste von QK-08 setzen" in content
    assert "Alle Plätze sind vergeben" in content


def test_a_free_place_is_offered_before_a_waiting_list(version, client):
    make_enrolment(plan(version, "QK-08", capacity=1))
    plan(version, "QK-09", starts_on=date(2027, 3, 1))

    content = client.get(ADDRESS).content.decode()

    assert "Zum Durchgang QK-09 anmelden" in content
    assert "Auf die Warteliste" not in content


@pytest.mark.parametrize(
    ("fields", "people", "status", "places"),
    [
        ({}, 0, "Anmeldung offen", "1 von 1 Plätzen frei"),
        ({}, 1, "Warteliste offen", "Alle Plätze sind vergeben"),
        ({"sign_up_from": date(2026, 12, 1)}, 0, "Anmeldung noch nicht offen", "Anmeldung ab 1.\N{NO-BREAK SPACE}Dezember 2026"),
        ({"sign_up_until": date(2026, 11, 22)}, 1, "Anmeldung geschlossen", "1 Plätze"),
        ({"status": "running"}, 1, "Läuft", "Die Anmeldung ist geschlossen"),
    ],
)
def test_status_and_places_say_one_thing(version, client, fields, people, status, places):
    cohort = plan(version, "QK-08", capacity=1, **fields)
    for _ in range(people):
        make_enrolment(cohort)

    (line,) = queries.cohort_lines(version.programme, [Cohort.Status.OPEN, Cohort.Status.RUNNING], on=DAY)
    start, own = client.get("/").text, client.get("/durchgaenge/qk-08/").text

    assert (line.status, places in start) == (status, True)
    for page in (start, own):
        assert [words for words in SIGN_UP if words in page] == [words for words in SIGN_UP if words in status]


def test_while_somebody_waits_no_seat_counts_as_free(version):
    cohort = plan(version, "QK-08", capacity=2)
    make_enrolment(cohort, status="waitlisted")

    (line,) = queries.cohort_lines(version.programme, [Cohort.Status.OPEN], on=DAY)

    assert (line.free, line.is_full) == (0, True)


def test_the_start_page_shows_running_cohorts_as_closed(version, client):
    plan(version, "QK-07", status="running")

    assert "Die Anmeldung ist geschlossen" in client.get("/").content.decode()


def test_the_index_lists_programmes_with_extent_and_next_start(version, client):
    plan(version, "QK-09", starts_on=date(2027, 4, 12))
    plan(version, "QK-08")

    content = client.get("/programme/").content.decode()

    assert "48\N{NO-BREAK SPACE}UE · Fassung 1.0 · Nächster Durchgang QK-08 ab 1.\N{NO-BREAK SPACE}Februar 2027" in content


def test_more_cohorts_cost_no_more_statements(version, django_assert_max_num_queries):
    index = ProgrammeIndexPage.objects.get()
    for number in range(3):
        plan(version, f"QK-1{number}")

    with django_assert_max_num_queries(6):
        queries.index_context(index)
    with django_assert_max_num_queries(1):
        queries.cohort_lines(version.programme, [Cohort.Status.OPEN], on=DAY)
