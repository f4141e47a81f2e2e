"""The people of the demo: roles and numbers, no invented names, one password that is no secret."""

from datetime import datetime
from functools import cache

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from lms.accounts.actions import give_role
from lms.accounts.models import Municipality, Organisation, Person, Role

PASSWORD = "quartier-campus-demo"
DOMAIN = "demo.example"


def make_person(title: str, number: int, *, at: datetime, role: str = "", by: Person | None = None) -> Person:
    """A person such as "Teilnehmende Person 07" with a confirmed address and the demo password; made once."""
    email = address(title, number)
    if found := Person.objects.filter(email=email).first():
        return found
    person = Person.objects.create(
        email=email,
        password=_hash(),
        given_name=title,
        family_name=f"Person {number:02d}",
        joined_at=at,
        municipality=_municipality(number),
    )
    EmailAddress.objects.create(user=person, email=email, primary=True, verified=True)
    if role:
        give_role(person, role, by=by or person, at=at)
    return person


@cache
def _hash() -> str:
    """One hash for all: a strong one takes a tenth of a second, and here the password is printed anyway."""
    return make_password(PASSWORD)


def address(title: str, number: int) -> str:
    return f"{title.lower().replace(' ', '-')}-{number:02d}@{DOMAIN}"


def _municipality(number: int) -> Municipality:
    places = Municipality.objects.current().filter(is_test=True).order_by("ags")
    return places[number % len(places)]


def municipality_of(person: Person) -> Municipality:
    """Where a person of the demo lives; everybody there has a place."""
    assert person.municipality is not None
    return person.municipality


def organisation_of(person: Person) -> Organisation:
    """The town hall of the person's municipality."""
    return Organisation.objects.get_or_create(
        kind=Organisation.Kind.MUNICIPALITY, name=f"Rathaus {person.municipality}", municipality=person.municipality
    )[0]


def make_staff(*, at: datetime) -> tuple[list[Person], list[Person]]:
    """Two administrations and six trainers."""
    office = [make_person("Programmadministration", number, at=at, role=Role.PROGRAMME_ADMIN) for number in (1, 2)]
    trainers = [make_person("Kursleitung", number, at=at, role=Role.TRAINER, by=office[0]) for number in range(1, 7)]
    return office, trainers
