"""Questions as trainers write them, and the frozen wording that a test draws from."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.fields import StreamField
from wagtail.models import CollectionMember, DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin, WorkflowMixin
from wagtail.search import index

from courses.quizzes.blocks import ANSWER_BLOCKS
from courses.quizzes.content import content_of, digest_of, kind_in
from courses.quizzes.question_types import KINDS, ROUNDINGS, content_problems, kind_of

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
