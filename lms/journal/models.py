"""The append-only record of decisions that affect rights."""

import re
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.ui import formats

from .verbs import FACTS, VALUES, VERBS

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


class JournalEntry(models.Model):
    """One decision or disclosure: who, when, what, about what. Never changed, never deleted before its period."""

    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)

    class PersonalData:
        owner = "actor"
        exported = ["at", "verb", "subject_kind", "subject_id"]
        on_erasure = "keep"  # accountability: kept as long as the decision it proves

    class Protection:
        record = True

    class Meta:
        verbose_name = _("Eintrag im Nachweisprotokoll")
        verbose_name_plural = _("Nachweisprotokoll")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"]),
            models.Index(fields=["actor", "at"]),
        ]

    @property
    def words(self) -> str:
        """The verb in German; one that is not in the list is shown as it is written."""
        return str(VERBS.get(self.verb, self.verb))

    @property
    def fact_words(self) -> str:
        """The facts with German names, such as "Platz: 3"; what has no value is left out."""
        known = {name: value for name, value in self.facts.items() if value not in (None, "")}
        return ", ".join(f"{FACTS.get(name, name)}: {_in_words(value, VALUES.get(name, {}))}" for name, value in known.items())


def _in_words(value, names) -> str:
    if isinstance(value, bool):
        return gettext("ja") if value else gettext("nein")
    if isinstance(value, list):
        return ", ".join(_in_words(one, names) for one in value)
    if isinstance(value, str) and MOMENT.match(value):
        return formats.moment(datetime.fromisoformat(value))
    return str(names.get(value, value))


class JournalLink(models.Model):
    """The place of an entry in the hash chain; added after the commit by `link_entries`."""

    entry = models.OneToOneField(JournalEntry, models.PROTECT, related_name="link")
    position = models.PositiveBigIntegerField(unique=True)
    hash = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, unique=True)

    class Protection:
        record = True

    class Meta:
        verbose_name = _("Glied des Nachweisprotokolls")
