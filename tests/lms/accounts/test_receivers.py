"""Whoever takes over an open session cannot take over the account unnoticed."""

import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed, password_changed
from django.core import mail
from django.urls import reverse

from tests.factories.people import make_person

pytestmark = pytest.mark.django_db


def test_the_former_address_is_told(django_capture_on_commit_callbacks):
    person = make_person()
    old = EmailAddress.objects.create(user=person, email="alt@example.org", primary=True, verified=True)
    new = EmailAddress.objects.create(user=person, email="neu@example.org", verified=True)

    with django_capture_on_commit_callbacks(execute=True):
        email_changed.send(type(person), request=None, user=person, from_email_address=old, to_email_address=new)

    assert [(message.to, message.subject) for message in mail.outbox] == [
        (["alt@example.org"], "Die E-Mail-Adresse Ihres Kontos ist geändert")
    ]


def test_a_new_password_is_told(django_capture_on_commit_callbacks):
    person = make_person()

    with django_capture_on_commit_callbacks(execute=True):
        password_changed.send(type(person), request=None, user=person)

    assert [(message.to, message.subject) for message in mail.outbox] == [
        ([person.email], "Das Passwort Ihres Kontos ist geändert")
    ]


def test_another_address_needs_the_password(client):
    person = make_person()
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")

    answer = client.post(reverse("account_email"), {"email": "fremd@example.org", "action_add": "1"})

    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert not EmailAddress.objects.filter(email="fremd@example.org").exists()


def test_pages_of_a_session_are_kept_by_no_cache(client):
    client.force_login(make_person())

    assert client.get(reverse("courses:overview")).headers["Cache-Control"] == "private, no-store"
