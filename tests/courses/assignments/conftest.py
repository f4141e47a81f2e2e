"""A cohort with one practice task and its trainer."""

from datetime import UTC, datetime

import pytest

from courses.assignments.models import Assignment
from courses.cohorts.actions import set_trainers
from tests.factories.courses import make_cohort, make_version, publish
from tests.factories.people import make_trainer

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
RUBRIC = [{"key": "1", "text": "Der Ort ist genannt.", "levels": []}]


@pytest.fixture
def trainer():
    return make_trainer()


@pytest.fixture
def assignment(trainer):
    version = make_version(components=[{"lessons": [{"kind": "task", "planned_minutes": 45}]}], published=False)
    lesson = version.components.get().lessons.get()
    made = Assignment.objects.create(lesson=lesson, kind="task", rubric=RUBRIC, max_revisions=1, pass_rule={})
    set_trainers(make_cohort(publish(version)), [trainer], by=trainer, at=NOW)
    return made


@pytest.fixture
def cohort(assignment):
    return assignment.lesson.component.version.cohorts.get()
