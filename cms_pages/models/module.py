"""A module, the practice project or the colloquium: anything that carries teaching units (Baustein)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField

from cms_pages.blocks.learning import LearningOutcomeBlock, MeetingBlock
from cms_pages.codes import CodesField

from .content import CourseContentPage


class ModulePage(CourseContentPage):
    """A component of the programme, with its outcomes, planned meetings and minutes by learning mode."""

    class Kind(models.TextChoices):
        MANDATORY = "mandatory", _("Pflichtmodul")
        ELECTIVE = "elective", _("Wahlpflichtmodul")
        PROJECT = "project", _("Praxisprojekt")
        COLLOQUIUM = "colloquium", _("Abschlusskolloquium")

    kind = models.CharField(_("Art"), max_length=10, choices=Kind, default=Kind.MANDATORY)
    presence_minutes = models.PositiveIntegerField(_("Präsenz"), default=0)
    live_online_minutes = models.PositiveIntegerField(_("Online-Live"), default=0)
    self_study_minutes = models.PositiveIntegerField(_("Selbstlernen"), default=0)
    practice_minutes = models.PositiveIntegerField(_("Praxis"), default=0)
    competences = CodesField(_("Kompetenzen"), help_text=_("Kennungen aus dem Kompetenzprofil, zum Beispiel K01, K06."))
    outcomes = StreamField([("outcome", LearningOutcomeBlock())], blank=True, verbose_name=_("Lernziele"))
    meetings = StreamField(
        [("meeting", MeetingBlock())],
        blank=True,
        verbose_name=_("Geplante Termine"),
        help_text=_("Das Datum legt der Durchgang fest."),
    )

    template = "cms_pages/module_preview.html"
    parent_page_types = ["cms_pages.ProgrammePage"]
    subpage_types = ["cms_pages.UnitPage", "cms_pages.TaskPage", "cms_pages.QuizPage"]
    content_panels = [
        *CourseContentPage.content_panels,
        FieldPanel("kind"),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("presence_minutes"),
                        FieldPanel("live_online_minutes"),
                        FieldPanel("self_study_minutes"),
                        FieldPanel("practice_minutes"),
                    ]
                )
            ],
            heading=_("Minuten nach Lernform (eine Unterrichtseinheit hat 45 Minuten)"),
        ),
        FieldPanel("competences"),
        FieldPanel("outcomes"),
        FieldPanel("meetings"),
    ]

    class Meta:
        verbose_name = _("Modul oder Baustein")
        verbose_name_plural = _("Module und Bausteine")

    @property
    def minutes(self) -> dict[str, int]:
        return {mode: getattr(self, f"{mode}_minutes") for mode in ("presence", "live_online", "self_study", "practice")}
