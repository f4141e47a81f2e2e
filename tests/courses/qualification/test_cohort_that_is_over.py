"""What can still be reached once a cohort is over: only what was begun in time, and what the office or a trainer still does."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from certificates.queries import candidates
from courses.progress.actions import record_lesson_result, show_lesson_state
from courses.qualification.queries import standing_of
from courses.qualification.requirements import Standing
from tests.factories.courses import make_cohort, make_enrolment, make_meeting, make_version
from tests.factories.people import make_office_person

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 6, 2, 10, tzinfo=UTC)
RULE = {
    "mandatory_components": {"components": ["M1"]},
    "elective_count": {"components": ["M5"], "min_count": 1},
    "attendance_per_component": {"min_ratio": [50, 100]},
    "quizzes": {"pass_ratio": [60, 100]},
    "practice_tasks": {},
    "colloquium": {},
    "release": {},
}
LESSONS = [
    {"kind": "meeting", "planned_minutes": 90},
    {"kind": "quiz", "mode": "self_study", "planned_minutes": 0},
    {"kind": "task", "mode": "practice"},
]
OUT = "Nicht mehr erreichbar"


@pytest.fixture
def enrolment():
    """A cohort that is completed, with nothing done: one mandatory module, one elective, a colloquium."""
    version = make_version(
        components=[
            {"code": "M1", "lessons": LESSONS},
            {"code": "M5", "kind": "elective", "lessons": [{"kind": "meeting", "planned_minutes": 90}]},
            {"code": "K", "kind": "colloquium", "lessons": [{"kind": "task"}]},
        ],
        requirements=[(kind, kind, parameters) for kind, parameters in RULE.items()],
    )
    return make_enrolment(make_cohort(version, status="completed"))


def of_kind(enrolment, kind: str):
    return enrolment.cohort.version.components.get(code="M1").lessons.get(kind=kind)


def labels(enrolment) -> dict[str, str]:
    return {condition.rule.kind: condition.label for condition in standing_of(enrolment).conditions}


def next_step(enrolment, kind: str) -> str:
    """What the office reads where this is the only thing missing."""
    [person], _ready = candidates(enrolment.cohort)
    missing = tuple(condition for condition in person.standing.conditions if condition.rule.kind == kind)
    return replace(person, standing=Standing(missing)).next_step


def test_what_nobody_began_can_no_longer_be_reached(enrolment):
    assert labels(enrolment) == {**dict.fromkeys(RULE, OUT), "colloquium": "Noch offen"}


def test_the_same_is_open_while_the_cohort_runs(enrolment):
    enrolment.cohort.status = "running"

    assert labels(enrolment) == dict.fromkeys(RULE, "Noch offen")


def be_in_an_attempt(enrolment):
    show_lesson_state(enrolment, of_kind(enrolment, "quiz"), state="in_progress", at=NOW)


def write_a_first_draft(enrolment):
    show_lesson_state(enrolment, of_kind(enrolment, "task"), state="in_progress", at=NOW)


def have_work_returned(enrolment):
    task, by = of_kind(enrolment, "task"), make_office_person()
    record_lesson_result(enrolment, task, kind="task", source=("submission", 1), state="returned", met=False, by=by, at=NOW)


def begin_a_revision(enrolment):
    have_work_returned(enrolment)
    write_a_first_draft(enrolment)


def wait_for_a_judgement(enrolment):
    show_lesson_state(enrolment, of_kind(enrolment, "task"), state="submitted", at=NOW)


def have_been_to_a_meeting_nobody_closed(enrolment):
    make_meeting(enrolment.cohort, of_kind(enrolment, "meeting"), starts_at=NOW)


def have_been_to_a_meeting_that_is_closed(enrolment):
    have_been_to_a_meeting_nobody_closed(enrolment)
    meeting = enrolment.cohort.meetings.get()
    meeting.closed_at = NOW
    meeting.save()


@pytest.mark.parametrize(
    ("begin", "kind", "label", "step"),
    [
        (be_in_an_attempt, "quizzes", "Noch offen", "Ende des laufenden Versuchs abwarten"),
        (have_work_returned, "practice_tasks", "Noch offen", "Überarbeitung abwarten"),
        (begin_a_revision, "practice_tasks", "Noch offen", "Überarbeitung abwarten"),
        (wait_for_a_judgement, "practice_tasks", "Wartet", "Bewertung abschließen"),
        (write_a_first_draft, "practice_tasks", OUT, "Teilnahmebescheinigung anbieten, Einspruch prüfen"),
        (have_been_to_a_meeting_nobody_closed, "attendance_per_component", "Noch offen", "Anwesenheit nachtragen"),
        (
            have_been_to_a_meeting_that_is_closed,
            "attendance_per_component",
            OUT,
            "Teilnahmebescheinigung anbieten, Einspruch prüfen",
        ),
    ],
)
def test_what_was_begun_in_time_may_be_finished(enrolment, begin, kind, label, step):
    begin(enrolment)

    assert labels(enrolment)[kind] == label
    assert next_step(enrolment, kind) == step


def test_cancelled_cohort_holds_no_meetings(enrolment):
    have_been_to_a_meeting_nobody_closed(enrolment)
    enrolment.cohort.status = "cancelled"

    assert labels(enrolment)["attendance_per_component"] == OUT


def test_page_says_of_every_requirement_one_thing(client, enrolment):
    client.force_login(enrolment.learner)

    page = client.get(reverse("courses:standing")).text

    assert "0 von 7 Voraussetzungen für das Zertifikat sind erfüllt. 6 sind nicht mehr erreichbar." in page
    assert "Das fehlt zuerst" not in page
    states = [re.sub(r"<[^>]+>", "", badge) for badge in re.findall(r'<span class="st">(.*?)</span>\n', page)]
    assert [state.strip() for state in states].count(OUT) == 6
    for requirement in re.findall(r'<li(?: class="hot")?>\s*<span class="nr">.*?\n    </li>', page, re.DOTALL):
        assert ("erreichbar" in requirement) != ("offen" in requirement)
