"""A page of text for everybody: Impressum, Datenschutz, Hilfe …"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from cms_pages.blocks.body import BODY_BLOCKS


class StandardPage(Page):
    """Texts with the date they were last checked; the operator's data comes from the settings."""

    class OperatorData(models.TextChoices):
        NONE = "", _("keine")
        OPERATOR = "operator", _("Anbieter")
        CONTACT = "contact", _("Kontakt")
        DATA_PROTECTION = "data_protection", _("Datenschutz")
        ACCESSIBILITY = "accessibility", _("Barriere melden")

    lead = models.TextField(_("Einleitung"), blank=True)
    body = StreamField(BODY_BLOCKS, blank=True, verbose_name=_("Text"))
    operator_data = models.CharField(
        _("Angaben des Betreibers"),
        max_length=16,
        choices=OperatorData,
        default=OperatorData.NONE,
        blank=True,
        help_text=_("Stehen unter dem Text und kommen aus den Einstellungen."),
    )
    checked_on = models.DateField(_("Stand"), null=True, blank=True)

    template = "cms_pages/standard.html"
    parent_page_types = ["cms_pages.HomePage", "cms_pages.StandardPage"]
    subpage_types = ["cms_pages.StandardPage"]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]
    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("body"),
        FieldPanel("operator_data"),
        FieldPanel("checked_on"),
    ]

    class Meta:
        verbose_name = _("Seite")
        verbose_name_plural = _("Seiten")
