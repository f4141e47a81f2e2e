"""Points of tests (requirements 4.2): the learner's own, trainers of the cohort; the programme administration on appeal only."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from types import SimpleNamespace

import pytest
from django.urls import reverse

from courses.appeals.actions import file_appeal
from courses.cohorts.models import CohortTrainer
from courses.quizzes.actions import grade_slot
from lms.accounts.actions import follow_roles
from lms.accounts.models import Responsibility
from tests.courses.quizzes import samples
from tests.factories.people import LONG_AGO, make_office_person, make_trainer
from tests.factories.quizzes import make_quiz, make_quiz_enrolment

from .test_grades import hand_in
from .test_views import text

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
SOON = NOW + timedelta(hours=1)
EARNED, EARNED_FIRST = "21 von 28", "14 von 28"
POINTS, VERDICT, NOTHING = "points", "verdict", "nothing"


def teaching(person, cohort):
    if not person.responsibilities.filter(role="trainer").exists():
        Responsibility.objects.create(person=person, role="trainer", since=LONG_AGO)
        follow_roles(person)
    CohortTrainer.objects.create(cohort=cohort, person=person, since=LONG_AGO)
    return person


@pytest.fixture
def scene():
    """First 14, then 21 of 28 points: passed after a correction."""
    quiz = make_quiz(*[samples.single_choice()] * 4, points=7, requirements=[("R6", "quizzes", {"pass_ratio": [60, 100]})])
    enrolment = make_quiz_enrolment(quiz)
    cohort = enrolment.cohort
    attempt = hand_in(quiz, enrolment, responses=("B", "B", "A", "A"))
    trainer = teaching(make_trainer(), cohort)
    grade_slot(attempt.slots.get(number=4), points=Fraction(7), reason="Schlüssel war falsch", by=trainer, at=NOW)
    elsewhere = teaching(make_trainer(), make_quiz_enrolment(make_quiz(samples.single_choice())).cohort)
    people = {
        "learner": enrolment.learner,
        "trainer": trainer,
        "trainer elsewhere": elsewhere,
        "office": make_office_person(),
        "office that teaches the cohort": teaching(make_office_person(), cohort),
    }
    return SimpleNamespace(quiz=quiz, enrolment=enrolment, cohort=cohort, attempt=attempt, people=people)


PAGES = {
    "standing": lambda scene: reverse("courses:standing"),
    "ledger": lambda scene: reverse("courses:ledger"),
    "result": lambda scene: scene.attempt.get_absolute_url(),
    "answers": lambda scene: reverse("courses:attempt-grades", args=[scene.attempt.public_id]),
    "attempts": lambda scene: reverse("courses:teach-attempts", args=[scene.cohort.slug]),
    "attempts at a test": lambda scene: reverse("courses:quiz-window", args=[scene.cohort.slug, scene.quiz.lesson_id]),
    "list of results": lambda scene: reverse("courses:report", args=[scene.cohort.slug, "ergebnisse"]),
    "list of tests": lambda scene: reverse("courses:report", args=[scene.cohort.slug, "tests"]),
    "participants": lambda scene: reverse("courses:office-cohort", args=[scene.cohort.slug]),
    "release": lambda scene: reverse("certificates:propose-release", args=[scene.cohort.slug]),
    "person": lambda scene: reverse("courses:office-enrolment", args=[scene.enrolment.public_id]),
    "journal": lambda scene: reverse("accounts:journal"),
}
OF_THE_LEARNER = {"standing": POINTS, "ledger": POINTS, "result": POINTS}
OF_TRAINERS = {"answers": POINTS, "attempts": POINTS, "list of results": POINTS, "list of tests": POINTS}
OF_THE_OFFICE = {"attempts at a test": VERDICT, "list of results": VERDICT, "person": VERDICT}
SHOWN = {
    "learner": OF_THE_LEARNER,
    "trainer": OF_TRAINERS,
    "trainer elsewhere": {},
    "office": OF_THE_OFFICE,
    "office that teaches the cohort": {**OF_THE_OFFICE, **OF_TRAINERS, "person": POINTS},
}


def seen(client, person, address) -> str:
    client.force_login(person)
    page = text(client.get(address))
    if EARNED in page or EARNED_FIRST in page or "Punkte: 7" in page:
        return POINTS
    return VERDICT if "estanden" in page else NOTHING


@pytest.mark.parametrize("role", SHOWN)
def test_points_are_shown_to_whom_they_belong(client, scene, role):
    found = {page: seen(client, scene.people[role], address(scene)) for page, address in PAGES.items()}

    assert {page: shown for page, shown in found.items() if shown != NOTHING} == SHOWN[role]


def test_office_sees_points_of_the_attempt_it_decides_about(client, scene):
    appeal = file_appeal("attempt", scene.attempt, text="Zu streng.", by=scene.enrolment.learner, at=SOON)

    assert seen(client, scene.people["office"], reverse("courses:appeal-decide", args=[appeal.public_id])) == POINTS
