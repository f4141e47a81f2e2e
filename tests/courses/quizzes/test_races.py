"""Two tabs, two devices, two processes at once. Runs on an SQLite file with the product's settings and on PostgreSQL."""

import time
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import uuid4

import pytest

from courses.cohorts.models import QuizWindow
from courses.progress.models import LedgerEntry
from courses.quizzes.actions import StaleAnswer, answer_question, finish_attempt, set_window, start_attempt
from courses.quizzes.models import AnswerStep, Attempt, AttemptSlot, SlotGrade
from tests.courses.quizzes import samples
from tests.factories.people import make_office_person
from tests.factories.quizzes import make_quiz, make_quiz_enrolment
from tests.threads import run_together

pytestmark = [pytest.mark.database, pytest.mark.threads, pytest.mark.django_db(transaction=True)]

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
THREADS = 12


@pytest.fixture
def enrolment():
    return make_quiz_enrolment(make_quiz(samples.single_choice(), samples.single_choice()))


@pytest.fixture
def quiz(enrolment):
    return enrolment.cohort.version.components.get().lessons.get().quiz


@pytest.fixture
def slot(quiz, enrolment):
    attempt = start_attempt(quiz, enrolment, at=NOW)
    return AttemptSlot.objects.select_related("question_version").get(attempt=attempt, number=1)


def save(slot, response, *, based_on=0, writer=None, seq=1):
    return lambda: answer_question(slot, response=response, based_on=based_on, writer=writer or uuid4(), writer_seq=seq, at=NOW)


def test_parallel_starts_give_one_attempt(quiz, enrolment):
    started = run_together(*[lambda: start_attempt(quiz, enrolment, at=NOW)] * THREADS)

    assert {attempt.pk for attempt in started} == {Attempt.objects.get().pk}
    assert AttemptSlot.objects.count() == 2


def test_parallel_hand_ins_give_one_result(slot, enrolment):
    run_together(*[lambda: finish_attempt(slot.attempt, by=enrolment.learner, at=NOW)] * THREADS)

    assert SlotGrade.objects.count() == 2
    assert LedgerEntry.objects.count() == 1


def test_of_many_tabs_on_the_same_version_one_is_saved_and_the_others_are_told(slot):
    responses = [{"A": "A", "B": "B"}["AB"[number % 2]] for number in range(THREADS)]
    save(slot, "C")()

    results = run_together(*[save(slot, response, based_on=1) for response in responses])

    saved = [result for result in results if isinstance(result, AnswerStep)]
    assert {step.number for step in saved} == {2}
    assert all(isinstance(result, StaleAnswer) for result in results if result not in saved)
    assert slot.steps.count() == 2


def test_one_packet_sent_many_times_is_stored_once(slot):
    tab = uuid4()

    acknowledged = run_together(*[save(slot, "A", writer=tab)] * THREADS)

    assert {step.pk for step in acknowledged} == {slot.steps.get().pk}


def test_packets_of_one_tab_out_of_order_end_with_the_last_typed(slot):
    tab = uuid4()

    run_together(*[save(slot, "ABCD"[seq % 4], writer=tab, seq=seq) for seq in range(1, THREADS + 1)])

    assert slot.steps.order_by("-number").first().writer_seq == THREADS


def test_every_grade_stands_on_the_newest_counted_answer(slot, enrolment):
    tab = uuid4()
    saves = [save(slot, "AB"[seq % 2], writer=tab, seq=seq) for seq in range(1, THREADS + 1)]
    hand_in = [lambda: finish_attempt(slot.attempt, by=enrolment.learner, at=NOW)] * 2

    run_together(*saves, *hand_in)

    grade = slot.grades.get()
    newest = slot.steps.counted().order_by("-number").first()
    assert grade.step == newest
    assert LedgerEntry.objects.count() == 1


class SlowChance(Random):
    """Takes its time between reading the window and writing the attempt."""

    def shuffle(self, x):
        time.sleep(0.3)
        super().shuffle(x)


def test_no_attempt_starts_with_the_deadline_of_a_window_that_is_changing(quiz, enrolment):
    closes_at = NOW + timedelta(minutes=10)
    office = make_office_person()

    def close_early():
        time.sleep(0.1)
        return set_window(quiz, enrolment.cohort, opens_at=None, closes_at=closes_at, by=office, at=NOW)

    answers = run_together(lambda: start_attempt(quiz, enrolment, at=NOW, chance=SlowChance()), close_early)

    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert Attempt.objects.get().deadline == closes_at


def test_window_changes_beside_saves_and_hand_ins_without_deadlock(slot, quiz, enrolment):
    office = make_office_person()
    moments = [NOW + timedelta(minutes=minutes) for minutes in (5, 10, 20)]

    answers = run_together(
        *[save(slot, "AB"[seq % 2], writer=uuid4(), based_on=0) for seq in range(4)],
        *[
            lambda moment=moment: set_window(quiz, enrolment.cohort, opens_at=None, closes_at=moment, by=office, at=NOW)
            for moment in moments
        ],
        lambda: finish_attempt(slot.attempt, by=enrolment.learner, at=NOW),
    )

    assert [answer for answer in answers if isinstance(answer, Exception) and not isinstance(answer, StaleAnswer)] == []
    assert Attempt.objects.get().status == "graded"
    assert QuizWindow.objects.get().closes_at in moments
