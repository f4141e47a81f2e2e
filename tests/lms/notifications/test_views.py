from datetime import UTC, datetime

import pytest
from pytest_django.asserts import assertContains

from lms.notifications.models import Notice

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LIST = "/konto/benachrichtigungen/"
pytestmark = pytest.mark.django_db


def tell(person, subject):
    return Notice.objects.create(person=person, kind="probe", subject=subject, body="Text", sent_at=AT)


def test_people_see_their_own_notices_only(client, person, office):
    tell(person, "Für mich")
    tell(office, "Für andere")
    client.force_login(person)

    page = client.get(LIST).text
    assert "Für mich" in page
    assert "Für andere" not in page


def test_notice_reads_like_a_sentence_and_ends_in_its_link(client, person):
    lines = "ein Nachweis liegt bereit.\nSie können ihn öffnen.\n\nNachweis öffnen:"
    notice = Notice.objects.create(person=person, kind="probe", subject="Nachweis", body=lines, link="/nachweise/", sent_at=AT)
    client.force_login(person)

    page = client.get(LIST)

    assertContains(page, "<p>Ein Nachweis liegt bereit.<br>Sie können ihn öffnen.</p>", count=1, html=True)
    words = 'Nachweis öffnen<span class="kern-sr-only"> zu: Nachweis</span>'
    assertContains(page, f'<a href="{LIST}{notice.pk}/">{words}</a>', html=True)
    assert "Nachweis öffnen:" not in page.text


def test_all_are_marked_as_read_at_once(client, person):
    notice = tell(person, "Neu")
    client.force_login(person)

    answer = client.post(LIST, {"neueste": notice.pk}, follow=True)

    notice.refresh_from_db()
    assert notice.read_at is not None
    assert "Alle Benachrichtigungen sind als gelesen markiert." in answer.text


def test_notice_is_read_by_following_it_and_opens_for_nobody_else(client, person, office):
    notice = Notice.objects.create(person=person, kind="probe", subject="Nachweis", body="Text", link="/nachweise/", sent_at=AT)
    client.force_login(office)
    assert client.get(f"{LIST}{notice.pk}/").status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None

    client.force_login(person)
    assert client.get(f"{LIST}{notice.pk}/").url == "/nachweise/"

    notice.refresh_from_db()
    assert notice.read_at is not None


@pytest.mark.parametrize("sent", [{}, *({"neueste": newest} for newest in ("", "-1", "alle", "9" * 30))])
def test_page_that_names_no_notice_marks_nothing(client, person, sent):
    notice = tell(person, "Neu")
    client.force_login(person)

    client.post(LIST, sent)

    notice.refresh_from_db()
    assert notice.read_at is None


def test_an_empty_list_says_what_will_stand_there(client, person):
    client.force_login(person)

    assert "Noch keine Benachrichtigungen." in client.get(LIST).text


def test_visitors_are_sent_to_sign_in(client):
    assert client.get(LIST).url == f"/einloggen/?next={LIST}"
