"""Cohorts, and who teaches them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import ProgrammeVersion
from lms.accounts.models import Responsibility, Role


class Cohort(models.Model):
    """One run (Durchgang) of a programme version with its dates, places and people."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Geplant")
        OPEN = "open", _("Anmeldung offen")
        RUNNING = "running", _("Läuft")
        COMPLETED = "completed", _("Abgeschlossen")
        CANCELLED = "cancelled", _("Abgesagt")

    OVER: ClassVar = [Status.COMPLETED, Status.CANCELLED]

    version = models.ForeignKey(ProgrammeVersion, models.PROTECT, verbose_name=_("Fassung"), related_name="cohorts")
    code = models.CharField(_("Kürzel"), max_length=20, unique=True, help_text=_("Zum Beispiel QK-08."))
    slug = models.SlugField(max_length=20, unique=True, editable=False)
    name = models.CharField(_("Name"), max_length=120, blank=True)
    place = models.CharField(_("Ort der Präsenztage"), max_length=120, blank=True)
    status = models.CharField(_("Status"), max_length=9, choices=Status, default=Status.PLANNED)
    capacity = models.PositiveSmallIntegerField(_("Plätze"))
    starts_on = models.DateField(_("Beginn"))
    ends_on = models.DateField(_("Ende"))
    sign_up_from = models.DateField(_("Anmeldung ab"), null=True, blank=True)
    sign_up_until = models.DateField(_("Anmeldung bis"), null=True, blank=True)
    offer_hours = models.PositiveSmallIntegerField(_("Frist für ein Platzangebot in Stunden"), default=72)
    next_arrival = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("Durchgang")
        verbose_name_plural = _("Durchgänge")
        ordering = ["starts_on", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="cohort_ends_after_start"),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="cohort_has_places"),
        ]

    def __str__(self):
        return self.code

    def save(self, *args, **kwargs):
        self.slug = self.code.lower()
        super().save(*args, **kwargs)

    @property
    def is_over(self) -> bool:
        """Completed or cancelled: nobody joins or chooses any more, no attempt at a test and no work begins."""
        return self.status in self.OVER

    @property
    def title(self) -> str:
        """ "Durchgang QK-07" """
        return gettext("Durchgang %(code)s") % {"code": self.code}


class CohortTrainerQuerySet(models.QuerySet["CohortTrainer"]):
    def running(self):
        """Those who teach now: assigned to the cohort, and still holding the role of a trainer."""
        holds = Responsibility.objects.running().filter(person=OuterRef("person"), role=Role.TRAINER)
        return self.filter(Exists(holds), until=None)


class CohortTrainer(models.Model):
    """A person teaches a cohort in a period; without the role of a trainer the row opens nothing."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="trainer_rows")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="teaches")
    lead = models.BooleanField(_("Leitung"), default=False)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    objects = CohortTrainerQuerySet.as_manager()

    class PersonalData:
        owner = "person"
        exported = ["cohort__code", "lead", "since", "until"]
        on_erasure = "keep"  # who taught and graded is part of the evidence

    class Meta:
        verbose_name = _("Kursleitung")
        constraints = [
            models.UniqueConstraint(fields=["cohort", "person"], condition=Q(until=None), name="one_running_row_per_trainer"),
        ]
