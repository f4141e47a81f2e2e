"""Blocks for texts people read: units, tasks, standard pages."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

INLINE_FEATURES = ["bold", "italic", "link", "document-link"]
TEXT_FEATURES = [*INLINE_FEATURES, "ol", "ul"]


class TextBlock(blocks.RichTextBlock):
    def __init__(self, **options):
        super().__init__(features=TEXT_FEATURES, **options)

    class Meta:
        label = _("Text")
        icon = "pilcrow"
        description = _("Absätze und Listen.")
        template = "cms_pages/blocks/text.html"
        preview_value = "<p>Fragen Sie nach, bevor Sie eine <b>Karte</b> zeichnen.</p>"


class HeadingBlock(blocks.CharBlock):
    class Meta:
        label = _("Zwischenüberschrift")
        icon = "title"
        description = _("Gliedert einen längeren Text.")
        help_text = _("Kurz und sachlich, ohne Punkt am Ende.")
        template = "cms_pages/blocks/heading.html"
        preview_value = "Rückhalt prüfen"


class ImageBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Bild"))
    alternative_text = blocks.CharBlock(
        label=_("Beschreibung des Bildes"),
        max_length=300,
        help_text=_("Was sieht man, und warum steht das Bild hier? Ein bis zwei Sätze."),
    )
    source = blocks.CharBlock(label=_("Quelle"), max_length=200, help_text=_("Wer hat das Bild gemacht, unter welcher Lizenz?"))
    caption = blocks.CharBlock(label=_("Bildunterschrift"), max_length=200, required=False)

    class Meta:
        label = _("Bild")
        icon = "image"
        description = _("Ein Bild mit Beschreibung und Quelle.")
        template = "cms_pages/blocks/image.html"
        preview_value = {"alternative_text": "Skizze eines Quartiers", "source": "Eigene Skizze", "caption": "Drei Ringe"}


class CalloutBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Überschrift"), max_length=100)
    text = blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES)

    class Meta:
        label = _("Hinweis")
        icon = "info-circle"
        description = _("Hebt einen Gedanken hervor. Höchstens zwei je Einheit.")
        template = "cms_pages/blocks/callout.html"
        preview_value = {
            "title": "Gut zu wissen",
            "text": "<p>Notieren Sie beides, den gefühlten und den statistischen Raum.</p>",
        }


class QuotationBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Zitat"), rows=3, help_text=_("Ohne Anführungszeichen; sie werden ergänzt."))
    source = blocks.CharBlock(label=_("Quelle"), max_length=200)

    class Meta:
        label = _("Zitat")
        icon = "openquote"
        description = _("Ein wörtliches Zitat mit Quelle.")
        template = "cms_pages/blocks/quotation.html"
        preview_value = {"text": "Das Quartier beginnt vor der Haustür.", "source": "Gespräch im Teilort"}


class DownloadBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("Datei"))
    text = blocks.CharBlock(
        label=_("Beschriftung"), max_length=120, help_text=_("Sagt, was man öffnet, zum Beispiel: Mandatsblatt öffnen.")
    )

    class Meta:
        label = _("Datei zum Öffnen")
        icon = "download"
        description = _("Arbeitsblatt oder Vorlage; Art und Größe werden ergänzt.")
        template = "cms_pages/blocks/download.html"
        preview_value = {"text": "Mandatsblatt öffnen"}


class TableBlock(blocks.StructBlock):
    """A simple table: one line a row, cells parted by |; the first line is the header."""

    caption = blocks.CharBlock(label=_("Titel der Tabelle"), max_length=200)
    rows = blocks.TextBlock(
        label=_("Zeilen"),
        rows=6,
        help_text=_("Eine Zeile je Tabellenzeile, Zellen mit | getrennt. Die erste Zeile ist der Kopf."),
    )

    def clean(self, value):
        value = super().clean(value)
        widths = {len(row) for row in rows_of(value["rows"])}
        if len(rows_of(value["rows"])) < 2 or len(widths) != 1:
            sentence = _("Eine Tabelle hat Kopf und Zeilen, und jede Zeile hat gleich viele Zellen.")
            raise blocks.StructBlockValidationError(block_errors={"rows": ValidationError(sentence)})
        return value

    def get_context(self, value, parent_context=None):
        head, *body = rows_of(value["rows"])
        return super().get_context(value, parent_context) | {
            "head": head,
            "body": [[(title, cell) for title, cell in zip(head, row, strict=False)] for row in body],
        }

    class Meta:
        label = _("Tabelle")
        icon = "table"
        description = _("Eine kleine Tabelle mit Kopfzeile.")
        template = "cms_pages/blocks/table.html"
        preview_value = {"caption": "Drei Vergleiche", "rows": "Vergleich | Frage\nGesamtgemeinde | Ist es hier anders?"}


def rows_of(text: str) -> list[list[str]]:
    """The cells of a table, row by row; there is always a header."""
    return [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in text.splitlines() if line.strip()] or [[]]


class ReflectionBlock(blocks.StructBlock):
    question = blocks.TextBlock(
        label=_("Frage zum Nachdenken"), rows=2, help_text=_("Eine Frage an die eigene Praxis. Sie wird nicht bewertet.")
    )

    class Meta:
        label = _("Frage zum Nachdenken")
        icon = "help"
        description = _("Lädt ein, das Gelesene auf das eigene Quartier zu beziehen.")
        template = "cms_pages/blocks/reflection.html"
        preview_value = {"question": "Wen haben Sie in Ihrem Quartier bisher nicht erreicht?"}


BODY_BLOCKS = [
    ("text", TextBlock()),
    ("heading", HeadingBlock()),
    ("image", ImageBlock()),
    ("callout", CalloutBlock()),
    ("quotation", QuotationBlock()),
    ("table", TableBlock()),
    ("download", DownloadBlock()),
    ("reflection", ReflectionBlock()),
]
