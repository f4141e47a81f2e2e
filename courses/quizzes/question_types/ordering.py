"""Steps to be put into the right order."""

import re
from fractions import Fraction
from itertools import combinations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .kind import EXACT, NOTHING, WHOLE, ForeignAnswer, Judgement, QuestionKind, in_order, key_problems, share_in_words, text_of

HALF = Fraction(1, 2)
POSITION = re.compile(r"[1-9][0-9]{0,5}")


class Ordering(QuestionKind):
    name = "ordering"
    label = gettext_lazy("In eine Reihenfolge bringen")
    schemes = {
        "adjacent_swap": gettext_lazy("Halbe Punkte, wenn nur zwei Nachbarn vertauscht sind"),
        "pairs": gettext_lazy("Anteil der Paare in richtiger Reihenfolge"),
        **EXACT,
    }

    def problems(self, content):
        steps = content.get("steps", [])
        problems = key_problems(steps, at_least=2)
        texts = [step.get("text") for step in steps]
        if len(set(texts)) != len(texts):
            problems.append(_("Jeder Schritt darf nur einmal vorkommen."))
        return problems

    def hint(self, content):
        return _("Verschieben Sie einen Schritt mit den Pfeilen. Oder wählen Sie seine Position.")

    def typed(self, content, data):
        """The order on the page, with the chosen positions and the pressed arrow applied.

        Turning the page of an unanswered question without moving anything is no answer; confirming the order shown is one.
        """
        shown = data.getlist("order")
        self.check(content, shown)
        wanted = {key: self.position(data.get(f"position-{key}", ""), len(shown)) for key in shown}
        response = moved_to(shown, wanted)
        for field, step in (("up", -1), ("down", 1)):
            if data.get(field) in response:
                response = swapped(response, data[field], step)
        is_untouched = "unanswered" in data and "weiter" not in data and response == shown
        return None if is_untouched else response

    def position(self, posted: str, last: int) -> int | None:
        if not posted:
            return None
        if not POSITION.fullmatch(posted) or int(posted) > last:
            raise ForeignAnswer
        return int(posted)

    def check(self, content, response):
        if response is None:
            return
        if not isinstance(response, list) or not all(isinstance(key, str) for key in response):
            raise ForeignAnswer
        if sorted(response) != sorted(step["key"] for step in content["steps"]):
            raise ForeignAnswer

    def judge(self, content, response, scheme):
        right = [step["key"] for step in content["steps"]]
        share = {"exact": exact_share, "pairs": share_of_pairs, "adjacent_swap": share_after_swap}[scheme](right, response)
        if share == WHOLE:
            return Judgement(share, _("Die Reihenfolge stimmt: alle Punkte."))
        if scheme == "adjacent_swap" and share:
            return Judgement(share, _("Nur zwei benachbarte Schritte sind vertauscht: die Hälfte der Punkte."))
        return Judgement(share, _("Die Reihenfolge stimmt noch nicht: %(share)s.") % {"share": share_in_words(share)})

    def shuffled_keys(self, content):
        return [step["key"] for step in content["steps"]]

    def layout(self, content, response, order):
        steps = in_order(content["steps"], response or order)
        return {"rows": steps, "positions": range(1, len(steps) + 1), "response": response}

    def shown(self, content, response):
        return [f"{place}. {text_of(content['steps'], key)}" for place, key in enumerate(response, start=1)]

    def right_answer(self, content):
        return self.shown(content, [step["key"] for step in content["steps"]])


def moved_to(shown: list[str], wanted: dict[str, int | None]) -> list[str]:
    """The order after moving each row to the position chosen for it; the others close up."""

    def place(key: str) -> tuple[int, int]:
        now = shown.index(key) + 1
        goal = wanted[key] or now
        return goal, (goal > now) - (goal < now)

    return sorted(shown, key=place)


def swapped(order: list[str], key: str, step: int) -> list[str]:
    """The order with one row moved up (-1) or down (1); at the edge nothing moves."""
    here = order.index(key)
    there = here + step
    if not 0 <= there < len(order):
        return order
    moved = list(order)
    moved[here], moved[there] = moved[there], moved[here]
    return moved


def exact_share(right: list[str], response: list[str]) -> Fraction:
    return WHOLE if response == right else NOTHING


def share_after_swap(right: list[str], response: list[str]) -> Fraction:
    """One half if exactly two neighbours are swapped."""
    if response == right:
        return WHOLE
    return HALF if any(swapped(right, key, 1) == response for key in right) else NOTHING


def share_of_pairs(right: list[str], response: list[str]) -> Fraction:
    """The share of all pairs of steps that stand in the right order to each other."""
    place = {key: number for number, key in enumerate(response)}
    pairs = list(combinations(right, 2))
    return Fraction(sum(place[first] < place[second] for first, second in pairs), len(pairs))
