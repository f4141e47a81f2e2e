"""A programme version before it is written: plain, frozen values between the authoring space and the running space.

Whoever freezes content builds a `ProgrammeOutline`; `actions.publish_version` turns it into rows. Minutes are integers,
shares are pairs such as (80, 100), keys of pages, revisions and question versions are plain numbers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

MODES = ("presence", "live_online", "self_study", "practice")
SYNCHRONOUS_MODES = ("presence", "live_online")

# Which parameters a condition of each kind has, and of what shape.
REQUIREMENT_PARAMETERS: dict[str, dict[str, str]] = {
    "mandatory_components": {"components": "components"},
    "elective_count": {"components": "components", "min_count": "whole"},
    "credited_minutes": {"min_minutes": "whole", "credit_transfer_max_minutes": "whole"},
    "attendance_total": {"min_ratio": "ratio", "make_up_max_minutes": "whole"},
    "attendance_per_component": {"min_ratio": "ratio"},
    "quizzes": {"pass_ratio": "ratio"},
    "practice_tasks": {},
    "project": {"reviews": "whole"},
    "colloquium": {"examiners": "whole"},
    "release": {"persons": "whole"},
}


def make_up_limit(parameters: Mapping[str, Any]) -> int:
    """How many minutes of make-up work the condition on attendance counts for a person in all."""
    return int(parameters["make_up_max_minutes"])


@dataclass(frozen=True)
class SlotOutline:
    """One place in a quiz: `draws` questions out of the frozen pool, each worth `points`."""

    points: int
    question_versions: tuple[int, ...]
    draws: int = 1


@dataclass(frozen=True)
class QuizOutline:
    """The settings of a quiz; `counts` is "best" or "last", a limit of None means there is none."""

    slots: tuple[SlotOutline, ...]
    pass_ratio: tuple[int, int]
    time_limit_minutes: int | None = None
    max_attempts: int | None = None
    wait_minutes: int = 0
    counts: str = "best"

    @property
    def points(self) -> int:
        return sum(slot.points * slot.draws for slot in self.slots)


@dataclass(frozen=True)
class CriterionOutline:
    """One thing a piece of work is judged by; `levels` describes 0, 1, 2 … points, and is empty for a plain yes or no."""

    key: str
    text: str
    levels: tuple[str, ...] = ()


@dataclass(frozen=True)
class AssignmentOutline:
    """A practice task, the practice project or the colloquium."""

    kind: str
    criteria: tuple[CriterionOutline, ...] = ()
    max_revisions: int = 0
    pass_rule: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class LessonOutline:
    """One step on the way. A planned meeting has no page; every other kind is pinned to one revision of its page."""

    kind: str
    slug: str
    title: str
    mode: str
    planned_minutes: int
    code: str = ""
    page_id: int | None = None
    revision_id: int | None = None
    activity: QuizOutline | AssignmentOutline | None = None


@dataclass(frozen=True)
class LearningOutcomeOutline:
    code: str
    text: str
    level: str = ""


@dataclass(frozen=True)
class CompetenceOutline:
    code: str
    text: str
    area: str = ""


@dataclass(frozen=True)
class ComponentOutline:
    """Anything that carries teaching units: a module, the practice project, the colloquium."""

    code: str
    slug: str
    title: str
    kind: str
    position: int
    minutes: dict[str, int]
    lessons: tuple[LessonOutline, ...]
    outcomes: tuple[LearningOutcomeOutline, ...] = ()
    competences: tuple[str, ...] = ()

    @property
    def planned_minutes(self) -> int:
        return sum(self.minutes.values())

    def lesson_minutes(self) -> dict[str, int]:
        """What the lessons add up to, by mode; it must equal `minutes`."""
        return {mode: sum(lesson.planned_minutes for lesson in self.lessons if lesson.mode == mode) for mode in MODES}


@dataclass(frozen=True)
class RequirementOutline:
    """One condition of the rule; `parameters` hold integers, pairs and codes, never floating point numbers."""

    number: str
    kind: str
    title: str
    condition: str
    parameters: dict[str, Any] = field(default_factory=dict)
    children: tuple["RequirementOutline", ...] = ()


@dataclass(frozen=True)
class ProgrammeOutline:
    """Everything one published version consists of."""

    code: str
    title: str
    label: str
    ue_minutes: int
    page_id: int
    components: tuple[ComponentOutline, ...]
    requirements: tuple[RequirementOutline, ...]
    competences: tuple[CompetenceOutline, ...]
    recertification: dict[str, Any] = field(default_factory=dict)
    wording: dict[str, Any] = field(default_factory=dict)

    def lessons(self) -> Iterator[tuple[ComponentOutline, LessonOutline]]:
        for component in self.components:
            for lesson in component.lessons:
                yield component, lesson
