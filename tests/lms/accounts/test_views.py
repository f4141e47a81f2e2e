import pytest
from django.urls import reverse

from lms.accounts.models import Person
from lms.journal.models import JournalEntry
from tests.factories.people import make_person

OFFICE_PAGES = ["/verwaltung/personen/", "/verwaltung/personen/einladen/", "/verwaltung/protokoll/"]


@pytest.fixture
def desk(client, office):
    client.force_login(office)
    return client


@pytest.mark.parametrize("address", OFFICE_PAGES)
def test_pages_about_people_do_not_exist_for_others(client, person, address):
    client.force_login(person)

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", OFFICE_PAGES)
def test_the_office_sees_its_pages(desk, address):
    assert desk.get(address).status_code == 200


def test_a_persons_page_and_its_doors_are_closed_to_others(client, person, office):
    client.force_login(person)
    role = office.responsibilities.get()

    assert client.get(f"/verwaltung/personen/{office.public_id}/").status_code == 404
    assert client.post(f"/verwaltung/personen/{office.public_id}/rollen/{role.pk}/beenden/").status_code == 404


def test_the_list_of_people_asks_the_same_number_of_questions_for_one_and_for_three(desk, django_assert_max_num_queries):
    with django_assert_max_num_queries(7):
        desk.get("/verwaltung/personen/")
    for _ in range(3):
        make_person()
    with django_assert_max_num_queries(7):
        desk.get("/verwaltung/personen/")


def test_looking_at_a_person_is_journalled(desk, person, office):
    desk.get(f"/verwaltung/personen/{person.public_id}/")

    entry = JournalEntry.objects.get()
    assert (entry.verb, entry.actor, entry.subject_id) == ("person_viewed", office, str(person.pk))


def test_a_role_is_given_on_the_persons_page(desk, person):
    answer = desk.post(f"/verwaltung/personen/{person.public_id}/", {"role": "trainer"}, follow=True)

    assert "Die Rolle ist gegeben." in answer.text
    assert "Rolle „Kursleitung“ beenden" in answer.text


@pytest.mark.parametrize(
    ("role", "field", "sentence"),
    [
        ("municipal_contact", "municipality", "Eine kommunale Ansprechperson braucht ihre Kommune."),
        ("district_coordinator", "district", "Eine Kreiskoordination braucht ihren Kreis."),
    ],
)
def test_a_refused_role_is_explained_at_the_field_that_is_missing(desk, person, role, field, sentence):
    answer = desk.post(f"/verwaltung/personen/{person.public_id}/", {"role": role})

    assert answer.status_code == 422
    assert sentence in answer.context["form"].errors[field][0]
    assert sentence in answer.text


def test_an_invitation_leads_to_the_new_person(desk):
    answer = desk.post(
        "/verwaltung/personen/einladen/", {"given_name": "Neue", "family_name": "Person 41", "email": "neu@example.org"}
    )

    invited = Person.objects.get(email="neu@example.org")
    assert answer.url == reverse("accounts:person", args=[invited.public_id])


def test_inviting_a_known_address_is_refused_at_the_field(desk, person):
    answer = desk.post("/verwaltung/personen/einladen/", {"given_name": "A", "family_name": "B", "email": person.email})

    assert answer.status_code == 422
    assert "Zu dieser E-Mail-Adresse gibt es schon ein Konto." in answer.text


def test_people_are_searched_by_words(desk, person):
    other = make_person(family_name="Gesucht")

    page = desk.get("/verwaltung/personen/?q=gesucht").text
    assert str(other) in page
    assert str(person) not in page


def test_a_profile_is_saved(client, person, balingen):
    client.force_login(person)

    answer = client.post("/konto/", {"given_name": "Teilnehmende", "family_name": "Person 09", "municipality": "Balingen"})

    person.refresh_from_db()
    assert answer.url == "/konto/"
    assert (person.family_name, person.municipality) == ("Person 09", balingen)


def test_an_ambiguous_municipality_comes_back_as_a_list(client, person, schoembergs):
    client.force_login(person)

    answer = client.post("/konto/", {"given_name": "T", "family_name": "P", "municipality": "Schömberg"})

    assert answer.status_code == 422
    assert "Schömberg (Zollernalbkreis)" in answer.text
    assert 'name="municipality_ags"' in answer.text


def test_a_neighbourhood_without_municipality_is_asked_for_one(client, person):
    client.force_login(person)

    answer = client.post("/konto/", {"given_name": "T", "family_name": "P", "neighbourhood_name": "Rosenstraße"})

    assert answer.status_code == 422
    assert "Ein Quartier gehört zu einer Kommune." in answer.text


def test_only_people_with_several_roles_may_change_the_view(client, person, desk, office):
    assert "Ansicht wechseln" in desk.get("/konto/").text

    client.force_login(person)
    assert "Ansicht wechseln" not in client.get("/konto/").text


def test_the_municipality_search_answers_with_full_names(client, schoembergs, balingen):
    answer = client.get("/kommunen/suche/?q=schoem")

    assert answer.json() == {"municipalities": ["Schömberg (Landkreis Calw)", "Schömberg (Zollernalbkreis)"]}


def test_the_journal_speaks_german_and_names_nobody_it_is_about(desk, person):
    desk.get(f"/verwaltung/personen/{person.public_id}/")

    page = desk.get("/verwaltung/protokoll/").text
    assert "Angaben eingesehen" in page
    assert f"Person {person.pk}" in page
    assert str(person) not in page


def test_whoever_has_no_other_role_is_listed_as_a_learner(desk, person):
    row = desk.get("/verwaltung/personen/", {"q": person.email}).text.partition("<tbody")[2].partition("</tbody>")[0]

    assert ">Teilnehmende Person</td>" in row
