import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.urls import NoReverseMatch, reverse

from lms.accounts.models import Person

pytestmark = pytest.mark.django_db
INFORMAL = re.compile(r"\b([Dd]u|[Dd]ein\w*|[Dd]ich|[Dd]ir)\b")


@pytest.fixture(autouse=True)
def _no_rate_limit_from_other_tests():
    cache.clear()


@pytest.fixture
def verified(person):
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    return person


def sign_up(client, email="neu@example.org"):
    values = {"given_name": "Neue", "family_name": "Person 41", "email": email, "password1": "ein-langes-passwort"}
    return client.post("/registrieren/", values, follow=True)


def link_in(mail, path):
    return next(line for line in mail.body.splitlines() if path in line).split("testserver", 1)[1]


def test_signing_up_confirms_the_address_by_mail(client, mailoutbox):
    answer = sign_up(client)

    assert "Wir haben Ihnen eine E-Mail geschickt." in answer.text
    assert mailoutbox[0].subject == "Ihre E-Mail-Adresse für Quartier Campus bestätigen"
    assert mailoutbox[0].body.startswith("Guten Tag Neue Person 41,")
    client.post(link_in(mailoutbox[0], "/bestaetigen/"))
    assert EmailAddress.objects.get(user=Person.objects.get()).verified


def test_signing_up_with_a_known_address_looks_the_same(client, verified, mailoutbox):
    answer = sign_up(client, verified.email)

    assert "Wir haben Ihnen eine E-Mail geschickt." in answer.text
    assert Person.objects.count() == 1
    assert mailoutbox[0].subject == "Ihre Anfrage an Quartier Campus"


def test_signing_up_with_a_known_address_takes_as_long(client, verified, monkeypatch):
    hashed = []
    monkeypatch.setattr("lms.accounts.forms.make_password", hashed.append)

    sign_up(client, verified.email)

    assert hashed == ["ein-langes-passwort"]


@pytest.mark.parametrize("email", ["person07@example.org", "niemand@example.org"])
def test_asking_for_a_password_looks_the_same_for_everybody(client, verified, mailoutbox, email):
    answer = client.post("/passwort/", {"email": email}, follow=True)

    assert "Wir haben Ihnen eine E-Mail geschickt." in answer.text
    assert mailoutbox[0].to == [email]


def test_a_new_password_is_set_by_the_link(client, verified, mailoutbox):
    client.post("/passwort/", {"email": verified.email})
    page = client.get(link_in(mailoutbox[0], "/passwort/neu/"), follow=True)

    answer = client.post(
        page.request["PATH_INFO"], {"password1": "ganz-neues-passwort", "password2": "ganz-neues-passwort"}, follow=True
    )

    verified.refresh_from_db()
    assert "Ihr Passwort ist festgelegt." in answer.text
    assert verified.check_password("ganz-neues-passwort")


def test_after_signing_in_people_land_at_the_start_of_their_role(client, verified):
    answer = client.post("/einloggen/", {"login": verified.email, "password": "ein-langes-passwort"})

    assert answer.url == "/start/"


def test_a_wrong_pair_says_what_to_do(client, verified):
    answer = client.post("/einloggen/", {"login": verified.email, "password": "etwas-anderes"})

    assert "E-Mail-Adresse und Passwort passen nicht zusammen." in answer.text
    assert "<title>Fehler: Einloggen" in answer.text


def test_after_many_wrong_passwords_even_the_right_one_waits(client, verified):
    for _ in range(6):
        client.post("/einloggen/", {"login": verified.email, "password": "etwas-anderes"})

    answer = client.post("/einloggen/", {"login": verified.email, "password": "ein-langes-passwort"})
    assert "Bitte warten Sie 5 Minuten" in answer.text


def test_a_password_like_the_own_address_is_refused(client):
    values = {
        "given_name": "Teilnehmende",
        "family_name": "Person",
        "email": "teilnehmende@example.org",
        "password1": "Teilnehmende1",
    }

    assert "Ihren Angaben zu ähnlich" in client.post("/registrieren/", values).text


@pytest.mark.parametrize("address", ["/redaktion/login/", "/redaktion/password_reset/"])
def test_wagtails_own_doors_lead_to_ours(client, address):
    assert client.get(address).url in {"/einloggen/", "/passwort/"}


