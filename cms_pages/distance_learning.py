"""Whether a programme may need a licence as distance teaching (FernUSG).

The law asks for a fee and for mainly separate teaching; in the agency's practice live online counts like presence, and
a live meeting that is also recorded does not. Where the line lies is a setting with a date, because the law is under
discussion. This is a hint for the office, not legal advice.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.catalogue.outline import ComponentOutline, RequirementOutline

from .models import DistanceLearningRule, ProgrammePage


class Outcome(models.TextChoices):
    NO_FEE = "no_fee", _("Kein Entgelt")
    MOSTLY_SYNCHRONOUS = "mostly_synchronous", _("Überwiegend synchron")
    NEEDS_CHECK = "needs_check", _("Prüfung durch ZFU nötig")


@dataclass(frozen=True)
class Assessment:
    """The outcome for the shortest way through a programme, with the minutes it rests on."""

    outcome: Outcome
    synchronous: int
    minutes: int

    @property
    def needs_licence(self) -> bool:
        return self.outcome == Outcome.NEEDS_CHECK


def assess(
    programme: ProgrammePage,
    components: Sequence[ComponentOutline],
    requirements: Sequence[RequirementOutline],
    rule: DistanceLearningRule,
) -> Assessment:
    """What the rule says about a programme. A share exactly on the line is not more than the line."""
    counted = ("presence",) if programme.is_recorded else ("presence", "live_online")
    path = shortest_way(components, requirements)
    minutes = sum(component.planned_minutes for component in path)
    synchronous = sum(component.minutes[mode] for component in path for mode in counted)
    if not programme.charges_fee:
        outcome = Outcome.NO_FEE
    elif not rule.applies or synchronous * rule.more_than_den > minutes * rule.more_than_num:
        outcome = Outcome.MOSTLY_SYNCHRONOUS
    else:
        outcome = Outcome.NEEDS_CHECK
    return Assessment(outcome, synchronous, minutes)


def shortest_way(components: Sequence[ComponentOutline], requirements: Sequence[RequirementOutline]) -> list[ComponentOutline]:
    """Everything everybody takes, and as many electives as the rule asks for, the shortest first."""
    electives = sorted((part for part in components if part.kind == "elective"), key=lambda part: part.planned_minutes)
    needed = sum(one.parameters["min_count"] for one in requirements if one.kind == "elective_count")
    return [part for part in components if part.kind != "elective"] + electives[:needed]
