"""Several right options; wrong ones count against them."""

from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .kind import EXACT, NOTHING, WHOLE, ForeignAnswer, Judgement, QuestionKind, in_order, key_problems, share_in_words, text_of

HINTS = {
    "net_of_right": gettext_lazy("Mehrere Antworten sind möglich. Falsch gewählte werden abgezogen."),
    "balanced": gettext_lazy("Mehrere Antworten sind möglich. Falsch gewählte werden abgezogen."),
    "exact": gettext_lazy("Mehrere Antworten sind möglich. Nur die vollständige Auswahl zählt."),
}


class MultipleChoice(QuestionKind):
    name = "multiple_choice"
    label = gettext_lazy("Mehrere Antworten auswählen")
    schemes = {
        "net_of_right": gettext_lazy("Richtige minus falsche, geteilt durch die richtigen"),
        "balanced": gettext_lazy("Anteil der richtigen minus Anteil der falschen"),
        **EXACT,
    }

    def problems(self, content):
        options = content.get("options", [])
        problems = key_problems(options, at_least=2)
        if not any(option.get("right") for option in options):
            problems.append(_("Mindestens eine Antwort muss als richtig markiert sein."))
        return problems

    def hint(self, content):
        return str(HINTS[content["scheme"]])

    def typed(self, content, data):
        return sorted(set(data.getlist("answer"))) or None

    def check(self, content, response):
        if response is None:
            return
        if not isinstance(response, list) or not all(isinstance(key, str) for key in response):
            raise ForeignAnswer
        known = {option["key"] for option in content["options"]}
        if not set(response) <= known or response != sorted(set(response)):
            raise ForeignAnswer

    def judge(self, content, response, scheme):
        right = {option["key"] for option in content["options"] if option["right"]}
        wrong = {option["key"] for option in content["options"]} - right
        hits, misses = len(right & set(response)), len(wrong & set(response))
        share = self.share(scheme, hits=hits, misses=misses, right=len(right), wrong=len(wrong))
        words = {"hits": hits, "right": len(right), "misses": misses, "share": share_in_words(share)}
        return Judgement(share, _("%(hits)s von %(right)s richtig gewählt, %(misses)s falsch: %(share)s.") % words)

    def share(self, scheme: str, *, hits: int, misses: int, right: int, wrong: int) -> Fraction:
        """The share of the points under one of the three schemes; ticking everything never wins."""
        if scheme == "exact":
            return WHOLE if hits == right and not misses else NOTHING
        if scheme == "balanced":
            return max(NOTHING, Fraction(hits, right) - (Fraction(misses, wrong) if wrong else 0))
        return max(NOTHING, Fraction(hits - misses, right))

    def shuffled_keys(self, content):
        return [option["key"] for option in content["options"]]

    def layout(self, content, response, order):
        options = [{**option, "chosen": option["key"] in (response or [])} for option in in_order(content["options"], order)]
        return {"options": options, "response": response}

    def shown(self, content, response):
        return [text_of(content["options"], key) for key in response]

    def right_answer(self, content):
        return [option["text"] for option in content["options"] if option["right"]]
