"""The pages a public body needs: their prescribed contents come from forms, and what is missing says so."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from cms_pages.desk import waiting_for
from cms_pages.models import (
    AccessibilityPage,
    EasyLanguagePage,
    HomePage,
    NewsIndexPage,
    NewsPage,
    OperatorSettings,
    PrivacyPage,
    SignLanguagePage,
)
from lms import clock
from tests.factories.media import MP4, make_video
from tests.factories.people import make_office_person, make_person, make_trainer

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(db, kept_site):
    kept_site.put()
    return HomePage.objects.get()


def text_at(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_statement_has_every_prescribed_part(home, client):
    settings = OperatorSettings.for_site(Site.objects.get())
    settings.accessibility_email, settings.monitoring_body = "barriere@example.org", "Stelle A"
    settings.enforcement_body = "Stelle B"
    settings.save()
    page = AccessibilityPage.objects.get()
    page.prepared_on, page.reviewed_on = date(2026, 3, 2), date(2026, 11, 3)
    page.save_revision().publish()

    content = text_at(client, "/barrierefreiheit/")

    for part in (
        "teilweise vereinbar",
        "Die Redaktion, in der Kursleitungen Inhalte schreiben",
        "nicht mit den Anforderungen vereinbar",
        "am 2.\N{NO-BREAK SPACE}März 2026 erstellt und zuletzt am 3.\N{NO-BREAK SPACE}November 2026 überprüft",
        "Methode: Selbstbewertung.",
        "barriere@example.org",
        "Stelle A",
        "Stelle B",
    ):
        assert part in content


def test_a_statement_older_than_a_year_waits_for_the_office(home):
    office, page = make_office_person(), AccessibilityPage.objects.get()
    assert waiting_for(office) == []

    AccessibilityPage.objects.update(
        prepared_on=date(2020, 1, 1), reviewed_on=clock.today().replace(year=clock.today().year - 1, day=1)
    )

    assert [item.title for item in waiting_for(office)] == [page.title]
    assert waiting_for(make_trainer()) == []


def test_privacy_names_purposes_with_their_basis_or_that_it_is_missing(home, client):
    page = PrivacyPage.objects.get()
    values = page.processings.get_prep_value()
    values[0]["value"]["legal_basis"] = "Artikel 6 DSGVO"
    page.processings = page.processings.stream_block.to_python(values[:2])
    page.save_revision().publish()

    content = text_at(client, "/datenschutz/")

    assert content.count("Artikel 6 DSGVO") == 1
    assert content.count("Der Betreiber ergänzt diese Angabe.") == 1
    assert "Sie haben das Recht auf Auskunft" in content


def test_easy_language_stands_one_sentence_a_line_and_says_whether_it_was_checked(home, client):
    page = EasyLanguagePage.objects.get()
    assert "Der Text ist noch nicht geprüft." in text_at(client, "/leichte-sprache/")

    page.about, page.checked_by = "Das ist ein Satz.\n\n  Das ist noch einer.", "Prüf-Gruppe Eins"
    page.further = ""
    page.save_revision().publish()
    content = text_at(client, "/leichte-sprache/")

    assert "<p>Das ist ein Satz.</p><p>Das ist noch einer.</p>" in content
    assert "Die Prüf-Gruppe heißt: Prüf-Gruppe Eins." in content
    assert "Mehr in Leichter Sprache" not in content
    assert content.count('class="qc-easy"') == 1


def test_sign_language_shows_each_film_with_size_and_duration_and_names_what_is_missing(home, client):
    assert text_at(client, "/gebaerdensprache/").count("Das Video folgt.") == 4
    video = make_video("Willkommen")
    page = SignLanguagePage.objects.get()
    page.films = page.films.stream_block.to_python([{"type": "film", "value": {"topic": "about", "recording": video.pk}}])
    page.save_revision().publish()

    content = text_at(client, "/gebaerdensprache/")

    assert content.count("Das Video folgt.") == 3
    assert "Willkommen herunterladen (MP4, 2\N{NO-BREAK SPACE}kB, 2\N{NO-BREAK SPACE}Minuten 30 Sekunden)" in content
    assert b"".join(Client().get(video.address)).startswith(MP4[:16])


def add_news(index, number):
    page = NewsPage(title=f"Neuigkeit {number:02}", slug=f"n{number}", published_on=date(2026, 1, number), lead="Kurz gesagt.")
    index.add_child(instance=page)
    page.save_revision().publish()
    return page


def test_news_stand_newest_first_page_by_page_and_on_the_start_page(home, client):
    index = NewsIndexPage.objects.get()
    assert "Hier stehen Neuigkeiten, sobald die erste veröffentlicht ist." in text_at(client, "/news/")
    for number in range(1, 13):
        add_news(index, number)

    first, second, start = text_at(client, "/news/"), text_at(client, "/news/?seite=2"), text_at(client, "/")

    assert first.index("Neuigkeit 12") < first.index("Neuigkeit 03")
    assert "Neuigkeit 02" not in first
    assert "Neuigkeit 02" in second
    assert ("Neuigkeit 10" in start, "Neuigkeit 09" in start) == (True, False)
    assert "12.\N{NO-BREAK SPACE}Januar 2026" in text_at(client, "/news/n12/")


def test_more_news_cost_no_more_statements(home, client):
    index, counts = NewsIndexPage.objects.get(), []
    for number in range(1, 4):
        add_news(index, number)
        client.get("/news/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/news/")
        counts.append(len(queries))

    assert counts[0] == counts[2]


@pytest.mark.parametrize("cls", [AccessibilityPage, EasyLanguagePage, PrivacyPage, SignLanguagePage, NewsIndexPage])
def test_the_office_edits_and_previews_every_page(cls, home, client):
    client.force_login(make_person(is_superuser=True))
    page = cls.objects.get()

    assert client.get(f"/redaktion/pages/{page.pk}/edit/").status_code == 200
    assert page.make_preview_request(preview_mode=page.default_preview_mode).status_code == 200
