"""Questions as a trainer writes them, and the content the question bank stores.

Options, pairs and steps get their keys from their order: a, b, c … So reading a file twice gives the same content.
"""

from dataclasses import dataclass, field
from string import ascii_lowercase
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Feedback:
    correct: str
    incorrect: str


@dataclass(frozen=True, kw_only=True)
class Option:
    text: str
    right: bool


@dataclass(frozen=True, kw_only=True)
class Pair:
    left: str
    right: str


@dataclass(frozen=True, kw_only=True)
class Gap:
    key: str
    accept: tuple[str, ...]
    weight: int = 1


@dataclass(frozen=True, kw_only=True)
class GradedCriterion:
    text: str
    points: int


def keyed(items) -> list[tuple[str, Any]]:
    """The items with their keys a, b, c …; nobody writes more than 26 options."""
    return list(zip(ascii_lowercase, items, strict=False))


@dataclass(frozen=True, kw_only=True)
class Question:
    """What all kinds share; `scheme` and `rounding` stay empty for the usual way of scoring."""

    kind = ""
    code: str
    points: int
    prompt: str
    feedback: Feedback
    scheme: str = ""
    rounding: str = ""
    line: int = field(default=0, compare=False, repr=False, metadata={"written": False})

    def content(self) -> dict[str, Any]:
        """The content of the question bank: plain JSON values."""
        common = {
            "kind": self.kind,
            "prompt": self.prompt,
            "points": self.points,
            "feedback": {"correct": self.feedback.correct, "incorrect": self.feedback.incorrect},
        }
        optional = {name: value for name in ("scheme", "rounding") if (value := getattr(self, name))}
        return common | optional | self.own_content()

    def own_content(self) -> dict[str, Any]:
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class SingleChoice(Question):
    kind = "single_choice"
    options: tuple[Option, ...]

    def own_content(self):
        return {"options": [{"key": key, "text": option.text, "right": option.right} for key, option in keyed(self.options)]}


@dataclass(frozen=True, kw_only=True)
class MultipleChoice(SingleChoice):
    kind = "multiple_choice"


@dataclass(frozen=True, kw_only=True)
class TrueFalse(Question):
    kind = "true_false"
    answer: bool

    def own_content(self):
        return {"answer": self.answer}


@dataclass(frozen=True, kw_only=True)
class Matching(Question):
    kind = "matching"
    pairs: tuple[Pair, ...]

    def own_content(self):
        return {"pairs": [{"key": key, "left": pair.left, "right": pair.right} for key, pair in keyed(self.pairs)]}


@dataclass(frozen=True, kw_only=True)
class Ordering(Question):
    kind = "ordering"
    steps: tuple[str, ...]

    def own_content(self):
        return {"steps": [{"key": key, "text": text} for key, text in keyed(self.steps)]}


@dataclass(frozen=True, kw_only=True)
class Cloze(Question):
    kind = "cloze"
    text: str
    gaps: tuple[Gap, ...]

    def own_content(self):
        return {
            "text": self.text,
            "gaps": [{"key": gap.key, "accept": list(gap.accept), "weight": gap.weight} for gap in self.gaps],
        }


@dataclass(frozen=True, kw_only=True)
class Numeric(Question):
    kind = "numeric"
    answer: str
    tolerance: str = "0"
    relative: bool = False
    unit: str = ""

    def own_content(self):
        return {"answer": self.answer, "tolerance": self.tolerance, "relative": self.relative, "unit": self.unit}


@dataclass(frozen=True, kw_only=True)
class ShortText(Question):
    kind = "short_text"
    accept: tuple[str, ...]

    def own_content(self):
        return {"accept": list(self.accept)}


@dataclass(frozen=True, kw_only=True)
class Essay(Question):
    kind = "essay"
    criteria: tuple[GradedCriterion, ...]
    min_words: int | None = None
    max_words: int | None = None

    def own_content(self):
        criteria = [{"key": key, "text": criterion.text, "points": criterion.points} for key, criterion in keyed(self.criteria)]
        return {"criteria": criteria, "min_words": self.min_words, "max_words": self.max_words}


KINDS = {
    question.kind: question
    for question in (SingleChoice, TrueFalse, MultipleChoice, Matching, Ordering, Cloze, Numeric, ShortText, Essay)
}
