"""The nine kinds of questions, and the check every question's content passes before it is published."""

from django.utils.translation import gettext as _

from .cloze import Cloze
from .essay import Essay
from .kind import ROUNDINGS, ForeignAnswer, Judgement, QuestionKind
from .matching import Matching
from .multiple_choice import MultipleChoice
from .numeric import Numeric
from .ordering import Ordering
from .short_text import ShortText
from .single_choice import SingleChoice
from .true_false import TrueFalse

KINDS: dict[str, QuestionKind] = {
    "single_choice": SingleChoice(),
    "true_false": TrueFalse(),
    "multiple_choice": MultipleChoice(),
    "matching": Matching(),
    "ordering": Ordering(),
    "cloze": Cloze(),
    "numeric": Numeric(),
    "short_text": ShortText(),
    "essay": Essay(),
}

__all__ = ["KINDS", "ROUNDINGS", "ForeignAnswer", "Judgement", "QuestionKind", "content_problems", "kind_of", "with_defaults"]


def kind_of(content: dict) -> QuestionKind:
    return KINDS[content["kind"]]


def with_defaults(content: dict) -> dict:
    """The content with scheme, rounding and feedback filled in where the author left them out."""
    kind = kind_of(content)
    return {
        **content,
        "scheme": content.get("scheme") or next(iter(kind.schemes)),
        "rounding": content.get("rounding") or next(iter(ROUNDINGS)),
        "feedback": {"correct": "", "incorrect": "", **content.get("feedback", {})},
    }


def content_problems(content: dict) -> list[str]:
    """Everything that keeps a question from being published, in German sentences; empty if nothing does."""
    if content.get("kind") not in KINDS:
        return [_("Diese Frageart gibt es nicht.")]
    kind = kind_of(content)
    problems = []
    if not str(content.get("prompt", "")).strip():
        problems.append(_("Die Frage fehlt."))
    points = content.get("points")
    if not isinstance(points, int) or isinstance(points, bool) or points < 1:
        problems.append(_("Eine Frage bringt mindestens einen Punkt."))
    if content.get("scheme") not in kind.schemes:
        problems.append(_("Diese Wertung passt nicht zu dieser Frageart."))
    if content.get("rounding") not in ROUNDINGS:
        problems.append(_("Diese Rundung gibt es nicht."))
    return problems + kind.problems(content)
