"""The mails Django's file backend has written."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings

BETWEEN = b"-" * 79 + b"\n"


@dataclass(frozen=True)
class Mail:
    """One mail as it was sent."""

    sent_at: datetime
    recipient: str
    subject: str
    body: str


def sent_mails() -> list[Mail]:
    """All mails in the folder of the file backend, newest first; none if there is no such folder."""
    folder = Path(getattr(settings, "EMAIL_FILE_PATH", ""))
    parts = [part for file in folder.glob("*.log") for part in file.read_bytes().split(BETWEEN) if part.strip()]
    return sorted((read(part) for part in parts), key=lambda mail: mail.sent_at, reverse=True)


def read(raw: bytes) -> Mail:
    message = message_from_bytes(raw, policy=policy.default)
    body = message.get_body(("plain",))
    text = body.get_content() if body else ""
    # Django writes the zone as "-0000", which the standard reads as: in UTC, place unknown.
    sent_at = message["Date"].datetime
    sent_at = sent_at if sent_at.tzinfo else sent_at.replace(tzinfo=UTC)
    return Mail(sent_at, str(message["To"]), str(message["Subject"]), text)
