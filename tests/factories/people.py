"""People and places."""

from datetime import UTC, date, datetime
from itertools import count

from lms.accounts.actions import follow_roles
from lms.accounts.models import District, Municipality, Person, Responsibility

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
numbers = count(1)


def make_municipality(name="Testkommune", **fields):
    district, _ = District.objects.get_or_create(
        key="08999", defaults={"name": "Testkreis", "kind": District.Kind.RURAL, "region": "Test"}
    )
    ags = fields.pop("ags", f"08999{next(numbers) % 1000:03d}")
    fields = {
        "district": district,
        "is_test": ags.startswith("08999"),
        "valid_from": date(2021, 1, 1),
        **fields,
    }
    return Municipality.objects.create(ags=ags, name=name, **fields)


def make_person(**fields):
    number = next(numbers)
    fields = {
        "given_name": "Teilnehmende",
        "family_name": f"Person {number:02d}",
        "email": f"person{number}@example.org",
        **fields,
    }
    return Person.objects.create(**fields)


def make_office_person(**fields):
    person = make_person(given_name="Programmadministration", **fields)
    Responsibility.objects.create(person=person, role="programme_admin", since=LONG_AGO)
    follow_roles(person)
    return person


def make_trainer(**fields):
    person = make_person(given_name="Kursleitung", **fields)
    Responsibility.objects.create(person=person, role="trainer", since=LONG_AGO)
    follow_roles(person)
    return person
