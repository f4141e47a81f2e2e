"""The test of a programme version: its places and the pools they draw from."""

from fractions import Fraction

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Lesson

from .questions import QuestionVersion


class Quiz(models.Model):
    """The test of a lesson: its limits, its pass mark, what learners see when."""

    class Counts(models.TextChoices):
        BEST = "best", _("Das beste Ergebnis zählt.")
        LAST = "last", _("Das letzte Ergebnis zählt.")
        FIRST = "first", _("Das erste Ergebnis zählt.")
        AVERAGE = "average", _("Der Durchschnitt zählt.")

    lesson = models.OneToOneField(Lesson, models.PROTECT, related_name="quiz")
    time_limit = models.PositiveIntegerField(_("Zeit in Sekunden"), null=True)
    max_attempts = models.PositiveSmallIntegerField(_("Versuche"), null=True)
    wait_minutes = models.PositiveIntegerField(_("Wartezeit in Minuten"), default=0)
    counts = models.CharField(max_length=7, choices=Counts, default=Counts.BEST)
    pass_num = models.PositiveIntegerField()
    pass_den = models.PositiveIntegerField()
    review = models.JSONField(default=dict)

    class Protection:
        frozen_with = "lesson__component__version"

    class Meta:
        verbose_name = _("Test")
        constraints = [
            models.CheckConstraint(condition=Q(pass_den__gt=0, pass_num__lte=F("pass_den")), name="pass_mark_is_a_share"),
        ]

    def __str__(self):
        return self.lesson.title

    @property
    def pass_mark(self) -> Fraction:
        return Fraction(self.pass_num, self.pass_den)


class QuizSlot(models.Model):
    """One place in a quiz; filled by drawing from its pool."""

    quiz = models.ForeignKey(Quiz, models.PROTECT, related_name="slots")
    number = models.PositiveSmallIntegerField()
    draws = models.PositiveSmallIntegerField(default=1)
    points = models.PositiveSmallIntegerField()

    class Protection:
        frozen_with = "quiz__lesson__component__version"

    class Meta:
        verbose_name = _("Platz einer Frage")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["quiz", "number"], name="one_slot_per_number"),
            models.CheckConstraint(condition=Q(draws__gte=1), name="slot_draws_something"),
        ]


class PoolItem(models.Model):
    slot = models.ForeignKey(QuizSlot, models.PROTECT, related_name="pool")
    question_version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="+")

    class Protection:
        frozen_with = "slot__quiz__lesson__component__version"

    class Meta:
        verbose_name = _("Frage zur Auswahl")
        constraints = [models.UniqueConstraint(fields=["slot", "question_version"], name="question_once_per_pool")]
