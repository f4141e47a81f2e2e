"""Telling one person one thing."""

import logging
from datetime import datetime
from email.utils import format_datetime
from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template import Context, Engine

from lms.accounts.models import Person

from .models import Notice

logger = logging.getLogger(__name__)
SUBJECT_MARK = "Betreff: "


def notify(person: Person, kind: str, *, at: datetime, link: str = "", **context) -> Notice:
    """Store a notice and mail the same words after the commit.

    `templates/emails/<kind>.txt` gives subject (first line "Betreff: …") and body; greeting, link and footer come from
    the frame. If the mail cannot be sent, the notice stays and the failure is logged. A person without address, because
    the account was erased, gets the notice only.
    """
    subject, body = written(kind, person=person, link=link, **context)
    notice = Notice.objects.create(person=person, kind=kind, subject=subject, body=body, link=link, sent_at=at)
    transaction.on_commit(partial(deliver, person.email, kind, subject, body, link, str(person), at=at))
    return notice


def send_mail_only(person: Person, kind: str, *, at: datetime, link: str = "", **context) -> None:
    """Mail after the commit without keeping a notice: for links that open an account and must not be stored."""
    subject, body = written(kind, person=person, link=link, **context)
    transaction.on_commit(partial(deliver, person.email, kind, subject, body, link, str(person), at=at))


def send_to_address(address: str, kind: str, *, at: datetime, link: str = "", **context) -> None:
    """Mail somebody without an account after the commit, such as the sending organisation."""
    subject, body = written(kind, link=link, **context)
    transaction.on_commit(partial(deliver, address, kind, subject, body, link, at=at))


def read_notices(person: Person, *, newest: int, at: datetime) -> int:
    """Mark what a person was told as read, up to the `newest` notice they saw; returns how many were new."""
    return person.notices.filter(read_at=None, pk__lte=newest).update(read_at=at)


def read_notice(notice: Notice, *, at: datetime) -> None:
    """Mark one notice as read; the first moment stays."""
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=at)


def written(kind: str, **context) -> tuple[str, str]:
    """Subject and body of a kind of notice."""
    subject, _, body = plain(f"emails/{kind}.txt", **context).partition("\n")
    if not subject.startswith(SUBJECT_MARK):
        raise ValueError(f"emails/{kind}.txt must begin with {SUBJECT_MARK!r}")
    return subject.removeprefix(SUBJECT_MARK).strip(), body.strip()


def deliver(recipient: str | None, kind: str, subject: str, body: str, link: str, greeting: str = "", *, at: datetime) -> None:
    """Send one mail, dated when it was written; a failure is logged and never reaches whoever acted."""
    if not recipient:
        return
    address = f"{settings.BASE_URL}{link}" if link.startswith("/") else link
    try:
        text = plain("emails/_frame.txt", greeting=greeting, body=body, address=address)
        EmailMessage(subject, text, None, [recipient], headers={"Date": format_datetime(at)}).send()
    except Exception:
        logger.exception("Mail of kind %s was not sent", kind)


def plain(template: str, **context) -> str:
    """A text template, without the escaping that belongs to HTML."""
    values = Context({"site_name": settings.SITE_NAME, "base_url": settings.BASE_URL, **context}, autoescape=False)
    return Engine.get_default().get_template(template).render(values)
