"""What a person may ask for under the General Data Protection Regulation."""

from datetime import datetime
from typing import IO

from lms.accounts.models import Person
from lms.journal.actions import record

from .export import archive_of


def hand_over_data(person: Person, *, at: datetime) -> IO[bytes]:
    """The copy of one's own data as a ZIP file (GDPR Art. 15 and 20); journalled, because it leaves the house."""
    archive = archive_of(person, at=at)
    record("data_handed_over", person, by=person, at=at)
    return archive
