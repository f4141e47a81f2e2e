"""When a component is completed (curriculum section 3: R5, R6 and R7 for this module), and when it is not lost yet."""

from dataclasses import replace
from fractions import Fraction

from django.utils.translation import gettext_lazy

from .evidence import ComponentFacts, Evidence, Fact, Rule, State

CREDIT_WAITS = gettext_lazy("Über die Anrechnung von %(code)s ist noch nicht entschieden.")
CHOICE_REMAINS = gettext_lazy("%(code)s ist nicht mehr erreichbar. Ein anderes Wahlpflichtmodul lässt sich noch wählen.")


def completion_state(component: ComponentFacts, rules: list[Rule]) -> State:
    """Whether a component is completed: credited, or attendance, quizzes and tasks of this component are met.

    While a second person has to decide on a credit, it waits.
    """
    if component.is_credited:
        return State.MET
    state = _state_of_own_work(component, rules) if component.is_chosen else State.OPEN
    return State.WAITING if component.credit_waits and state != State.MET else state


def _state_of_own_work(component: ComponentFacts, rules: list[Rule]) -> State:
    if not component.is_module:
        return worst([fact_state(fact, fact.met) for fact in component.judged] or [State.OPEN])
    by_kind = {rule.kind: rule for rule in rules}
    states = []
    if rule := by_kind.get("attendance_per_component"):
        states.append(attendance_state(component, rule.parameters["min_ratio"]))
    if rule := by_kind.get("quizzes"):
        states += [fact_state(quiz, passes(quiz, rule.parameters["pass_ratio"])) for quiz in component.quizzes]
    if "practice_tasks" in by_kind:
        states += [fact_state(task, task.met) for task in component.tasks]
    return worst(states)


def may_be_completed(component: ComponentFacts, rules: list[Rule]) -> bool:
    """Whether a component is completed or can still be, an elective if need be by choosing it now."""
    if not component.is_chosen and not component.is_credited and not component.credit_waits:
        if not component.can_be_chosen:
            return False
        component = replace(component, is_chosen=True)
    return completion_state(component, rules) != State.OUT_OF_REACH


def worst(states: list[State]) -> State:
    """What a whole is in, by its parts: out of reach before open, open before waiting, met where all are."""
    for state in (State.OUT_OF_REACH, State.OPEN, State.WAITING):
        if state in states:
            return state
    return State.MET


def fact_state(fact: Fact, is_met: bool) -> State:
    """Where one activity stands; whether it is met the requirement says."""
    if is_met:
        return State.MET
    if fact.is_waiting:
        return State.WAITING
    return State.OUT_OF_REACH if fact.is_out_of_reach else State.OPEN


def passes(quiz: Fact, ratio: list[int]) -> bool:
    """Whether the best share of points reaches a ratio such as [60, 100], exactly."""
    return quiz.share is not None and quiz.share >= Fraction(*ratio)


def _reaches(have: int, basis: int, ratio: list[int]) -> bool:
    return have * ratio[1] >= basis * ratio[0]


def attendance_state(component: ComponentFacts, ratio: list[int]) -> State:
    """Whether the minutes attended reach a ratio of the synchronous ones, or still can."""
    if _reaches(component.attended, component.synchronous, ratio):
        return State.MET
    reachable = _reaches(component.attended + component.possible, component.synchronous, ratio)
    return State.OPEN if reachable else State.OUT_OF_REACH


def ways_out(evidence: Evidence, rules: list[Rule]) -> dict[str, str]:
    """Why a module in which something is out of reach is not lost yet, by its code."""
    ways = {}
    for component in evidence.modules():
        if component.credit_waits:
            ways[component.code] = CREDIT_WAITS % {"code": component.code}
        elif component.kind == "elective" and component.can_be_chosen and _others_suffice(component, evidence, rules):
            ways[component.code] = CHOICE_REMAINS % {"code": component.code}
    return ways


def _others_suffice(component: ComponentFacts, evidence: Evidence, rules: list[Rule]) -> bool:
    """Whether enough other electives are completed or can still be."""
    rule = next((rule for rule in rules if rule.kind == "elective_count"), None)
    if rule is None:
        return True
    others = [other for other in evidence.components if other.code in rule.parameters["components"] and other != component]
    return sum(may_be_completed(other, rules) for other in others) >= rule.parameters["min_count"]
