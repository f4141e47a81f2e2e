"""Each kind of requirement: have, need, met. Pure calculation on facts somebody else has gathered; no database.

The rule is data of a programme version (curriculum section 3, R1 to R10). All sums are whole minutes and exact points;
nothing is rounded, so 2 591 of 3 240 minutes are not 80 percent.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.catalogue.outline import make_up_limit
from lms.ui.formats import minutes, percent, ue, ue_compared, ue_missing

from .completion import attendance_state, completion_state, fact_state, may_be_completed, passes, ways_out, worst
from .evidence import STATE_LABELS, ComponentFacts, Evidence, Line, Rule, State


@dataclass(frozen=True)
class Condition:
    """A condition as evaluated: `have` beside `need` in words, what is missing, and the evidence."""

    rule: Rule
    state: State
    have: str
    need: str
    missing: str = ""
    lines: tuple[Line, ...] = ()

    @property
    def is_met(self) -> bool:
        return self.state == State.MET

    @property
    def lines_without_points(self) -> tuple[Line, ...]:
        return tuple(replace(line, amount=line.verdict or line.amount) for line in self.lines)

    @property
    def label(self) -> str:
        return str(STATE_LABELS[self.state])

    @property
    def in_words(self) -> str:
        """ "R4 Anwesenheit gesamt: 79,97 % (nötig: mindestens 80 %)" """
        words = {"number": self.rule.number, "title": self.rule.title, "have": self.have, "need": self.need}
        return _("%(number)s %(title)s: %(have)s (nötig: %(need)s)") % words


@dataclass(frozen=True)
class Standing:
    """Where a person stands on the whole rule (Stand der Voraussetzungen)."""

    conditions: tuple[Condition, ...]

    @property
    def met_count(self) -> int:
        return sum(condition.is_met for condition in self.conditions)

    @property
    def out_of_reach_count(self) -> int:
        return sum(condition.state == State.OUT_OF_REACH for condition in self.conditions)

    @property
    def is_earned(self) -> bool:
        """All conditions but the release by a second person are met: then the programme is completed. No rule, no completion."""
        learned = [condition.is_met for condition in self.conditions if condition.rule.kind != "release"]
        return bool(learned) and all(learned)

    @property
    def is_complete(self) -> bool:
        return all(condition.is_met for condition in self.conditions)

    def without_points(self) -> "Standing":
        """The same for somebody who sees verdicts of tests but no points (requirements 4.2)."""
        return Standing(tuple(replace(condition, lines=condition.lines_without_points) for condition in self.conditions))

    @property
    def first_missing(self) -> Condition | None:
        """What to look at first: what is out of reach, then causes before the sums they leave open; None where all is met.

        Among causes what somebody can do something about stands before what waits for others.
        """
        return min(self._missing, key=_urgency, default=None)

    @property
    def more_missing(self) -> int:
        """How many conditions are missing beside the first; the release follows by itself."""
        return max(0, sum(condition.rule.kind != "release" for condition in self._missing) - 1)

    @property
    def _missing(self) -> list[Condition]:
        return [condition for condition in self.conditions if not condition.is_met]


CAUSES = ("quizzes", "practice_tasks", "project", "colloquium", "attendance_total", "attendance_per_component")
SUMS = ("mandatory_components", "elective_count", "credited_minutes", "release")
"""Kinds that follow from others: what keeps them open stands among the causes, unless nobody has begun it."""


def _urgency(condition: Condition) -> tuple[bool, bool, bool, int]:
    kind = condition.rule.kind
    return condition.state != State.OUT_OF_REACH, kind in SUMS, condition.state == State.WAITING, (*CAUSES, *SUMS).index(kind)


def standing(rules: list[Rule], evidence: Evidence) -> Standing:
    """Evaluate every condition of a rule, in the rule's order."""
    conditions: list[Condition] = []
    for rule in rules:
        if rule.kind == "release":
            conditions.append(_release(rule, evidence, conditions))
        else:
            conditions.append(KINDS[rule.kind](rule, evidence, rules))
    return Standing(tuple(conditions))


# --- What is missing, in words ----------------------------------------------------------------------------------------

