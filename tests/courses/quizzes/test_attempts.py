"""From the start of an attempt to its hand-in."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from uuid import uuid4

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, transaction

from courses.cohorts.models import Accommodation
from courses.progress.models import LedgerEntry, LessonResult
from courses.quizzes.actions import (
    StaleAnswer,
    answer_question,
    apply_deadline,
    close_expired_attempts,
    finish_attempt,
    finish_if_overdue,
    start_attempt,
    void_attempt,
)
from courses.quizzes.models import AnswerStep, Attempt, SlotGrade
from courses.quizzes.queries import results_of, standing_of
from courses.quizzes.question_types import ForeignAnswer
from lms.errors import NotPossible
from lms.journal.models import JournalEntry
from tests.courses.quizzes import samples
from tests.factories.people import LONG_AGO, make_person
from tests.factories.quizzes import make_attempt, make_quiz, make_quiz_enrolment

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


def closed_questions(number=2):
    return [samples.single_choice(prompt=f"Frage {place}") for place in range(number)]


@pytest.fixture
def quiz():
    return make_quiz(*closed_questions())


@pytest.fixture
def enrolment(quiz):
    return make_quiz_enrolment(quiz)


@pytest.fixture
def attempt(quiz, enrolment):
    return start_attempt(quiz, enrolment, at=NOW)


def answer(slot, response, *, based_on=0, writer=None, seq=1, at=NOW):
    return answer_question(slot, response=response, based_on=based_on, writer=writer or uuid4(), writer_seq=seq, at=at)


def answer_all(attempt, *, right, at=NOW):
    for slot in attempt.slots.all():
        answer(slot, "B" if slot.number <= right else "A", at=at)


def take(quiz, enrolment, *, right, at):
    attempt = start_attempt(quiz, enrolment, at=at)
    answer_all(attempt, right=right, at=at)
    return finish_attempt(attempt, by=enrolment.learner, at=at)


# --- Start ----------------------------------------------------------------------------------------


def test_start_fixes_questions_points_pass_mark_and_deadline(quiz, attempt):
    assert (attempt.number, attempt.status, attempt.max_points) == (1, "in_progress", 4)
    assert (attempt.pass_mark, attempt.deadline) == (Fraction(60, 100), NOW + 30 * MINUTE)
    assert [slot.content["prompt"] for slot in attempt.slots.all()] == ["Frage 0", "Frage 1"]
    assert sorted(attempt.slots.get(number=1).option_order) == list("ABCD")


def test_running_attempt_is_returned_instead_of_a_second_one(quiz, enrolment, attempt):
    again = start_attempt(quiz, enrolment, at=NOW + MINUTE)

    assert again == attempt
    assert list(Attempt.objects.all()) == [attempt]


def test_overdue_attempt_is_handed_in_by_the_next_start(quiz, enrolment, attempt):
    again = start_attempt(quiz, enrolment, at=NOW + 32 * MINUTE)

    assert (again, again.status, again.how) == (attempt, "graded", "deadline")


def test_accommodation_widens_the_deadline(quiz, enrolment):
    Accommodation.objects.create(person=enrolment.learner, kind="time", factor=150, since=LONG_AGO, decided_by=make_person())

    assert start_attempt(quiz, enrolment, at=NOW).deadline == NOW + 45 * MINUTE


def test_accommodation_given_during_the_attempt_moves_the_deadline(enrolment, attempt):
    Accommodation.objects.create(person=enrolment.learner, kind="time", factor=200, since=NOW, decided_by=make_person())

    assert apply_deadline(attempt, at=NOW + MINUTE).deadline == NOW + 60 * MINUTE


def test_time_once_given_is_never_taken_back(enrolment, quiz):
    granted = Accommodation.objects.create(
        person=enrolment.learner, kind="time", factor=200, since=LONG_AGO, decided_by=make_person()
    )
    attempt = start_attempt(quiz, enrolment, at=NOW)
    granted.delete()

    assert apply_deadline(attempt, at=NOW + MINUTE).deadline == NOW + 60 * MINUTE


def test_time_granted_in_the_last_minute_keeps_the_attempt_open(enrolment, attempt):
    Accommodation.objects.create(person=enrolment.learner, kind="time", factor=125, since=NOW, decided_by=make_person())

    assert close_expired_attempts(at=NOW + 35 * MINUTE) == 0
    assert finish_if_overdue(attempt, at=NOW + 35 * MINUTE).is_open


def test_quiz_without_time_limit_has_no_deadline():
    attempt = make_attempt(make_quiz(samples.essay(), time_limit_minutes=None))

    assert attempt.deadline is None
    assert not attempt.is_overdue(NOW)


def test_new_attempt_waits_until_the_waiting_time_is_over(quiz, enrolment):
    take(quiz, enrolment, right=0, at=NOW)

    with pytest.raises(NotPossible, match=r"Ein neuer Versuch ist ab 24\.11\.2026, 19:00 Uhr möglich\."):
        start_attempt(quiz, enrolment, at=NOW + 24 * 60 * MINUTE - SECOND)
    assert start_attempt(quiz, enrolment, at=NOW + 24 * 60 * MINUTE).number == 2


def test_attempt_limit_holds(quiz, enrolment):
    for day in range(3):
        take(quiz, enrolment, right=0, at=NOW + timedelta(days=2 * day))

    with pytest.raises(NotPossible, match="Sie haben alle Versuche genutzt"):
        start_attempt(quiz, enrolment, at=NOW + timedelta(days=8))


def test_voided_attempt_does_not_count_against_the_limit(quiz, enrolment):
    for day in range(3):
        attempt = take(quiz, enrolment, right=0, at=NOW + timedelta(days=2 * day))
    void_attempt(attempt, reason="Stromausfall im Haus", by=make_person(), at=NOW + timedelta(days=5))

    assert start_attempt(quiz, enrolment, at=NOW + timedelta(days=8)).number == 4


def test_previous_attempt_must_be_graded_first():
    quiz = make_quiz(samples.essay())
    enrolment = make_quiz_enrolment(quiz)
    attempt = start_attempt(quiz, enrolment, at=NOW)
    answer(attempt.slots.get(), "Mein Quartier.")
    finish_attempt(attempt, by=enrolment.learner, at=NOW)

    with pytest.raises(NotPossible, match="wird noch bewertet"):
        start_attempt(quiz, enrolment, at=NOW + timedelta(days=9))


@pytest.mark.parametrize("status", ["requested", "waitlisted", "withdrawn", "discontinued"])
def test_only_confirmed_people_take_tests(quiz, status):
    enrolment = make_quiz_enrolment(quiz, status=status)

    with pytest.raises(NotPossible):
        start_attempt(quiz, enrolment, at=NOW)


def test_steps_to_be_ordered_never_start_in_the_right_order():
    quiz = make_quiz(samples.ordering())

    orders = [make_attempt(quiz).slots.get().option_order for _ in range(20)]

    assert list("12345") not in orders


def test_draw_never_repeats_a_question_and_prefers_the_least_often_drawn():
    pool = [samples.single_choice(prompt=f"Frage {place}") for place in range(4)]
    quiz = make_quiz(pools=[(2, pool)], wait_minutes=0)
    enrolment = make_quiz_enrolment(quiz)

    first = take(quiz, enrolment, right=0, at=NOW)
    second = take(quiz, enrolment, right=0, at=NOW)

    drawn = [slot.content["prompt"] for attempt in (first, second) for slot in attempt.slots.all()]
    assert sorted(drawn) == ["Frage 0", "Frage 1", "Frage 2", "Frage 3"]


# --- Answers --------------------------------------------------------------------------------------


def test_answers_are_added_and_never_overwritten(attempt):
    slot, tab = attempt.slots.get(number=1), uuid4()

    answer(slot, "A", writer=tab, seq=1)
    answer(slot, "B", writer=tab, seq=2, based_on=1)

    assert list(slot.steps.values_list("number", "response", "counted")) == [(1, "A", True), (2, "B", True)]


def test_second_tab_on_an_older_version_is_refused(attempt):
    slot = attempt.slots.get(number=1)
    first = answer(slot, "A")

    with pytest.raises(StaleAnswer) as refused:
        answer(slot, "B", based_on=0)

    assert refused.value.newest == first
    assert list(slot.steps.all()) == [first]


def test_second_tab_that_knows_the_newest_version_is_saved(attempt):
    slot = attempt.slots.get(number=1)
    first = answer(slot, "A")

    assert answer(slot, "B", based_on=first.number).number == 2


def test_same_packet_twice_is_acknowledged_and_stored_once(attempt):
    slot, tab = attempt.slots.get(number=1), uuid4()

    first = answer(slot, "A", writer=tab, seq=1)
    again = answer(slot, "A", writer=tab, seq=1)

    assert again == first
    assert slot.steps.count() == 1


def test_older_packet_of_the_same_tab_does_not_overwrite_the_newer(attempt):
    slot, tab = attempt.slots.get(number=1), uuid4()
    newer = answer(slot, "B", writer=tab, seq=2)

    assert answer(slot, "A", writer=tab, seq=1) == newer
    assert slot.steps.get().response == "B"


def test_late_packet_does_not_undo_a_newer_one_that_repeated_the_answer(attempt):
    slot, tab = attempt.slots.get(number=1), uuid4()

    for seq, response in ((1, "A"), (3, "A"), (2, "B")):
        answer(slot, response, writer=tab, seq=seq)

    newest = slot.steps.order_by("-number").first()
    assert (newest.response, newest.writer_seq) == ("A", 3)


def test_lost_acknowledgement_does_not_become_a_conflict(attempt):
    slot, tab = attempt.slots.get(number=1), uuid4()
    answer(slot, "A", writer=tab, seq=1)

    assert answer(slot, "B", writer=tab, seq=2, based_on=0).number == 2


def test_page_brought_back_by_the_back_button_still_saves(attempt):
    slot, page = attempt.slots.get(number=1), uuid4()
    answer(slot, "A", writer=page, seq=1)

    again = answer(slot, "B", writer=page, seq=1)

    assert (again.number, again.response, again.writer_seq) == (2, "B", 2)


def test_unchanged_answer_adds_no_step(attempt):
    slot = attempt.slots.get(number=1)
    first = answer(slot, "A")

    assert answer(slot, "A", based_on=1) == first


def test_empty_answer_is_stored(attempt):
    assert answer(attempt.slots.get(number=1), None).response is None


def test_option_of_another_question_is_refused_and_nothing_stored(attempt):
    with pytest.raises(ForeignAnswer):
        answer(attempt.slots.get(number=1), "Z")

    assert not AnswerStep.objects.exists()


@pytest.mark.parametrize(("seconds", "counted"), [(0, True), (60, True), (61, False)])
def test_answer_in_flight_at_the_deadline_counts_for_a_minute(attempt, seconds, counted):
    step = answer(attempt.slots.get(number=1), "B", at=attempt.deadline + seconds * SECOND)

    assert step.counted is counted


def test_late_answer_is_kept_but_not_graded(enrolment, attempt):
    slot = attempt.slots.get(number=1)
    answer(slot, "A")
    answer(slot, "B", based_on=1, at=attempt.deadline + 2 * MINUTE)

    finish_attempt(attempt, by=None, at=attempt.deadline + 3 * MINUTE)

    assert slot.grades.get().step.response == "A"
    assert slot.steps.count() == 2


def test_answer_after_the_hand_in_is_kept_uncounted(enrolment, attempt):
    finish_attempt(attempt, by=enrolment.learner, at=NOW)

    assert answer(attempt.slots.get(number=1), "B").counted is False


def test_database_refuses_a_counted_answer_after_the_hand_in(enrolment, attempt):
    finish_attempt(attempt, by=enrolment.learner, at=NOW)
    slot = attempt.slots.get(number=1)

    with pytest.raises(IntegrityError, match="the attempt is handed in"), transaction.atomic():
        AnswerStep.objects.create(slot=slot, number=1, counted=True, writer=uuid4(), writer_seq=1, saved_at=NOW)


@pytest.mark.parametrize("change", [{"response": "B"}, {"counted": False}])
def test_database_refuses_to_change_an_answer(attempt, change):
    step = answer(attempt.slots.get(number=1), "A")

    with pytest.raises(IntegrityError), transaction.atomic():
        AnswerStep.objects.filter(pk=step.pk).update(**change)


# --- Hand-in --------------------------------------------------------------------------------------


def test_hand_in_grades_and_reports_to_the_ledger(enrolment, attempt):
    answer_all(attempt, right=2)

    finished = finish_attempt(attempt, by=enrolment.learner, at=NOW + MINUTE)

    assert (finished.status, finished.submitted_at, finished.how) == ("graded", NOW + MINUTE, "person")
    entry = LedgerEntry.objects.get()
    assert (entry.kind, entry.score_num, entry.score_den, entry.score_max, entry.met) == ("quiz", 4, 1, 4, True)
    result = LessonResult.objects.get()
    assert (result.state, result.note) == ("done", "4 von 4 Punkten")


def test_second_hand_in_changes_nothing(enrolment, attempt):
    finish_attempt(attempt, by=enrolment.learner, at=NOW)

    again = finish_attempt(attempt, by=enrolment.learner, at=NOW + MINUTE)

    assert again.submitted_at == NOW
    assert LedgerEntry.objects.count() == 1
    assert SlotGrade.objects.count() == 2


def test_best_result_counts_and_the_earlier_line_stays(quiz, enrolment):
    quiz.lesson.component.version.refresh_from_db()
    take(quiz, enrolment, right=1, at=NOW)
    take(quiz, enrolment, right=2, at=NOW + timedelta(days=2))
    take(quiz, enrolment, right=0, at=NOW + timedelta(days=4))

    assert list(LedgerEntry.objects.values_list("score_num", "met", "source_step")) == [(2, False, 1), (4, True, 2)]
    assert LessonResult.objects.get().state == "done"


def test_last_result_counts_where_the_quiz_says_so():
    quiz = make_quiz(*closed_questions(), counts="last", wait_minutes=0)
    enrolment = make_quiz_enrolment(quiz)

    take(quiz, enrolment, right=2, at=NOW)
    take(quiz, enrolment, right=0, at=NOW)

    assert list(LedgerEntry.objects.values_list("met", flat=True)) == [True, False]


def test_failed_last_attempt_is_told_in_the_outline():
    quiz = make_quiz(*closed_questions(), max_attempts=1)
    enrolment = make_quiz_enrolment(quiz)

    take(quiz, enrolment, right=0, at=NOW)

    assert LessonResult.objects.get().state == "failed"


def test_failed_attempt_with_others_left_is_not_yet_passed(quiz, enrolment):
    take(quiz, enrolment, right=0, at=NOW)

    assert LessonResult.objects.get().state == "not_yet"


def test_saved_answers_are_handed_in_at_the_deadline(attempt):
    answer_all(attempt, right=2)

    closed = close_expired_attempts(at=attempt.deadline + 61 * SECOND)

    attempt.refresh_from_db()
    assert closed == 1
    assert (attempt.status, attempt.how, attempt.submitted_at) == ("graded", "deadline", attempt.deadline)


def test_command_closes_what_is_overdue(attempt, capsys):
    with time_machine.travel(NOW + timedelta(days=1)):
        call_command("close_expired_attempts")

    assert capsys.readouterr().out == "1 Versuche abgegeben.\n"


def test_closing_waits_for_answers_on_their_way(attempt):
    assert close_expired_attempts(at=attempt.deadline + 60 * SECOND) == 0
    assert finish_if_overdue(attempt, at=attempt.deadline + 60 * SECOND).is_open


def test_hand_in_within_the_grace_counts_as_of_the_deadline(enrolment, attempt):
    finished = finish_attempt(attempt, by=enrolment.learner, at=attempt.deadline + 30 * SECOND)

    assert (finished.submitted_at, finished.how) == (attempt.deadline, "deadline")


def test_unanswered_questions_score_nothing_and_wait_for_nobody():
    attempt = make_attempt(make_quiz(samples.essay(), samples.short_text()))

    finished = finish_attempt(attempt, by=None, at=LONG_AGO)

    assert finished.status == "graded"
    assert [grade.score for grade in SlotGrade.objects.all()] == [0, 0]


def test_unrecognised_short_text_waits_for_a_person_and_gives_no_verdict():
    quiz = make_quiz(samples.short_text(), samples.single_choice())
    attempt = make_attempt(quiz, at=NOW)
    answer(attempt.slots.get(number=1), "Nachhaltigkeit")
    answer(attempt.slots.get(number=2), "B")

    finished = finish_attempt(attempt, by=None, at=NOW)

    [result] = results_of([finished])
    assert finished.status == "awaiting_grading"
    assert (result.score, result.is_provisional, result.is_passed) == (2, True, False)
    assert not LedgerEntry.objects.exists()
    assert LessonResult.objects.get().state == "awaiting"


def test_points_of_the_slot_count_not_those_of_the_question():
    attempt = make_attempt(make_quiz(samples.single_choice(), points=5))
    answer(attempt.slots.get(), "B", at=LONG_AGO)

    finish_attempt(attempt, by=None, at=LONG_AGO)

    assert SlotGrade.objects.get().score == 5


# --- Void -----------------------------------------------------------------------------------------


def test_voided_attempt_stays_and_its_result_is_taken_back(quiz, enrolment):
    attempt = take(quiz, enrolment, right=2, at=NOW)
    office = make_person()

    voided = void_attempt(attempt, reason="Falscher Test freigeschaltet", by=office, at=NOW + MINUTE)

    assert (voided.status, voided.voided_by) == ("voided", office)
    assert list(LedgerEntry.objects.values_list("score_num", "met")) == [(4, True), (0, False)]
    assert JournalEntry.objects.get(verb="attempt_voided").actor == office


def test_voiding_needs_a_reason(attempt):
    with pytest.raises(NotPossible):
        void_attempt(attempt, reason=" ", by=make_person(), at=NOW)


def test_voided_attempt_cannot_be_handed_in(enrolment, attempt):
    void_attempt(attempt, reason="Stromausfall", by=make_person(), at=NOW)

    assert finish_attempt(attempt, by=enrolment.learner, at=NOW).status == "voided"
    assert not LedgerEntry.objects.exists()


def test_standing_tells_what_is_left(quiz, enrolment, attempt):
    standing = standing_of(quiz, enrolment, at=NOW)

    assert (standing.running, standing.attempts_left, standing.next_number) == (attempt, 2, 2)


# --- Statements -----------------------------------------------------------------------------------


def count(captured):
    ignored = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return sum(not query["sql"].startswith(ignored) for query in captured)


@pytest.mark.parametrize("number", [20, 100])
def test_number_of_statements_does_not_grow_with_the_questions(number, django_assert_max_num_queries):
    quiz = make_quiz(*closed_questions(number))
    enrolment = make_quiz_enrolment(quiz)

    with django_assert_max_num_queries(99) as start:
        attempt = start_attempt(quiz, enrolment, at=NOW)
    slot = attempt.slots.select_related("question_version").get(number=1)
    with django_assert_max_num_queries(99) as save:
        answer(slot, "B")
    with django_assert_max_num_queries(99) as hand_in:
        finish_attempt(attempt, by=enrolment.learner, at=NOW)

    # Nine for the start, eight for the hand-in; the rest is progress keeping outline and ledger. SQLite splits one large insert.
    assert (count(start), count(save)) == (11, 4)
    assert count(hand_in) in ([13] if number == 20 else [13, 14])
