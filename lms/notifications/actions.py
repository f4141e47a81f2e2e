"""Telling a person something, in the app and by mail."""

import logging
from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string

from lms.accounts.models import Person

from .models import Notice

logger = logging.getLogger(__name__)


def notify(person: Person, kind: str, *, at: datetime, link: str = "", **context) -> Notice:
    """Store one notice inside the caller's transaction and mail the same words after its commit.

    `templates/emails/<kind>.txt` starts with `Betreff: …` and a blank line. A mail that cannot be sent is logged; the notice
    stays.
    """
    text = render_to_string(f"emails/{kind}.txt", {"person": person, "link": link, "base_url": settings.BASE_URL, **context})
    head, body = text.strip().split("\n", 1)
    notice = Notice.objects.create(
        person=person, kind=kind, subject=head.removeprefix("Betreff:").strip(), body=body.strip(), link=link, sent_at=at
    )
    transaction.on_commit(lambda: _mail(person, notice))
    return notice


def _mail(person: Person, notice: Notice) -> None:
    if not person.email:
        return
    try:
        send_mail(notice.subject, notice.body, None, [person.email])
    except OSError:
        logger.exception("mail could not be sent", extra={"notice": notice.pk})
