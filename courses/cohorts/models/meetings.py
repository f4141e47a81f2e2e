"""The dates of a cohort, and the files for them."""

import uuid
from datetime import datetime, time

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import LearningMode, Lesson
from lms import clock

from .cohorts import Cohort

LONGEST_LINK = 1000
"""Letters of an address: those of some video services have about three hundred, most of them in the query."""


class Meeting(models.Model):
    """The date on which a cohort holds a planned meeting (a lesson of kind meeting)."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="meetings")
    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="meetings")
    starts_at = models.DateTimeField(_("Beginn"))
    ends_at = models.DateTimeField(_("Ende"))
    planned_minutes = models.PositiveSmallIntegerField(_("Unterrichtsminuten"))
    mode = models.CharField(_("Lernform"), max_length=11, choices=LearningMode)
    recorded = models.BooleanField(_("wird aufgezeichnet"), default=False)
    place = models.CharField(_("Ort"), max_length=200, blank=True)
    link = models.URLField(_("Adresse des Online-Raums"), max_length=LONGEST_LINK, blank=True)
    sequence = models.PositiveSmallIntegerField(default=0, editable=False)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        verbose_name = _("Termin")
        verbose_name_plural = _("Termine")
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["cohort", "starts_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "lesson"], condition=Q(cancelled_at=None), name="one_meeting_per_planned_meeting"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_start"),
            models.CheckConstraint(condition=Q(recorded=False) | Q(mode="self_study"), name="recorded_is_not_synchronous"),
        ]

    def __str__(self):
        return self.lesson.title

    @property
    def list_opens_at(self) -> datetime:
        """The first minute of its day: on earlier days nobody can have been present."""
        return clock.local_moment(clock.local_date(self.starts_at), time.min)


class Handout(models.Model):
    """A file for a meeting (Unterlage), for the people of its cohort only; taken back, it is gone."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="handouts")
    title = models.CharField(_("Titel"), max_length=120)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class PersonalData:
        owner = "added_by"
        exported = ["title", "name", "added_at"]
        on_erasure = "keep"  # part of what a cohort learned with

    class Meta:
        verbose_name = _("Unterlage")
        verbose_name_plural = _("Unterlagen")
        ordering = ["title", "pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "sha256"], name="handout_once_per_meeting")]

    def __str__(self):
        return self.title

    @property
    def storage_name(self) -> str:
        return f"handouts/{self.meeting.public_id}/{self.sha256}"
