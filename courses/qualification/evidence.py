"""What the rule looks at: facts of one person, gathered by somebody else. Minutes are whole, points exact; no database."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from django.utils.translation import gettext_lazy


class State(StrEnum):
    MET = "met"
    OPEN = "open"
    OUT_OF_REACH = "out_of_reach"
    WAITING = "waiting"


STATE_LABELS = {
    State.MET: gettext_lazy("Erfüllt"),
    State.OPEN: gettext_lazy("Noch offen"),
    State.OUT_OF_REACH: gettext_lazy("Nicht mehr erreichbar"),
    State.WAITING: gettext_lazy("Wartet"),
}


@dataclass(frozen=True)
class Rule:
    """One condition of a version: number "R4", title, sentence, kind and its parameters."""

    number: str
    title: str
    condition: str
    kind: str
    parameters: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One row of evidence: what it is, how much, when and recorded by whom; `entry` is the ledger line's id.

    `verdict` stands in for an amount of points where somebody reads who is not to see them.
    """

    text: str
    amount: str
    verdict: str = ""
    at: datetime | None = None
    by: str = ""
    entry: int | None = None


@dataclass(frozen=True)
class Fact:
    """What one activity of a component yielded: best share of points, or met; and whether more cannot come."""

    title: str
    share: Fraction | None = None
    met: bool = False
    is_waiting: bool = False
    is_out_of_reach: bool = False
    line: Line | None = None


@dataclass(frozen=True)
class ComponentFacts:
    """A component with all that counts for it. Minutes are integers; `possible` are synchronous minutes still to come."""

    code: str
    title: str
    kind: str
    minutes: int
    synchronous: int
    is_chosen: bool
    can_be_chosen: bool = True
    is_credited: bool = False
    credit_waits: bool = False
    attended: int = 0
    possible: int = 0
    make_up: int = 0
    quizzes: tuple[Fact, ...] = ()
    tasks: tuple[Fact, ...] = ()
    judged: tuple[Fact, ...] = ()
    attendance_lines: tuple[Line, ...] = ()

    @property
    def is_module(self) -> bool:
        return self.kind in ("mandatory", "elective")

    @property
    def counts_for_attendance(self) -> bool:
        """Chosen and not credited: credited components fall out of the basis of R4 and R5."""
        return self.is_chosen and not self.is_credited


@dataclass(frozen=True)
class Evidence:
    """Everything the rule looks at, for one person."""

    components: tuple[ComponentFacts, ...]
    is_released: bool = False
    release_lines: tuple[Line, ...] = ()

    def taken(self) -> list[ComponentFacts]:
        return [component for component in self.components if component.counts_for_attendance]

    def modules(self) -> list[ComponentFacts]:
        return [component for component in self.taken() if component.is_module]
