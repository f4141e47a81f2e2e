"""Where nobody has a certificate yet: exact numbers over the whole list of municipalities."""

import csv
from datetime import UTC, date, datetime, timedelta
from io import BytesIO, StringIO
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from certificates import coverage
from certificates.models import Certificate, CertificateContent, CertificateEvent, NumberSeries
from lms.accounts.models import Municipality, Neighbourhood, Organisation, Succession
from lms.accounts.municipalities import import_municipalities
from lms.journal.models import JournalEntry
from lms.ui.formats import thousands
from tests.factories.courses import make_cohort, make_enrolment, make_version
from tests.factories.people import make_office_person, make_person

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
numbers = count(1)


@pytest.fixture
def state():
    """The official list with its 1 101 municipalities, and twelve for tests."""
    import_municipalities(with_test=True)


@pytest.fixture
def office(client):
    person = make_office_person()
    client.force_login(person)
    return person


def at(ags: str) -> Municipality:
    return Municipality.objects.get(ags=ags, valid_until=None)


def certify(person, *events, kind="QK", until=None, component="", supersedes=None):
    """A certificate of a person with these events in the register."""
    number = next(numbers)
    issuer, _ = Organisation.objects.get_or_create(kind="state_administration", name="Koordinierungsstelle")
    series, _ = NumberSeries.objects.get_or_create(issuer=issuer, kind=kind, year=2026)
    certificate = Certificate.objects.create(
        series=series,
        number=number,
        code=f"CODE{number:012d}",
        ground=person.public_id,
        component_code=component,
        edition=2 if supersedes else 1,
        supersedes=supersedes,
        programme_code="QK",
        version_label="1.0",
        issued_on=TODAY,
        valid_until=until,
        content_hash="0" * 64,
        status_index=number,
    )
    CertificateContent.objects.create(certificate=certificate, data={}, salt="0", holder=person)
    for what in events or ("decided", "issued"):
        place = {"sequence": next(numbers), "previous_hash": f"{next(numbers):064d}"} if what in CertificateEvent.LOGGED else {}
        CertificateEvent.objects.create(certificate=certificate, what=what, at=AT, **place)
    return person


def covered() -> dict[str, int]:
    return {place.municipality.ags: place.certificate_holders for place in coverage.places(on=TODAY) if place.is_covered}


def test_every_real_municipality_counts_and_no_test_municipality(state):
    certify(make_person(municipality=at("08999001")))

    total = coverage.summed(coverage.places(on=TODAY))

    assert (total.municipalities, total.covered, total.uncovered) == (1101, 0, 1101)


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        ({}, True),
        ({"until": TODAY}, True),
        ({"until": TODAY - timedelta(days=1)}, False),
        ({"events": ("decided",)}, False),
        ({"events": ("decided", "issued", "revoked")}, False),
        ({"events": ("decided", "issued", "replaced")}, False),
        ({"kind": "QT", "component": "M1"}, False),
    ],
)
def test_only_a_valid_certificate_counts(state, fields, counts):
    fields = dict(fields)
    certify(make_person(municipality=at("08115003")), *fields.pop("events", ()), **fields)

    assert covered() == ({"08115003": 1} if counts else {})


def test_replaced_and_new_edition_are_one_person(state):
    person = certify(make_person(municipality=at("08115003")), "decided", "issued", "replaced")
    certify(person, supersedes=Certificate.objects.get())

    assert covered() == {"08115003": 1}


def test_neighbourhood_across_borders_covers_both_and_nobody_counts_twice(state):
    here, there = at("08115003"), at("08116004")
    neighbourhood = Neighbourhood.objects.create(name="Tal", kind="other")
    neighbourhood.municipalities.set([here, there])
    certify(make_person(municipality=here, neighbourhood=neighbourhood))

    assert covered() == {"08115003": 1, "08116004": 1}


def test_erased_people_do_not_count(state):
    certify(make_person(municipality=at("08115003"), erased_at=AT, email=None))

    assert covered() == {}


def test_people_of_a_merged_municipality_count_where_it_went_and_of_a_split_one_nowhere(state):
    gone, middle, split = (Municipality.objects.get(ags=ags) for ags in ("08336012", "08336020", "08336060"))
    today = at("08336034")
    steps = [(gone, middle, "merger"), (middle, today, "rekeyed"), (split, today, "split")]
    for predecessor, successor, kind in steps:
        Succession.objects.create(predecessor=predecessor, successor=successor, kind=kind, effective_on=date(2009, 1, 1))
    person = certify(make_person(municipality=gone))
    certify(make_person(municipality=split))

    assert covered() == {"08336034": 1}
    assert list(coverage.certificate_holders_at(today, on=TODAY)) == [person]


def test_districts_add_up_to_the_state(state):
    for ags in ("08115003", "08115004", "08111000"):
        certify(make_person(municipality=at(ags)))

    rows = coverage.by_district(coverage.places(on=TODAY))

    by_key = {row.district.key: (row.municipalities, row.covered, row.uncovered) for row in rows}
    assert len(rows) == 44
    assert (by_key["08111"], by_key["08115"]) == ((1, 1, 0), (26, 2, 24))
    assert (sum(row.municipalities for row in rows), sum(row.covered for row in rows)) == (1101, 3)


def statements(client, address) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
        assert answer.status_code == 200
        b"".join(answer)
    return len(captured)


