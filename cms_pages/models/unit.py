"""A unit: the text of one step of self-study."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from cms_pages.blocks.body import BODY_BLOCKS
from cms_pages.codes import CodesField

from .content import TimedPage


class UnitPage(TimedPage):
    """Learning text with its time, mode and the date it has to be checked again."""

    body = StreamField(BODY_BLOCKS, blank=True, verbose_name=_("Text"))
    competences = CodesField(_("Kompetenzen"), help_text=_("Kennungen aus dem Kompetenzprofil, zum Beispiel K01, K06."))
    reviewed_on = models.DateField(_("geprüft am"), null=True, blank=True)
    reviewed_by_role = models.CharField(
        _("geprüft durch (Rolle)"), max_length=100, blank=True, help_text=_("Eine Rolle, kein Name.")
    )
    review_due_on = models.DateField(_("Wiedervorlage am"), null=True, blank=True)
    depends_on = models.CharField(
        _("Abhängig von"), max_length=400, blank=True, help_text=_("Gesetze oder Quellen, deren Änderung den Text betrifft.")
    )

    body_template = "cms_pages/unit_body.html"
    template = "cms_pages/unit_preview.html"
    parent_page_types = ["cms_pages.ModulePage"]
    subpage_types: ClassVar[list[str]] = []
    search_fields = [*TimedPage.search_fields, index.SearchField("body")]
    content_panels = [
        *TimedPage.content_panels,
        FieldRowPanel([FieldPanel("planned_minutes"), FieldPanel("mode")]),
        FieldPanel("body"),
        FieldPanel("competences"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("reviewed_on"), FieldPanel("review_due_on")]),
                FieldPanel("reviewed_by_role"),
                FieldPanel("depends_on"),
            ],
            heading=_("Prüfung des Inhalts"),
        ),
    ]

    class Meta:
        verbose_name = _("Einheit")
        verbose_name_plural = _("Einheiten")
