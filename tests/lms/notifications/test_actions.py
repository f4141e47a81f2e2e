from datetime import UTC, datetime

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from lms.notifications.actions import notify, read_notices

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def kind(settings, tmp_path):
    """A kind of notice of its own, so that these tests do not hang on a room's wording."""
    (tmp_path / "emails").mkdir()
    (tmp_path / "emails" / "probe.txt").write_text(
        "Betreff: Ihr Platz: {{ place }}\n\nder Platz „{{ place }}“ & mehr ist frei.\n"
    )
    (tmp_path / "emails" / "wrong.txt").write_text("Ohne Betreff\n")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    return "probe"


def test_a_notice_says_the_same_words_as_its_mail(person, kind, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        notice = notify(person, kind, at=AT, link="/termine/", place="Nr. 3 <b>")

    (sent,) = mailoutbox
    assert notice.subject == sent.subject == "Ihr Platz: Nr. 3 <b>"
    assert notice.body == "der Platz „Nr. 3 <b>“ & mehr ist frei."
    assert sent.body.startswith(f"Guten Tag Teilnehmende Person 07,\n\n{notice.body}\n\nhttp://127.0.0.1:8000/termine/\n")
    assert sent.to == ["person07@example.org"]
    assert sent.message()["Date"] == "Mon, 23 Nov 2026 09:00:00 +0000"


def test_nothing_is_mailed_before_the_commit(person, kind, mailoutbox):
    notify(person, kind, at=AT, place="1")

    assert mailoutbox == []


def test_a_mail_that_cannot_be_sent_keeps_the_notice_and_is_logged(
    person, kind, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    def unreachable(*args, **kwargs):
        raise OSError("no route")

    monkeypatch.setattr(EmailMessage, "send", unreachable)
    with django_capture_on_commit_callbacks(execute=True):
        notify(person, kind, at=AT, place="1")

    assert person.notices.count() == 1
    assert "Mail of kind probe" in caplog.text
    assert person.email not in caplog.text


def test_an_emptied_account_gets_no_mail(person, kind, django_capture_on_commit_callbacks):
    person.email = None
    with django_capture_on_commit_callbacks(execute=True):
        notify(person, kind, at=AT, place="1")

    assert mail.outbox == []


def test_a_template_without_subject_is_a_mistake_of_ours(person, kind):
    with pytest.raises(ValueError, match="must begin with"):
        notify(person, "wrong", at=AT)


def test_reading_marks_only_what_was_new(person, office, kind):
    own = notify(person, kind, at=AT, place="1")
    others = notify(office, kind, at=AT, place="2")

    assert read_notices(person, newest=others.pk, at=AT) == 1
    assert read_notices(person, newest=others.pk, at=AT) == 0
    own.refresh_from_db()
    assert own.read_at == AT
    others.refresh_from_db()
    assert others.read_at is None
