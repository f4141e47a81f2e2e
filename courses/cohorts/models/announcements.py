"""What was written to the people of a cohort."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .cohorts import Cohort
from .enrolments import Enrolment


class Announcement(models.Model):
    """What office or trainers wrote to the people of a cohort. `key` comes with the form: sent twice, it is one announcement."""

    EVERYBODY = "everybody"
    AUDIENCES: ClassVar = [
        (EVERYBODY, _("Alle, die teilnehmen oder angemeldet sind")),
        *[(status.value, status.label) for status in Enrolment.Status if status not in Enrolment.ENDED],
    ]

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="announcements")
    audience = models.CharField(_("An"), max_length=12, choices=AUDIENCES)
    title = models.CharField(_("Überschrift"), max_length=120)
    text = models.TextField(_("Text"))
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    key = models.UUIDField(unique=True)

    class PersonalData:
        owner = "sent_by"
        exported = ["cohort__code", "audience", "title", "text", "sent_at"]
        on_erasure = "keep"  # what the office told people is part of the evidence

    class Protection:
        record = True

    class Meta:
        verbose_name = _("Nachricht")
        verbose_name_plural = _("Nachrichten")
        ordering = ["-sent_at", "-pk"]

    def __str__(self):
        return self.title


class AnnouncementCopy(models.Model):
    """Somebody an announcement went to."""

    announcement = models.ForeignKey(Announcement, models.PROTECT, related_name="copies")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="announcement_copies")

    class PersonalData:
        owner = "enrolment__learner"
        exported = ["announcement__title", "announcement__text", "announcement__sent_at"]
        on_erasure = "keep"  # what the office told people is part of the evidence

    class Protection:
        record = True

    class Meta:
        verbose_name = _("Zugestellte Nachricht")
        constraints = [
            models.UniqueConstraint(fields=["announcement", "enrolment"], name="one_copy_per_person"),
        ]
