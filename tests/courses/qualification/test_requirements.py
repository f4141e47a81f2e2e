"""The worked cases C1 to C9 of the curriculum (section 9) on the pure function."""

from dataclasses import replace
from fractions import Fraction

import pytest

from courses.qualification.evidence import ComponentFacts, Evidence, Fact, Rule, State
from courses.qualification.requirements import CAUSES, KINDS, SUMS, attendance_of, credited_minutes, standing

UE = 45
RULES = [
    Rule("R1", "Pflichtmodule", "", "mandatory_components", {"components": ["M1", "M2", "M3", "M4"]}),
    Rule("R2", "Wahlpflicht", "", "elective_count", {"components": ["M5", "M6", "M7", "M8"], "min_count": 2}),
    Rule("R3", "Umfang", "", "credited_minutes", {"min_minutes": 120 * UE}),
    Rule("R4", "Anwesenheit gesamt", "", "attendance_total", {"min_ratio": [80, 100], "make_up_max_minutes": 8 * UE}),
    Rule("R5", "Anwesenheit je Modul", "", "attendance_per_component", {"min_ratio": [50, 100]}),
    Rule("R6", "Tests", "", "quizzes", {"pass_ratio": [60, 100]}),
    Rule("R7", "Praxisaufgaben", "", "practice_tasks"),
    Rule("R8", "Praxisprojekt", "", "project", {"reviews": 2}),
    Rule("R9", "Abschlusskolloquium", "", "colloquium", {"examiners": 2}),
    Rule("R10", "Freigabe", "", "release", {"persons": 2}),
]
PASSED = Fact("Test", share=Fraction(12, 20), met=True)
ACCEPTED = Fact("Aufgabe", met=True)


LOST = {"quizzes": (Fact("Test M1", is_out_of_reach=True),)}
NOT_DONE = {"tasks": (Fact("Aufgabe M2"),)}
GRADED_SOON = {"tasks": (Fact("Aufgabe M1", is_waiting=True),)}
CANNOT_BE_CHOSEN = {"can_be_chosen": False, "possible": 0}


def module(code, kind, ue, synchronous_ue, **facts):
    synchronous = synchronous_ue * UE
    defaults = {"is_chosen": kind == "mandatory", "attended": synchronous, "quizzes": (PASSED,), "tasks": (ACCEPTED,)}
    return ComponentFacts(code, code, kind, ue * UE, synchronous, **{**defaults, **facts})


def minimum_path(**changes):
    """Four mandatory modules, M5 and M6, project and colloquium: 120 UE, 72 of them synchronous, everything met."""
    components = {
        "M1": module("M1", "mandatory", 16, 10),
        "M2": module("M2", "mandatory", 16, 10),
        "M3": module("M3", "mandatory", 16, 10),
        "M4": module("M4", "mandatory", 16, 12),
        "M5": module("M5", "elective", 12, 8, is_chosen=True),
        "M6": module("M6", "elective", 12, 8, is_chosen=True),
        "M7": module("M7", "elective", 12, 8, attended=0, quizzes=(), tasks=()),
        "M8": module("M8", "elective", 12, 8, attended=0, quizzes=(), tasks=()),
        "project": ComponentFacts(
            "project", "Praxisprojekt", "project", 24 * UE, 6 * UE, True, attended=6 * UE, judged=(ACCEPTED,)
        ),
        "colloquium": ComponentFacts(
            "colloquium", "Kolloquium", "colloquium", 8 * UE, 8 * UE, True, attended=8 * UE, judged=(ACCEPTED,)
        ),
    }
    for code, change in changes.items():
        components[code] = replace(components[code], **change)
    return Evidence(tuple(components.values()))


