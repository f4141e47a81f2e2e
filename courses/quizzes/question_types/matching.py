"""Left terms, each with the right term that belongs to it."""

from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .kind import EXACT, NOTHING, WHOLE, ForeignAnswer, Judgement, QuestionKind, in_order, key_problems, right_of, text_of


class Matching(QuestionKind):
    name = "matching"
    label = gettext_lazy("Zuordnen")
    schemes = {"share": gettext_lazy("Anteil der richtigen Einträge"), **EXACT}

    def problems(self, content):
        pairs = content.get("pairs", [])
        problems = key_problems(pairs, at_least=2, fields=("left", "right"))
        lefts = [pair.get("left") for pair in pairs]
        if len(set(lefts)) != len(lefts):
            problems.append(_("Jeder Begriff links darf nur einmal vorkommen."))
        return problems

    def hint(self, content):
        return _("Wählen Sie zu jedem Begriff, was dazu gehört. Eine Auswahl darf mehrfach vorkommen.")

    def typed(self, content, data):
        chosen = {pair["key"]: data.get(f"pair-{pair['key']}", "") for pair in content["pairs"]}
        return {left: right for left, right in chosen.items() if right} or None

    def check(self, content, response):
        if response is None:
            return
        known = {pair["key"] for pair in content["pairs"]}
        if not isinstance(response, dict) or not response or not set(response) <= known:
            raise ForeignAnswer
        if not all(isinstance(right, str) and right in known for right in response.values()):
            raise ForeignAnswer

    def judge(self, content, response, scheme):
        pairs = content["pairs"]
        right = sum(self.is_right(pairs, left, chosen) for left, chosen in response.items())
        share = Fraction(right, len(pairs))
        if scheme == "exact":
            share = WHOLE if share == WHOLE else NOTHING
        return Judgement(share, right_of(right, len(pairs), share))

    def is_right(self, pairs: list[dict], left: str, chosen: str) -> bool:
        """Two pairs may share their right text; then either of them is right."""
        return text_of(pairs, left, "right") == text_of(pairs, chosen, "right")

    def shuffled_keys(self, content):
        return [pair["key"] for pair in content["pairs"]]

    def layout(self, content, response, order):
        choices = {pair["right"]: pair["key"] for pair in reversed(in_order(content["pairs"], order))}
        offered = [{"key": key, "text": text} for text, key in reversed(choices.items())]
        rows = [{**pair, "choices": self.choices(content, offered, response, pair)} for pair in content["pairs"]]
        return {"rows": rows, "response": response}

    def choices(self, content: dict, offered: list[dict], response, pair: dict) -> list[dict]:
        """The right terms for one row, each text once, with the chosen one marked."""
        chosen = (response or {}).get(pair["key"])
        text = text_of(content["pairs"], chosen, "right") if chosen else None
        return [{**choice, "chosen": choice["text"] == text} for choice in offered]

    def shown(self, content, response):
        pairs = content["pairs"]
        return [f"{pair['left']} – {text_of(pairs, response[pair['key']], 'right')}" for pair in pairs if pair["key"] in response]

    def right_answer(self, content):
        return [f"{pair['left']} – {pair['right']}" for pair in content["pairs"]]
