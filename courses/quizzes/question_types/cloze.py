"""A text with gaps to be filled in."""

import re
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.quizzes.reading import clean_text, same_words

from .kind import EXACT, NOTHING, WHOLE, ForeignAnswer, Judgement, QuestionKind, check_words, share_in_words

GAP = re.compile(r"\{\{\s*([\w-]+)\s*\}\}")


class Cloze(QuestionKind):
    name = "cloze"
    label = gettext_lazy("Lückentext")
    schemes = {"share": gettext_lazy("Anteil der richtigen Einträge"), **EXACT}

    def problems(self, content):
        gaps = content.get("gaps", [])
        keys = [str(number) for number in range(1, len(gaps) + 1)]
        problems = []
        if not gaps:
            problems.append(_("Der Text braucht mindestens eine Lücke."))
        if GAP.findall(content.get("text", "")) != keys or [gap.get("key") for gap in gaps] != keys:
            problems.append(_("Die Lücken im Text und die Liste der Lücken passen nicht zusammen."))
        if not all(any(word.strip() for word in gap.get("accept", [])) for gap in gaps):
            problems.append(_("Jede Lücke braucht mindestens ein richtiges Wort."))
        if not all(isinstance(gap.get("weight", 1), int) and gap.get("weight", 1) >= 1 for gap in gaps):
            problems.append(_("Das Gewicht einer Lücke ist eine ganze Zahl ab 1."))
        return problems

    def hint(self, content):
        return _("Ergänzen Sie die Lücken. Groß- und Kleinschreibung zählt nicht.")

    def typed(self, content, data):
        typed = {gap["key"]: clean_text(data.get(f"gap-{gap['key']}", "")) for gap in content["gaps"]}
        return {key: text for key, text in typed.items() if text} or None

    def check(self, content, response):
        if response is None:
            return
        if not isinstance(response, dict) or not response or not set(response) <= {gap["key"] for gap in content["gaps"]}:
            raise ForeignAnswer
        for text in response.values():
            check_words(text)

    def judge(self, content, response, scheme):
        gaps = content["gaps"]
        right = [gap for gap in gaps if any(same_words(response.get(gap["key"], ""), word) for word in gap["accept"])]
        share = Fraction(sum(gap.get("weight", 1) for gap in right), sum(gap.get("weight", 1) for gap in gaps))
        if scheme == "exact":
            share = WHOLE if share == WHOLE else NOTHING
        words = {"right": len(right), "total": len(gaps), "share": share_in_words(share)}
        return Judgement(share, _("%(right)s von %(total)s Lücken richtig: %(share)s.") % words)

    def layout(self, content, response, order):
        """The text cut at its gaps; every field is as wide as its longest accepted word and a third more."""
        accepted = {gap["key"]: gap["accept"] for gap in content["gaps"]}
        sentence = GAP.sub("…", content["text"])
        pieces = []
        for place, piece in enumerate(GAP.split(content["text"])):
            if place % 2 == 0:
                pieces.append({"text": piece})
            else:
                width = max(len(word) for word in accepted[piece]) * 13 // 10 + 1
                pieces.append({"key": piece, "number": place // 2 + 1, "width": width, "value": (response or {}).get(piece, "")})
        return {"pieces": pieces, "gaps": len(accepted), "sentence": sentence, "response": response}

    def shown(self, content, response):
        return [self.filled(content["text"], response)]

    def right_answer(self, content):
        return [self.filled(content["text"], {gap["key"]: gap["accept"][0] for gap in content["gaps"]})]

    def filled(self, text: str, words: dict[str, str]) -> str:
        return GAP.sub(lambda gap: f"[{words.get(gap[1], '…')}]", text)
