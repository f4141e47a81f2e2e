"""Counts for people who see nobody: whose area, and nothing that rests on fewer than five people."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certificates.figures import figures, span, span_of_the_rest
from lms.accounts.models import District, Municipality, Responsibility
from tests.certificates.test_coverage import certify
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.people import LONG_AGO, make_municipality, make_person

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
SMALL = "unter 5"


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
        row.area: (row.municipalities, row.uncovered, row.certificate_holders, row.learners) for row in answer.context["rows"]
    }


@pytest.mark.parametrize(
    ("count", "told"),
    [(0, SMALL), (4, SMALL), (5, "5 bis 9"), (9, "5 bis 9"), (10, "10 bis 14"), (1101, "1\u202f100 bis 1\u202f104")],
)
def test_numbers_are_spans_as_wide_as_the_smallest_group(count, told):
    assert span(count) == told


@pytest.mark.parametrize(
    ("count", "whole", "told"),
    [
        (0, 210, "206 bis 210"),
        (4, 210, "206 bis 210"),
        (5, 210, "201 bis 205"),
        (0, 1101, "1\u202f097 bis 1\u202f101"),
        (1, 11, "7 bis 11"),
        (8, 11, "2 bis 6"),
        (5, 5, SMALL),
        (0, 5, "1 bis 5"),
        (1, 1, SMALL),
    ],
)
def test_what_is_left_of_a_whole_is_never_more_and_tells_no_more_than_what_was_taken(count, whole, told):
    assert span_of_the_rest(count, of=whole) == told


@pytest.mark.parametrize(("count", "told"), [(0, SMALL), (1, SMALL), (4, SMALL), (5, "5 bis 9"), (9, "5 bis 9")])
def test_numbers_begin_with_five_people(client, districts, count, told):
    first, _second = districts
    certify_people(places(first)[0], count)
    cohort = make_cohort()
    for _number in range(count):
        make_enrolment(cohort, municipality=places(first)[1])

    found = rows_for(client, holder("district_coordinator", district=first), "/kreis/")

    assert found == {"Aalkreis": ("3", SMALL, told, told)}


def test_the_smallest_group_is_a_setting(client, districts, settings):
    settings.SMALLEST_GROUP = 3
    certify_people(places(districts[0])[0], 3)
    certify_people(places(districts[1])[0], 2)
    person = holder("advisory_board")

    found = rows_for(client, person, "/land/")

    assert found["Nord"][2] == "3 bis 5"
    assert found["Süd"][2] == "unter 3"
    assert found["Zusammen"][2] == "3 bis 5"


def test_no_page_tells_more_than_another(client, districts):
    """Whoever reads the district and the region, or asks a colleague, cannot subtract one from the other."""
    first, second = districts
    certify_people(places(first)[0], 4)
    certify_people(places(second)[0], 6)
    person = holder("advisor", district=first)
    for role in ("advisor", "district_coordinator"):
        Responsibility.objects.create(person=person, role=role, district=second, since=LONG_AGO)

    assert rows_for(client, person, "/region/") == {
        "Aalkreis": ("3", SMALL, SMALL, SMALL),
        "Öhrkreis": ("3", SMALL, "5 bis 9", SMALL),
        "Zusammen": ("6", "2 bis 6", "10 bis 14", SMALL),
    }
    assert rows_for(client, person, "/kreis/") == {"Öhrkreis": ("3", SMALL, "5 bis 9", SMALL)}


def test_whoever_works_in_two_areas_counts_once_in_their_sum(districts):
    everybody = [make_person(municipality=places(districts[0])[0]) for _number in range(5)]
    neighbourhood = places(districts[1])[0].neighbourhoods.create(name="Tal", kind="other")
    for person in everybody:
        person.neighbourhood = neighbourhood
        person.save()
        certify(person)

    present = Municipality.objects.select_related("district").order_by("district")
    rows = figures(present, area_of=lambda place: (place.district_id, place.district.name), on=TODAY)

    assert [(row.area, row.certificate_holders) for row in rows] == [
        ("Aalkreis", "5 bis 9"),
        ("Öhrkreis", "5 bis 9"),
        ("Zusammen", "5 bis 9"),
    ]


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
        "Nord": ("3", SMALL, "5 bis 9", SMALL),
        "Süd": ("3", SMALL, "5 bis 9", SMALL),
        "Zusammen": ("6", "2 bis 6", "10 bis 14", SMALL),
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
