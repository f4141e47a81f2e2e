"""Pages every public body needs, each a form with its prescribed contents, and news."""

from datetime import date, timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail.snippets.blocks import SnippetChooserBlock

from cms_pages.blocks.body import BODY_BLOCKS
from lms.ui.paging import page_of

PUBLIC_BLOCKS = [(name, block) for name, block in BODY_BLOCKS if name not in ("reflection", "practice_question")]
A_YEAR = timedelta(days=365)
PER_PAGE = 10


class PublicPage(Page):
    """A page for everybody: an introduction, a text and the day it was last checked."""

    lead = models.TextField(_("Einleitung"), blank=True)
    body = StreamField(PUBLIC_BLOCKS, blank=True, verbose_name=_("Text"))
    checked_on = models.DateField(_("Stand"), null=True, blank=True)

    is_abstract = True
    parent_page_types = ["cms_pages.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]

    class Meta:
        abstract = True


class ProcessingBlock(blocks.StructBlock):
    """One purpose for which personal data are processed, with what the law asks to be said about it."""

    title = blocks.CharBlock(label=_("Zweck"), max_length=100)
    data = blocks.TextBlock(label=_("Welche Daten"), rows=2)
    legal_basis = blocks.CharBlock(label=_("Rechtsgrundlage"), max_length=200, required=False)
    recipients = blocks.TextBlock(label=_("Wer sie sieht"), rows=2)
    kept = blocks.CharBlock(label=_("Wie lange"), max_length=200)

    class Meta:
        label = _("Verarbeitung")
        icon = "key"


class PrivacyPage(PublicPage):
    """Datenschutz: who is responsible, what is done with which data and for how long, and everybody's rights."""

    processings = StreamField([("processing", ProcessingBlock())], blank=True, verbose_name=_("Was wir verarbeiten"))
    cookies = models.TextField(_("Cookies und fremde Dienste"), blank=True)
    rights = models.TextField(_("Ihre Rechte"), blank=True)
    complaint = models.TextField(_("Beschwerde bei der Aufsicht"), blank=True)

    template = "cms_pages/privacy.html"
    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("processings"),
        FieldPanel("cookies"),
        FieldPanel("rights"),
        FieldPanel("complaint"),
        FieldPanel("body", heading=_("Weitere Angaben")),
        FieldPanel("checked_on"),
    ]

    class Meta:
        verbose_name = _("Datenschutzerklärung")
        verbose_name_plural = _("Datenschutzerklärungen")


class NotAccessible(blocks.StructValue):
    @property
    def reason_label(self) -> str:
        return str(dict(NotAccessibleBlock.REASONS).get(self["reason"], ""))


class NotAccessibleBlock(blocks.StructBlock):
    REASONS = [
        ("conflict", _("nicht mit den Anforderungen vereinbar")),
        ("burden", _("unverhältnismäßige Belastung")),
        ("out_of_scope", _("nicht vom Gesetz erfasst")),
    ]

    content = blocks.CharBlock(label=_("Was nicht barrierefrei ist"), max_length=300)
    reason = blocks.ChoiceBlock(label=_("Grund"), choices=REASONS)
    alternative = blocks.CharBlock(label=_("Alternative oder geplanter Schritt"), max_length=300, required=False)

    class Meta:
        label = _("Inhalt")
        icon = "warning"
        value_class = NotAccessible


class AccessibilityPage(PublicPage):
    """The statement on accessibility with the parts its template prescribes; contact and bodies come from the settings."""

    class Conformance(models.TextChoices):
        FULL = "full", _("vollständig vereinbar")
        PARTIAL = "partial", _("teilweise vereinbar")
        NONE = "none", _("nicht vereinbar")

    class Method(models.TextChoices):
        SELF = "self", _("Selbstbewertung")
        INDEPENDENT = "independent", _("Bewertung durch eine unabhängige Stelle")

    conformance = models.CharField(_("Stand der Vereinbarkeit"), max_length=8, choices=Conformance, default=Conformance.PARTIAL)
    not_accessible = StreamField([("content", NotAccessibleBlock())], blank=True, verbose_name=_("Nicht barrierefreie Inhalte"))
    prepared_on = models.DateField(_("Erstellt am"))
    reviewed_on = models.DateField(_("Zuletzt überprüft am"), null=True, blank=True)
    method = models.CharField(_("Methode"), max_length=12, choices=Method, default=Method.SELF)
    method_text = models.TextField(_("Wie geprüft wurde"), blank=True)

    template = "cms_pages/accessibility.html"
    content_panels = [
        *Page.content_panels,
        FieldPanel("lead", heading=_("Für welche Angebote die Erklärung gilt")),
        FieldPanel("conformance"),
        FieldPanel("not_accessible"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("prepared_on"), FieldPanel("reviewed_on")]),
                FieldPanel("method"),
                FieldPanel("method_text"),
            ],
            heading=_("Erstellung der Erklärung"),
        ),
        FieldPanel("body", heading=_("Weitere Angaben")),
    ]

    class Meta:
        verbose_name = _("Erklärung zur Barrierefreiheit")
        verbose_name_plural = _("Erklärungen zur Barrierefreiheit")

    def due_on(self) -> date:
        """Once a year the statement has to be looked at again."""
        return (self.reviewed_on or self.prepared_on) + A_YEAR