MISSING = {
    State.OPEN: gettext_lazy("Es fehlt: %(names)s."),
    State.WAITING: gettext_lazy("Wartet auf eine Bewertung: %(names)s."),
    State.OUT_OF_REACH: gettext_lazy("Nicht mehr erreichbar: %(names)s."),
}
NOT_COMPLETED = {
    **MISSING,
    State.OPEN: gettext_lazy("Noch nicht abgeschlossen: %(names)s."),
    State.WAITING: gettext_lazy("Wartet auf eine Bewertung oder Anrechnung: %(names)s."),
}
NOT_REACHED = {**MISSING, State.OPEN: gettext_lazy("Noch nicht erreicht in %(names)s.")}
STILL_POSSIBLE = {
    State.OPEN: gettext_lazy("noch offen"),
    State.WAITING: gettext_lazy("in Bewertung"),
    State.OUT_OF_REACH: gettext_lazy("nicht mehr erreichbar"),
}
TOO_LATE = gettext_lazy("Das lässt sich nicht mehr nachholen.")


def _missing_of(names: list[str], states: list[State], words: Mapping[State, Promise | str] = MISSING) -> str:
    """What puts a requirement into its state, by name; empty where it is met."""
    state = worst(states)
    if state == State.MET:
        return ""
    named = [name for name, one in zip(names, states, strict=True) if one == state]
    return str(words[state]) % {"names": ", ".join(named)}


def _with_the_end(missing: str, state: State) -> str:
    return f"{missing} {TOO_LATE}" if state == State.OUT_OF_REACH else missing


@dataclass(frozen=True)
class _Parts:
    """What a requirement asks in each module taken: names and states beside the modules."""

    components: list[ComponentFacts]
    names: list[str]
    states: list[State]
    evidence: Evidence
    rules: list[Rule]

    @cached_property
    def ways(self) -> dict[str, str]:
        return ways_out(self.evidence, self.rules)

    def _is_saved(self, component: ComponentFacts, state: State) -> bool:
        return state == State.OUT_OF_REACH and component.code in self.ways

    @property
    def state(self) -> State:
        saved = [self._is_saved(*pair) for pair in zip(self.components, self.states, strict=True)]
        return worst([State.OPEN if way else state for way, state in zip(saved, self.states, strict=True)])

    def missing(self, words: Mapping[State, Promise | str] = MISSING) -> str:
        """What puts the requirement into its state, and the way out of what is lost in one module only."""
        parts = list(zip(self.components, self.names, self.states, strict=True))
        saved = dict.fromkeys(self.ways[component.code] for component, _name, state in parts if self._is_saved(component, state))
        rest = [(name, state) for component, name, state in parts if not self._is_saved(component, state)]
        own = _missing_of([name for name, _state in rest], [state for _name, state in rest], words)
        if self.state != State.OPEN or not saved:
            return own
        is_more_open = any(state == State.OPEN for _name, state in rest)
        return " ".join([*([own] if is_more_open else []), *saved])


# --- One function per kind of requirement -----------------------------------------------------------------------------


def _mandatory_components(rule, evidence, rules):
    wanted = [component for component in evidence.components if component.code in rule.parameters["components"]]
    states = [completion_state(component, rules) for component in wanted]
    return Condition(
        rule,
        worst(states),
        have=_("%(done)d von %(all)d abgeschlossen") % {"done": states.count(State.MET), "all": len(wanted)},
        need=_("alle %(all)d") % {"all": len(wanted)},
        missing=_missing_of([component.code for component in wanted], states, NOT_COMPLETED),
        lines=_completion_lines(wanted, states),
    )


def _elective_count(rule, evidence, rules):
    wanted = [component for component in evidence.components if component.code in rule.parameters["components"]]
    taken = [component for component in wanted if component.is_chosen or component.is_credited or component.credit_waits]
    states = [completion_state(component, rules) for component in taken]
    done, need = states.count(State.MET), rule.parameters["min_count"]
    state = _state_of_electives(wanted, states, need, rules)
    missing = ""
    if state != State.MET:
        missing = _("Es fehlen %(count)d abgeschlossene Wahlpflichtmodule.") % {"count": need - done}
        if need - done == 1:
            missing = _("Es fehlt ein abgeschlossenes Wahlpflichtmodul.")
    return Condition(
        rule,
        state,
        have=_("%(done)d abgeschlossen") % {"done": done},
        need=_("mindestens %(need)d") % {"need": need},
        missing=_with_the_end(missing, state),
        lines=_completion_lines(taken, states),
    )


