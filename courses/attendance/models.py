"""What somebody said about presence, and make-up work for missed minutes. Reasons for absence are never stored."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Component
from courses.cohorts.models import Enrolment, Meeting


class AttendanceClaim(models.Model):
    """Minutes a person was present at a meeting, as one source says. The ledger holds what counts."""

    class Source(models.TextChoices):
        LIST = "list", _("Liste")
        SELF_CHECK_IN = "self_check_in", _("Selbst eingetragen")
        ROOM_LOG = "room_log", _("Raumprotokoll")
        CORRECTION = "correction", _("Korrektur")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="claims")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="claims")
    minutes = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=13, choices=Source)
    client_id = models.UUIDField(unique=True, default=uuid.uuid4)
    noted_at = models.DateTimeField()
    received_at = models.DateTimeField()
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class PersonalData:
        owner = "enrolment__learner"
        exported = ["meeting__lesson__title", "meeting__starts_at", "minutes", "source", "noted_at"]
        on_erasure = "keep"  # evidence of attendance, as long as a certificate rests on it

    class Protection:
        record = True

    class Meta:
        verbose_name = _("Angabe zur Anwesenheit")
        ordering = ["pk"]
        indexes = [models.Index(fields=["meeting", "enrolment"])]


class MakeUpWork(models.Model):
    """A substitute task that offsets missed synchronous minutes; the limit is the rule's business."""

    class Status(models.TextChoices):
        OPEN = "open", _("Offen")
        ACCEPTED = "accepted", _("Angenommen")
        REJECTED = "rejected", _("Nicht angenommen")

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="make_up_work")
    component = models.ForeignKey(Component, models.PROTECT, related_name="+")
    minutes = models.PositiveSmallIntegerField(_("Minuten"))
    task = models.CharField(_("Aufgabe"), max_length=300)
    status = models.CharField(max_length=8, choices=Status, default=Status.OPEN)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class PersonalData:
        owner = "enrolment__learner"
        exported = ["component__title", "minutes", "task", "status", "decided_at"]
        on_erasure = "keep"  # evidence of attendance, as long as a certificate rests on it

    class Meta:
        verbose_name = _("Ersatzleistung")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="open", decided_at=None) | (~Q(status="open") & Q(decided_at__isnull=False)),
                name="make_up_decision_has_moment",
            ),
            models.CheckConstraint(condition=Q(minutes__gte=1), name="make_up_has_minutes"),
        ]
