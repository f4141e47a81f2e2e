import pytest
from django.contrib.auth.models import AnonymousUser
from wagtail.models import Page

from lms import navigation
from lms.accounts.models import District, Responsibility
from lms.navigation import Navigation
from tests.factories.people import LONG_AGO, make_municipality, make_person

pytestmark = pytest.mark.django_db


def request_of(rf, person, path="/konto/"):
    request = rf.get(path)
    request.user = person
    return request


def labels(items):
    return [str(item.label) for item in items]


def holder_of(role):
    """Somebody who holds a role with the place it needs."""
    person, place = make_person(), make_municipality()
    scope = {"municipal_contact": {"municipality": place}, "district_coordinator": {"district": place.district}}
    if role != "learner":
        Responsibility.objects.create(person=person, role=role, since=LONG_AGO, **scope.get(role, {}))
    return person


@pytest.fixture
def _every_address_exists(monkeypatch):
    monkeypatch.setattr(Navigation, "address", lambda self, name: f"/{name}/")


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        ("", ["Programme", "Zertifikat prüfen", "Hilfe und Kontakt"]),
        ("learner", ["Übersicht", "Mein Durchgang", "Termine", "Stand und Nachweise", "Konto"]),
        ("trainer", ["Übersicht", "Meine Durchgänge", "Bewertungen", "Termine", "Konto"]),
        ("programme_admin", ["Übersicht", "Durchgänge", "Personen", "Berichte", "Konto"]),
        ("municipal_contact", ["Übersicht", "Bestätigungen", "Unsere Kommune", "Konto"]),
        ("district_coordinator", ["Unser Kreis", "Konto"]),
        ("advisor", ["Unsere Region", "Konto"]),
        ("advisory_board", ["Stand im Land", "Konto"]),
    ],
)
@pytest.mark.usefixtures("_every_address_exists")
def test_each_role_has_its_own_header(rf, role, shown):
    person = holder_of(role) if role else AnonymousUser()

    assert labels(Navigation(request_of(rf, person)).header) == shown


@pytest.mark.parametrize(
    ("role", "address"),
    [
        ("learner", "/uebersicht/"),
        ("trainer", "/lehren/"),
        ("programme_admin", "/verwaltung/"),
        ("municipal_contact", "/kommune/"),
        ("district_coordinator", "/kreis/"),
        ("advisor", "/region/"),
        ("advisory_board", "/land/"),
    ],
)
def test_whoever_signs_in_lands_in_the_room_of_the_role(client, role, address):
    client.force_login(holder_of(role))

    answer = client.get("/start/", follow=True)

    assert answer.redirect_chain == [(address, 302)]
    assert answer.status_code == 200


def test_several_roles_are_several_views_each_offered_once(client):
    person, place = make_person(), make_municipality()
    other = District.objects.create(key="08001", name="Kreis", kind="rural", region="Test")
    for role, scope in [("advisor", {}), ("district_coordinator", {"district": place.district})]:
        Responsibility.objects.create(person=person, role=role, since=LONG_AGO, **scope)
    Responsibility.objects.create(person=person, role="district_coordinator", district=other, since=LONG_AGO)
    client.force_login(person)

    choice = client.get("/konto/").context["roles"].fields["role"].choices
    client.post("/konto/ansicht/", {"role": "advisor"})

    assert [role for role, _word in choice] == ["district_coordinator", "advisor", "learner"]
    assert client.get("/start/").url == "/region/"
    assert client.get("/kreis/").status_code == 200


def test_an_address_that_does_not_exist_is_left_out(rf, monkeypatch):
    monkeypatch.setitem(navigation.HEADER, "learner", [("Da", "accounts:profile"), ("Nicht da", "courses:nirgends")])

    assert labels(Navigation(request_of(rf, make_person())).header) == ["Da"]


def test_a_page_shows_in_the_footer_once_it_is_published(rf):
    home = Page.objects.get(slug="home")
    page = home.add_child(instance=Page(title="Impressum", slug="impressum", live=False))
    assert "Impressum" not in labels(Navigation(request_of(rf, AnonymousUser())).legal)

    page.live = True
    page.save()
    assert "Impressum" in labels(Navigation(request_of(rf, AnonymousUser())).legal)


def test_only_the_nearest_item_is_current(rf, monkeypatch):
    monkeypatch.setitem(navigation.HEADER, "learner", [("Oben", "accounts:people"), ("Darunter", "accounts:person-invite")])
    person = make_person()

    on_it = Navigation(request_of(rf, person, "/verwaltung/personen/einladen/")).header
    below = Navigation(request_of(rf, person, "/verwaltung/personen/irgendwer/")).header

    assert [item.current for item in on_it] == ["", "page"]
    assert [item.current for item in below] == ["true", ""]


@pytest.mark.parametrize(
    ("role", "path", "marked"),
    [
        ("programme_admin", "/verwaltung/", "Übersicht"),
        ("programme_admin", "/verwaltung/anmeldungen/6f9/", "Durchgänge"),
        ("programme_admin", "/verwaltung/zertifikate/QK-2026-0001/", "Durchgänge"),
        ("programme_admin", "/verwaltung/freigaben/6f9/", "Durchgänge"),
        ("programme_admin", "/verwaltung/fassungen/", "Durchgänge"),
        ("programme_admin", "/verwaltung/fassungen/12/", "Durchgänge"),
        ("programme_admin", "/lehren/durchgaenge/qk-07/listen/", "Durchgänge"),
        ("programme_admin", "/lehren/termine/6f9/anwesenheit/", "Durchgänge"),
        ("programme_admin", "/einsprueche/6f9/entscheiden/", "Durchgänge"),
        ("programme_admin", "/versuche/6f9/ungueltig/", "Durchgänge"),
        ("programme_admin", "/verwaltung/protokoll/", "Personen"),
        ("programme_admin", "/verwaltung/quartiere/3/", "Personen"),
        ("programme_admin", "/verwaltung/berichte/abdeckung/", "Berichte"),
        ("trainer", "/lehren/kolloquium/7/", "Bewertungen"),
        ("trainer", "/einsprueche/6f9/entscheiden/", "Bewertungen"),
        ("trainer", "/versuche/6f9/ungueltig/", "Bewertungen"),
        ("trainer", "/lehren/termine/6f9/anwesenheit/", "Termine"),
        ("trainer", "/lehren/durchgaenge/qk-07/", "Meine Durchgänge"),
        ("municipal_contact", "/kommune/", "Übersicht"),
        ("municipal_contact", "/kommune/bestaetigungen/6f9/", "Bestätigungen"),
        ("municipal_contact", "/kommune/personen/", "Unsere Kommune"),
    ],
)
def test_each_page_says_where_in_the_menu_it_belongs(rf, role, path, marked):
    person = holder_of(role)

    header = Navigation(request_of(rf, person, path)).header

    assert labels([item for item in header if item.current]) == [marked]


def test_menus_cost_two_queries(rf, django_assert_num_queries):
    request = request_of(rf, make_person())

    with django_assert_num_queries(2):
        menus = Navigation(request)
        assert menus.header
        assert menus.account
        assert menus.legal


def test_only_authors_are_led_to_the_back_office(rf):
    trainer = make_person()
    Responsibility.objects.create(person=trainer, role="trainer", since=LONG_AGO)

    assert "Inhalte bearbeiten" in labels(Navigation(request_of(rf, trainer)).account)
    assert "Inhalte bearbeiten" not in labels(Navigation(request_of(rf, make_person())).account)
