"""Questions about the chain of the journal."""

from django.utils.translation import gettext as _

from .chain import BEGINNING, link_hash
from .models import JournalEntry, JournalLink


def chain_head() -> JournalLink | None:
    """The newest link; up to its entry the journal is chained."""
    return JournalLink.objects.select_related("entry").order_by("-position").first()


def unlinked_entries():
    """What has no place in the chain yet, oldest first; until then the trigger alone guards it."""
    return JournalEntry.objects.filter(link=None).order_by("pk")


def chain_findings() -> list[str]:
    """Where the chain does not hold; empty while every entry is as it was when it was linked."""
    findings, position, previous = [], 0, BEGINNING
    for link in JournalLink.objects.select_related("entry").order_by("position").iterator():
        position += 1
        if (link.position, link.previous) != (position, previous):
            findings.append(_("Vor Stelle %(position)s fehlt etwas.") % {"position": link.position})
        if link.hash != link_hash(link.entry, position=link.position, previous=link.previous):
            words = {"entry": link.entry_id, "position": link.position}
            findings.append(_("Eintrag %(entry)s an Stelle %(position)s ist nicht mehr, wie er verkettet wurde.") % words)
        position, previous = link.position, link.hash
    return findings
