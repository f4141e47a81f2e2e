"""Blocks for modules, tests and tasks: outcomes, planned meetings, places in a test, criteria."""

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.models import Collection
from wagtail.snippets.blocks import SnippetChooserBlock

SYNCHRONOUS = [("presence", _("Präsenz")), ("live_online", _("Online-Live"))]
BLOOM = ["erinnern", "verstehen", "anwenden", "analysieren", "bewerten", "erschaffen"]


class LearningOutcomeBlock(blocks.StructBlock):
    code = blocks.CharBlock(label=_("Kennung"), max_length=12)
    level = blocks.ChoiceBlock(label=_("Stufe"), choices=[(level, level) for level in BLOOM])
    text = blocks.CharBlock(label=_("Die Teilnehmenden …"), max_length=300)

    class Meta:
        label = _("Lernziel")
        icon = "tick-inverse"


class MeetingBlock(blocks.StructBlock):
    """A planned meeting; its date belongs to the cohort."""

    code = blocks.CharBlock(label=_("Kennung"), max_length=20)
    title = blocks.CharBlock(label=_("Bezeichnung"), max_length=200)
    mode = blocks.ChoiceBlock(label=_("Lernform"), choices=SYNCHRONOUS)
    minutes = blocks.IntegerBlock(label=_("Minuten"), min_value=1)

    class Meta:
        label = _("Termin")
        icon = "date"


class CollectionBlock(blocks.ChooserBlock):
    """The questions of one collection."""

    widget = forms.Select

    @cached_property
    def target_model(self):
        return Collection

    def get_form_state(self, value):
        return value.pk if value else None

    class Meta:
        label = _("Sammlung")


class DrawBlock(blocks.StructBlock):
    collection = CollectionBlock(label=_("Aus der Sammlung"))
    draw = blocks.IntegerBlock(label=_("Zahl der Fragen"), min_value=1)
    points = blocks.IntegerBlock(
        label=_("Punkte je Frage"), min_value=1, help_text=_("Gezogen wird nur aus Fragen mit dieser Punktzahl.")
    )

    class Meta:
        label = _("Fragen ziehen")
        icon = "rotate"
        description = _("Jede Person erhält zufällig gezogene Fragen aus einer Sammlung.")


SLOT_BLOCKS = [
    ("question", SnippetChooserBlock("courses.Question", label=_("Eine Frage"), icon="help")),
    ("draw", DrawBlock()),
]


class CriterionBlock(blocks.StructBlock):
    """One line of a rubric, with what 0 to 3 points look like."""

    code = blocks.CharBlock(label=_("Kennung"), max_length=10)
    title = blocks.CharBlock(label=_("Kriterium"), max_length=100)
    level_0 = blocks.CharBlock(label=_("0 Punkte"), max_length=200)
    level_1 = blocks.CharBlock(label=_("1 Punkt"), max_length=200)
    level_2 = blocks.CharBlock(label=_("2 Punkte"), max_length=200)
    level_3 = blocks.CharBlock(label=_("3 Punkte"), max_length=200)

    class Meta:
        label = _("Kriterium")
        icon = "tasks"