def easy_text(label, hint):
    return models.TextField(label, blank=True, help_text=hint)


ONE_SENTENCE_A_LINE = _("Ein Satz je Zeile. Kurze Sätze, bekannte Wörter.")


class EasyLanguagePage(PublicPage):
    """Explanations in Leichte Sprache, in the four parts the law asks for; one sentence a line, larger, left aligned."""

    about = easy_text(_("Worum es auf der Plattform geht"), ONE_SENTENCE_A_LINE)
    finding_the_way = easy_text(_("Wie man sich zurechtfindet"), ONE_SENTENCE_A_LINE)
    accessibility = easy_text(_("Die Erklärung zur Barrierefreiheit"), ONE_SENTENCE_A_LINE)
    further = easy_text(_("Weitere Angebote in Leichter Sprache"), ONE_SENTENCE_A_LINE)
    checked_by = models.CharField(
        _("Geprüft durch"),
        max_length=200,
        blank=True,
        help_text=_("Die Prüf-Gruppe. Leer: Die Seite sagt, dass die Prüfung noch fehlt."),
    )

    template = "cms_pages/easy_language.html"
    search_fields = [
        *PublicPage.search_fields,
        *(index.SearchField(name) for name in ("about", "finding_the_way", "accessibility", "further")),
    ]
    content_panels = [
        *Page.content_panels,
        FieldPanel("about"),
        FieldPanel("finding_the_way"),
        FieldPanel("accessibility"),
        FieldPanel("further"),
        FieldRowPanel([FieldPanel("checked_by"), FieldPanel("checked_on")]),
    ]

    class Meta:
        verbose_name = _("Seite in Leichter Sprache")
        verbose_name_plural = _("Seiten in Leichter Sprache")

    def parts(self) -> list[tuple[str, str, list[str]]]:
        """The parts that have a text: an anchor, the heading people read, and the sentences."""
        headings = {
            "about": _("Worum geht es hier?"),
            "finding_the_way": _("So finden Sie sich zurecht"),
            "accessibility": _("Können alle Menschen die Seite nutzen?"),
            "further": _("Mehr in Leichter Sprache"),
        }
        found = [(name, str(heading), sentences_of(getattr(self, name))) for name, heading in headings.items()]
        return [part for part in found if part[2]]


def sentences_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class FilmBlock(blocks.StructBlock):
    """A film in German Sign Language about one of the prescribed matters."""

    TOPICS = [
        ("about", _("Worum es auf der Plattform geht")),
        ("finding_the_way", _("Wie man sich zurechtfindet")),
        ("accessibility", _("Die Erklärung zur Barrierefreiheit")),
        ("further", _("Weitere Angebote in Gebärdensprache")),
    ]

    topic = blocks.ChoiceBlock(label=_("Inhalt"), choices=TOPICS)
    recording = SnippetChooserBlock("cms_pages.Recording", label=_("Video"))

    class Meta:
        label = _("Video")
        icon = "media"


class SignLanguagePage(PublicPage):
    """Explanations in German Sign Language: one film for each prescribed matter, with download, size and duration."""

    films = StreamField([("film", FilmBlock())], blank=True, verbose_name=_("Videos"))
    interpreting = models.TextField(_("Dolmetschen bei Terminen"), blank=True)

    template = "cms_pages/sign_language.html"
    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("films"),
        FieldPanel("interpreting"),
        FieldPanel("body", heading=_("Weitere Angaben")),
        FieldPanel("checked_on"),
    ]

    class Meta:
        verbose_name = _("Seite in Gebärdensprache")
        verbose_name_plural = _("Seiten in Gebärdensprache")

    def topics(self) -> list[tuple[str, list]]:
        """Every prescribed matter with its films; a matter without one is shown as still missing."""
        shown = [film.value for film in self.films if film.value["recording"]]
        return [(str(label), [film for film in shown if film["topic"] == topic]) for topic, label in FilmBlock.TOPICS]


class NewsIndexPage(PublicPage):
    """All news, the newest first."""

    template = "cms_pages/news_index.html"
    subpage_types = ["cms_pages.NewsPage"]
    max_count = 1
    content_panels = [*Page.content_panels, FieldPanel("lead")]

    class Meta:
        verbose_name = _("Übersicht der Neuigkeiten")
        verbose_name_plural = _("Übersichten der Neuigkeiten")

    def get_context(self, request, *args, **kwargs):
        news = NewsPage.objects.child_of(self).live().order_by("-published_on", "-pk")
        return super().get_context(request, *args, **kwargs) | {"news": page_of(news, request, per_page=PER_PAGE)}


class NewsPage(PublicPage):
    """One piece of news with its day."""

    published_on = models.DateField(_("Datum"))

    template = "cms_pages/news.html"
    parent_page_types = ["cms_pages.NewsIndexPage"]
    content_panels = [*Page.content_panels, FieldPanel("published_on"), FieldPanel("lead"), FieldPanel("body")]

    class Meta:
        verbose_name = _("Neuigkeit")
        verbose_name_plural = _("Neuigkeiten")
