"""Points for answers, every decision on its own, and what an open grading form holds."""

from fractions import Fraction
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from .attempts import AnswerStep, AttemptSlot


class SlotGradeQuerySet(models.QuerySet["SlotGrade"]):
    def newest(self):
        """Of every slot the newest grade: the one that counts."""
        newer = SlotGrade.objects.filter(slot=OuterRef("slot"), number__gt=OuterRef("number"))
        return self.filter(~Exists(newer))


class SlotGrade(models.Model):
    """Points for one question of an attempt. A later grade is added; the newest counts."""

    class How(models.TextChoices):
        AUTO = "auto", _("nach der Regel")
        PERSON = "person", _("durch die Kursleitung")
        REGRADE = "regrade", _("Neubewertung")

    slot = models.ForeignKey(AttemptSlot, models.PROTECT, related_name="grades")
    number = models.PositiveIntegerField()
    step = models.ForeignKey(AnswerStep, models.PROTECT, null=True, related_name="+")
    score_num = models.BigIntegerField()
    score_den = models.BigIntegerField()
    how = models.CharField(max_length=7, choices=How)
    scheme = models.CharField(max_length=20)
    explanation = models.CharField(max_length=300, blank=True)
    criteria = models.JSONField(default=dict)
    feedback = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)

    objects = SlotGradeQuerySet.as_manager()

    class PersonalData:
        owner = "slot__attempt__enrolment__learner"
        exported = [
            "slot__attempt__quiz__lesson__title",
            "slot__attempt__number",
            "slot__number",
            "score_num",
            "score_den",
            "how",
            "explanation",
            "feedback",
            "at",
        ]
        shown_when: ClassVar[dict] = {"slot__attempt__status": "graded"}
        on_erasure = "keep"  # examination papers: three years after the year the cohort ended (requirements G26, 4.3)

    class Protection:
        record = True

    class Meta:
        verbose_name = _("Bewertung einer Antwort")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["slot", "number"], name="one_grade_per_number"),
            models.CheckConstraint(condition=Q(score_den__gt=0, score_num__gte=0), name="grade_is_a_fraction"),
        ]

    @property
    def score(self) -> Fraction:
        return Fraction(self.score_num, self.score_den)


class GradeDraft(models.Model):
    """What a trainer has begun to grade; gone when the grade is given."""

    slot = models.ForeignKey(AttemptSlot, models.PROTECT, related_name="drafts")
    grader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    content = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class PersonalData:
        owner = "slot__attempt__enrolment__learner"
        exported: ClassVar[list[str]] = []
        on_erasure = "delete"

    class Meta:
        verbose_name = _("Entwurf einer Bewertung")
        constraints = [models.UniqueConstraint(fields=["slot", "grader"], name="one_draft_per_grader")]
