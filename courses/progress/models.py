"""What counts (`LedgerEntry`), where somebody stands (`LessonResult`), and objections (`Appeal`)."""

import uuid

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from courses.catalogue.models import Component, LearningMode, Lesson
from courses.cohorts.models import Enrolment


class LedgerEntry(models.Model):
    """One line of the learning account (Lernkonto). Added, never changed; a correction replaces its predecessor."""

    class Kind(models.TextChoices):
        MINUTES = "minutes", _("Anwesenheit")
        MAKE_UP = "make_up", _("Ersatzleistung")
        QUIZ = "quiz", _("Test")
        TASK = "task", _("Praxisaufgabe")
        PROJECT = "project", _("Praxisprojekt")
        COLLOQUIUM = "colloquium", _("Abschlusskolloquium")
        UNIT = "unit", _("Einheit")

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="ledger")
    component = models.ForeignKey(Component, models.PROTECT, related_name="+")
    lesson = models.ForeignKey(Lesson, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    mode = models.CharField(max_length=11, choices=LearningMode, blank=True)
    minutes = models.PositiveIntegerField(null=True)
    score_num = models.BigIntegerField(null=True)
    score_den = models.BigIntegerField(null=True)
    score_max = models.PositiveIntegerField(null=True)
    met = models.BooleanField(null=True)
    source_kind = models.CharField(max_length=40)
    source_id = models.BigIntegerField()
    source_step = models.PositiveIntegerField(default=1)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    carried_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)

    class PersonalData:
        owner = "enrolment__learner"
        exported = [
            "component__title",
            "lesson__title",
            "kind",
            "mode",
            "minutes",
            "score_num",
            "score_den",
            "score_max",
            "met",
            "recorded_at",
            "reason",
        ]
        on_erasure = "keep"  # evidence of each condition, as long as a certificate rests on it

    class Protection:
        record = True

    class Meta:
        verbose_name = _("Eintrag im Lernkonto")
        verbose_name_plural = _("Einträge im Lernkonto")
        ordering = ["recorded_at", "pk"]
        indexes = [models.Index(fields=["component", "kind"])]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "source_kind", "source_id", "source_step"], name="posted_once"),
            models.CheckConstraint(
                condition=Q(source_step=1, replaces=None) | Q(source_step__gt=1, replaces__isnull=False),
                name="first_step_replaces_nothing",
            ),
            models.CheckConstraint(
                name="counts_one_thing",
                condition=Q(kind__in=["minutes", "make_up"], minutes__isnull=False, score_num=None, met=None)
                | Q(kind="quiz", minutes=None, score_num__isnull=False, score_den__gt=0, score_max__isnull=False)
                | Q(kind__in=["task", "project", "colloquium", "unit"], minutes=None, score_num=None, met__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(score_num=None) | Q(score_num__gte=0, score_num__lte=F("score_max") * F("score_den")),
                name="score_within_maximum",
            ),
        ]


class LessonResult(models.Model):
    """Where a person stands in a lesson: for outline and matrix. No certificate reads it."""

    class State(models.TextChoices):
        OPEN = "open", _("Offen")
        IN_PROGRESS = "in_progress", _("In Bearbeitung")
        SUBMITTED = "submitted", _("Eingereicht")
        AWAITING = "awaiting", _("In Bewertung")
        RETURNED = "returned", _("Zur Überarbeitung")
        NOT_YET = "not_yet", _("Noch nicht bestanden")
        DONE = "done", _("Abgeschlossen")
        FAILED = "failed", _("Nicht bestanden")

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="results")
    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="+")
    state = models.CharField(max_length=11, choices=State, default=State.OPEN)
    note = models.CharField(max_length=120, blank=True)
    place = models.CharField(max_length=60, blank=True)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class PersonalData:
        owner = "enrolment__learner"
        exported = ["lesson__title", "state", "opened_at", "done_at"]
        on_erasure = "delete"

    class Meta:
        verbose_name = _("Stand eines Lernschritts")
        constraints = [models.UniqueConstraint(fields=["enrolment", "lesson"], name="one_result_per_lesson")]


class Appeal(models.Model):
    """An objection (Einspruch) to an assessment; decided by somebody who took no part in it."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("Dem Einspruch wird gefolgt")
        DISMISSED = "dismissed", _("Die Bewertung bleibt bestehen")

    class Kind(models.TextChoices):
        ATTEMPT = "attempt", _("Test")
        SUBMISSION = "submission", _("Abgabe")
        COLLOQUIUM = "colloquium_booking", _("Abschlusskolloquium")

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="appeals")
    subject_kind = models.CharField(max_length=40, choices=Kind)
    subject_id = models.BigIntegerField()
    text = models.TextField(_("Begründung"))
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)
    reason = models.TextField(blank=True)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class PersonalData:
        owner = "enrolment__learner"
        exported = ["subject_kind", "text", "filed_at", "decided_at", "outcome", "reason"]
        on_erasure = "keep"  # examination papers: three years after the year the cohort ended (requirements G26, 4.3)

    class Protection:
        frozen_from = "decided_at"

    class Meta:
        verbose_name = _("Einspruch")
        verbose_name_plural = _("Einsprüche")
        ordering = ["filed_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(decided_by=None) | ~Q(decided_by=F("filed_by")), name="decider_is_not_filer"),
            models.CheckConstraint(
                condition=Q(decided_by=None, decided_at=None, outcome="")
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(outcome="")),
                name="decision_is_complete",
            ),
            models.UniqueConstraint(
                fields=["enrolment", "subject_kind", "subject_id"],
                condition=Q(decided_at=None),
                name="one_open_appeal_per_subject",
            ),
        ]

    def get_absolute_url(self):
        return reverse("courses:appeal", args=[self.public_id])


@register_setting(icon="history")
class AppealRule(BaseGenericSetting):
    """Until when somebody may object to an assessment. Shipped as the curriculum says: four weeks."""

    days = models.PositiveSmallIntegerField(
        _("Frist für einen Einspruch in Tagen"),
        default=28,
        validators=[MinValueValidator(1)],
        help_text=_("Gezählt vom Tag nach der Bekanntgabe bis zum Ende des letzten Tages."),
    )

    panels = [FieldPanel("days")]

    class Meta:
        verbose_name = _("Einspruchsfrist")
        verbose_name_plural = _("Einspruchsfrist")

    @classmethod
    def in_force(cls) -> "AppealRule":
        """The rule as the office set it, or as it was shipped; asking writes nothing."""
        return cls.objects.first() or cls()
