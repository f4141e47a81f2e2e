"""The question bank's frozen versions, quizzes of a programme version, and attempts with every answer ever given."""

import uuid
from datetime import timedelta
from fractions import Fraction
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.fields import StreamField
from wagtail.models import CollectionMember, DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin, WorkflowMixin
from wagtail.search import index

from courses.catalogue.models import Lesson
from courses.cohorts.models import CohortTrainer, Enrolment

from .blocks import ANSWER_BLOCKS
from .content import content_of, digest_of, kind_in
from .question_types import KINDS, ROUNDINGS, QuestionKind, content_problems, kind_of

GRACE = timedelta(seconds=60)
"""Answers sent before the deadline may still be on their way this long after it."""

KIND_CHOICES = [(name, kind.label) for name, kind in KINDS.items()]
SCHEME_CHOICES = list({name: label for kind in KINDS.values() for name, label in kind.schemes.items()}.items())


class Question(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    CollectionMember,
    index.Indexed,
    ClusterableModel,
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

    class PersonalData:
        owner = "locked_by"
        exported: ClassVar[list[str]] = []
        on_erasure = "anonymise"

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

    @property
    def current_version(self):
        """The version that says what is live now; not always the newest, since an old wording can come back."""
        digest = digest_of(content_of(self))
        return next(version for version in self.versions.all() if version.digest == digest)

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
        layout = kind.layout(content, None, kind.shuffled_keys(content))
        return {"content": content, "kind": kind, "layout": layout, "points": content["points"], "hint": kind.hint(content)}


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
