"""Hundreds of random people against a second, slower reading of the rule. Part of the full tier."""

from fractions import Fraction
from random import Random

import pytest

from courses.qualification.evidence import Evidence, Fact
from courses.qualification.requirements import standing
from tests.courses.qualification.test_requirements import RULES, UE, minimum_path
from tests.courses.qualification.test_requirements import module as make_module

pytestmark = pytest.mark.full

SEEDS = range(500)


def random_evidence(chance: Random) -> Evidence:
    components = []
    for component in minimum_path().components:
        if not component.is_module:
            met = chance.random() < 0.9
            components.append(
                type(component)(
                    **{
                        **component.__dict__,
                        "attended": chance.randint(0, component.synchronous),
                        "judged": (Fact("x", met=met),),
                    }
                )
            )
            continue
        is_chosen = component.kind == "mandatory" or chance.random() < 0.6
        components.append(
            make_module(
                component.code,
                component.kind,
                component.minutes // UE,
                component.synchronous // UE,
                is_chosen=is_chosen,
                is_credited=is_chosen and chance.random() < 0.1,
                attended=chance.randint(component.synchronous // 3, component.synchronous) if is_chosen else 0,
                make_up=chance.choice([0, 0, 45, 90, 400]),
                quizzes=(Fact("Test", share=Fraction(chance.randint(20, 40), 40)),),
                tasks=(Fact("Aufgabe", met=chance.random() < 0.95),),
            )
        )
    return Evidence(tuple(components))


def expected(evidence: Evidence) -> set[str]:
    """The rule of the curriculum, section 3, written down once more without looking at the product's reading."""
    met = set()
    modules = [c for c in evidence.components if c.kind in ("mandatory", "elective")]
    taken = [c for c in modules if c.is_chosen and not c.is_credited]
    completed = {
        c.code
        for c in modules
        if c.is_credited
        or (
            c.is_chosen
            and Fraction(c.attended, c.synchronous) >= Fraction(1, 2)
            and all(quiz.share >= Fraction(3, 5) for quiz in c.quizzes)
            and all(task.met for task in c.tasks)
        )
    }
    if {"M1", "M2", "M3", "M4"} <= completed:
        met.add("R1")
    if len(completed & {"M5", "M6", "M7", "M8"}) >= 2:
        met.add("R2")
    others = {c.code: c for c in evidence.components if c.code in ("project", "colloquium")}
    credited = sum(c.minutes for c in modules if c.code in completed)
    credited += sum(c.minutes for c in others.values() if all(fact.met for fact in c.judged))
    if credited >= 120 * 45:
        met.add("R3")
    basis = [*taken, *others.values()]
    counted = sum(c.attended for c in basis) + min(360, sum(c.make_up for c in basis))
    if Fraction(counted, sum(c.synchronous for c in basis)) >= Fraction(4, 5):
        met.add("R4")
    if all(2 * c.attended >= c.synchronous for c in taken):
        met.add("R5")
    if all(quiz.share * 5 >= 3 for c in taken for quiz in c.quizzes):
        met.add("R6")
    if all(task.met for c in taken for task in c.tasks):
        met.add("R7")
    for number, code in (("R8", "project"), ("R9", "colloquium")):
        if all(fact.met for fact in others[code].judged):
            met.add(number)
    return met


@pytest.mark.parametrize("seed", SEEDS)
def test_rule_agrees_with_its_second_reading(seed):
    evidence = random_evidence(Random(seed))

    conditions = standing(RULES, evidence).conditions

    assert {condition.rule.number for condition in conditions if condition.is_met} == expected(evidence)
