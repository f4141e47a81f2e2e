"""The running space's picture of a programme; frozen with `ProgrammeVersion.published_at`."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

SYNCHRONOUS_MODES = ("presence", "live_online")


class LearningMode(models.TextChoices):
    PRESENCE = "presence", _("Präsenz")
    LIVE_ONLINE = "live_online", _("Online-Live")
    SELF_STUDY = "self_study", _("Selbstlernen")
    PRACTICE = "practice", _("Praxis")


class Programme(models.Model):
    """A qualification offer as a whole; what it teaches stands in its versions."""

    code = models.CharField(_("Kürzel"), max_length=10, unique=True)
    title = models.CharField(_("Titel"), max_length=200)
    page = models.ForeignKey("wagtailcore.Page", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("Programm")
        verbose_name_plural = _("Programme")
        ordering = ["code"]

    def __str__(self):
        return self.title


class ProgrammeVersion(models.Model):
    """A frozen state of a programme (Fassung). A cohort is bound to exactly one; certificates name it."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Entwurf")
        IN_CONSULTATION = "in_consultation", _("In Abstimmung")
        PUBLISHED = "published", _("Veröffentlicht")
        RETIRED = "retired", _("Außer Kraft")

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="versions")
    label = models.CharField(_("Fassung"), max_length=20)
    title = models.CharField(_("Titel"), max_length=200)
    status = models.CharField(_("Status"), max_length=15, choices=Status, default=Status.DRAFT)
    ue_minutes = models.PositiveSmallIntegerField(_("Minuten einer Unterrichtseinheit"), default=45)
    content_hash = models.CharField(max_length=64)
    recertification = models.JSONField(default=dict)
    wording = models.JSONField(default=dict)
    validity_months = models.PositiveSmallIntegerField(_("Gültigkeit des Zertifikats in Monaten"), null=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    class PersonalData:
        owner = "published_by"
        exported = ["programme__title", "label", "published_at"]
        on_erasure = "keep"  # accountability for what certificates rest on

    class Protection:
        frozen_from = "published_at"
        except_fields = ("status",)

    class Meta:
        verbose_name = _("Fassung")
        verbose_name_plural = _("Fassungen")
        ordering = ["programme", "-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "label"], name="one_version_per_label"),
            models.CheckConstraint(
                name="published_has_moment",
                condition=Q(status__in=["draft", "in_consultation"], published_at=None)
                | Q(status__in=["published", "retired"], published_at__isnull=False, published_by__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(published_by=None) | ~Q(published_by=F("proposed_by")), name="publisher_is_not_proposer"
            ),
        ]

    def __str__(self):
        return f"{self.programme.code} {self.label}"


class Component(models.Model):
    """Anything that carries UE: a module, the practice project, the colloquium. Minutes are those of its lessons."""

    class Kind(models.TextChoices):
        MANDATORY = "mandatory", _("Pflicht")
        ELECTIVE = "elective", _("Wahlpflicht")
        PROJECT = "project", _("Praxisprojekt")
        COLLOQUIUM = "colloquium", _("Abschlusskolloquium")

    MODULES = (Kind.MANDATORY, Kind.ELECTIVE)

    version = models.ForeignKey(ProgrammeVersion, models.PROTECT, related_name="components")
    code = models.CharField(max_length=10)
    slug = models.SlugField(max_length=20)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind)
    position = models.PositiveSmallIntegerField()
    presence_minutes = models.PositiveIntegerField(default=0)
    live_minutes = models.PositiveIntegerField(default=0)
    self_minutes = models.PositiveIntegerField(default=0)
    practice_minutes = models.PositiveIntegerField(default=0)

    class Protection:
        frozen_with = "version"

    class Meta:
        verbose_name = _("Baustein")
        verbose_name_plural = _("Bausteine")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="one_component_per_code"),
            models.UniqueConstraint(fields=["version", "slug"], name="one_component_per_slug"),
            models.UniqueConstraint(fields=["version", "position"], name="one_component_per_position"),
        ]

    def __str__(self):
        return f"{self.code} {self.title}" if self.is_module else self.title

    @property
    def short_name(self) -> str:
        """ "M2" for a module, the title for project and colloquium."""
        return self.code if self.is_module else self.title

    @property
    def kind_beside_title(self) -> str:
        """What kind it is; empty where the title says so already."""
        kind = self.get_kind_display()
        return "" if kind == self.title else kind

    @property
    def is_module(self) -> bool:
        return self.kind in self.MODULES

    @property
    def minutes(self) -> int:
        return self.presence_minutes + self.live_minutes + self.self_minutes + self.practice_minutes

    @property
    def synchronous_minutes(self) -> int:
        return self.presence_minutes + self.live_minutes


