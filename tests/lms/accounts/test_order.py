"""Lists in German order, on both databases: ä like a, ß like ss, capitals like small letters."""

from importlib import import_module
from itertools import pairwise

import pytest
from django.apps import apps

from certificates import coverage
from lms import clock
from lms.accounts.actions import change_profile
from lms.accounts.models import District, Municipality, Neighbourhood, Organisation, Person
from lms.accounts.municipalities import import_municipalities
from lms.accounts.places import change_organisation
from tests.factories.people import make_office_person, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NAMES = ["Aalen", "Ägidienhof", "Ahorn", "Straße Nord", "Strasser Weg", "Strom", "Über dem Tal", "ulmenhof", "Zell"]
"""In German order; by the numbers of their letters they would stand otherwise."""


def make(model, name):
    if model is District:
        return District.objects.create(key=f"08{NAMES.index(name):03d}", name=name, kind="rural", region="Test")
    if model is Person:
        return make_person(family_name=name)
    return model.objects.create(name=name, kind="other")


def name_of(row):
    return row.family_name if isinstance(row, Person) else row.name


ALL = pytest.mark.parametrize("model", [District, Organisation, Neighbourhood, Person])


@ALL
def test_names_stand_in_german_order(model):
    for name in reversed(NAMES):
        make(model, name)

    assert [name_of(row) for row in model.objects.all()] == NAMES


@ALL
def test_rows_from_before_get_their_place(model):
    for name in reversed(NAMES):
        make(model, name)
    model.objects.update(sort_name="")

    import_module("lms.accounts.migrations.0005_fill_the_order_of_names").fill(apps, None)

    assert [name_of(row) for row in model.objects.all()] == NAMES


@ALL
def test_a_name_that_grows_when_folded_still_fits(model):
    column = "family_name" if model is Person else "name"
    row = make(model, NAMES[0])
    setattr(row, column, "ß" * model._meta.get_field(column).max_length)
    row.save(update_fields=[column])

    row.refresh_from_db()
    assert row.sort_name == "s" * 120


def test_people_of_one_family_name_follow_their_given_names():
    ordered = [("Ott", "Öde"), ("Ott", "Zoe"), ("Ott Huber", "Anna"), ("Ott-Huber", "Anna"), ("Otter", "Anna")]
    for family_name, given_name in reversed(ordered):
        make_person(family_name=family_name, given_name=given_name)

    assert [(person.family_name, person.given_name) for person in Person.objects.all()] == ordered


def test_whoever_changes_a_name_changes_the_place():
    office, organisation = make_office_person(), Organisation.objects.create(kind="other", name="Verein")
    person = make_person(family_name="Person 1")

    change_profile(person, given_name="Ä", family_name="Übel", municipality=None, by=person, at=clock.now())
    change_organisation(organisation, kind="other", name="Äpfel", municipality=None, by=office, at=clock.now())

    person.refresh_from_db()
    organisation.refresh_from_db()
    assert (person.sort_name, organisation.sort_name) == ("ubel  a", "apfel")


def test_the_official_list_has_its_order_without_being_saved_row_by_row():
    import_municipalities()

    ordered = [district.name for district in District.objects.all()]
    places = coverage.places(on=clock.today())

    assert ordered[:4] == ["Alb-Donau-Kreis", "Baden-Baden", "Biberach", "Böblingen"]
    assert all(first.sort_name <= second.sort_name for first, second in pairwise(Municipality.objects.all()))
    assert list(dict.fromkeys(place.municipality.district.name for place in places)) == list(dict.fromkeys(ordered))


def test_a_new_import_mends_the_place_of_a_district():
    import_municipalities()
    District.objects.filter(key="08115").update(sort_name="zzz")

    import_municipalities()

    assert District.objects.get(key="08115").sort_name == "boblingen"
