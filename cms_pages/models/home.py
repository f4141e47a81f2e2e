"""The entry for visitors, and the list of programmes."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import CharBlock, RichTextBlock, StructBlock
from wagtail.fields import StreamField
from wagtail.models import Page

from cms_pages import queries

from .public import NewsPage

NEWEST = 3


class FigureBlock(StructBlock):
    value = CharBlock(label=_("Zahl"), max_length=20)
    label = CharBlock(label=_("Bedeutung"), max_length=80)

    class Meta:
        label = _("Zahl")
        icon = "order"


class StepBlock(StructBlock):
    title = CharBlock(label=_("Überschrift"), max_length=40)
    text = CharBlock(label=_("Text"), max_length=200)

    class Meta:
        label = _("Schritt")
        icon = "list-ol"


class GroupBlock(StructBlock):
    title = CharBlock(label=_("Gruppe"), max_length=40)
    text = RichTextBlock(label=_("Text"), features=["link"])

    class Meta:
        label = _("Gruppe")
        icon = "group"


class HomePage(Page):
    """The start page: goal, facts, the way, next cohorts, a check of certificates, for whom."""

    lead = models.TextField(_("Leitsatz"), blank=True)
    programme = models.ForeignKey(
        "cms_pages.ProgrammePage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Vorgestelltes Programm"),
    )
    figures = StreamField([("figure", FigureBlock())], blank=True, max_num=4, verbose_name=_("Vier Zahlen"))
    steps = StreamField([("step", StepBlock())], blank=True, max_num=4, verbose_name=_("So läuft die Qualifizierung ab"))
    groups = StreamField([("group", GroupBlock())], blank=True, max_num=3, verbose_name=_("Für wen ist das Angebot?"))
    no_cohort_hint = models.CharField(
        _("Hinweis ohne offenen Durchgang"),
        max_length=200,
        default=_("Der nächste Durchgang wird hier veröffentlicht."),
        blank=True,
    )

    template = "cms_pages/home.html"
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "cms_pages.ProgrammeIndexPage",
        "cms_pages.StandardPage",
        "cms_pages.NewsIndexPage",
        "cms_pages.PrivacyPage",
        "cms_pages.AccessibilityPage",
        "cms_pages.EasyLanguagePage",
        "cms_pages.SignLanguagePage",
    ]
    max_count = 1
    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("programme"),
        FieldPanel("figures"),
        FieldPanel("steps"),
        FieldPanel("groups"),
        FieldPanel("no_cohort_hint"),
    ]

    class Meta:
        verbose_name = _("Startseite")
        verbose_name_plural = _("Startseiten")

    def get_context(self, request, *args, **kwargs):
        news = NewsPage.objects.descendant_of(self).live().order_by("-published_on", "-pk")[:NEWEST]
        return super().get_context(request, *args, **kwargs) | queries.home_context(self) | {"news": news}


class ProgrammeIndexPage(Page):
    """All programmes on offer."""

    introduction = models.TextField(_("Einleitung"), blank=True)

    template = "cms_pages/programme_index.html"
    parent_page_types = ["cms_pages.HomePage"]
    subpage_types = ["cms_pages.ProgrammePage"]
    max_count = 1
    content_panels = [*Page.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("Programmübersicht")
        verbose_name_plural = _("Programmübersichten")

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | queries.index_context(self)