class Lesson(models.Model):
    """One step of a component (Lernschritt): a unit, quiz, task or planned meeting. Does not know its activity."""

    class Kind(models.TextChoices):
        UNIT = "unit", _("Einheit")
        QUIZ = "quiz", _("Test")
        TASK = "task", _("Aufgabe")
        MEETING = "meeting", _("Termin")

    CORRECTABLE = (Kind.UNIT, Kind.TASK)

    component = models.ForeignKey(Component, models.PROTECT, related_name="lessons")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    code = models.CharField(max_length=20, blank=True)
    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=200)
    mode = models.CharField(max_length=11, choices=LearningMode)
    planned_minutes = models.PositiveIntegerField()
    page = models.ForeignKey("wagtailcore.Page", models.PROTECT, null=True, related_name="lessons")
    revision = models.ForeignKey("wagtailcore.Revision", models.PROTECT, null=True, related_name="lessons")

    class Protection:
        frozen_with = "component__version"

    class Meta:
        verbose_name = _("Lernschritt")
        verbose_name_plural = _("Lernschritte")
        ordering = ["component__position", "position"]
        constraints = [
            models.UniqueConstraint(fields=["component", "position"], name="one_lesson_per_position"),
            models.UniqueConstraint(fields=["component", "slug"], name="one_lesson_per_slug"),
            models.CheckConstraint(
                condition=~Q(kind="unit") | Q(page__isnull=False, revision__isnull=False), name="text_is_pinned"
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.title}" if self.kind == self.Kind.UNIT else self.title

    @property
    def is_synchronous(self) -> bool:
        return self.mode in SYNCHRONOUS_MODES

    def address_in(self, cohort) -> str:
        """Where a learner of this cohort meets the lesson; every kind has its own door of the same shape."""
        return reverse(f"courses:lesson-{self.kind}", args=[cohort.slug, self.component.slug, self.slug])


class LessonCorrection(models.Model):
    """A typo or dead link mended in a running version: the newest one is shown, the lesson keeps the first revision."""

    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="corrections")
    revision = models.ForeignKey("wagtailcore.Revision", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class PersonalData:
        owner = "by"
        exported = ["reason", "at"]
        on_erasure = "keep"  # accountability for what a cohort was shown

    class Protection:
        record = True

    class Meta:
        verbose_name = _("Berichtigung")


class Requirement(models.Model):
    """One condition of the qualification rule; groups have children. Evaluated by `qualification.requirements`."""

    version = models.ForeignKey(ProgrammeVersion, models.PROTECT, related_name="requirements")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    position = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=10)
    title = models.CharField(max_length=100)
    condition = models.CharField(max_length=300)
    kind = models.CharField(max_length=30)
    parameters = models.JSONField(default=dict)

    class Protection:
        frozen_with = "version"

    class Meta:
        verbose_name = _("Bedingung der Qualifikationsregel")
        verbose_name_plural = _("Bedingungen der Qualifikationsregel")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "parent", "position"], name="one_requirement_per_position"),
            models.UniqueConstraint(
                fields=["version", "position"], condition=Q(parent=None), name="one_root_requirement_per_position"
            ),
        ]


class Competence(models.Model):
    """An entry of the competence profile, printed on the supplement."""

    version = models.ForeignKey(ProgrammeVersion, models.PROTECT, related_name="competences")
    code = models.CharField(max_length=10)
    area = models.CharField(max_length=60)
    text = models.CharField(max_length=300)
    components = models.ManyToManyField(Component, through="ComponentCompetence", related_name="competences")

    class Protection:
        frozen_with = "version"

    class Meta:
        verbose_name = _("Kompetenz")
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="one_competence_per_code")]


class ComponentCompetence(models.Model):
    component = models.ForeignKey(Component, models.PROTECT)
    competence = models.ForeignKey(Competence, models.PROTECT)

    class Protection:
        frozen_with = "component__version"

    class Meta:
        verbose_name = _("Kompetenz eines Bausteins")
        constraints = [models.UniqueConstraint(fields=["component", "competence"], name="competence_once_per_component")]


class LearningOutcome(models.Model):
    """What learners can do after a component, with its verb level of the revised Bloom taxonomy."""

    component = models.ForeignKey(Component, models.PROTECT, related_name="outcomes")
    code = models.CharField(max_length=12)
    text = models.CharField(max_length=300)
    level = models.CharField(max_length=20, blank=True)

    class Protection:
        frozen_with = "component__version"

    class Meta:
        verbose_name = _("Lernziel")
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["component", "code"], name="one_outcome_per_code")]
