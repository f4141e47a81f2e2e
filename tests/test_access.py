"""Who sees what (requirements 4.2): every address of the product, asked by every role, with GET and with POST."""

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from .campus import ROLES, Campus, signed_in
from .doors import ASKS_TO_LOG_IN, CLOSED, DOORS
from .journeys.screens import screens
from .scenes import kept

NOT_OURS = ("redaktion/", "dokumente/")
"""Wagtail's own screens; they have their own test below."""


@pytest.fixture(scope="module")
def campus(django_db_setup, django_db_blocker):
    yield from kept(django_db_blocker, Campus)


@pytest.fixture(scope="module")
def sessions(campus, django_db_blocker):
    with django_db_blocker.unblock():
        return {role: signed_in(person) for role in ROLES if (person := campus.people[role])}


@pytest.fixture
def clients(sessions, db):
    """A browser for every role, signed in."""
    cache.clear()
    clients = {role: Client() for role in ROLES}
    for role, session in sessions.items():
        clients[role].cookies[settings.SESSION_COOKIE_NAME] = session
    return clients


def answered(client: Client, method: str, address: str, data: dict) -> int | str:
    """The status, or what it means; nothing of what the request did stays."""
    with transaction.atomic():
        answer = getattr(client, method)(address, data if method == "post" else None)
        answer.close()
        transaction.set_rollback(True)
    if answer.status_code == 302 and answer.url.startswith(reverse("account_login")):
        return ASKS_TO_LOG_IN
    return answer.status_code


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_door_opens_for_whom_it_should(door, method, campus, clients):
    address = reverse(door.name, args=door.args(campus))

    found = {role: answered(client, method, address, door.data) for role, client in clients.items()}

    if getattr(door, method) is None:
        found = {role: CLOSED if status in (ASKS_TO_LOG_IN, 404, 405) else status for role, status in found.items()}
    assert found == door.expected(method)


def names_below(resolver, namespace=""):
    for entry in resolver.url_patterns:
        if str(entry.pattern).startswith(NOT_OURS):
            continue
        if hasattr(entry, "url_patterns"):
            yield from names_below(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        elif entry.name:
            yield f"{namespace}{entry.name}"


def test_table_names_every_address_of_the_product():
    wagtails = {name for name in names_below(get_resolver()) if name.startswith("wagtail")}

    ours = set(names_below(get_resolver())) - wagtails

    assert ours == {door.name for door in DOORS}
    assert wagtails <= {"wagtail_serve", "wagtailcore_authenticate_with_password", "wagtailcore_login"}


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"visitor", "trainer", "other_trainer", "programme_admin"}))
def test_back_office_does_not_exist_for_whoever_does_not_write(role, clients):
    assert clients[role].get("/redaktion/", follow=True).status_code == 404


def test_back_office_asks_visitors_to_log_in(clients):
    answer = clients["visitor"].get("/redaktion/", follow=True)

    assert answer.redirect_chain[-1][0] == "/einloggen/?next=%2Fredaktion%2F"


@pytest.mark.parametrize("address", ["/verwaltung/durchgaenge/erfunden/", "/verwaltung/durchgaenge/erfunden/zertifikate/"])
def test_visitors_cannot_tell_an_invented_cohort_from_a_real_one(address, clients):
    """Visitors sign in first whatever the address names; other roles see the page missing either way."""
    answer = clients["visitor"].get(address)
    assert (answer.status_code, answer["Location"]) == (302, f"{reverse(settings.LOGIN_URL)}?next={address}")


def test_no_screen_has_two_filled_buttons(campus, clients):
    """One primary action for each screen; everything else is outlined or a link (screens, section 5)."""
    found = {}
    for role, addresses in screens(campus).items():
        client = clients.get(role)
        for address in addresses if client else ():
            with transaction.atomic():
                page = client.get(address).content.decode()
                transaction.set_rollback(True)
            if (count := page.count("kern-btn--primary")) > 1:
                found[address] = count

    assert found == {}
