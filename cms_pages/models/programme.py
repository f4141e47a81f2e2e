"""A programme: what visitors read about it, and everything a version is frozen from."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.blocks import CharBlock
from wagtail.fields import StreamField
from wagtail.models import Page

from cms_pages import queries
from cms_pages.blocks.body import BODY_BLOCKS
from cms_pages.blocks.programme import (
    ONE_OF_EACH,
    RULE_BLOCKS,
    WORDING_BLOCKS,
    CompetenceBlock,
    FactBlock,
    NoteBlock,
    RecertificationBlock,
)

from .content import is_code


class ProgrammePage(Page):
    """The root of one programme: modules below it, rule and wording on it."""

    code = models.CharField(
        _("Kürzel"), max_length=10, validators=[is_code], help_text=_("Steht in jeder Zertifikatsnummer, zum Beispiel QK.")
    )
    label = models.CharField(
        _("Nächste Fassung"), max_length=20, help_text=_("Die Bezeichnung, die beim Veröffentlichen vergeben wird.")
    )
    ue_minutes = models.PositiveSmallIntegerField(
        _("Minuten einer Unterrichtseinheit"), default=45, validators=[MinValueValidator(1)]
    )
    legal_status = models.CharField(_("Rechtsstand"), max_length=60, blank=True)
    summary = models.TextField(_("Ziel"), blank=True)
    audience = models.TextField(_("Für wen"), blank=True)
    admission = StreamField(
        [("point", CharBlock(label=_("Satz"), max_length=300))], blank=True, verbose_name=_("Was Sie mitbringen")
    )
    facts = StreamField([("fact", FactBlock())], blank=True, verbose_name=_("Auf einen Blick"))
    body = StreamField(BODY_BLOCKS, blank=True, verbose_name=_("Weitere Angaben"))
    certificate_note = models.TextField(_("Das Zertifikat"), blank=True)
    competences = StreamField([("competence", CompetenceBlock())], blank=True, verbose_name=_("Kompetenzprofil"))
    rule = StreamField(RULE_BLOCKS, blank=True, verbose_name=_("Bedingungen"))
    rule_notes = StreamField([("note", NoteBlock())], blank=True, verbose_name=_("Erläuterungen zur Regel"))
    recertification = StreamField(
        [("recertification", RecertificationBlock())], blank=True, max_num=1, verbose_name=_("Verlängerung des Zertifikats")
    )
    wording = StreamField(WORDING_BLOCKS, blank=True, block_counts=ONE_OF_EACH, verbose_name=_("Wortlaut"))
    charges_fee = models.BooleanField(_("Die Teilnahme kostet ein Entgelt"), default=False)
    is_recorded = models.BooleanField(
        _("Online-Live-Termine werden aufgezeichnet"),
        default=False,
        help_text=_("Aufgezeichnete Termine zählen im Fernunterrichtsrecht nicht als synchron."),
    )
    zfu_number = models.CharField(
        _("Zulassungsnummer der ZFU"), max_length=40, blank=True, help_text=_("Nur, wenn eine Zulassung nötig ist.")
    )
    wording_notes = StreamField(BODY_BLOCKS, blank=True, verbose_name=_("Grundsätze der Nachweise"))

    template = "cms_pages/programme.html"
    parent_page_types = ["cms_pages.ProgrammeIndexPage"]
    subpage_types = ["cms_pages.ModulePage"]
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("title"),
                    FieldPanel("summary"),
                    FieldPanel("audience"),
                    FieldPanel("admission"),
                    FieldPanel("facts"),
                    FieldPanel("body"),
                    FieldPanel("certificate_note"),
                    MultiFieldPanel(
                        [FieldPanel("charges_fee"), FieldPanel("is_recorded"), FieldPanel("zfu_number")],
                        heading=_("Entgelt und Fernunterricht"),
                    ),
                ],
                heading=_("Angebot"),
            ),
            ObjectList(
                [
                    FieldRowPanel(
                        [FieldPanel("code"), FieldPanel("label"), FieldPanel("ue_minutes"), FieldPanel("legal_status")]
                    ),
                    FieldPanel("competences"),
                ],
                heading=_("Fassung und Kompetenzen"),
            ),
            ObjectList([FieldPanel("rule"), FieldPanel("rule_notes")], heading=_("Qualifikationsregel")),
            ObjectList(
                [FieldPanel("wording"), FieldPanel("wording_notes"), FieldPanel("recertification")],
                heading=_("Nachweise und Verlängerung"),
            ),
            ObjectList([FieldPanel("slug"), FieldPanel("search_description")], heading=_("Adresse")),
        ]
    )

    class Meta:
        verbose_name = _("Programm")
        verbose_name_plural = _("Programme")

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | queries.programme_context(self)
