"""Attempts, and every answer ever given in them."""

import uuid
from datetime import timedelta
from fractions import Fraction
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import CohortTrainer, Enrolment
from courses.quizzes.question_types import QuestionKind, kind_of

from .questions import QuestionVersion
from .quizzes import Quiz

GRACE = timedelta(seconds=60)
"""Answers sent before the deadline may still be on their way this long after it."""


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def open(self):
        return self.filter(status__in=Attempt.OPEN)

    def owned_by(self, person):
        return self.filter(enrolment__learner=person)

    def gradable_by(self, person):
        """Those of the cohorts a person teaches, but never the person's own."""
        taught = CohortTrainer.objects.running().filter(cohort=OuterRef("enrolment__cohort"), person=person)
        return self.filter(Exists(taught)).exclude(enrolment__learner=person)

    def overdue(self, at):
        """Open ones whose time is up, packets in flight included."""
        return self.open().filter(deadline__lt=at - GRACE)


class Attempt(models.Model):
    """One run through a quiz by one learner. Questions, order, points and pass mark are fixed at the start."""

    class Status(models.TextChoices):
        CREATED = "created", _("Vorbereitet")
        IN_PROGRESS = "in_progress", _("In Bearbeitung")
        SUBMITTED = "submitted", _("Abgegeben")
        AWAITING_GRADING = "awaiting_grading", _("In Bewertung")
        GRADED = "graded", _("Bewertet")
        VOIDED = "voided", _("Für ungültig erklärt")

    OPEN: ClassVar = [Status.CREATED, Status.IN_PROGRESS]

    class HandedInBy(models.TextChoices):
        PERSON = "person", _("durch die Person")
        DEADLINE = "deadline", _("mit Ablauf der Zeit")

    quiz = models.ForeignKey(Quiz, models.PROTECT, related_name="attempts")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=16, choices=Status, default=Status.CREATED)
    started_at = models.DateTimeField()
    deadline = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=8, choices=HandedInBy, blank=True)
    max_points = models.PositiveIntegerField()
    pass_num = models.PositiveIntegerField()
    pass_den = models.PositiveIntegerField()
    voided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    void_reason = models.CharField(max_length=300, blank=True)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = AttemptQuerySet.as_manager()

    class PersonalData:
        owner = "enrolment__learner"
        exported = ["quiz__lesson__title", "number", "status", "started_at", "submitted_at", "max_points"]
        on_erasure = "keep"  # examination papers: three years after the year the cohort ended (requirements G26, 4.3)

    class Meta:
        verbose_name = _("Versuch")
        verbose_name_plural = _("Versuche")
        ordering = ["number"]
        indexes = [
            models.Index(
                fields=["status", "deadline"], condition=Q(status__in=["created", "in_progress"]), name="attempt_open_deadline"
            ),
            models.Index(fields=["submitted_at"], condition=Q(status="awaiting_grading"), name="attempt_awaiting"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "quiz", "number"], name="one_attempt_per_number"),
            models.UniqueConstraint(
                fields=["enrolment", "quiz"], condition=Q(status__in=["created", "in_progress"]), name="one_open_attempt"
            ),
            models.CheckConstraint(
                name="handed_in_has_moment",
                condition=Q(status__in=["created", "in_progress"], submitted_at=None)
                | Q(status__in=["submitted", "awaiting_grading", "graded"], submitted_at__isnull=False)
                | Q(status="voided"),
            ),
            models.CheckConstraint(condition=~Q(status="voided") | Q(voided_by__isnull=False), name="voided_by_a_person"),
        ]

    def __str__(self):
        return f"{self.quiz} · {self.enrolment} · {self.number}"

    def get_absolute_url(self):
        return reverse("courses:attempt", args=[self.public_id])

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    @property
    def is_graded(self) -> bool:
        return self.status == self.Status.GRADED

    @property
    def pass_mark(self) -> Fraction:
        return Fraction(self.pass_num, self.pass_den)

    def accepts_answers(self, at) -> bool:
        """Whether an answer arriving now counts; packets in flight at the deadline still do."""
        return self.is_open and not self.is_overdue(at)

    def is_overdue(self, at) -> bool:
        return self.deadline is not None and at > self.deadline + GRACE


class AttemptSlot(models.Model):
    """A question of an attempt: its version, points and the order in which options are shown. Fixed at the start."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="slots")
    number = models.PositiveSmallIntegerField()
    question_version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField()
    option_order = models.JSONField(default=list)

    class PersonalData:
        owner = "attempt__enrolment__learner"
        exported = ["attempt__quiz__lesson__title", "attempt__number", "number", "question_version__question__code", "points"]
        on_erasure = "keep"  # examination papers: three years after the year the cohort ended (requirements G26, 4.3)

    class Protection:
        record = True

    class Meta:
        verbose_name = _("Frage eines Versuchs")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "number"], name="one_attempt_slot_per_number"),
            models.UniqueConstraint(fields=["attempt", "question_version"], name="question_once_per_attempt"),
        ]

    @property
    def content(self) -> dict:
        return self.question_version.content

    @property
    def kind(self) -> QuestionKind:
        return kind_of(self.content)


class AnswerStepQuerySet(models.QuerySet["AnswerStep"]):
    def counted(self):
        return self.filter(counted=True)

    def newest(self):
        """Of every slot the newest of these steps."""
        newer = self.filter(slot=OuterRef("slot"), number__gt=OuterRef("number"))
        return self.filter(~Exists(newer))


class AnswerStep(models.Model):
    """An answer as it arrived. Later steps do not overwrite earlier ones; the newest counted step is graded."""

    slot = models.ForeignKey(AttemptSlot, models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    response = models.JSONField(null=True)
    counted = models.BooleanField()
    writer = models.UUIDField()
    writer_seq = models.PositiveIntegerField()
    saved_at = models.DateTimeField()
    client_at = models.DateTimeField(null=True)

    objects = AnswerStepQuerySet.as_manager()

    class PersonalData:
        owner = "slot__attempt__enrolment__learner"
        exported = [
            "slot__attempt__quiz__lesson__title",
            "slot__attempt__number",
            "slot__number",
            "response",
            "saved_at",
            "counted",
        ]
        on_erasure = "keep"  # examination papers: three years after the year the cohort ended (requirements G26, 4.3)

    class Protection:
        record = True
        counted_only_while_open = True

    class Meta:
        verbose_name = _("Antwort")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["slot", "number"], name="one_step_per_number"),
            models.UniqueConstraint(fields=["slot", "writer", "writer_seq"], name="one_step_per_packet"),
        ]
