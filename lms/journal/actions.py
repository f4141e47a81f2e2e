"""Writing the journal."""

from datetime import datetime

from django.db import models

from lms.accounts.models import Person

from .models import JournalEntry


def record(verb: str, subject: models.Model, *, by: Person | None, at: datetime, **facts) -> JournalEntry:
    """Add one entry inside the caller's transaction.

    `verb` is a past participle of the action ("release_confirmed"); `facts` are plain JSON values without free text
    about persons.
    """
    return JournalEntry.objects.create(
        verb=verb, subject_kind=subject._meta.label_lower, subject_id=str(subject.pk), actor=by, at=at, facts=facts
    )