def attending(minutes, evidence=None, *, make_up=0):
    """The same evidence with `minutes` attended in all, missing ones taken from every component in turn."""
    evidence = evidence or minimum_path()
    surplus = sum(component.attended for component in evidence.taken()) - minutes
    components = []
    for component in evidence.components:
        spare = component.attended - -(-component.synchronous // 2) if component.counts_for_attendance else 0
        less = min(surplus, max(0, spare))
        surplus -= less
        components.append(replace(component, attended=component.attended - less))
    assert surplus == 0
    components[0] = replace(components[0], make_up=make_up)
    return Evidence(tuple(components))


def condition(number, evidence):
    return next(item for item in standing(RULES, evidence).conditions if item.rule.number == number)


def test_minimum_path_is_120_ue_72_of_them_synchronous():
    evidence = minimum_path()

    assert attendance_of(RULES[3], evidence).basis == 3240
    assert credited_minutes(evidence, RULES) == 5400
    assert standing(RULES, evidence).is_earned


@pytest.mark.parametrize(
    ("case", "evidence", "met", "have"),
    [
        ("C1", attending(2592), True, "80,00"),
        ("C2", attending(57 * UE), False, "79,17"),
        ("C3", attending(2591), False, "79,97"),
        ("C4", attending(57 * UE, make_up=2 * UE), True, "81,94"),
        ("C5", attending(50 * UE, make_up=9 * UE), True, "80,56"),
    ],
)
def test_attendance_is_never_rounded(case, evidence, met, have):
    r4 = condition("R4", evidence)

    assert (r4.is_met, r4.have) == (met, f"{have}\N{NO-BREAK SPACE}%")


def test_c3_says_that_one_minute_is_missing():
    said = "Es fehlt 1 Minute. Eine Ersatzaufgabe ist möglich. Die Kursleitung stellt sie."

    assert condition("R4", attending(2591)).missing == said


def test_c5_counts_eight_of_nine_make_up_units():
    assert attendance_of(RULES[3], attending(50 * UE, make_up=9 * UE)).make_up == 8 * UE


def test_c6_low_attendance_in_one_module_keeps_it_from_being_completed():
    evidence = minimum_path(M3={"attended": 4 * UE})

    assert not condition("R5", evidence).is_met
    assert not condition("R1", evidence).is_met
    assert condition("R4", evidence).is_met
    assert condition("R1", evidence).missing == "Nicht mehr erreichbar: M3."


@pytest.mark.parametrize(("points", "met"), [(Fraction(11), False), (Fraction(23, 2), False), (Fraction(12), True)])
def test_c7_quiz_is_passed_from_sixty_percent(points, met):
    evidence = minimum_path(M2={"quizzes": (Fact("Test M2", share=points / 20, met=met),)})

    assert condition("R6", evidence).is_met is met


def test_c8_three_electives_count_132_ue_on_a_basis_of_80():
    evidence = minimum_path(M7={"is_chosen": True, "attended": 8 * UE, "quizzes": (PASSED,), "tasks": (ACCEPTED,)})
    evidence = attending(64 * UE, evidence)

    assert attendance_of(RULES[3], evidence).basis == 80 * UE
    assert condition("R4", evidence).is_met
    assert condition("R4", attending(64 * UE - 1, evidence)).is_met is False
    assert credited_minutes(evidence, RULES) == 132 * UE


def test_c9_credited_module_leaves_the_basis_and_counts_its_ue():
    evidence = minimum_path(M6={"is_chosen": False, "attended": 0}, M8={"is_credited": True})
    evidence = attending(52 * UE, evidence)

    assert attendance_of(RULES[3], evidence).basis == 64 * UE
    assert condition("R4", evidence).have == "81,25\N{NO-BREAK SPACE}%"
    assert condition("R2", evidence).is_met
    assert credited_minutes(evidence, RULES) == 120 * UE


def test_make_up_work_does_not_count_per_module():
    evidence = minimum_path(M3={"attended": 4 * UE, "make_up": 6 * UE})

    assert not condition("R5", evidence).is_met


def test_failed_last_attempt_puts_the_certificate_out_of_reach():
    evidence = minimum_path(M1={"quizzes": (Fact("Test M1", share=Fraction(1, 2), is_out_of_reach=True),)})

    assert condition("R6", evidence).state == State.OUT_OF_REACH
    assert condition("R1", evidence).state == State.OUT_OF_REACH


def test_ungraded_work_waits():
    evidence = minimum_path(M1={"tasks": (Fact("Mandatsblatt", is_waiting=True),)})

    assert condition("R7", evidence).state == State.WAITING


def test_attendance_that_can_no_longer_be_reached_is_said_so():
    evidence = attending(50 * UE)

    assert condition("R4", evidence).state == State.OPEN
    assert condition("R4", attending(49 * UE)).state == State.OUT_OF_REACH


def test_release_waits_for_the_rest_and_then_for_a_second_person():
    assert condition("R10", minimum_path()).state == State.WAITING
    assert condition("R10", attending(2591)).state == State.OPEN
    assert condition("R10", attending(49 * UE)).state == State.OUT_OF_REACH
    assert condition("R10", replace(minimum_path(), is_released=True)).is_met


@pytest.mark.parametrize(
    ("number", "changes", "state", "missing"),
    [
        ("R1", {"M1": LOST, "M2": NOT_DONE}, "out_of_reach", "Nicht mehr erreichbar: M1."),
        ("R1", {"M1": GRADED_SOON, "M2": NOT_DONE}, "open", "Noch nicht abgeschlossen: M2."),
        ("R2", {"M5": LOST}, "open", "Es fehlt ein abgeschlossenes Wahlpflichtmodul."),
        (
            "R2",
            {"M5": LOST, "M7": CANNOT_BE_CHOSEN, "M8": CANNOT_BE_CHOSEN},
            "out_of_reach",
            "Es fehlt ein abgeschlossenes Wahlpflichtmodul. Das lässt sich nicht mehr nachholen.",
        ),
        ("R3", {"M1": LOST}, "open", "Es fehlen 16 UE."),
        ("R3", {"M1": LOST, "M2": LOST}, "out_of_reach", "Es fehlen 32 UE. Das lässt sich nicht mehr nachholen."),
        ("R5", {"M3": {"attended": 0}, "M4": {"attended": 0, "possible": 12 * UE}}, "out_of_reach", "Nicht mehr erreichbar: M3."),
        ("R6", {"M1": LOST, "M2": {"quizzes": (Fact("Test M2"),)}}, "out_of_reach", "Nicht mehr erreichbar: Test M1."),
        ("R7", {"M1": GRADED_SOON}, "waiting", "Wartet auf eine Bewertung: Aufgabe M1."),
        ("R7", {"M1": GRADED_SOON, "M2": NOT_DONE}, "open", "Es fehlt: Aufgabe M2."),
        (
            "R8",
            {"project": {"judged": (Fact("Projekt", is_out_of_reach=True),)}},
            "out_of_reach",
            "Nicht mehr erreichbar: Projekt.",
        ),
    ],
)
def test_a_requirement_says_what_puts_it_into_its_state(number, changes, state, missing):
    electives = {code: {"possible": 8 * UE} for code in ("M7", "M8")}

    found = condition(number, minimum_path(**{**electives, **changes}))

    assert (found.state, found.missing.replace("\xa0", " ")) == (state, missing)


OTHERS_FREE = {code: {"possible": 8 * UE} for code in ("M7", "M8")}
LOST_TEST = {"quizzes": (Fact("Test M6", is_out_of_reach=True),)}
LOST_TASK = {"tasks": (Fact("Aufgabe M6", is_out_of_reach=True),)}
LOST_MINUTES = {"attended": 0}
CHOICE_REMAINS = "M6 ist nicht mehr erreichbar. Ein anderes Wahlpflichtmodul lässt sich noch wählen."
CREDIT_WAITS = "Über die Anrechnung von M6 ist noch nicht entschieden."


@pytest.mark.parametrize(("number", "lost"), [("R5", LOST_MINUTES), ("R6", LOST_TEST), ("R7", LOST_TASK)])
class TestSomethingIsOutOfReachInOneModule:
    def states(self, evidence):
        return {item.rule.number: str(item.state) for item in standing(RULES, evidence).conditions}

    def test_another_elective_can_still_be_chosen(self, number, lost):
        found = self.states(evidence := minimum_path(M6=lost, **OTHERS_FREE))

        assert (found[number], found["R2"], found["R10"]) == ("open", "open", "open")
        assert condition(number, evidence).missing == CHOICE_REMAINS

    def test_what_is_open_elsewhere_is_named_too(self, number, lost):
        not_yet = {"attended": 0, "possible": 12 * UE, "quizzes": (Fact("Test M4"),), "tasks": (Fact("Aufgabe M4"),)}
        said = {"R5": "Noch nicht erreicht in M4.", "R6": "Es fehlt: Test M4.", "R7": "Es fehlt: Aufgabe M4."}

        assert condition(number, minimum_path(M4=not_yet, M6=lost, **OTHERS_FREE)).missing == f"{said[number]} {CHOICE_REMAINS}"

    def test_nothing_is_left_to_choose(self, number, lost):
        found = self.states(minimum_path(M6=lost, M7=CANNOT_BE_CHOSEN, M8=CANNOT_BE_CHOSEN))

        assert (found[number], found["R2"], found["R10"]) == ("out_of_reach",) * 3

    def test_a_cohort_is_over(self, number, lost):
        components = dict.fromkeys(("M5", "M7", "M8"), CANNOT_BE_CHOSEN)

        assert self.states(minimum_path(M6={**lost, "can_be_chosen": False}, **components))[number] == "out_of_reach"

    def test_a_credit_for_it_waits_for_its_second_person(self, number, lost):
        over = dict.fromkeys(("M7", "M8"), CANNOT_BE_CHOSEN)
        evidence = minimum_path(M6={**lost, "credit_waits": True, "can_be_chosen": False}, **over)
        found = self.states(evidence)

        assert (found[number], found["R2"], found["R3"], found["R10"]) == ("open", "waiting", "open", "open")
        assert condition(number, evidence).missing == CREDIT_WAITS

    def test_a_mandatory_module_has_no_other(self, number, lost):
        assert self.states(minimum_path(M3=lost, **OTHERS_FREE))[number] == "out_of_reach"


def test_a_mandatory_module_waits_for_its_credit():
    found = condition("R1", minimum_path(M3={**LOST_MINUTES, "credit_waits": True}))

    assert (found.state, found.missing) == ("waiting", "Wartet auf eine Bewertung oder Anrechnung: M3.")


def test_person_with_nothing_yet_has_nothing_fulfilled():
    empty = Evidence(
        tuple(replace(c, attended=0, possible=c.synchronous, quizzes=(), tasks=(), judged=()) for c in minimum_path().components)
    )

    states = {item.rule.number: item.state for item in standing(RULES, empty).conditions}

    assert states["R1"] == states["R4"] == states["R5"] == states["R8"] == states["R9"] == State.OPEN


def test_version_without_a_rule_is_never_completed():
    assert not standing([], minimum_path()).is_earned


# --- What is named first ----------------------------------------------------------------------------------------------

FAILED = Fact("Test", share=Fraction(1, 2), is_out_of_reach=True)
NOT_YET = Fact("Aufgabe")
REVIEWED = Fact("Projekt", is_waiting=True)


def first(evidence):
    found = standing(RULES, evidence)
    return found.first_missing.rule.number, found.more_missing


@pytest.mark.parametrize(
    ("evidence", "named"),
    [
        # R3 is open as well: the project is what keeps its units from counting.
        (minimum_path(project={"judged": (REVIEWED,)}), ("R8", 1)),
        # R1 is out of reach too, R2 and R3 are open.
        (minimum_path(M1={"quizzes": (FAILED,)}, M5={"quizzes": (FAILED,)}), ("R6", 3)),
        (minimum_path(M1={"quizzes": (Fact("Test"),), "tasks": (NOT_YET,)}), ("R6", 3)),
        (minimum_path(M1={"tasks": (NOT_YET,)}, project={"judged": (REVIEWED,)}), ("R7", 3)),
        (minimum_path(M1={"tasks": (REVIEWED,)}, project={"judged": (NOT_YET,)}), ("R8", 3)),
        (minimum_path(M3={"attended": 4 * UE, "possible": 6 * UE}), ("R5", 2)),
        (minimum_path(M3={"attended": 4 * UE}, project={"judged": (NOT_YET,)}), ("R5", 3)),
        (minimum_path(colloquium={"judged": (NOT_YET,), "attended": 0, "possible": 8 * UE}), ("R9", 1)),
        (attending(2591), ("R4", 0)),
        (minimum_path(M6={"is_chosen": False}), ("R2", 1)),
        (minimum_path(), ("R10", 0)),
    ],
)
def test_what_is_out_of_reach_is_named_first_then_causes_then_sums(evidence, named):
    assert first(evidence) == named


def test_nothing_is_named_where_everything_is_met():
    found = standing(RULES, replace(minimum_path(), is_released=True))

    assert (found.first_missing, found.more_missing) == (None, 0)


def test_every_kind_has_its_place_among_causes_and_sums():
    assert sorted((*CAUSES, *SUMS)) == sorted((*KINDS, "release"))
