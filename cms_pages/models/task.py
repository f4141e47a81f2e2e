"""A practice task, the practice project or the colloquium."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.blocks import CharBlock
from wagtail.fields import StreamField

from cms_pages.blocks.body import BODY_BLOCKS
from cms_pages.blocks.learning import CriterionBlock

from .content import TimedPage


class TaskPage(TimedPage):
    """What people are asked to do, and when it is accepted."""

    class Kind(models.TextChoices):
        TASK = "task", _("Praxisaufgabe")
        PROJECT = "project", _("Praxisprojekt")
        COLLOQUIUM = "colloquium", _("Abschlusskolloquium")

    kind = models.CharField(_("Art"), max_length=10, choices=Kind, default=Kind.TASK)
    body = StreamField(BODY_BLOCKS, blank=True, verbose_name=_("Auftrag"))
    accepted_when = StreamField(
        [("condition", CharBlock(label=_("Angenommen, wenn …"), max_length=200))],
        blank=True,
        verbose_name=_("Bedingungen"),
        help_text=_("Ein Nebensatz je Bedingung, zum Beispiel: alle sechs Punkte ausgefüllt sind"),
    )
    criteria = StreamField([("criterion", CriterionBlock())], blank=True, verbose_name=_("Kriterien mit 0 bis 3 Punkten"))
    max_revisions = models.PositiveSmallIntegerField(_("Überarbeitungen oder Wiederholungen"), default=2)
    reviews = models.PositiveSmallIntegerField(_("Zahl der Bewertungen oder prüfenden Personen"), null=True, blank=True)
    min_points = models.PositiveSmallIntegerField(_("Punkte mindestens"), null=True, blank=True)
    min_per_criterion = models.PositiveSmallIntegerField(_("Punkte je Kriterium mindestens"), null=True, blank=True)
    max_difference = models.PositiveSmallIntegerField(
        _("Abweichung höchstens"),
        null=True,
        blank=True,
        help_text=_("Weichen die Bewertungen stärker ab, entscheidet eine dritte Person."),
    )

    body_template = "cms_pages/unit_body.html"
    template = "cms_pages/task_preview.html"
    parent_page_types = ["cms_pages.ModulePage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels = [
        *TimedPage.content_panels,
        FieldRowPanel([FieldPanel("kind"), FieldPanel("mode"), FieldPanel("planned_minutes")]),
        FieldPanel("body"),
        FieldPanel("accepted_when"),
        FieldPanel("criteria"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("max_revisions"), FieldPanel("reviews")]),
                FieldRowPanel([FieldPanel("min_points"), FieldPanel("min_per_criterion"), FieldPanel("max_difference")]),
            ],
            heading=_("Bewertung"),
        ),
    ]

    class Meta:
        verbose_name = _("Aufgabe")
        verbose_name_plural = _("Aufgaben")

    @property
    def pass_rule(self) -> dict[str, int]:
        """The numbers reviewers decide by; what is left open is left out."""
        names = ("reviews", "min_points", "min_per_criterion", "max_difference")
        return {name: value for name in names if (value := getattr(self, name)) is not None}
