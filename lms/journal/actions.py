"""Writing the journal."""

from datetime import datetime

from django.db import models, transaction

from lms.accounts.models import Person

from .chain import BEGINNING, link_hash
from .models import JournalEntry, JournalLink
from .queries import chain_head, unlinked_entries

MOST_AT_ONCE = 1_000
"""Entries per transaction, so that nobody waits long for the linker on SQLite."""


def record(verb: str, subject: models.Model, *, by: Person | None, at: datetime, **facts) -> JournalEntry:
    """Add one entry inside the caller's transaction.

    `verb` is a past participle of the action ("release_confirmed"); `facts` are plain JSON values without free text
    about persons.
    """
    return JournalEntry.objects.create(
        verb=verb, subject_kind=subject._meta.label_lower, subject_id=str(subject.pk), actor=by, at=at, facts=facts
    )


def link_entries() -> int:
    """Chain every entry that has no link yet; returns how many. Two at the same moment make one chain.

    Runs after the commit of the actions: a chain head inside their transactions would make all of them queue behind one row.
    """
    linked = 0
    while count := _link_next():
        linked += count
    return linked


@transaction.atomic
def _link_next() -> int:
    # The oldest entry stands for the whole journal: who holds it links, others wait and then see the new links.
    JournalEntry.objects.select_for_update(no_key=True).order_by("pk").first()
    head = chain_head()
    position, previous = (head.position, head.hash) if head else (0, BEGINNING)
    links = []
    for entry in unlinked_entries()[:MOST_AT_ONCE]:
        position += 1
        links.append(
            JournalLink(
                entry=entry, position=position, previous=previous, hash=link_hash(entry, position=position, previous=previous)
            )
        )
        previous = links[-1].hash
    JournalLink.objects.bulk_create(links)
    return len(links)
