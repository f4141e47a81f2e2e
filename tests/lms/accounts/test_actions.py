from datetime import UTC, datetime

import pytest

from lms.accounts import actions
from lms.accounts.models import Neighbourhood, Person, Responsibility
from lms.errors import NotPossible
from lms.journal.models import JournalEntry

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def verbs():
    return list(JournalEntry.objects.order_by("pk").values_list("verb", flat=True))


def test_an_invited_person_sets_the_password_by_the_mailed_link(office, client, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        invited = actions.invite("Neu@Example.org", given_name="Neue", family_name="Person 41", by=office, at=AT)

    (mail,) = mailoutbox
    link = next(line for line in mail.body.splitlines() if "/passwort/neu/" in line)
    page = client.get(link.removeprefix("http://127.0.0.1:8000"), follow=True)
    answer = client.post(page.request["PATH_INFO"], {"password1": "ein-neues-langes-wort", "password2": "ein-neues-langes-wort"})
    invited.refresh_from_db()
    assert answer.status_code == 302
    assert mail.to == ["neu@example.org"]
    assert mail.body.startswith("Guten Tag Neue Person 41,")
    assert invited.check_password("ein-neues-langes-wort")
    assert not invited.notices.exists()
    assert verbs() == ["person_invited"]


def test_nobody_is_invited_twice(office, person):
    with pytest.raises(NotPossible, match="schon ein Konto"):
        actions.invite("PERSON07@example.org", given_name="Neue", family_name="Person", by=office, at=AT)


def test_account_that_was_closed_meanwhile_is_given_no_role(office, person):
    Person.objects.filter(pk=person.pk).update(email=None, is_active=False, erased_at=AT)

    with pytest.raises(NotPossible, match="Dieses Konto ist gelöscht"):
        actions.give_role(person, "trainer", by=office, at=AT)


def test_a_role_is_given_once_and_journalled(office, person):
    actions.give_role(person, "trainer", by=office, at=AT)

    with pytest.raises(NotPossible, match="hat die Person schon"):
        actions.give_role(person, "trainer", by=office, at=AT)
    assert verbs() == ["role_given"]


@pytest.mark.parametrize(
    ("role", "sentence"),
    [("municipal_contact", "braucht ihre Kommune"), ("district_coordinator", "braucht ihren Kreis")],
)
def test_a_role_for_a_place_needs_that_place(office, person, role, sentence):
    with pytest.raises(NotPossible, match=sentence):
        actions.give_role(person, role, by=office, at=AT)


def test_a_contact_may_stand_for_two_municipalities(office, person, schoembergs):
    for municipality in schoembergs:
        actions.give_role(person, "municipal_contact", municipality=municipality, by=office, at=AT)

    assert Responsibility.objects.running().filter(person=person).count() == 2
    assert [entry.facts["scope"] for entry in JournalEntry.objects.order_by("pk")] == ["08235065", "08417052"]


def test_an_advisor_may_have_several_districts_each_once_and_no_municipality(office, person, schoembergs):
    first, second = (municipality.district for municipality in schoembergs)
    for district in (first, second):
        actions.give_role(person, "advisor", district=district, by=office, at=AT)

    with pytest.raises(NotPossible, match="hat die Person schon"):
        actions.give_role(person, "advisor", district=first, by=office, at=AT)
    with pytest.raises(NotPossible, match="Die Rolle „Fachberatung“ hat keine Kommune"):
        actions.give_role(person, "advisor", municipality=schoembergs[0], by=office, at=AT)
    held = Responsibility.objects.running().filter(person=person)
    assert set(held.values_list("district", flat=True)) == {first.pk, second.pk}


@pytest.mark.parametrize("role", ["trainer", "programme_admin", "advisory_board"])
def test_other_roles_have_no_district(office, person, schoembergs, role):
    with pytest.raises(NotPossible, match="hat keinen Kreis"):
        actions.give_role(person, role, district=schoembergs[0].district, by=office, at=AT)


def test_an_ended_role_stays_as_a_row_and_ends_once(office, person):
    given = actions.give_role(person, "trainer", by=office, at=AT)

    actions.take_role(given, by=office, at=AT)

    assert Responsibility.objects.get(pk=given.pk).until == AT
    with pytest.raises(NotPossible, match="schon beendet"):
        actions.take_role(given, by=office, at=AT)


def test_the_last_programme_administration_cannot_be_ended(office, person):
    own = office.responsibilities.get()
    with pytest.raises(NotPossible, match="letzte Programmadministration"):
        actions.take_role(own, by=office, at=AT)

    actions.give_role(person, "programme_admin", by=office, at=AT)
    actions.take_role(own, by=office, at=AT)
    assert not Responsibility.objects.running().filter(person=office).exists()


def test_a_profile_change_journals_the_fields_not_their_contents(person, balingen):
    actions.change_profile(
        person,
        given_name="Teilnehmende",
        family_name="Person 08",
        municipality=balingen,
        organisation_kind="church",
        organisation_name="Kirchengemeinde Mitte",
        neighbourhood_kind="street",
        neighbourhood_name="Rosenstraße",
        by=person,
        at=AT,
    )

    saved = Person.objects.get(pk=person.pk)
    assert (str(saved), saved.municipality, saved.organisation.name) == (
        "Teilnehmende Person 08",
        balingen,
        "Kirchengemeinde Mitte",
    )
    assert list(saved.neighbourhood.municipalities.all()) == [balingen]
    assert JournalEntry.objects.get().facts == {"fields": ["family_name", "municipality", "organisation", "neighbourhood"]}


def test_saving_the_same_profile_again_writes_nothing(person):
    actions.change_profile(person, given_name="Teilnehmende", family_name="Person 07", municipality=None, by=person, at=AT)

    assert verbs() == []


def test_a_neighbourhood_is_shared_by_the_people_of_its_municipality(person, office, balingen):
    for somebody in (person, office):
        values = {"given_name": somebody.given_name, "family_name": somebody.family_name, "municipality": balingen}
        actions.change_profile(
            somebody, **values, neighbourhood_kind="street", neighbourhood_name="Rosenstraße", by=somebody, at=AT
        )

    assert Neighbourhood.objects.count() == 1


def test_only_a_held_role_can_be_shown(office):
    actions.switch_role(office, "learner", at=AT)

    assert Person.objects.get(pk=office.pk).active_role == "learner"
    with pytest.raises(NotPossible):
        actions.switch_role(office, "trainer", at=AT)
