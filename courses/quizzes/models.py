"""The question bank's frozen versions, quizzes of a programme version, and attempts with every answer ever given."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.fields import StreamField
from wagtail.models import CollectionMember, DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin, WorkflowMixin
from wagtail.search import index

from courses.catalogue.models import Lesson
from courses.cohorts.models import Enrolment

from .blocks import ANSWER_BLOCKS
from .content import content_of, digest_of, kind_in
from .question_types import KINDS, ROUNDINGS, content_problems, kind_of

KIND_CHOICES = [(name, kind.label) for name, kind in KINDS.items()]
SCHEME_CHOICES = list({name: label for kind in KINDS.values() for name, label in kind.schemes.items()}.items())


class Question(
    WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, CollectionMember, index.Indexed, ClusterableModel
):
    """A question as authors work on it, with drafts and history; what learners meet is a `QuestionVersion`.

    A draft that was never live stands in this row itself: nothing is ever graded against it.
    """

    class Difficulty(models.TextChoices):
        EASY = "easy", _("Leicht")
        MEDIUM = "medium", _("Mittel")
        HARD = "hard", _("Schwer")

    code = models.CharField(_("Kennung"), max_length=40, unique=True, help_text=_("Zum Beispiel M1-F01."))
    kind = models.CharField(_("Frageart"), max_length=20, choices=KIND_CHOICES, editable=False)
    prompt = models.TextField(_("Frage"))
    answer = StreamField(list(ANSWER_BLOCKS.items()), min_num=1, max_num=1, verbose_name=_("Antwort"))
    difficulty = models.CharField(_("Schwierigkeit"), max_length=6, choices=Difficulty, default=Difficulty.MEDIUM)
    points = models.PositiveSmallIntegerField(_("Punkte"), default=1, validators=[MinValueValidator(1)])
    scheme = models.CharField(
        _("Wertung"), max_length=20, choices=SCHEME_CHOICES, blank=True, help_text=_("Leer: die übliche Wertung der Frageart.")
    )
    rounding = models.CharField(_("Rundung"), max_length=15, choices=list(ROUNDINGS.items()), default="half_point_down")
    feedback_correct = models.TextField(_("Rückmeldung, wenn richtig"), blank=True)
    feedback_incorrect = models.TextField(_("Rückmeldung, wenn noch nicht richtig"), blank=True)

    search_fields: ClassVar = [
        index.SearchField("code"),
        index.SearchField("prompt"),
        index.AutocompleteField("code"),
        index.AutocompleteField("prompt"),
        index.FilterField("kind"),
        index.FilterField("difficulty"),
        index.FilterField("collection"),
    ]

    class Meta:
        verbose_name = _("Frage")
        verbose_name_plural = _("Fragen")
        ordering = ["code"]

    def __str__(self):
        return self.code

    def clean(self):
        super().clean()
        if problems := content_problems(content_of(self)):
            raise ValidationError(problems)

    def save(self, *args, **kwargs):
        self.kind = kind_in(self.answer)
        super().save(*args, **kwargs)

    @transaction.atomic
    def publish(self, revision, *args, **kwargs):
        """Make a revision live and freeze it as a version; whichever way it is published, this runs."""
        super().publish(revision, *args, **kwargs)
        live = Question.objects.select_for_update(no_key=True).get(pk=self.pk)
        if live.live:
            QuestionVersion.objects.freeze(live)

    def get_preview_template(self, request, mode_name):
        return "courses/quizzes/question_preview.html"

    def get_preview_context(self, request, mode_name):
        content = content_of(self)
        if content_problems(content):
            return {"question": self, "problems": content_problems(content)}
        kind = kind_of(content)
        return {"content": content, "kind": kind, "layout": kind.layout(content, None, kind.shuffled_keys(content))}


class QuestionVersionQuerySet(models.QuerySet["QuestionVersion"]):
    def freeze(self, question):
        """The version that says what the question says now; a wording seen before is found again, not added."""
        content = content_of(question)
        digest = digest_of(content)
        known = self.filter(question=question)
        if version := known.filter(digest=digest).first():
            return version
        number = (known.aggregate(last=models.Max("number"))["last"] or 0) + 1
        return self.create(
            question=question, number=number, content=content, digest=digest, published_at=question.last_published_at
        )


class QuestionVersion(models.Model):
    """An immutable published wording of a question, with key and scheme, found again by its digest."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    objects = QuestionVersionQuerySet.as_manager()

    class Protection:
        record = True

    class Meta:
        verbose_name = _("Fassung einer Frage")
        verbose_name_plural = _("Fassungen von Fragen")
        ordering = ["question", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="one_version_per_number"),
            models.UniqueConstraint(fields=["question", "digest"], name="one_version_per_digest"),
        ]


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
        constraints = [
            models.CheckConstraint(condition=Q(pass_den__gt=0, pass_num__lte=F("pass_den")), name="pass_mark_is_a_share"),
        ]


class QuizSlot(models.Model):
    """One place in a quiz; filled by drawing from its pool."""

    quiz = models.ForeignKey(Quiz, models.PROTECT, related_name="slots")
    number = models.PositiveSmallIntegerField()
    draws = models.PositiveSmallIntegerField(default=1)
    points = models.PositiveSmallIntegerField()

    class Protection:
        frozen_with = "quiz__lesson__component__version"

    class Meta:
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
        constraints = [models.UniqueConstraint(fields=["slot", "question_version"], name="question_once_per_pool")]


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def open(self):
        return self.filter(status__in=Attempt.OPEN)

    def owned_by(self, person):
        return self.filter(enrolment__learner=person)


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
        exported = ["quiz", "number", "status", "started_at", "submitted_at", "max_points"]
        on_erasure = "delete"

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


class AttemptSlot(models.Model):
    """A question of an attempt: its version, points and the order in which options are shown. Fixed at the start."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="slots")
    number = models.PositiveSmallIntegerField()
    question_version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField()
    option_order = models.JSONField(default=list)

    class PersonalData:
        owner = "attempt__enrolment__learner"
        exported = ["number", "question_version", "points"]
        on_erasure = "delete"

    class Protection:
        record = True

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "number"], name="one_attempt_slot_per_number"),
            models.UniqueConstraint(fields=["attempt", "question_version"], name="question_once_per_attempt"),
        ]


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

    class PersonalData:
        owner = "slot__attempt__enrolment__learner"
        exported = ["response", "saved_at", "counted"]
        on_erasure = "delete"

    class Protection:
        record = True
        counted_only_while_open = True

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["slot", "number"], name="one_step_per_number"),
            models.UniqueConstraint(fields=["slot", "writer", "writer_seq"], name="one_step_per_packet"),
        ]


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

    class PersonalData:
        owner = "slot__attempt__enrolment__learner"
        exported = ["score_num", "score_den", "how", "explanation", "feedback", "at"]
        on_erasure = "delete"

    class Protection:
        record = True

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["slot", "number"], name="one_grade_per_number"),
            models.CheckConstraint(condition=Q(score_den__gt=0, score_num__gte=0), name="grade_is_a_fraction"),
        ]


class GradeDraft(models.Model):
    """What a trainer has begun to grade; gone when the grade is given."""

    slot = models.ForeignKey(AttemptSlot, models.PROTECT, related_name="drafts")
    grader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    content = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class PersonalData:
        owner = "slot__attempt__enrolment__learner"
        exported = []
        on_erasure = "delete"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slot", "grader"], name="one_draft_per_grader")]
