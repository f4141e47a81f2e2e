"""Blocks for texts people read: units, tasks, standard pages."""

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from courses.quizzes.queries import version_at

INLINE_FEATURES = ["bold", "italic", "link", "document-link"]
TEXT_FEATURES = [*INLINE_FEATURES, "ol", "ul"]


class TextBlock(blocks.RichTextBlock):
    def __init__(self, **options):
        super().__init__(features=TEXT_FEATURES, **options)

    class Meta:
        label = _("Text")
        icon = "pilcrow"
        description = _("Absätze und Listen.")
        help_text = _("Kurze Absätze, ein Gedanke je Satz. Links sagen, wohin sie führen.")
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
        help_text = _("Ein Bild zeigt etwas, das der Text nicht ebenso gut sagt. Schmuckbilder gehören nicht in Lerntexte.")
        template = "cms_pages/blocks/image.html"
        preview_value = {"alternative_text": "Skizze eines Quartiers", "source": "Eigene Skizze", "caption": "Drei Ringe"}


class CalloutBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Überschrift"), max_length=100)
    text = blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES)

    class Meta:
        label = _("Hinweis")
        icon = "info-circle"
        description = _("Hebt einen Gedanken hervor. Höchstens zwei je Einheit.")
        help_text = _("Ein Gedanke, der auch beim Überfliegen ankommen soll.")
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
        help_text = _("Wörtlich und kurz. Die Quelle steht darunter.")
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
        help_text = _("Dokumente sollen barrierefrei sein, zum Beispiel ein PDF mit Überschriften.")
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
        if value["rows"] and (len(rows_of(value["rows"])) < 2 or len(widths) != 1):
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
        help_text = _("Höchstens vier Spalten, damit sie auf ein Telefon passt.")
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
        help_text = _("Eine Frage je Baustein. Antworten werden nicht gespeichert.")
        template = "cms_pages/blocks/reflection.html"
        preview_value = {"question": "Wen haben Sie in Ihrem Quartier bisher nicht erreicht?"}


class AccordionEntryBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        label=_("Überschrift"), max_length=120, help_text=_("Sagt, was man beim Aufklappen findet, ohne „Mehr“.")
    )
    text = blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES)

    class Meta:
        label = _("Abschnitt")


class AccordionBlock(blocks.StructBlock):
    entries = blocks.ListBlock(AccordionEntryBlock(), label=_("Abschnitte"), min_num=1)

    class Meta:
        label = _("Aufklappbarer Text")
        icon = "list-ul"
        description = _("Abschnitte, die Lernende bei Bedarf öffnen. Beim Drucken stehen sie offen.")
        help_text = _("Für Vertiefungen und Beispiele. Was alle lesen sollen, steht im Text.")
        template = "cms_pages/blocks/accordion.html"
        preview_value = {
            "entries": [
                {
                    "title": "Beispiel: eine kleine Gemeinde",
                    "text": "<p>Der Mittagstisch begann mit drei Personen und einem Raum der Kirche.</p>",
                }
            ]
        }


class RecordingBlock(blocks.StructBlock):
    """A recording of one kind; its captions and its text belong to it, not to the page."""

    kind = ""
    recording = SnippetChooserBlock("cms_pages.Recording", label=_("Aufnahme"))
    caption = blocks.CharBlock(label=_("Bildunterschrift"), max_length=200, required=False)

    def clean(self, value):
        value = super().clean(value)
        if value["recording"] and value["recording"].kind != self.kind:
            sentence = _("Diese Aufnahme ist von anderer Art. Wählen Sie eine passende oder den anderen Baustein.")
            raise blocks.StructBlockValidationError(block_errors={"recording": ValidationError(sentence)})
        return value


class AudioBlock(RecordingBlock):
    kind = "audio"

    class Meta:
        label = _("Tonaufnahme")
        icon = "media"
        description = _("Eine Tonaufnahme mit Text zum Nachlesen.")
        help_text = _("Den Text zum Nachlesen tragen Sie bei der Aufnahme ein. Er steht unter ihr.")
        template = "cms_pages/blocks/recording.html"
        preview_value = {"caption": "Gespräch über den ersten Rundgang"}


class VideoBlock(RecordingBlock):
    kind = "video"

    class Meta:
        label = _("Video")
        icon = "media"
        description = _("Ein Video mit Untertiteln und Text zum Nachlesen.")
        help_text = _("Untertitel und Text gehören zur Aufnahme. Das Video startet nie von selbst.")
        template = "cms_pages/blocks/recording.html"
        preview_value = {"caption": "Ein Rundgang durch das Quartier"}


class ChecklistBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Überschrift"), max_length=100)
    points = blocks.ListBlock(blocks.CharBlock(label=_("Punkt"), max_length=200), label=_("Punkte"), min_num=1)

    class Meta:
        label = _("Checkliste")
        icon = "tasks"
        description = _("Punkte zum Abhaken auf Papier, nur für die lesende Person.")
        help_text = _("Jeder Punkt beginnt mit dem, was zu tun ist. Die Plattform speichert nichts.")
        template = "cms_pages/blocks/checklist.html"
        preview_value = {
            "title": "Vor dem ersten Rundgang",
            "points": ["Route zu Fuß prüfen", "Zwei Personen aus dem Quartier einladen", "Treffpunkt ohne Stufen wählen"],
        }


class PracticeQuestionBlock(blocks.StructBlock):
    """A question of the bank to try oneself on; answered on a page of its own, scored there, never stored."""

    question = SnippetChooserBlock("courses.Question", label=_("Frage"))

    def clean(self, value):
        value = super().clean(value)
        if value["question"] and value["question"].kind == "essay":
            sentence = _("Einen freien Text kann die Plattform nicht auswerten. Wählen Sie eine andere Frage.")
            raise blocks.StructBlockValidationError(block_errors={"question": ValidationError(sentence)})
        return value

    def get_context(self, value, parent_context=None):
        """The address to answer at; in a preview there is no cohort, and so none."""
        found = parent_context or {}
        question, lesson, cohort = value.get("question"), found.get("lesson"), found.get("cohort")
        context = super().get_context(value, parent_context) | {"prompt": question.prompt if question else "", "address": ""}
        if question and lesson and cohort and (version := version_at(question, lesson.component.version)):
            where = [cohort.slug, lesson.component.slug, lesson.slug, question.pk]
            address = reverse("cms_pages:practice-question", args=where)
            context |= {"prompt": version.content["prompt"], "address": address}
        return context

    class Meta:
        label = _("Übungsfrage")
        icon = "help"
        description = _("Eine Frage aus der Fragensammlung zum Üben, ohne Bewertung.")
        help_text = _("Nehmen Sie Fragen, die in keinem Test stehen. Rückmeldungen kommen aus der Frage.")
        template = "cms_pages/blocks/practice_question.html"
        preview_value = {"question": None}


BODY_BLOCKS = [
    ("text", TextBlock()),
    ("heading", HeadingBlock()),
    ("image", ImageBlock()),
    ("callout", CalloutBlock()),
    ("quotation", QuotationBlock()),
    ("table", TableBlock()),
    ("download", DownloadBlock()),
    ("accordion", AccordionBlock()),
    ("audio", AudioBlock()),
    ("video", VideoBlock()),
    ("checklist", ChecklistBlock()),
    ("reflection", ReflectionBlock()),
    ("practice_question", PracticeQuestionBlock()),
]
