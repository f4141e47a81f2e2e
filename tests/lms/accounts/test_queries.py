import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser

from lms.accounts.models import Municipality, Responsibility
from lms.accounts.queries import (
    held_roles,
    is_address_of,
    municipalities_matching,
    municipality_called,
    neighbourhoods_matching,
    organisations_matching,
    people_matching,
    shown_role,
)
from tests.factories.people import LONG_AGO, make_municipality, make_office_person, make_person

pytestmark = pytest.mark.django_db


def found(text):
    return [municipality.full_name for municipality in municipalities_matching(text)]


@pytest.mark.parametrize("typed", ["Schömberg", "schomb", "Schoemb", "SCHÖMBERG", "  schömb "])
def test_both_municipalities_of_one_name_are_found_and_told_apart(schoembergs, balingen, typed):
    assert found(typed) == ["Schömberg (Landkreis Calw)", "Schömberg (Zollernalbkreis)"]


def test_a_double_letter_that_is_no_umlaut_is_found_too(zollernalb):
    make_municipality("Neuenstein", ags="08417099", district=zollernalb)

    assert found("neuen") == ["Neuenstein (Zollernalbkreis)"]


def test_sharp_s_may_be_typed_as_two(zollernalb):
    make_municipality("Großbettlingen", ags="08417098", district=zollernalb)

    assert found("gross") == found("GROSS") == found("groß") == ["Großbettlingen (Zollernalbkreis)"]


def test_a_later_word_of_the_name_comes_after_first_words(zollernalb):
    for ags, name in [("08417090", "Bad Balingen"), ("08417091", "Balingen"), ("08417092", "Kirchbalingen")]:
        make_municipality(name, ags=ags, district=zollernalb)

    assert found("balin") == ["Balingen (Zollernalbkreis)", "Bad Balingen (Zollernalbkreis)"]


def test_dissolved_municipalities_are_not_offered(balingen):
    Municipality.objects.filter(pk=balingen.pk).update(valid_until="2022-01-01")

    assert found("balingen") == []


def test_one_letter_finds_nothing(balingen):
    assert found("b") == []


def test_a_name_that_two_share_is_nobodys_until_the_district_is_named(schoembergs):
    assert municipality_called("Schömberg") is None
    assert municipality_called("Schömberg (Zollernalbkreis)") == schoembergs[1]


def test_a_search_asks_at_most_twice(schoembergs, balingen, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        found("schömberg")


def test_the_highest_role_is_shown_unless_another_held_one_was_chosen():
    person = make_office_person()
    Responsibility.objects.create(person=person, role="trainer", since=LONG_AGO)

    assert held_roles(person) == ["programme_admin", "trainer", "learner"]
    assert shown_role(person) == "programme_admin"
    person.active_role = "trainer"
    assert shown_role(person) == "trainer"
    person.active_role = "municipal_contact"
    assert shown_role(person) == "programme_admin"


def test_an_ended_role_is_not_held():
    person = make_person()
    Responsibility.objects.create(person=person, role="trainer", since=LONG_AGO, until="2021-01-01T00:00Z")

    assert held_roles(person) == ["learner"]


def test_a_visitor_has_no_role():
    assert shown_role(AnonymousUser()) == ""


def test_roles_are_read_once(django_assert_num_queries):
    person = make_person()

    with django_assert_num_queries(1):
        held_roles(person)
        shown_role(person)


def test_people_are_found_by_every_word_of_name_address_or_municipality(balingen):
    wanted = make_person(family_name="Person 81", municipality=balingen)
    make_person(family_name="Person 82")
    make_person(family_name="Person 81", email=None, erased_at=LONG_AGO)

    assert list(people_matching("person 81 balin")) == [wanted]


@pytest.mark.database
@pytest.mark.parametrize("typed", ["A" * 70_000, "zq " * 5_000], ids=["one word", "many words"])
@pytest.mark.parametrize(
    "search", [people_matching, organisations_matching, neighbourhoods_matching, municipalities_matching, municipality_called]
)
def test_text_longer_than_any_name_finds_nothing(balingen, search, typed):
    make_person(municipality=balingen)

    assert not search(typed)


@pytest.mark.parametrize(
    ("address", "is_own"),
    [
        ("amt@ÖTISHEIM.example", True),
        ("Büro@ötisheim.example", True),
        ("BÜRO@Ötisheim.example", True),
        ("amt@otisheim.example", False),
    ],
)
def test_own_address_is_known_in_any_case(address, is_own):
    person = make_person(email="amt@ötisheim.example")
    EmailAddress.objects.create(user=person, email="büro@ötisheim.example")

    assert is_address_of(person, address) is is_own
