"""Counts for people who see nobody: whose area, and nothing that rests on fewer than five people."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certificates.figures import figures, withheld
from lms.accounts.models import District, Municipality, Responsibility
from tests.certificates.test_coverage import certify
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.people import LONG_AGO, make_municipality, make_person

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
SMALL, WITHHELD = "unter 5", "nicht genannt"


def make_district(key, name, region="Test"):
    return District.objects.create(key=key, name=name, kind="rural", region=region)


@pytest.fixture
def districts():
    """Two districts with three municipalities each."""
    found = [make_district("08101", "Aalkreis", "Nord"), make_district("08102", "Öhrkreis", "Süd")]
    for district in found:
        for number in range(3):
            make_municipality(f"Ort {number}", ags=f"{district.key}{number:03d}", district=district)
    return found


def places(district):
    return list(Municipality.objects.filter(district=district).order_by("ags"))


def certify_people(municipality, count):
    for _number in range(count):
        certify(make_person(municipality=municipality))


def holder(role, **scope):
    person = make_person()
    Responsibility.objects.create(person=person, role=role, since=LONG_AGO, **scope)
    return person


def rows_for(client, person, address):
    client.force_login(person)
    answer = client.get(address)
    assert answer.status_code == 200
    return {
        row.area: (row.municipalities, row.covered, row.uncovered, row.coordinators, row.learners)
        for row in answer.context["rows"]
    }


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ([], set()),
        ([0, 0], set()),
        ([5, 7, 0], set()),
        ([4], {0}),
        ([0, 1, 9, 6], {1, 3}),
        ([2, 3, 9], {0, 1}),
        ([2, 2, 9, 0], {0, 1, 2}),
        ([1, 0, 0], {0}),
    ],
)
def test_what_could_be_worked_out_from_the_sum_is_withheld_too(counts, hidden):
    assert withheld(counts) == hidden


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (0, ("3", "0", "3", "0", "0")),
        (1, ("3", WITHHELD, WITHHELD, SMALL, SMALL)),
        (4, ("3", WITHHELD, WITHHELD, SMALL, SMALL)),
        (5, ("3", "1", "2", "5", "5")),
    ],
)
def test_numbers_begin_with_five_people(client, districts, count, told):
    first, _second = districts
    certify_people(places(first)[0], count)
    cohort = make_cohort()
    for _number in range(count):
        make_enrolment(cohort, municipality=places(first)[1])

    found = rows_for(client, holder("district_coordinator", district=first), "/kreis/")

    assert found == {"Aalkreis": told}


def test_the_smallest_group_is_a_setting(client, districts, settings):
    settings.SMALLEST_GROUP = 3
    certify_people(places(districts[0])[0], 3)
    certify_people(places(districts[1])[0], 2)
    person = holder("advisory_board")

    found = rows_for(client, person, "/land/")

    assert found["Süd"][3] == "unter 3"
    assert found["Zusammen"][3] == "5"


def test_a_small_district_cannot_be_worked_out_from_the_sum(client, districts):
    first, second = districts
    certify_people(places(first)[0], 4)
    certify_people(places(second)[0], 6)
    person = holder("advisor", district=first)
    Responsibility.objects.create(person=person, role="advisor", district=second, since=LONG_AGO)

    found = rows_for(client, person, "/region/")

    assert found == {
        "Aalkreis": ("3", WITHHELD, WITHHELD, SMALL, "0"),
        "Öhrkreis": ("3", WITHHELD, WITHHELD, WITHHELD, "0"),
        "Zusammen": ("6", "2", "4", "10", "0"),
    }


def test_whoever_works_in_two_areas_counts_once_in_their_sum(districts):
    everybody = [make_person(municipality=places(districts[0])[0]) for _number in range(5)]
    neighbourhood = places(districts[1])[0].neighbourhoods.create(name="Tal", kind="other")
    for person in everybody:
        person.neighbourhood = neighbourhood
        person.save()
        certify(person)

    present = Municipality.objects.select_related("district").order_by("district")
    rows = figures(present, area_of=lambda place: (place.district_id, place.district.name), on=TODAY)

    assert [(row.area, row.coordinators) for row in rows] == [("Aalkreis", "5"), ("Öhrkreis", "5"), ("Zusammen", "5")]


@pytest.mark.parametrize(("role", "address"), [("district_coordinator", "/kreis/"), ("advisor", "/region/")])
def test_districts_of_others_are_not_shown(client, districts, role, address):
    mine, others = districts
    certify_people(places(others)[0], 7)

    assert list(rows_for(client, holder(role, district=mine), address)) == ["Aalkreis"]


@pytest.mark.parametrize(("role", "address"), [("district_coordinator", "/kreis/"), ("advisor", "/region/")])
def test_an_ended_role_shows_nothing(client, districts, role, address):
    person = holder(role, district=districts[0])
    Responsibility.objects.update(until=LONG_AGO)
    client.force_login(person)

    assert client.get(address).status_code == 404


def test_an_advisor_without_a_district_reads_who_assigns_one(client, districts):
    client.force_login(holder("advisor"))

    answer = client.get("/region/")

    assert answer.context["rows"] == []
    assert "Ihnen ist noch kein Kreis zugeordnet." in answer.content.decode()


def test_the_board_sees_government_regions_and_no_test_municipality(client, districts):
    make_municipality("Testkommune")
    certify_people(places(districts[0])[0], 5)
    certify_people(places(districts[1])[0], 5)

    found = rows_for(client, holder("advisory_board"), "/land/")

    assert found == {
        "Nord": ("3", "1", "2", "5", "0"),
        "Süd": ("3", "1", "2", "5", "0"),
        "Zusammen": ("6", "2", "4", "10", "0"),
    }


def test_no_name_of_a_person_or_municipality_is_told(client, districts):
    certify(make_person(family_name="Person 99", municipality=places(districts[0])[0]))
    client.force_login(holder("district_coordinator", district=districts[0]))

    page = client.get("/kreis/").content.decode()

    assert "Person 99" not in page
    assert "Ort 0" not in page


def test_more_people_and_places_cost_no_more(client, districts):
    client.force_login(holder("advisory_board"))
    costs = []

    for number in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/land/").status_code == 200
        costs.append(len(captured))
        district = make_district(f"0820{number}", f"Kreis {number}", f"Region {number}")
        certify_people(make_municipality("Neu", ags=f"0820{number}001", district=district), 6)

    assert costs[0] == costs[1]
