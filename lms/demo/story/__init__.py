"""What has happened in the demo so far, told through the product's own actions with past moments.

Sixty learners in four cohorts: one from years ago, whose certificates have come to every end a certificate can have, one
completed last year, one running, one open with a waiting list. Around them everybody else who has a part in the programme.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from courses.catalogue.models import ProgrammeVersion

from . import around, completed, long_ago, opening, running
from .stage import Staff


def tell(version: ProgrammeVersion, staff: Staff, *, today: date) -> Iterator[str]:
    """Make everything; yields a sentence after each chapter, so that whoever waits can see it."""
    yield long_ago.tell(version, staff, today=today)
    yield completed.tell(version, staff, starts_on=today - timedelta(days=420))
    yield running.tell(version, staff, starts_on=today - timedelta(days=70))
    yield opening.tell(version, staff, starts_on=today + timedelta(days=60))
    yield around.tell(staff, today=today)