def _state_of_electives(wanted, states, need, rules) -> State:
    done = states.count(State.MET)
    if done >= need:
        return State.MET
    if done + states.count(State.WAITING) >= need:
        return State.WAITING
    still_possible = sum(may_be_completed(component, rules) for component in wanted)
    return State.OPEN if still_possible >= need else State.OUT_OF_REACH


def credited_minutes(evidence: Evidence, rules: list[Rule]) -> int:
    """Minutes of all completed or credited components."""
    return sum(component.minutes for component in evidence.components if completion_state(component, rules) == State.MET)


def _credited_minutes(rule, evidence, rules):
    have, need = credited_minutes(evidence, rules), rule.parameters["min_minutes"]
    states = [completion_state(component, rules) for component in evidence.components]
    reachable = sum(component.minutes for component in evidence.components if may_be_completed(component, rules))
    state = State.MET if have >= need else State.OPEN if reachable >= need else State.OUT_OF_REACH
    missing = _("Es fehlen %(ue)s.") % {"ue": ue_missing(need - have)} if have < need else ""
    return Condition(
        rule,
        state,
        have=ue_compared(have),
        need=_("mindestens %(ue)s") % {"ue": ue_compared(need)},
        missing=_with_the_end(missing, state),
        lines=tuple(
            Line(component.title, ue(component.minutes))
            for component, state in zip(evidence.components, states, strict=True)
            if state == State.MET
        ),
    )


