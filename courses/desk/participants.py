"""Who takes part in a cohort, with where everybody stands: those first who need attention."""

from dataclasses import dataclass

from courses.cohorts.models import Cohort, Enrolment
from courses.qualification.evidence import Evidence, State
from courses.qualification.queries import evidence_for, rules_of
from courses.qualification.requirements import Attendance, Standing, attendance_of, standing


@dataclass(frozen=True)
class Participant:
    """One person of a cohort with where they stand; `quizzes` and `tasks` are (passed, all) of the modules taken."""

    enrolment: Enrolment
    standing: Standing
    attendance: Attendance | None
    quizzes: tuple[int, int]
    tasks: tuple[int, int]

    @property
    def is_blocked(self) -> bool:
        """Whether a condition cannot be reached any more."""
        return any(condition.state == State.OUT_OF_REACH for condition in self.standing.conditions)

    @property
    def is_ready(self) -> bool:
        """Everything is earned, only the release is missing."""
        return self.standing.is_earned and not self.standing.is_complete

    @property
    def rank(self) -> tuple[int, int, str]:
        """Blocked people first, then those who are ready, then whoever is furthest behind."""
        place = 0 if self.is_blocked else 1 if self.is_ready else 2
        return place, self.standing.met_count, str(self.enrolment.learner)


def participants_of(cohort: Cohort) -> list[Participant]:
    """Everybody who learns in a cohort, those first who need attention; a constant number of statements."""
    enrolments = list(cohort.enrolments.learning().select_related("learner", "municipality", "cohort__version"))
    rules = rules_of(cohort.version)
    total = next((rule for rule in rules if rule.kind == "attendance_total"), None)
    found = [
        Participant(
            enrolment,
            standing(rules, evidence),
            attendance_of(total, evidence) if total else None,
            quizzes=_passed(evidence, "quizzes"),
            tasks=_passed(evidence, "tasks"),
        )
        for enrolment, evidence in zip(enrolments, evidence_for(cohort, enrolments).values(), strict=True)
    ]
    return sorted(found, key=lambda participant: participant.rank)


def _passed(evidence: Evidence, kind: str) -> tuple[int, int]:
    facts = [fact for component in evidence.modules() for fact in getattr(component, kind)]
    return sum(fact.met for fact in facts), len(facts)
