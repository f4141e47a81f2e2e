"""A curriculum as values: what the file says, and nothing about pages, rows or screens.

The fields are the keys of the YAML blocks; a field without a default is required. `line` is where something stands in
the file: it helps to complain and does not take part in comparison. Numbers with a decimal point stay the text they
were written as.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from .questions import Question

Mode = Literal["presence", "live_online", "self_study", "practice"]
Ratio = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Placed:
    line: int = field(default=0, compare=False, repr=False, metadata={"written": False})


@dataclass(frozen=True, kw_only=True)
class ByMode(Placed):
    """Minutes or teaching units for each learning mode."""

    presence: int
    live_online: int
    self_study: int
    practice: int

    def of(self, mode: str) -> int:
        return getattr(self, mode)

    @property
    def total(self) -> int:
        return self.presence + self.live_online + self.self_study + self.practice


@dataclass(frozen=True, kw_only=True)
class Fact(Placed):
    """One line of the box "Auf einen Blick"."""

    label: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Programme(Placed):
    code: str
    title: str
    label: str
    ue_minutes: int
    legal_status: str
    summary: str
    audience: str
    admission: tuple[str, ...]
    facts: tuple[Fact, ...]
    certificate_note: str
    offer_ue: ByMode
    minimum_path_ue: ByMode
    charges_fee: bool = False
    is_recorded: bool = False
    zfu_number: str = ""
    text: str = field(default="", metadata={"written": False, "prose": True})
    text_line: int = field(default=0, compare=False, repr=False, metadata={"written": False})


@dataclass(frozen=True, kw_only=True)
class Competence(Placed):
    code: str
    area: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Requirement(Placed):
    number: str
    title: str
    condition: str
    kind: str
    parameters: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Note(Placed):
    title: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Rule(Placed):
    requirements: tuple[Requirement, ...]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NumberedCondition(Placed):
    number: str
    text: str


@dataclass(frozen=True, kw_only=True)
class RecentEvidence(Placed):
    count: int
    within_months_before_expiry: int


@dataclass(frozen=True, kw_only=True)
class ReEntry(Placed):
    min_minutes: int
    colloquium: bool
    new_validity_starts: Literal["previous_expiry", "decision_date"]


@dataclass(frozen=True, kw_only=True)
class Recertification(Placed):
    validity_months: int
    extension_months: int
    min_minutes: int
    min_exchange_minutes: int
    max_self_study_minutes: int
    teaching_max_minutes: int
    min_recent: RecentEvidence
    window_months_before_expiry: int
    reminders_months_before_expiry: tuple[int, ...]
    grace_months_after_expiry: int
    new_validity_starts: Literal["previous_expiry", "decision_date"]
    re_entry: ReEntry
    suspension_max_months: int
    conditions: tuple[NumberedCondition, ...]
    text: str = field(default="", metadata={"written": False, "prose": True})


@dataclass(frozen=True, kw_only=True)
class CertificateWording(Placed):
    title: str
    statement: str
    details: str
    topic: str
    validity: str
    place_and_date: str
    number: str
    note: str


@dataclass(frozen=True, kw_only=True)
class SupplementWording(Placed):
    title: str
    columns: tuple[str, ...]
    passed: str
    credited: str
    total: str
    competences: str
    rule: str


@dataclass(frozen=True, kw_only=True)
class ParticipationWording(Placed):
    title: str
    statement: str
    columns: tuple[str, ...]
    note: str
    closing: str
    min_ratio: Ratio
    regular_from_ratio: Ratio
    regular: str


@dataclass(frozen=True, kw_only=True)
class VerificationWording(Placed):
    valid: str
    expired: str
    extendable: str
    replaced: str
    revoked: str
    unknown: str


@dataclass(frozen=True, kw_only=True)
class Wording(Placed):
    """What the documents and the public check say; placeholders stand in braces."""

    certificate: CertificateWording
    supplement: SupplementWording
    participation: ParticipationWording
    verification: VerificationWording
    text: str = field(default="", metadata={"written": False, "prose": True})
    text_line: int = field(default=0, compare=False, repr=False, metadata={"written": False})


@dataclass(frozen=True, kw_only=True)
class LearningOutcome(Placed):
    code: str
    level: Literal["erinnern", "verstehen", "anwenden", "analysieren", "bewerten", "erschaffen"]
    text: str


@dataclass(frozen=True, kw_only=True)
class Meeting(Placed):
    code: str
    title: str
    mode: Literal["presence", "live_online"]
    minutes: int


@dataclass(frozen=True, kw_only=True)
class Unit(Placed):
    code: str
    title: str
    minutes: int
    mode: Mode = "self_study"
    competences: tuple[str, ...] = ()
    reviewed_on: date | None = None
    reviewed_by_role: str = ""
    review_due_on: date | None = None
    depends_on: str = ""
    text: str = field(default="", metadata={"written": False, "prose": True})
    text_line: int = field(default=0, compare=False, repr=False, metadata={"written": False})


@dataclass(frozen=True, kw_only=True)
class Criterion(Placed):
    """One line of the rubric; `levels` describes 0, 1, 2 and 3 points."""

    code: str
    title: str
    levels: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PassRule(Placed):
    """When the reviews of a project accept it, and how many people judge."""

    reviews: int
    min_points: int = 0
    min_per_criterion: int = 0
    max_difference: int = 0


@dataclass(frozen=True, kw_only=True)
class Task(Placed):
    code: str
    title: str
    minutes: int
    kind: Literal["task", "project", "colloquium"] = "task"
    mode: Mode = "practice"
    max_revisions: int = 0
    accepted_when: tuple[str, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    pass_rule: PassRule | None = None
    text: str = field(default="", metadata={"written": False, "prose": True})
    text_line: int = field(default=0, compare=False, repr=False, metadata={"written": False})


@dataclass(frozen=True, kw_only=True)
class Slot(Placed):
    """One question by its code, or `draw` questions worth `points` each from the questions of component `topic`."""

    question: str = ""
    draw: int = 0
    topic: str = ""
    points: int = 0


@dataclass(frozen=True, kw_only=True)
class Quiz(Placed):
    code: str
    title: str
    points: int
    pass_points: int
    time_limit_minutes: int | None = None
    max_attempts: int | None = None
    wait_hours: int = 0
    counts: Literal["best", "last"] = "best"
    slots: tuple[Slot, ...]


@dataclass(frozen=True, kw_only=True)
class Component(Placed):
    """A module, the project or the colloquium, with everything that stands under it in the file."""

    code: str
    title: str
    kind: Literal["mandatory", "elective", "project", "colloquium"]
    minutes: ByMode
    competences: tuple[str, ...] = ()
    outcomes: tuple[LearningOutcome, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    units: tuple[Unit, ...] = field(default=(), metadata={"written": False})
    tasks: tuple[Task, ...] = field(default=(), metadata={"written": False})
    quizzes: tuple[Quiz, ...] = field(default=(), metadata={"written": False})
    questions: tuple[Question, ...] = field(default=(), metadata={"written": False})


@dataclass(frozen=True, kw_only=True)
class Curriculum:
    programme: Programme
    competences: tuple[Competence, ...]
    rule: Rule
    recertification: Recertification
    wording: Wording
    components: tuple[Component, ...]

    def texts(self) -> Iterator[Programme | Wording | Unit | Task]:
        """Every part whose text is made of building stones."""
        yield self.programme
        yield self.wording
        for component in self.components:
            yield from component.units
            yield from component.tasks

    def questions(self) -> dict[str, Question]:
        return {question.code: question for component in self.components for question in component.questions}
