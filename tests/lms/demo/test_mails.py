from datetime import timedelta

import pytest
from django.core.mail import send_mail

from lms import clock
from lms.demo.mails import sent_mails

pytestmark = pytest.mark.django_db


@pytest.fixture
def _demo(settings, tmp_path):
    settings.DEMO = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mails"


@pytest.mark.usefixtures("_demo")
def test_mails_of_the_demo_are_read_on_a_page_newest_first(client):
    send_mail("Älter", "Erster Text", None, ["a@example.org"])
    send_mail("Grüße", "Weiter auf http://127.0.0.1:8000/passwort/", None, ["b@example.org"])

    page = client.get("/demo/mails/").text

    assert "Älter" in page
    assert "An b@example.org" in page
    assert '<a href="http://127.0.0.1:8000/passwort/"' in page


@pytest.mark.usefixtures("_demo")
def test_mail_shows_the_time_on_the_wall(client):
    send_mail("Jetzt", "Text", None, ["a@example.org"])

    assert abs(sent_mails()[0].sent_at - clock.now()) < timedelta(minutes=1)


@pytest.mark.usefixtures("_demo")
def test_no_mails_is_not_an_error(client):
    assert "Noch keine E-Mails." in client.get("/demo/mails/").text


def test_outside_the_demo_the_page_does_not_exist(client):
    assert client.get("/demo/mails/").status_code == 404
