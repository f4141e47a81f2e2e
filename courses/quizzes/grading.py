"""Points from responses: exact fractions, one function for grading, regrading, previews and imports. No database."""

from dataclasses import dataclass
from fractions import Fraction
from math import floor

from django.utils.translation import gettext as _

from lms.ui.formats import decimal_cut

from .question_types import kind_of


@dataclass(frozen=True)
class Grade:
    """The points of one response; while `needs_person`, they are provisional."""

    score: Fraction
    max: int
    needs_person: bool
    explanation: str


def grade(content: dict, response, *, points: int | None = None) -> Grade:
    """The points a response earns; an empty one scores 0 without a person.

    `points` replaces the points of the question where a test counts it differently.
    """
    most = content["points"] if points is None else points
    if response is None:
        return Grade(Fraction(0), most, needs_person=False, explanation=_("Nicht beantwortet: keine Punkte."))
    judgement = kind_of(content).judge(content, response, content["scheme"])
    exact = judgement.share * most
    score = rounded(exact, content["rounding"])
    reason = judgement.reason if score == exact else f"{judgement.reason} {_('Auf halbe Punkte abgerundet.')}"
    return Grade(score, most, judgement.needs_person, reason)


def rounded(score: Fraction, rounding: str) -> Fraction:
    """Half points are rounded down, or nothing is rounded at all."""
    return Fraction(floor(score * 2), 2) if rounding == "half_point_down" else score


def rubric_points(content: dict, criteria: dict[str, int], *, points: int) -> Fraction | None:
    """The points of an answer from those of its criteria, scaled where a test counts the question differently.

    None if a criterion is missing, unknown or gets more than it can bring.
    """
    most = {row["key"]: row["points"] for row in content.get("criteria", [])}
    if not most or criteria.keys() != most.keys() or any(not 0 <= criteria[key] <= most[key] for key in most):
        return None
    return rounded(Fraction(sum(criteria.values()), sum(most.values())) * points, content["rounding"])


def is_passed(score: Fraction, most: int, pass_mark: Fraction) -> bool:
    """Whether the share of the points reaches the pass mark, compared exactly: 12 of 20 are 60 %, 11.99 are not."""
    return score >= pass_mark * most


def counting_score(scores: list[Fraction], counts: str) -> Fraction:
    """The score that counts for a quiz, from those of its attempts in their order."""
    if counts == "average":
        return sum(scores, Fraction(0)) / len(scores)
    return {"best": max(scores), "last": scores[-1], "first": scores[0]}[counts]


def points_in_words(score: Fraction) -> str:
    """Points as the screen shows them, rounded down, so that 11.99 is never shown as 12."""
    return decimal_cut(score.numerator, score.denominator)
