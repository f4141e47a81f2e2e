"""Fee and synchronous share before a version is published: three outcomes, on the line and beside it."""

import pytest

from cms_pages.distance_learning import Outcome, assess, shortest_way
from cms_pages.freezing import distance_learning_of, findings_of
from cms_pages.models import DistanceLearningRule, ProgrammePage
from courses.catalogue.outline import ComponentOutline, RequirementOutline
from lms import clock

pytestmark = pytest.mark.django_db


def part(presence=0, live_online=0, self_study=0, practice=0, *, kind="mandatory", code="M1"):
    minutes = {"presence": presence, "live_online": live_online, "self_study": self_study, "practice": practice}
    return ComponentOutline(code=code, slug=code.lower(), title=code, kind=kind, position=1, minutes=minutes, lessons=())


def outcome(components, *, rule=None, **facts):
    return assess(ProgrammePage(**facts), components, (), rule or DistanceLearningRule()).outcome


def test_without_a_fee_nothing_else_counts():
    assert outcome([part(self_study=90)]) == Outcome.NO_FEE


@pytest.mark.parametrize(
    ("synchronous", "expected"), [(49, Outcome.NEEDS_CHECK), (50, Outcome.NEEDS_CHECK), (51, Outcome.MOSTLY_SYNCHRONOUS)]
)
def test_half_is_not_more_than_half(synchronous, expected):
    assert outcome([part(live_online=synchronous, self_study=100 - synchronous)], charges_fee=True) == expected


def test_a_recorded_live_meeting_is_not_synchronous():
    assert outcome([part(live_online=60, self_study=40)], charges_fee=True, is_recorded=True) == Outcome.NEEDS_CHECK


def test_a_rule_that_no_longer_applies_asks_for_nothing():
    rule = DistanceLearningRule(applies=False)

    assert outcome([part(self_study=90)], charges_fee=True, rule=rule) == Outcome.MOSTLY_SYNCHRONOUS


def test_the_shortest_way_takes_the_shortest_electives():
    long, short = part(presence=90, kind="elective", code="M5"), part(presence=45, kind="elective", code="M6")
    rule = RequirementOutline(number="R2", kind="elective_count", title="", condition="", parameters={"min_count": 1})

    assert shortest_way([part(), long, short], [rule]) == [part(), short]


@pytest.mark.django_db
def test_a_paid_programme_below_the_line_needs_a_number_before_it_is_published(programme):
    programme.charges_fee, programme.is_recorded = True, True
    programme.save_revision().publish()
    DistanceLearningRule.objects.create(more_than_num=90)

    (finding,) = findings_of(programme, on=clock.today())
    assert finding.is_blocking
    assert "Prüfung durch die ZFU nötig" in finding.sentence

    programme.zfu_number = "000000"
    programme.save_revision().publish()
    assert findings_of(programme, on=clock.today()) == []


@pytest.mark.django_db
def test_the_model_curriculum_takes_no_fee(programme):
    assessment = distance_learning_of(programme)

    assert assessment.outcome == Outcome.NO_FEE
    assert 0 < assessment.synchronous < assessment.minutes