@pytest.mark.parametrize(
    "address",
    [
        "/verwaltung/kommunen/",
        "/verwaltung/berichte/abdeckung/",
        "/verwaltung/berichte/kommunen-ohne-koordination.csv",
        "/verwaltung/kommunen/08115003/",
    ],
)
def test_the_whole_state_needs_as_many_statements_as_one_municipality(client, office, address):
    import_municipalities()
    place = at("08115003")
    everything = Municipality.objects.exclude(pk=place.pk)
    hidden = list(everything.values_list("pk", flat=True))
    Municipality.objects.filter(pk__in=hidden).update(valid_until=date(2022, 1, 1))
    make_enrolment(make_cohort(make_version()), certify(make_person(municipality=place)), municipality=place)
    with_one = statements(client, address)

    Municipality.objects.filter(pk__in=hidden).update(valid_until=None)
    for number, other in enumerate(Municipality.objects.exclude(pk=place.pk)[:6]):
        neighbourhood = Neighbourhood.objects.create(name=f"Quartier {number}", kind="other")
        neighbourhood.municipalities.set([other, place])
        person = certify(make_person(municipality=place, neighbourhood=neighbourhood))
        make_enrolment(make_cohort(make_version()), person, municipality=place)

    assert statements(client, address) == with_one


def test_only_whoever_learns_in_a_cohort_that_is_not_over_is_in_a_cohort(state):
    place, version = at("08115003"), make_version()
    for status in ("open", "running", "completed", "cancelled"):
        make_enrolment(make_cohort(version, status=status), municipality=place)
    make_enrolment(make_cohort(version), municipality=place, status="requested")

    assert [found.learners for found in coverage.places(on=TODAY) if found.municipality == place] == [2]


def test_files_list_exactly_those_without_anybody(client, office, state):
    certify(make_person(municipality=at("08115003")))
    make_enrolment(make_cohort(make_version()), municipality=at("08115004"))

    answer = client.get(reverse("certificates:coverage-file", args=["csv"]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    sheet = load_workbook(BytesIO(client.get(reverse("certificates:coverage-file", args=["xlsx"])).content)).active

    header, *rows = csv.reader(StringIO(text), delimiter=";")
    found = {row[2]: row for row in rows}
    assert header[:5] == ["Regierungsbezirk", "Kreis", "AGS", "Kommune", "Mit gültigem Zertifikat"]
    assert (len(rows), len(found), sheet.max_row) == (1100, 1100, 1101)
    assert "08115003" not in found
    assert found["08115004"] == ["Stuttgart", "Landkreis Böblingen", "08115004", "Bondorf", "0", "1"]
    assert [list(map(str, row)) for row in sheet.iter_rows(min_row=2, values_only=True)] == rows
    assert JournalEntry.objects.filter(verb="list_downloaded", actor=office).count() == 2


def test_file_of_another_kind_does_not_exist(client, office):
    assert client.get("/verwaltung/berichte/kommunen-ohne-koordination.pdf").status_code == 404


def listed(client, **asked) -> str:
    return client.get(reverse("certificates:municipalities"), asked).content.decode()


def test_municipalities_are_found_as_people_type_them(client, office, state):
    certify(make_person(municipality=at("08115003")))

    assert f"{thousands(1101)} Kommunen" in listed(client)
    assert "Böblingen</a>" in listed(client, q="boeblingen")
    assert "26 Kommunen" in listed(client, kreis="08115")
    assert "25 Kommunen" in listed(client, kreis="08115", abdeckung="0")
    assert "1 Kommune," in listed(client, abdeckung="1")
    assert "gibt es keine Kommune" in listed(client, abdeckung="2")
    assert "gibt es keine Kommune" in listed(client, q="Testkommune")
    assert "26 Kommunen" in listed(client, kreis="08115", abdeckung="quatsch")


def test_page_of_a_municipality_shows_who_belongs_to_it(client, office, state):
    place = at("08115003")
    person = certify(make_person(municipality=place))
    enrolment = make_enrolment(make_cohort(make_version()), municipality=place)

    page = client.get(reverse("certificates:municipality", args=["08115003"])).content.decode()

    assert str(person) in page
    assert str(enrolment.learner) in page
    assert client.get(reverse("certificates:municipality", args=["08115999"])).status_code == 404


def test_page_of_a_municipality_that_is_gone_leads_on(client, office, state):
    gone, today = Municipality.objects.get(ags="08336012"), at("08336034")
    Succession.objects.create(predecessor=gone, successor=today, kind="merger", effective_on=date(2009, 1, 1))

    page = client.get(reverse("certificates:municipality", args=[gone.ags])).content.decode()

    assert "Diese Kommune gibt es nicht mehr." in page
    assert reverse("certificates:municipality", args=[today.ags]) in page


def test_office_notes_how_many_people_live_in_a_municipality(client, office, state):
    page = "/verwaltung/kommunen/08115003/"
    assert "Nicht bekannt" in client.get(page).text

    for typed in ("viele", "0", "-4", "4,9", "1.5", "1 2", "123456789"):
        answer = client.post(f"{page}einwohnerzahl/", {"inhabitants": typed})
        assert answer.status_code == 422
        assert "Geben Sie eine Zahl ein, zum Beispiel 4.932." in answer.text
        assert f'value="{typed}"' in answer.text
    for _twice in range(2):
        assert client.post(f"{page}einwohnerzahl/", {"inhabitants": "4.932"}).url == page

    assert at("08115003").inhabitants == 4932
    assert f"<p>{thousands(4932)}</p>" in client.get(page).text
    assert JournalEntry.objects.get(verb="inhabitants_noted").actor == office

    client.post(f"{page}einwohnerzahl/", {"inhabitants": ""})
    assert at("08115003").inhabitants is None
