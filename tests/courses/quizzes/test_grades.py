"""Points given by a person, and who may give them."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from uuid import uuid4

import pytest
from django.core import mail
from django.urls import reverse

from courses.cohorts.models import CohortTrainer
from courses.cohorts.queries import taught_cohorts
from courses.progress.models import LedgerEntry
from courses.quizzes.actions import answer_question, finish_attempt, grade_slot, save_grade_draft, start_attempt
from courses.quizzes.models import Attempt, GradeDraft
from courses.quizzes.queries import late_steps, review_items, standing_of, waiting_for_grading
from lms.accounts.actions import take_role
from lms.errors import NotPossible
from lms.journal.models import JournalEntry
from tests.courses.quizzes import samples
from tests.factories.courses import make_enrolment
from tests.factories.people import LONG_AGO, make_office_person, make_person, make_trainer
from tests.factories.quizzes import make_quiz, make_quiz_enrolment

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


@pytest.fixture
def quiz():
    return make_quiz(samples.essay(), samples.short_text(), samples.single_choice())


def hand_in(quiz, enrolment, *, at=NOW, responses=("Mein Quartier.", "Nachhaltigkeit", "B")):
    attempt = start_attempt(quiz, enrolment, at=at)
    for slot, response in zip(attempt.slots.all(), responses, strict=True):
        answer_question(slot, response=response, based_on=0, writer=uuid4(), writer_seq=1, at=at)
    return finish_attempt(attempt, by=enrolment.learner, at=at)


@pytest.fixture
def attempt(quiz):
    return hand_in(quiz, make_quiz_enrolment(quiz))


@pytest.fixture
def trainer(attempt):
    person = make_trainer()
    CohortTrainer.objects.create(cohort=attempt.enrolment.cohort, person=person, since=LONG_AGO)
    return person


def test_attempt_is_graded_with_its_last_open_answer(attempt, trainer, django_capture_on_commit_callbacks):
    essay, short, _choice = attempt.slots.all()

    grade_slot(essay, criteria={"c1": 1, "c2": 0}, feedback="Gut begründet.", by=trainer, at=NOW)
    attempt.refresh_from_db()
    between = attempt.status
    with django_capture_on_commit_callbacks(execute=True):
        grade_slot(short, points=Fraction(0), by=trainer, at=NOW)

    attempt.refresh_from_db()
    assert (between, attempt.status) == ("awaiting_grading", "graded")
    entry = LedgerEntry.objects.get()
    assert (Fraction(entry.score_num, entry.score_den), entry.score_max, entry.met) == (3, 6, False)
    assert [message.subject for message in mail.outbox] == ["Ihr Test „Test zu M1“ ist bewertet"]
    assert JournalEntry.objects.filter(verb="answer_graded", actor=trainer).count() == 2


def test_trainer_who_learns_in_the_cohort_neither_grades_nor_reads_the_points_behind_their_own_attempt(client, quiz):
    learner = make_trainer()
    own = hand_in(quiz, make_quiz_enrolment(quiz, learner))
    CohortTrainer.objects.create(cohort=own.enrolment.cohort, person=learner, since=LONG_AGO)
    other = hand_in(quiz, make_enrolment(own.enrolment.cohort))
    client.force_login(learner)

    def answers(attempt) -> list[int]:
        doors = [("grade-attempt",), ("attempt-grades",), ("grade-correct", 3)]
        return [client.get(reverse(f"courses:{name}", args=[attempt.public_id, *rest])).status_code for name, *rest in doors]

    assert (answers(own), answers(other)) == ([404, 404, 404], [200, 200, 200])
    assert list(waiting_for_grading(learner)) == [other]


def test_grade_stands_on_the_answer_that_counts(attempt, trainer):
    essay = attempt.slots.get(number=1)
    answer_question(essay, response="Zu spät.", based_on=1, writer=uuid4(), writer_seq=1, at=NOW + timedelta(hours=1))

    grade = grade_slot(essay, points=Fraction(2), by=trainer, at=NOW)

    assert grade.step.response == "Mein Quartier."
    assert [step.response for step in late_steps(attempt)] == ["Zu spät."]


@pytest.mark.parametrize("points", [Fraction(-1), Fraction(5, 2)])
def test_points_beyond_the_question_are_refused(attempt, trainer, points):
    with pytest.raises(NotPossible, match="Möglich sind 0 bis 2 Punkte"):
        grade_slot(attempt.slots.get(number=1), points=points, by=trainer, at=NOW)


@pytest.mark.parametrize("criteria", [{"c1": 1}, {"c1": 1, "c2": 2}, {"c1": 1, "c2": -1}, {"c1": 1, "c2": 1, "c3": 1}])
def test_criteria_that_do_not_fit_are_refused(attempt, trainer, criteria):
    with pytest.raises(NotPossible):
        grade_slot(attempt.slots.get(number=1), criteria=criteria, by=trainer, at=NOW)


def test_second_grade_needs_a_reason_and_the_first_stays(attempt, trainer):
    essay, short, _choice = attempt.slots.all()
    grade_slot(essay, points=Fraction(0), by=trainer, at=NOW)
    grade_slot(short, points=Fraction(0), by=trainer, at=NOW)

    with pytest.raises(NotPossible, match="Nennen Sie den Grund"):
        grade_slot(essay, points=Fraction(2), by=trainer, at=NOW)
    grade_slot(essay, points=Fraction(2), by=trainer, at=NOW, reason="Zweites Kriterium übersehen")

    assert [grade.score for grade in essay.grades.all()] == [0, 2]
    assert list(LedgerEntry.objects.values_list("score_num", "met", "reason")) == [
        (2, False, ""),
        (4, True, "Zweites Kriterium übersehen"),
    ]


def test_grading_never_touches_the_attempt_limit(quiz, attempt, trainer):
    before = standing_of(quiz, attempt.enrolment, at=NOW).attempts_left

    for slot in attempt.slots.all()[:2]:
        grade_slot(slot, points=Fraction(2), by=trainer, at=NOW + timedelta(days=99))

    assert standing_of(quiz, attempt.enrolment, at=NOW).attempts_left == before == 2


def test_running_attempt_cannot_be_graded(quiz, trainer):
    running = start_attempt(quiz, make_quiz_enrolment(quiz), at=NOW)

    with pytest.raises(NotPossible):
        grade_slot(running.slots.get(number=1), points=Fraction(1), by=trainer, at=NOW)


def test_draft_is_kept_per_trainer_and_gone_with_the_grade(attempt, trainer):
    essay = attempt.slots.get(number=1)
    save_grade_draft(essay, {"feedback": "Erster Satz"}, by=trainer, at=NOW)
    save_grade_draft(essay, {"feedback": "Zweiter Satz"}, by=trainer, at=NOW)

    draft = GradeDraft.objects.get()
    grade_slot(essay, points=Fraction(1), by=trainer, at=NOW)

    assert draft.content == {"feedback": "Zweiter Satz"}
    assert not GradeDraft.objects.exists()


def test_queue_holds_attempts_of_own_cohorts_oldest_first(quiz, attempt, trainer, django_assert_num_queries):
    cohort = attempt.enrolment.cohort
    older = hand_in(quiz, make_enrolment(cohort), at=NOW - timedelta(days=1))
    hand_in(quiz, make_quiz_enrolment(quiz))
    hand_in(quiz, make_enrolment(cohort), responses=(None, None, "B"))

    with django_assert_num_queries(1):
        queue = [(waiting, waiting.open_answers, waiting.enrolment.learner) for waiting in waiting_for_grading(trainer)]

    assert queue == [(older, 2, older.enrolment.learner), (attempt, 2, attempt.enrolment.learner)]


def test_who_grades_an_attempt(attempt, trainer):
    other_trainer = make_trainer()
    left = make_trainer()
    CohortTrainer.objects.create(cohort=attempt.enrolment.cohort, person=left, since=LONG_AGO, until=NOW)
    everyone = {
        "learner": (attempt.enrolment.learner, False),
        "trainer": (trainer, True),
        "trainer of another cohort": (other_trainer, False),
        "trainer who left": (left, False),
        "office": (make_office_person(), False),
        "stranger": (make_person(), False),
    }

    for name, (person, grades) in everyone.items():
        assert list(Attempt.objects.gradable_by(person)) == ([attempt] if grades else []), name


def test_nobody_grades_their_own_attempt(attempt):
    learner = attempt.enrolment.learner
    CohortTrainer.objects.create(cohort=attempt.enrolment.cohort, person=learner, since=LONG_AGO)

    assert list(Attempt.objects.gradable_by(learner)) == []
    assert list(waiting_for_grading(learner)) == []


def test_no_right_answers_while_attempts_remain(quiz, attempt):
    standing = standing_of(quiz, attempt.enrolment, at=NOW)

    assert "right_answer" not in review_items(standing, attempt)


def test_right_answers_are_shown_when_no_attempt_is_left():
    quiz = make_quiz(samples.single_choice(), max_attempts=1)
    enrolment = make_quiz_enrolment(quiz)
    attempt = start_attempt(quiz, enrolment, at=NOW)
    attempt = finish_attempt(attempt, by=enrolment.learner, at=NOW)

    assert "right_answer" in review_items(standing_of(quiz, enrolment, at=NOW), attempt)


def test_no_right_answers_while_the_last_attempt_is_running():
    quiz = make_quiz(samples.single_choice(), max_attempts=2, wait_minutes=0)
    enrolment = make_quiz_enrolment(quiz)
    first = finish_attempt(start_attempt(quiz, enrolment, at=NOW), by=enrolment.learner, at=NOW)
    last = start_attempt(quiz, enrolment, at=NOW)

    assert "right_answer" not in review_items(standing_of(quiz, enrolment, at=NOW), first)

    finish_attempt(last, by=enrolment.learner, at=NOW)
    assert "right_answer" in review_items(standing_of(quiz, enrolment, at=NOW), first)


def test_whoever_is_no_longer_a_trainer_grades_nothing(attempt):
    trainer = make_trainer()
    CohortTrainer.objects.create(cohort=attempt.enrolment.cohort, person=trainer, since=LONG_AGO)
    assert list(Attempt.objects.gradable_by(trainer)) == [attempt]

    take_role(trainer.responsibilities.get(), by=make_office_person(), at=NOW)

    assert list(Attempt.objects.gradable_by(trainer)) == []
    assert list(taught_cohorts(trainer)) == []
