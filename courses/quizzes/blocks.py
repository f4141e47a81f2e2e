"""The forms in which authors write the answer of a question: one block per kind, never JSON.

The ids of list entries are the stable keys of options, pairs, steps and criteria: moving or rewording an entry keeps its key.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .question_types import KINDS
from .reading import decimal_text, number, number_in_words


def keyed(items: list[dict]) -> list[dict]:
    return [{"key": item["id"], **item["value"]} for item in items]


def items_of(entries: list[dict]) -> list[dict]:
    return [item(entry["key"], {name: value for name, value in entry.items() if name != "key"}) for entry in entries]


def item(key: str, value) -> dict:
    return {"type": "item", "id": key, "value": value}


class AnswerBlock(blocks.StructBlock):
    """The answer of one kind. `parts_of` and `value_of` translate between the form and the content of the question."""

    def parts_of(self, value: dict) -> dict:
        raise NotImplementedError

    def value_of(self, content: dict) -> dict:
        raise NotImplementedError


class OptionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Antwort"))
    right = blocks.BooleanBlock(label=_("Diese Antwort ist richtig"), required=False)

    class Meta:
        label = _("Antwort")


class OptionsBlock(AnswerBlock):
    options = blocks.ListBlock(OptionBlock(), min_num=2, label=_("Antworten"))

    def parts_of(self, value):
        return {"options": keyed(value["options"])}

    def value_of(self, content):
        return {"options": items_of(content["options"])}


class TrueFalseBlock(AnswerBlock):
    answer = blocks.ChoiceBlock(choices=[("true", _("Richtig")), ("false", _("Falsch"))], label=_("Die Aussage ist"))

    def parts_of(self, value):
        return {"answer": {"true": True, "false": False}.get(value["answer"])}

    def value_of(self, content):
        return {"answer": "true" if content["answer"] else "false"}


class PairBlock(blocks.StructBlock):
    left = blocks.CharBlock(label=_("Begriff"))
    right = blocks.CharBlock(label=_("Gehört zu"))

    class Meta:
        label = _("Paar")


class MatchingBlock(AnswerBlock):
    pairs = blocks.ListBlock(PairBlock(), min_num=2, label=_("Paare"))

    def parts_of(self, value):
        return {"pairs": keyed(value["pairs"])}

    def value_of(self, content):
        return {"pairs": items_of(content["pairs"])}


class OrderingBlock(AnswerBlock):
    steps = blocks.ListBlock(blocks.CharBlock(label=_("Schritt")), min_num=2, label=_("Schritte in richtiger Reihenfolge"))

    def parts_of(self, value):
        return {"steps": [{"key": step["id"], "text": step["value"]} for step in value["steps"]]}

    def value_of(self, content):
        return {"steps": [item(step["key"], step["text"]) for step in content["steps"]]}


class GapBlock(blocks.StructBlock):
    accept = blocks.ListBlock(blocks.CharBlock(label=_("Wort")), min_num=1, label=_("Richtige Wörter"))
    weight = blocks.IntegerBlock(label=_("Gewicht"), min_value=1, default=1)

    class Meta:
        label = _("Lücke")


class ClozeBlock(AnswerBlock):
    text = blocks.TextBlock(label=_("Text"), help_text=_("Schreiben Sie {{1}}, {{2}} … an die Stelle der Lücken."), rows=4)
    gaps = blocks.ListBlock(GapBlock(), min_num=1, label=_("Lücken in der Reihenfolge des Textes"))

    def parts_of(self, value):
        gaps = [
            {"key": str(number), "accept": [word["value"] for word in gap["value"]["accept"]], "weight": gap["value"]["weight"]}
            for number, gap in enumerate(value["gaps"], start=1)
        ]
        return {"text": value["text"], "gaps": gaps}

    def value_of(self, content):
        gaps = [
            item(gap["key"], {"accept": words_as_items(gap["accept"]), "weight": gap.get("weight", 1)}) for gap in content["gaps"]
        ]
        return {"text": content["text"], "gaps": gaps}


def words_as_items(words: list[str]) -> list[dict]:
    """Words need no stable key of their own; their place is enough."""
    return [item(str(place), word) for place, word in enumerate(words, start=1)]


class NumberBlock(blocks.CharBlock):
    """A number as people write it in German."""

    def clean(self, value):
        text = super().clean(value)
        if text:
            number(text)
        return text


class NumericBlock(AnswerBlock):
    answer = NumberBlock(label=_("Richtige Zahl"), help_text=_("Zum Beispiel 7,8."))
    tolerance = NumberBlock(label=_("Erlaubte Abweichung"), default="0")
    relative = blocks.BooleanBlock(
        label=_("Abweichung ist ein Anteil der richtigen Zahl"), required=False, help_text=_("0,05 erlaubt dann 5 %.")
    )
    unit = blocks.CharBlock(label=_("Einheit"), required=False)

    def parts_of(self, value):
        return {
            "answer": decimal_or_as_typed(value["answer"]),
            "tolerance": decimal_or_as_typed(value["tolerance"]),
            "relative": bool(value["relative"]),
            "unit": value["unit"] or "",
        }

    def value_of(self, content):
        return {
            "answer": number_in_words(number(content["answer"].replace(".", ","))),
            "tolerance": number_in_words(number(content.get("tolerance", "0").replace(".", ","))),
            "relative": content.get("relative", False),
            "unit": content.get("unit", ""),
        }


def decimal_or_as_typed(text: str) -> str:
    """The number as a decimal string; what is none stays as typed, so that the check of the content can name it."""
    try:
        return decimal_text(number(text))
    except ValidationError:
        return text


class ShortTextBlock(AnswerBlock):
    accept = blocks.ListBlock(blocks.CharBlock(label=_("Antwort")), min_num=1, label=_("Richtige Antworten"))

    def parts_of(self, value):
        return {"accept": [word["value"] for word in value["accept"]]}

    def value_of(self, content):
        return {"accept": words_as_items(content["accept"])}


class CriterionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Kriterium"))
    points = blocks.IntegerBlock(label=_("Punkte"), min_value=1, default=1)

    class Meta:
        label = _("Kriterium")


class EssayBlock(AnswerBlock):
    criteria = blocks.ListBlock(CriterionBlock(), min_num=1, label=_("Kriterien"))
    min_words = blocks.IntegerBlock(label=_("Wörter mindestens"), required=False, min_value=1)
    max_words = blocks.IntegerBlock(label=_("Wörter höchstens"), required=False, min_value=1)

    def parts_of(self, value):
        return {"criteria": keyed(value["criteria"]), "min_words": value["min_words"], "max_words": value["max_words"]}

    def value_of(self, content):
        return {
            "criteria": items_of(content["criteria"]),
            "min_words": content.get("min_words"),
            "max_words": content.get("max_words"),
        }


ANSWER_BLOCKS: dict[str, AnswerBlock] = {
    "single_choice": OptionsBlock(label=KINDS["single_choice"].label),
    "true_false": TrueFalseBlock(label=KINDS["true_false"].label),
    "multiple_choice": OptionsBlock(label=KINDS["multiple_choice"].label),
    "matching": MatchingBlock(label=KINDS["matching"].label),
    "ordering": OrderingBlock(label=KINDS["ordering"].label),
    "cloze": ClozeBlock(label=KINDS["cloze"].label),
    "numeric": NumericBlock(label=KINDS["numeric"].label),
    "short_text": ShortTextBlock(label=KINDS["short_text"].label),
    "essay": EssayBlock(label=KINDS["essay"].label),
}
