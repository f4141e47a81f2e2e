import pytest
from django.test import Client

from lms.ui.views import server_error

pytestmark = pytest.mark.django_db


def test_the_chosen_appearance_stands_on_every_page(client):
    answer = client.post("/darstellung/", {"theme": "dark"}, follow=True)

    assert '<html lang="de" data-kern-theme="dark">' in answer.text
    assert "Die Darstellung ist geändert." in answer.text


def test_an_appearance_that_does_not_exist_is_refused(client):
    answer = client.post("/darstellung/", {"theme": "bunt"})

    assert answer.status_code == 422
    assert "<title>Fehler: Darstellung" in answer.text


def test_a_missing_page_says_what_to_do(client):
    answer = client.get("/gibt-es-nicht/")

    assert answer.status_code == 404
    assert "Diese Seite gibt es nicht." in answer.text


def test_an_expired_form_is_explained():
    answer = Client(enforce_csrf_checks=True).post("/darstellung/", {"theme": "dark"})

    assert answer.status_code == 403
    assert "Ihre Eingabe wurde nicht übernommen." in answer.text


def test_the_last_page_needs_no_database_and_names_a_reference(rf, caplog, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = server_error(rf.get("/"))

    reference = caplog.records[0].args[0]
    assert answer.status_code == 500
    assert reference in answer.content.decode()


def test_pages_load_nothing_from_elsewhere_and_no_inline_code(client):
    page = client.get("/einloggen/").text

    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page
    assert "style=" not in page
    assert "onclick" not in page


@pytest.mark.parametrize("address", ["/abc%00/", "/verwaltung/personen/?q=%00", "/kommunen/suche/?q=%00"])
def test_an_address_with_a_null_character_leads_nowhere(client, address):
    assert client.get(address).status_code == 404
