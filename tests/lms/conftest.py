"""People and places for the tests of the foundation."""

from datetime import UTC, date, datetime

import pytest

from lms.accounts.models import District, Municipality, Person, Responsibility

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def person(db):
    return Person.objects.create_user(
        "person07@example.org", "ein-langes-passwort", given_name="Teilnehmende", family_name="Person 07"
    )


@pytest.fixture
def office(db):
    officer = Person.objects.create_user(
        "amt@example.org", "ein-langes-passwort", given_name="Programmadministration", family_name="1"
    )
    Responsibility.objects.create(person=officer, role="programme_admin", since=AT)
    return officer


@pytest.fixture
def calw(db):
    return District.objects.create(key="08235", name="Calw", kind="rural", region="Karlsruhe")


@pytest.fixture
def zollernalb(db):
    return District.objects.create(key="08417", name="Zollernalbkreis", kind="rural", region="Tübingen")


@pytest.fixture
def schoembergs(calw, zollernalb):
    """Two municipalities of one name."""
    return [
        Municipality.objects.create(ags=ags, name="Schömberg", district=district, valid_from=date(2021, 1, 1))
        for ags, district in [("08235065", calw), ("08417052", zollernalb)]
    ]


@pytest.fixture
def balingen(zollernalb):
    return Municipality.objects.create(ags="08417002", name="Balingen", district=zollernalb, valid_from=date(2021, 1, 1))
