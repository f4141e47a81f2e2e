"""Two appeals filed at once, two people deciding at once. On an SQLite file and on PostgreSQL."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from courses.appeals.actions import decide_appeal, file_appeal
from courses.progress.models import Appeal, LedgerEntry
from courses.quizzes.actions import finish_attempt, grade_slot, start_attempt
from courses.quizzes.models import SlotGrade
from lms.errors import NotPossible
from lms.notifications.models import Notice
from tests.courses.quizzes import samples
from tests.factories.people import make_office_person
from tests.factories.quizzes import make_quiz, make_quiz_enrolment
from tests.threads import run_together

pytestmark = [pytest.mark.database, pytest.mark.threads, pytest.mark.django_db(transaction=True)]

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
SOON = NOW + timedelta(days=1)


@pytest.fixture
def attempt():
    quiz = make_quiz(samples.single_choice(), samples.single_choice())
    enrolment = make_quiz_enrolment(quiz)
    return finish_attempt(start_attempt(quiz, enrolment, at=NOW), by=enrolment.learner, at=NOW)


def filing(attempt, text):
    return lambda: file_appeal("attempt", attempt, text=text, by=attempt.enrolment.learner, at=SOON)


def test_of_appeals_filed_at_once_one_is_kept_and_other_words_are_told(attempt):
    answers = run_together(*[filing(attempt, f"Grund {number % 2}") for number in range(8)])

    kept = Appeal.objects.get()
    filed = [answer for answer in answers if isinstance(answer, Appeal)]
    assert {appeal.pk for appeal in filed} == {kept.pk}
    assert len(filed) == 4
    assert all(isinstance(answer, NotPossible) for answer in answers if answer not in filed)
    assert Notice.objects.filter(kind="appeal_received").count() == 1


def test_of_two_decisions_at_once_one_wins_whole(attempt):
    appeal = filing(attempt, "Grund")()
    deciders = [make_office_person() for _ in range(6)]

    def decision(number):
        points = {number % 2 + 1: Fraction(1)}
        return lambda: decide_appeal(appeal, outcome="upheld", reason="Ja.", points=points, by=deciders[number], at=SOON)

    answers = run_together(*[decision(number) for number in range(6)])

    [winner] = [answer for answer in answers if isinstance(answer, Appeal)]
    assert all(isinstance(answer, NotPossible) for answer in answers if answer is not winner)
    assert SlotGrade.objects.get(how="person").by == winner.decided_by
    assert LedgerEntry.objects.count() == 2
    assert Notice.objects.filter(kind="appeal_decided").count() == 1


def test_correction_beside_an_appeal_comes_before_it_or_waits(attempt):
    office = make_office_person()
    slot = attempt.slots.select_related("question_version").first()

    answers = run_together(
        *[filing(attempt, "Grund")] * 3,
        *[lambda: grade_slot(slot, points=Fraction(1), reason="Übersehen", by=office, at=NOW)] * 3,
    )

    kept = Appeal.objects.get()
    assert all(answer == kept for answer in answers[:3])
    assert all(isinstance(answer, SlotGrade | NotPossible) for answer in answers[3:])