@dataclass(frozen=True)
class Attendance:
    """The numbers of R4 in minutes: attended, counted make-up work (limited), still possible, and the basis."""

    attended: int
    make_up: int
    make_up_limit: int
    possible: int
    basis: int
    ratio: tuple[int, int]

    @property
    def counted(self) -> int:
        return self.attended + self.make_up

    @property
    def needed(self) -> int:
        """The smallest whole number of minutes that reaches the ratio."""
        return -(-self.basis * self.ratio[0] // self.ratio[1])

    @property
    def missing(self) -> int:
        return max(0, self.needed - self.counted)


def attendance_of(rule: Rule, evidence: Evidence) -> Attendance:
    """Sum up R4 over all components taken; make-up work counts up to its limit."""
    taken = evidence.taken()
    limit = make_up_limit(rule.parameters)
    return Attendance(
        attended=sum(component.attended for component in taken),
        make_up=min(limit, sum(component.make_up for component in taken)),
        make_up_limit=limit,
        possible=sum(component.possible for component in taken),
        basis=sum(component.synchronous for component in taken),
        ratio=tuple(rule.parameters["min_ratio"]),
    )


def _attendance_total(rule, evidence, rules):
    numbers = attendance_of(rule, evidence)
    reachable = numbers.attended + numbers.possible + numbers.make_up_limit >= numbers.needed
    state = State.OPEN if reachable else State.OUT_OF_REACH
    if numbers.missing == 0:
        state = State.MET
    missing = ""
    if numbers.missing:
        missing = _("Es fehlen %(minutes)s.") % {"minutes": minutes(numbers.missing)}
        if numbers.missing == 1:
            missing = _("Es fehlt 1 Minute.")
        if 0 < numbers.missing <= numbers.make_up_limit - numbers.make_up and numbers.possible < numbers.missing:
            missing += " " + _("Eine Ersatzaufgabe ist möglich. Die Kursleitung stellt sie.")
    return Condition(
        rule,
        state,
        have=percent(numbers.counted, numbers.basis),
        need=_("mindestens %(percent)s") % {"percent": _whole_percent(numbers.ratio)},
        missing=_with_the_end(missing, state),
        lines=tuple(line for component in evidence.taken() for line in component.attendance_lines),
    )


def _attendance_per_component(rule, evidence, rules):
    ratio, modules = rule.parameters["min_ratio"], evidence.modules()
    states = [attendance_state(component, ratio) for component in modules]
    parts = _Parts(modules, [component.code for component in modules], states, evidence, rules)
    return Condition(
        rule,
        parts.state,
        have=_("in %(done)d von %(all)d Modulen") % {"done": states.count(State.MET), "all": len(modules)},
        need=_("mindestens %(percent)s je Modul") % {"percent": _whole_percent(ratio)},
        missing=parts.missing(NOT_REACHED),
        lines=tuple(
            Line(
                component.title,
                _("%(have)s von %(all)s (%(percent)s)")
                % {
                    "have": ue_compared(component.attended),
                    "all": ue_compared(component.synchronous),
                    "percent": percent(component.attended, component.synchronous),
                },
            )
            for component in modules
        ),
    )


def _quizzes(rule, evidence, rules):
    ratio = rule.parameters["pass_ratio"]
    facts = [(component, quiz, passes(quiz, ratio)) for component in evidence.modules() for quiz in component.quizzes]
    need = _("alle mit mindestens %(percent)s") % {"percent": _whole_percent(ratio)}
    return _all_facts(rule, facts, evidence, rules, done=_("bestanden"), need=need)


def _practice_tasks(rule, evidence, rules):
    facts = [(component, task, task.met) for component in evidence.modules() for task in component.tasks]
    need = _("alle %(all)d") % {"all": len(facts)}
    return _all_facts(rule, facts, evidence, rules, done=_("angenommen"), need=need)


def _judged(kind, done, need):
    def evaluate(rule, evidence, rules):
        facts = [fact for component in evidence.taken() if component.kind == kind for fact in component.judged]
        states = [fact_state(fact, fact.met) for fact in facts]
        state = worst(states) if states else State.OPEN
        return Condition(
            rule,
            state,
            have=str(done if state == State.MET else STATE_LABELS[state]),
            need=str(need),
            missing=_missing_of([fact.title for fact in facts], states) if states else "",
            lines=tuple(fact.line for fact in facts if fact.line),
        )

    return evaluate


def _all_facts(rule, facts, evidence, rules, *, done, need):
    states = [fact_state(fact, is_met) for _component, fact, is_met in facts]
    parts = _Parts(
        [component for component, *_rest in facts], [fact.title for _component, fact, _met in facts], states, evidence, rules
    )
    return Condition(
        rule,
        parts.state,
        have=_("%(done)d von %(all)d %(word)s") % {"done": states.count(State.MET), "all": len(facts), "word": done},
        need=need,
        missing=parts.missing(),
        lines=tuple(
            fact.line or Line(fact.title, str(STILL_POSSIBLE[state]))
            for (_component, fact, _met), state in zip(facts, states, strict=True)
            if fact.line or state != State.MET
        ),
    )


def _release(rule, evidence, others):
    states = [condition.state for condition in others]
    state = State.OPEN
    if evidence.is_released:
        state = State.MET
    elif State.OUT_OF_REACH in states:
        state = State.OUT_OF_REACH
    elif all(condition.is_met for condition in others):
        state = State.WAITING
    have, missing = {
        State.MET: (_("freigegeben"), ""),
        State.WAITING: (_("steht noch aus"), ""),
        State.OPEN: (_("noch nicht möglich"), _("Erst müssen alle anderen Voraussetzungen erfüllt sein.")),
        State.OUT_OF_REACH: (_("nicht mehr möglich"), _("Eine andere Voraussetzung ist nicht mehr erreichbar.")),
    }[state]
    return Condition(
        rule, state, have=have, need=_("Freigabe durch eine zweite Person"), missing=missing, lines=evidence.release_lines
    )


def _completion_lines(components, states):
    words = {State.MET: gettext_lazy("abgeschlossen"), **STILL_POSSIBLE}
    return tuple(
        Line(component.title, _("angerechnet") if component.is_credited else str(words[state]))
        for component, state in zip(components, states, strict=True)
    )


def _whole_percent(ratio) -> str:
    return f"{Fraction(100 * ratio[0], ratio[1])}\N{NO-BREAK SPACE}%".replace(".", ",")


KINDS: dict[str, Callable[[Rule, Evidence, list[Rule]], Condition]] = {
    "mandatory_components": _mandatory_components,
    "elective_count": _elective_count,
    "credited_minutes": _credited_minutes,
    "attendance_total": _attendance_total,
    "attendance_per_component": _attendance_per_component,
    "quizzes": _quizzes,
    "practice_tasks": _practice_tasks,
    "project": _judged("project", gettext_lazy("angenommen"), gettext_lazy("angenommen nach zwei Bewertungen")),
    "colloquium": _judged("colloquium", gettext_lazy("bestanden"), gettext_lazy("bestanden")),
}
"""Every kind but `release`, which looks at all others and is therefore evaluated by `standing` itself."""