@pytest.mark.parametrize("name", ["account_request_login_code", "account_signup_by_passkey", "account_verify_phone"])
def test_what_has_no_page_in_our_look_has_no_address(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize("address", ["/einloggen/", "/registrieren/", "/passwort/", "/bestaetigen/", "/gesperrt/"])
def test_visitors_are_addressed_with_sie(client, address):
    page = client.get(address, follow=True).text

    assert not INFORMAL.search(page)


@pytest.mark.parametrize("address", ["/konto/", "/konto/email/", "/konto/passwort/", "/konto/benachrichtigungen/", "/ausloggen/"])
def test_people_are_addressed_with_sie(client, verified, address):
    client.force_login(verified)
    answer = client.get(address)

    assert answer.status_code == 200
    assert not INFORMAL.search(answer.text)


def test_a_new_address_counts_after_its_confirmation(client, verified, mailoutbox):
    sign_in_and_confirm(client, verified)

    page = client.post("/konto/email/", {"email": "anders@example.org", "action_add": "1"}, follow=True).text
    verified.refresh_from_db()
    assert "anders@example.org ist noch nicht bestätigt" in page
    assert verified.email == "person07@example.org"

    client.post(link_in(mailoutbox[0], "/bestaetigen/"))
    verified.refresh_from_db()
    assert verified.email == "anders@example.org"


def sign_in_and_confirm(client, person):
    """Sign in and give the password once more, as allauth asks before changes to the second factor."""
    client.post("/einloggen/", {"login": person.email, "password": "ein-langes-passwort"})
    client.post("/konto/passwort/bestaetigen/", {"password": "ein-langes-passwort"})


def test_a_second_factor_is_set_up_and_asked_for(client, verified):
    sign_in_and_confirm(client, verified)
    secret = client.get("/konto/sicherheit/app/").context["form"].secret
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    page = client.post("/konto/sicherheit/app/", {"code": code}, follow=True).text
    assert "Noch 10 von 10 Codes." in page

    client.post("/ausloggen/")
    asked = client.post("/einloggen/", {"login": verified.email, "password": "ein-langes-passwort"})
    assert asked.url == "/einloggen/code/"
    recovery = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    answer = client.post("/einloggen/code/", {"code": recovery})
    assert answer.url == "/start/"


def test_first_spare_codes_replace_no_earlier_ones(client, verified, django_capture_on_commit_callbacks):
    sign_in_and_confirm(client, verified)
    secret = client.get("/konto/sicherheit/app/").context["form"].secret

    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/konto/sicherheit/app/", {"code": code})
    said = " ".join(str(message) for message in get_messages(answer.wsgi_request))

    assert "Ihre Ersatzcodes sind da. Nur diese gelten." in said


def test_changing_the_second_factor_asks_for_the_password_again(client, verified):
    client.post("/einloggen/", {"login": verified.email, "password": "ein-langes-passwort"})

    assert client.get("/konto/sicherheit/app/").url.startswith("/konto/passwort/bestaetigen/")


@pytest.mark.parametrize("place", ["", "app/", "ersatzcodes/", "ersatzcodes/neu/", "app/ausschalten/"])
def test_pages_about_the_second_factor_speak_with_sie(client, verified, place):
    sign_in_and_confirm(client, verified)
    if place not in ("", "app/"):
        TOTP.activate(verified, "ABCDEFGHIJKLMNOP")
        RecoveryCodes.activate(verified)

    answer = client.get(f"/konto/sicherheit/{place}", follow=True)
    assert answer.status_code == 200
    assert not INFORMAL.search(answer.text)


def test_name_is_signed_up_as_it_is_seen(client):
    values = {"given_name": "A\u200bda\u202e", "family_name": "Love\u00adlace", "email": "ada@example.org"}

    client.post("/registrieren/", {**values, "password1": "ein-langes-passwort"})

    assert str(Person.objects.get()) == "Ada Lovelace"


def test_name_that_shows_nothing_is_asked_for_again(client):
    values = {"given_name": "\u200b", "family_name": "\u2060", "email": "leer@example.org", "password1": "ein-langes-passwort"}

    answer = client.post("/registrieren/", values)

    assert set(answer.context["form"].errors) == {"given_name", "family_name"}
