"""When a cohort may begin a test, and what that means for an attempt that is running."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from courses.cohorts.actions import accommodate
from courses.cohorts.models import Accommodation, QuizWindow
from courses.quizzes.actions import answer_question, finish_attempt, finish_if_overdue, set_window, start_attempt
from courses.quizzes.models import AnswerStep
from lms.errors import NotPossible
from lms.journal.models import JournalEntry
from tests.courses.quizzes import samples
from tests.factories.courses import make_cohort
from tests.factories.people import LONG_AGO, make_office_person, make_person
from tests.factories.quizzes import make_quiz, make_quiz_enrolment

from .test_views import posted, question, text

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def quiz():
    return make_quiz(samples.single_choice(), samples.single_choice())


@pytest.fixture
def enrolment(quiz):
    return make_quiz_enrolment(quiz)


@pytest.fixture
def office():
    return make_office_person()


def window(quiz, enrolment, office, opens_at=None, closes_at=None, at=NOW):
    return set_window(quiz, enrolment.cohort, opens_at=opens_at, closes_at=closes_at, by=office, at=at)


def more_time(enrolment, factor):
    Accommodation.objects.create(person=enrolment.learner, kind="time", factor=factor, since=LONG_AGO, decided_by=make_person())


# --- Start ----------------------------------------------------------------------------------------


def test_start_before_the_opening_names_the_moment(quiz, enrolment, office):
    window(quiz, enrolment, office, opens_at=NOW + HOUR)

    with pytest.raises(NotPossible) as refusal:
        start_attempt(quiz, enrolment, at=NOW)

    assert str(refusal.value).replace("\xa0", " ") == "Der Test öffnet am 23. November 2026, 20:00 Uhr."


def test_start_after_the_closing_names_the_moment(quiz, enrolment, office):
    window(quiz, enrolment, office, closes_at=NOW)

    with pytest.raises(NotPossible) as refusal:
        start_attempt(quiz, enrolment, at=NOW)

    assert str(refusal.value).replace("\xa0", " ") == "Der Test ist seit dem 23. November 2026, 19:00 Uhr geschlossen."


def test_start_at_the_opening_is_possible(quiz, enrolment, office):
    window(quiz, enrolment, office, opens_at=NOW, closes_at=NOW + HOUR)

    assert start_attempt(quiz, enrolment, at=NOW).is_open


def test_running_attempt_is_led_into_after_the_closing(quiz, enrolment, office):
    more_time(enrolment, 200)
    window(quiz, enrolment, office, closes_at=NOW + 10 * MINUTE)
    attempt = start_attempt(quiz, enrolment, at=NOW)

    assert start_attempt(quiz, enrolment, at=NOW + 15 * MINUTE) == attempt


def test_waiting_time_beyond_the_closing_says_so(quiz, enrolment, office):
    finish_attempt(start_attempt(quiz, enrolment, at=NOW), by=enrolment.learner, at=NOW)
    window(quiz, enrolment, office, closes_at=NOW + HOUR)

    with pytest.raises(NotPossible, match=r"Die Wartezeit endet am 24\.11\.2026.*schließt vorher"):
        start_attempt(quiz, enrolment, at=NOW + MINUTE)


def test_window_of_another_cohort_does_not_matter(quiz, enrolment, office):
    other = make_cohort(quiz.lesson.component.version)
    set_window(quiz, other, opens_at=None, closes_at=NOW, by=office, at=NOW)

    assert start_attempt(quiz, enrolment, at=NOW).is_open


# --- Deadline -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limit", "closes_after", "factor", "minutes"),
    [
        (30, 60, 100, 30),
        (30, 60, 125, 37.5),
        (30, 10, 100, 10),
        (30, 10, 125, 12.5),
        (30, 10, 200, 20),
        (30, None, 150, 45),
        (None, 60, 100, 60),
        (None, 60, 200, 60),
        (None, None, 200, None),
    ],
)
def test_deadline_is_start_plus_limit_and_never_later_than_the_widened_closing(limit, closes_after, factor, minutes, office):
    quiz = make_quiz(samples.single_choice(), time_limit_minutes=limit)
    enrolment = make_quiz_enrolment(quiz)
    more_time(enrolment, factor)
    window(quiz, enrolment, office, closes_at=NOW + closes_after * MINUTE if closes_after else None)

    attempt = start_attempt(quiz, enrolment, at=NOW)

    assert attempt.deadline == (NOW + minutes * MINUTE if minutes else None)


def test_longer_window_moves_the_deadline_of_a_running_attempt(quiz, enrolment, office):
    window(quiz, enrolment, office, closes_at=NOW + 10 * MINUTE)
    attempt = start_attempt(quiz, enrolment, at=NOW)

    window(quiz, enrolment, office, closes_at=NOW + HOUR, at=NOW + MINUTE)

    attempt.refresh_from_db()
    entry = JournalEntry.objects.get(verb="attempt_deadline_moved")
    assert attempt.deadline == NOW + 30 * MINUTE
    assert (entry.actor, entry.facts["until"]) == (office, "2026-11-23T18:30:00+00:00")


def test_shorter_window_takes_time_away_but_none_that_has_passed(quiz, enrolment, office):
    attempt = start_attempt(quiz, enrolment, at=NOW)

    window(quiz, enrolment, office, closes_at=NOW + 20 * MINUTE, at=NOW + MINUTE)
    attempt.refresh_from_db()
    assert attempt.deadline == NOW + 20 * MINUTE

    window(quiz, enrolment, office, closes_at=NOW - HOUR, at=NOW + 5 * MINUTE)
    attempt.refresh_from_db()
    assert attempt.deadline == NOW + 5 * MINUTE


def test_answers_saved_before_the_window_was_cut_still_count(quiz, enrolment, office):
    attempt = start_attempt(quiz, enrolment, at=NOW)
    slot = attempt.slots.select_related("question_version").first()
    save = {"based_on": 0, "writer": posted()["writer"], "writer_seq": 1}
    answer_question(slot, response="B", **save, at=NOW + MINUTE)
    window(quiz, enrolment, office, closes_at=NOW, at=NOW + 5 * MINUTE)
    attempt.refresh_from_db()

    finished = finish_if_overdue(attempt, at=NOW + 10 * MINUTE)

    assert (finished.how, finished.submitted_at) == ("deadline", NOW + 5 * MINUTE)
    assert AnswerStep.objects.get().counted


def test_window_gives_an_attempt_without_limit_a_deadline_and_takes_it_back(office):
    quiz = make_quiz(samples.single_choice(), time_limit_minutes=None)
    enrolment = make_quiz_enrolment(quiz)
    attempt = start_attempt(quiz, enrolment, at=NOW)

    window(quiz, enrolment, office, closes_at=NOW + HOUR)
    attempt.refresh_from_db()
    assert attempt.deadline == NOW + HOUR

    window(quiz, enrolment, office)
    attempt.refresh_from_db()
    assert attempt.deadline is None


def test_accommodation_given_during_the_attempt_widens_what_is_left_until_the_closing(
    quiz, enrolment, office, django_capture_on_commit_callbacks
):
    window(quiz, enrolment, office, closes_at=NOW + 10 * MINUTE)
    attempt = start_attempt(quiz, enrolment, at=NOW)

    with django_capture_on_commit_callbacks(execute=True):
        accommodate(enrolment.learner, factor=150, by=office, at=NOW + MINUTE)

    attempt.refresh_from_db()
    assert attempt.deadline == NOW + 15 * MINUTE
    assert JournalEntry.objects.filter(verb="attempt_deadline_moved").count() == 1


def test_attempt_that_looks_overdue_to_whoever_read_it_earlier_keeps_its_new_time(quiz, enrolment, office):
    window(quiz, enrolment, office, closes_at=NOW + 10 * MINUTE)
    read_earlier = start_attempt(quiz, enrolment, at=NOW)
    window(quiz, enrolment, office, at=NOW + 5 * MINUTE)

    assert finish_if_overdue(read_earlier, at=NOW + 15 * MINUTE).is_open


def test_handed_in_attempt_keeps_its_deadline(quiz, enrolment, office):
    attempt = start_attempt(quiz, enrolment, at=NOW)
    finish_attempt(attempt, by=enrolment.learner, at=NOW)

    window(quiz, enrolment, office, closes_at=NOW + MINUTE)

    attempt.refresh_from_db()
    assert attempt.deadline == NOW + 30 * MINUTE


def test_window_that_closes_before_it_opens_is_refused(quiz, enrolment, office):
    with pytest.raises(NotPossible, match="schließt, bevor er öffnet"):
        window(quiz, enrolment, office, opens_at=NOW, closes_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        QuizWindow.objects.create(cohort=enrolment.cohort, lesson=quiz.lesson, opens_at=NOW, closes_at=NOW)


def test_window_belongs_to_a_test_of_the_cohorts_version(quiz, enrolment, office):
    with pytest.raises(NotPossible, match="nicht zur Fassung"):
        set_window(make_quiz(samples.essay()), enrolment.cohort, opens_at=None, closes_at=None, by=office, at=NOW)


# --- Screens --------------------------------------------------------------------------------------


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def test_learner_reads_the_window_before_during_and_after(client, clock, quiz, enrolment, office):
    window(quiz, enrolment, office, opens_at=NOW + HOUR, closes_at=NOW + 3 * HOUR)
    client.force_login(enrolment.learner)
    address = quiz.lesson.address_in(enrolment.cohort)
    sentence = "Der Test ist vom 23. November 2026, 20:00 Uhr bis 23. November 2026, 22:00 Uhr geöffnet."

    before = text(client.get(address))
    clock.move_to(NOW + HOUR)
    inside = text(client.get(address))
    clock.move_to(NOW + 3 * HOUR - 10 * MINUTE)
    near_the_end = text(client.get(address))
    clock.move_to(NOW + 3 * HOUR)
    after = text(client.get(address))

    assert sentence in before
    assert "Der Test öffnet am 23. November 2026, 20:00 Uhr." in before
    assert "Test beginnen" not in before
    assert "Test beginnen (2 Fragen, 30 Minuten, Versuch 1 von 3)" in inside
    assert "10 Minuten. Wenn Sie jetzt beginnen, endet die Zeit um 22:00 Uhr." in near_the_end
    assert "Der Test ist seit dem 23. November 2026, 22:00 Uhr geschlossen." in after


def test_outline_names_the_window_and_the_next_step_waits_for_it(client, clock, quiz, enrolment, office):
    client.force_login(enrolment.learner)
    cohort, component = enrolment.cohort, quiz.lesson.component
    address = reverse("courses:component", args=[cohort.slug, component.slug])

    assert "Weiterlernen" in text(client.get(address))
    assert "Test öffnen" in text(client.get(reverse("courses:overview")))
    window(quiz, enrolment, office, opens_at=NOW + HOUR)

    page, overview = text(client.get(address)), text(client.get(reverse("courses:overview")))
    assert "Der Test ist ab 23. November 2026, 20:00 Uhr geöffnet." in page
    assert "Weiterlernen" not in page
    assert "Test zu M1 öffnet bald" in overview
    assert "Test öffnen" not in overview


def test_next_step_stays_with_a_running_attempt(client, clock, quiz, enrolment, office):
    more_time(enrolment, 200)
    start_attempt(quiz, enrolment, at=NOW)
    window(quiz, enrolment, office, closes_at=NOW + MINUTE)
    client.force_login(enrolment.learner)
    clock.move_to(NOW + 90 * timedelta(seconds=1))

    assert "Test fortsetzen" in text(client.get(reverse("courses:overview")))


def test_more_time_arrives_as_a_message_with_the_next_page(client, clock, quiz, enrolment, office):
    attempt = start_attempt(quiz, enrolment, at=NOW)
    client.force_login(enrolment.learner)
    shown = client.get(question(attempt, 1)).content.decode().split('name="shown_deadline" value="')[1].split('"')[0]
    accommodate(enrolment.learner, factor=150, by=office, at=NOW)

    client.get(question(attempt, 1))
    page = client.post(question(attempt, 1), posted(answer="B", shown_deadline=shown, weiter="2"), follow=True)
    told_once = client.get(question(attempt, 1))

    assert "Sie haben 15 Minuten mehr, bis 19:45 Uhr." in text(page)
    assert "Sie haben 15 Minuten mehr" not in text(told_once)


def test_less_time_arrives_as_a_message_too(client, clock, quiz, enrolment, office):
    attempt = start_attempt(quiz, enrolment, at=NOW)
    client.force_login(enrolment.learner)
    shown = attempt.deadline.isoformat()
    window(quiz, enrolment, office, closes_at=NOW + 20 * MINUTE)

    page = client.post(question(attempt, 1), posted(answer="B", shown_deadline=shown, weiter="2"), follow=True)

    assert "Ihre Zeit endet jetzt um 19:20 Uhr." in text(page)


@pytest.mark.parametrize("shown", ["", "unbekannt", "2026-13-45T99:00", "\x00"])
def test_unreadable_shown_deadline_changes_nothing(client, clock, quiz, enrolment, shown):
    attempt = start_attempt(quiz, enrolment, at=NOW)
    client.force_login(enrolment.learner)

    answer = client.post(question(attempt, 1), posted(answer="B", shown_deadline=shown, weiter="2"))

    assert (answer.status_code, AnswerStep.objects.count()) == (302, 1)


def test_office_sets_changes_and_clears_a_window(client, clock, quiz, enrolment, office):
    client.force_login(office)
    address = reverse("courses:quiz-window", args=[enrolment.cohort.slug, quiz.lesson_id])
    typed = {"opens_day": "1.12.26", "opens_time": "8 Uhr", "closes_day": "", "closes_time": ""}

    client.post(address, typed)
    assert QuizWindow.objects.get().opens_at == datetime(2026, 12, 1, 7, 0, tzinfo=UTC)

    form = text(client.get(address))
    listed = text(client.get(reverse("courses:office-quizzes", args=[enrolment.cohort.slug])))
    assert "Öffnungszeit: Test zu M1" in form
    assert "1. Dezember 2026, 08:00 Uhr nie" in listed

    client.post(address, {})
    assert QuizWindow.objects.get().in_words == ""


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"opens_day": "1.12.2026"}, "Zu dem Datum fehlt die Uhrzeit."),
        ({"closes_time": "8:00"}, "Zu der Uhrzeit fehlt das Datum."),
        (
            {"opens_day": "1.12.2026", "opens_time": "8:00", "closes_day": "1.12.2026", "closes_time": "8:00"},
            "Der Test schließt, bevor er öffnet.",
        ),
    ],
)
def test_half_a_window_is_refused_and_what_was_typed_stays(client, quiz, enrolment, office, typed, sentence):
    client.force_login(office)

    page = client.post(reverse("courses:quiz-window", args=[enrolment.cohort.slug, quiz.lesson_id]), typed)

    assert page.status_code == 422
    assert sentence in text(page)
    assert "<title>Fehler: " in page.content.decode()
    assert all(f'value="{value}"' in page.content.decode() for value in typed.values())


def test_list_of_windows_asks_the_same_for_one_and_for_many(client, quiz, enrolment, office, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(office)
    address = reverse("courses:office-quizzes", args=[enrolment.cohort.slug])
    client.get(address)
    with CaptureQueriesContext(connection) as without:
        client.get(address)
    window(quiz, enrolment, office, closes_at=NOW)

    with django_assert_num_queries(len(without)):
        client.get(address)


# --- The cohort is over, or the programme completed -------------------------------------------------------------------


def end(enrolment, *, cohort="open", status="confirmed"):
    """Close the cohort, or complete the programme, as the office does."""
    enrolment.cohort.status, enrolment.status = cohort, status
    enrolment.cohort.save()
    enrolment.save()


ENDS = [
    ({"cohort": "completed"}, "Der Durchgang {code} ist vorbei. Neue Versuche sind nicht mehr möglich."),
    ({"cohort": "cancelled"}, "Der Durchgang {code} ist vorbei. Neue Versuche sind nicht mehr möglich."),
    ({"status": "completed"}, "Sie haben die Qualifizierung abgeschlossen. Neue Versuche sind nicht mehr möglich."),
]


@pytest.mark.parametrize(("ended", "said"), ENDS)
def test_no_attempt_begins_after_the_end(client, clock, quiz, enrolment, ended, said):
    end(enrolment, **ended)
    client.force_login(enrolment.learner)
    address = quiz.lesson.address_in(enrolment.cohort)

    page = text(client.get(address))
    answer = text(client.post(address, follow=True))

    said = said.format(code=enrolment.cohort.code)
    assert (said in page, "Test beginnen" in page, "davon noch" in page) == (True, False, False)
    assert said in answer
    assert not enrolment.attempts.exists()


def test_attempt_that_runs_at_the_end_of_the_cohort_is_handed_in(client, clock, quiz, enrolment):
    attempt = start_attempt(quiz, enrolment, at=NOW)
    end(enrolment, cohort="completed")

    finished = finish_attempt(attempt, by=enrolment.learner, at=NOW + MINUTE)

    assert finished.status == "graded"
