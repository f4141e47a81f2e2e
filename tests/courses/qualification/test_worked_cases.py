"""The worked cases C1 to C9 of the curriculum (section 9), on the real curriculum and through the public actions."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db.models import Q

from courses.attendance.actions import decide_make_up_work, set_make_up_work
from courses.catalogue.models import Component
from courses.cohorts.models import Cohort, Enrolment
from courses.qualification.actions import decide_credit, propose_credit
from courses.qualification.completion import completion_state
from courses.qualification.evidence import State
from courses.qualification.queries import rules_and_evidence, standing_of
from courses.qualification.requirements import attendance_of, credited_minutes
from lms.demo import walk
from tests import scenes
from tests.scenes import AT

UE = 45
HALF = {"M1": 5 * UE, "M2": 5 * UE, "M3": 5 * UE}


@dataclass
class Scene:
    staff: scenes.Staff
    cohort: Cohort


def make_scene() -> Scene:
    staff = scenes.Staff()
    version = scenes.publish_curriculum(proposed_by=staff.office, by=staff.second)
    return Scene(staff, scenes.plan_cohort(version, trainers=staff.trainers[:2], by=staff.office))


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker):
    yield from scenes.kept(django_db_blocker, make_scene)


@pytest.fixture
def enrolment(scene, db):
    """Somebody on the minimum path: M1 to M4, M5 and M6, project and colloquium."""
    enrolment = scenes.join(scene.cohort, scenes.make_learner(), by=scene.staff.office)
    scenes.choose(enrolment, "M5", "M6")
    return enrolment


def way_of(enrolment: Enrolment) -> list[Component]:
    chosen = enrolment.choices.filter(dropped_at=None).values("component")
    credited = enrolment.credit_transfers.filter(status="accepted").values("component")
    components = Component.objects.filter(version=enrolment.cohort.version)
    return list(components.filter(~Q(kind="elective") | Q(pk__in=chosen)).exclude(pk__in=credited))


def attend(enrolment: Enrolment, scene: Scene, **missing: int) -> None:
    """Be present the whole time but for these minutes of these modules."""
    for component in way_of(enrolment):
        minutes = component.synchronous_minutes - missing.get(component.code, 0)
        walk.attend(enrolment, component.code, minutes=minutes, by=scene.staff.trainer, at=AT)


def make_up(enrolment: Enrolment, scene: Scene, *, minutes: int) -> None:
    component = way_of(enrolment)[0]
    trainer = scene.staff.trainer
    work = set_make_up_work(enrolment, component, minutes=minutes, task="Protokoll lesen und Fragen", by=trainer, at=AT)
    decide_make_up_work(work, accept=True, by=trainer, at=AT)


def learn(enrolment: Enrolment, scene: Scene) -> None:
    """Everything of the way but presence."""
    modules = [component.code for component in way_of(enrolment) if component.is_module]
    for code in modules:
        scenes.learn_module(enrolment, code, trainer=scene.staff.trainer)
    scenes.finish(enrolment, scene.staff)


def condition(enrolment: Enrolment, number: str):
    return next(item for item in standing_of(enrolment).conditions if item.rule.number == number)


def attended(enrolment: Enrolment):
    """Counted minutes and their basis, as R4 sees them."""
    rules, evidence = rules_and_evidence(enrolment)
    total = attendance_of(next(rule for rule in rules if rule.kind == "attendance_total"), evidence)
    return total.counted, total.basis


def credited(enrolment: Enrolment) -> int:
    rules, evidence = rules_and_evidence(enrolment)
    return credited_minutes(evidence, rules)


def completed(enrolment: Enrolment, code: str) -> State:
    rules, evidence = rules_and_evidence(enrolment)
    return completion_state(next(component for component in evidence.components if component.code == code), rules)


def test_c1_exactly_eighty_percent_is_enough(enrolment, scene):
    attend(enrolment, scene, **HALF | {"M3": 198})

    assert attended(enrolment) == (2592, 3240)
    assert condition(enrolment, "R4").is_met


def test_c2_fifty_seven_of_seventy_two_ue_are_not_enough(enrolment, scene):
    attend(enrolment, scene, **HALF)

    assert attended(enrolment) == (57 * UE, 72 * UE)
    assert not condition(enrolment, "R4").is_met


def test_c3_one_missing_minute_is_not_rounded_away(enrolment, scene):
    attend(enrolment, scene, **HALF | {"M3": 199})

    r4 = condition(enrolment, "R4")
    assert attended(enrolment) == (2591, 3240)
    assert not r4.is_met
    assert r4.have == "79,97\N{NO-BREAK SPACE}%"


def test_c4_two_ue_of_make_up_work_reach_the_total(enrolment, scene):
    attend(enrolment, scene, **HALF)

    make_up(enrolment, scene, minutes=2 * UE)

    assert attended(enrolment) == (59 * UE, 72 * UE)
    assert condition(enrolment, "R4").is_met


def test_c5_of_nine_ue_of_make_up_work_only_eight_count(enrolment, scene):
    attend(enrolment, scene, **HALF, M4=6 * UE, M5=1 * UE)
    assert attended(enrolment) == (50 * UE, 72 * UE)

    make_up(enrolment, scene, minutes=4 * UE)
    make_up(enrolment, scene, minutes=5 * UE)

    assert attended(enrolment) == (58 * UE, 72 * UE)
    assert condition(enrolment, "R4").is_met


def test_c6_a_module_attended_too_little_is_not_completed(enrolment, scene):
    scenes.learn_module(enrolment, "M3", trainer=scene.staff.trainer)

    attend(enrolment, scene, M3=6 * UE, M1=216)

    assert attended(enrolment) == (2754, 3240)
    assert condition(enrolment, "R4").is_met
    assert condition(enrolment, "R5").missing == "Noch nicht erreicht in M3."
    assert completed(enrolment, "M3") != State.MET


def test_c6_make_up_work_does_not_count_for_a_single_module(enrolment, scene):
    attend(enrolment, scene, M1=6 * UE)

    make_up(enrolment, scene, minutes=8 * UE)

    assert condition(enrolment, "R5").missing == "Noch nicht erreicht in M1."


def test_c7_the_better_of_two_attempts_counts(enrolment, scene):
    trainer = scene.staff.trainer
    for code in ("M1", "M3", "M4", "M5", "M6"):
        walk.take_quiz(enrolment, code, grader=trainer, at=AT)

    walk.take_quiz(enrolment, "M2", points=11, grader=trainer, at=AT)
    after_eleven = condition(enrolment, "R6").is_met
    walk.take_quiz(enrolment, "M2", points=12, grader=trainer, at=AT + timedelta(days=1, hours=1))

    assert not after_eleven
    assert condition(enrolment, "R6").is_met
    assert "12 von 20 Punkten" in [line.amount for line in condition(enrolment, "R6").lines]


def test_c8_three_electives_widen_the_basis_and_count_132_ue(enrolment, scene):
    scenes.choose(enrolment, "M5", "M6", "M7")
    learn(enrolment, scene)

    attend(enrolment, scene, **HALF, M4=1 * UE)

    assert attended(enrolment) == (64 * UE, 80 * UE)
    assert condition(enrolment, "R4").is_met
    assert credited(enrolment) == 132 * UE
    assert standing_of(enrolment).is_earned


def test_c9_a_credited_module_counts_but_leaves_the_basis(enrolment, scene):
    scenes.choose(enrolment, "M5", "M8")
    m8 = Component.objects.get(version=enrolment.cohort.version, code="M8")
    transfer = propose_credit(enrolment, m8, evidence="Zertifikat einer Hochschule", by=scene.staff.office, at=AT)
    decide_credit(transfer, accept=True, by=scene.staff.second, at=AT)
    learn(enrolment, scene)

    attend(enrolment, scene, **HALF | {"M3": 2 * UE})

    assert attended(enrolment) == (52 * UE, 64 * UE)
    assert condition(enrolment, "R4").is_met
    assert credited(enrolment) == 120 * UE
    assert standing_of(enrolment).is_earned
