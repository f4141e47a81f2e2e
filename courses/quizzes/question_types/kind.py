"""What every kind of question can do. A new kind is one file beside this one and one line in `KINDS`."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WHOLE, NOTHING = Fraction(1), Fraction(0)
EXACT = {"exact": gettext_lazy("Nur vollständig richtig zählt")}
ROUNDINGS = {"half_point_down": gettext_lazy("Auf halbe Punkte abrunden"), "none": gettext_lazy("Nicht runden")}
LONGEST_WORDS = 200


class ForeignAnswer(ValidationError):
    """The answer cannot come from this question: it names options the question does not have."""

    def __init__(self):
        super().__init__(_("Diese Antwort gehört nicht zu dieser Frage. Laden Sie die Seite neu."), code="foreign")


@dataclass(frozen=True)
class Judgement:
    """The exact share of the points a response earns, the reason in a German sentence, and whether a person must look."""

    share: Fraction
    reason: str
    needs_person: bool = False


class QuestionKind:
    """One kind of question: what its content must hold, how it is answered, shown and judged. No database.

    `None` is the empty response of every kind.
    """

    name: str
    label: str | Promise
    schemes: Mapping[str, str | Promise] = EXACT
    can_be_cleared = False

    @property
    def template(self) -> str:
        return f"courses/quizzes/question_types/{self.name}.html"

    def problems(self, content: dict) -> list[str]:
        """What an author must still mend, in German sentences; the common keys are checked in `content_problems`."""
        raise NotImplementedError

    def hint(self, content: dict) -> str:
        """How to answer, in one sentence."""
        raise NotImplementedError

    def read(self, content: dict, data):
        """The response in a posted form. What cannot be understood or does not belong here is refused."""
        response = self.typed(content, data)
        self.check(content, response)
        return response

    def typed(self, content: dict, data):
        """What stands in a posted form, before anybody looks whether it can be right."""
        raise NotImplementedError

    def check(self, content: dict, response) -> None:
        """Refuse a response that this question cannot have got."""
        raise NotImplementedError

    def judge(self, content: dict, response, scheme: str) -> Judgement:
        """How much of the points an answered question earns; empty responses never come here."""
        raise NotImplementedError

    def shuffled_keys(self, content: dict) -> list[str]:
        """The keys whose order is drawn anew for every attempt."""
        return []

    def layout(self, content: dict, response, order: list[str]) -> dict:
        """What the kind's template needs to show the question with a response."""
        return {"response": response}

    def shown(self, content: dict, response) -> list[str]:
        """The response in words, one line each."""
        raise NotImplementedError

    def right_answer(self, content: dict) -> list[str]:
        """The right answer in words, one line each; empty where only a person can tell."""
        raise NotImplementedError


def in_order(entries: list[dict], order: list[str]) -> list[dict]:
    """The entries in the order drawn for this attempt; without one, as the author wrote them."""
    place = {key: number for number, key in enumerate(order)}
    return sorted(entries, key=lambda entry: place.get(entry["key"], len(place)))


def text_of(entries: list[dict], key: str, field: str = "text") -> str:
    return next(entry[field] for entry in entries if entry["key"] == key)


def key_problems(entries: list[dict], *, at_least: int, fields: tuple[str, ...] = ("text",)) -> list[str]:
    """Problems every list of options, pairs or steps can have."""
    problems = []
    if len(entries) < at_least:
        problems.append(_("Es braucht mindestens %(number)s Einträge.") % {"number": at_least})
    keys = [entry.get("key") for entry in entries]
    if len(set(keys)) != len(keys) or not all(isinstance(key, str) and key for key in keys):
        problems.append(_("Jeder Eintrag braucht einen eigenen Schlüssel."))
    for field in fields:
        if not all(str(entry.get(field, "")).strip() for entry in entries):
            problems.append(_("Jeder Eintrag braucht einen Text."))
    return problems


def check_words(text, longest: int = LONGEST_WORDS) -> None:
    """Refuse what is no text, and texts longer than their field."""
    if not isinstance(text, str):
        raise ForeignAnswer
    if len(text) > longest:
        raise ValidationError(
            _("Der Text ist zu lang. Möglich sind höchstens %(longest)s Zeichen."), code="too_long", params={"longest": longest}
        )


def share_in_words(share: Fraction) -> str:
    """The share at the end of a reason: "die Hälfte der Punkte"."""
    words = {
        WHOLE: _("alle Punkte"),
        NOTHING: _("keine Punkte"),
        Fraction(1, 2): _("die Hälfte der Punkte"),
        Fraction(1, 3): _("ein Drittel der Punkte"),
        Fraction(2, 3): _("zwei Drittel der Punkte"),
        Fraction(1, 4): _("ein Viertel der Punkte"),
        Fraction(3, 4): _("drei Viertel der Punkte"),
    }
    return words.get(share, _("%(share)s der Punkte") % {"share": share})


def right_of(right: int, total: int, share: Fraction) -> str:
    """ "2 von 4 richtig: die Hälfte der Punkte." """
    return _("%(right)s von %(total)s richtig: %(share)s.") % {"right": right, "total": total, "share": share_in_words(share)}


def right_or_not(is_right: bool) -> Judgement:
    if is_right:
        return Judgement(WHOLE, _("Richtig: alle Punkte."))
    return Judgement(NOTHING, _("Noch nicht richtig: keine Punkte."))
