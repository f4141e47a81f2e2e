"""Correcting a grade that is given, and declaring an attempt void."""

import re
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.cohorts.models import CohortTrainer
from courses.progress.models import Appeal, LedgerEntry, LessonResult
from courses.quizzes.actions import finish_attempt, grade_slot, raise_points, start_attempt, void_attempt
from courses.quizzes.models import SlotGrade
from courses.quizzes.queries import standing_of
from lms.errors import NotPossible
from tests.courses.quizzes import samples
from tests.factories.courses import make_enrolment
from tests.factories.people import LONG_AGO, make_office_person, make_trainer
from tests.factories.quizzes import make_quiz, make_quiz_enrolment

from .test_grades import hand_in
from .test_views import text

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=2)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def quiz():
    return make_quiz(samples.single_choice(), samples.single_choice(), points=2)


@pytest.fixture
def enrolment(quiz):
    return make_quiz_enrolment(quiz)


@pytest.fixture
def attempt(quiz, enrolment):
    """Two of four points: not passed."""
    return hand_in(quiz, enrolment, responses=("B", "A"))


@pytest.fixture
def trainer(attempt):
    person = make_trainer()
    CohortTrainer.objects.create(cohort=attempt.enrolment.cohort, person=person, since=LONG_AGO)
    return person


def correction(attempt, number=2):
    return reverse("courses:grade-correct", args=[attempt.public_id, number])


def typed(**fields):
    return {"number": 2, "based_on": 1, "criterion-points": "2", "feedback": "", "reason": "Schlüssel war falsch", **fields}


def scores(attempt):
    return [grade.score for grade in SlotGrade.objects.filter(slot__attempt=attempt).newest().order_by("slot__number")]


def lesson_state(enrolment):
    return LessonResult.objects.get(enrolment=enrolment, lesson__kind="quiz").state


# --- Correcting -----------------------------------------------------------------------------------


def test_trainer_corrects_a_grade_and_the_learner_is_told(client, attempt, trainer, django_capture_on_commit_callbacks):
    client.force_login(trainer)

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(correction(attempt), typed())

    assert answer.url == reverse("courses:attempt-grades", args=[attempt.public_id])
    assert list(SlotGrade.objects.filter(slot__number=2).values_list("number", "how", "score_num", "by", "reason")) == [
        (1, "auto", 0, None, ""),
        (2, "person", 2, trainer.pk, "Schlüssel war falsch"),
    ]
    newest = LedgerEntry.objects.order_by("-pk").first()
    assert (newest.score_num, newest.met, newest.reason, newest.replaces.met) == (4, True, "Schlüssel war falsch", False)
    assert len(mail.outbox) == 1


def test_correction_before_the_result_does_not_say_that_the_learner_is_told(client):
    quiz = make_quiz(samples.essay(), samples.single_choice(), points=2)
    attempt = hand_in(quiz, make_quiz_enrolment(quiz), responses=("Ein Text.", "A"))
    trainer = make_trainer()
    CohortTrainer.objects.create(cohort=attempt.enrolment.cohort, person=trainer, since=LONG_AGO)
    client.force_login(trainer)

    page = text(client.post(correction(attempt), typed(), follow=True))

    assert "Die neue Bewertung ist gespeichert." in page
    assert "ist benachrichtigt" not in page
    assert "sobald alle Antworten bewertet sind" in page


def test_correction_without_a_reason_is_refused_and_keeps_what_was_typed(client, attempt, trainer):
    client.force_login(trainer)

    page = client.post(correction(attempt), typed(reason=" ", feedback="Gut gesehen."))

    assert page.status_code == 422
    assert "<title>Fehler: " in page.content.decode()
    assert "Gut gesehen." in page.content.decode()
    assert scores(attempt) == [2, 0]


def test_correction_of_a_grade_that_changed_meanwhile_is_refused(client, attempt, trainer):
    client.force_login(trainer)
    grade_slot(attempt.slots.get(number=2), points=Fraction(1), reason="Halb richtig", by=trainer, at=LATER)

    page = client.post(correction(attempt), typed())

    assert "Diese Antwort wurde inzwischen neu bewertet." in text(page)
    assert scores(attempt) == [2, 1]


def test_correction_downwards_takes_the_result_back_in_the_outline_too(attempt, trainer, enrolment):
    grade_slot(attempt.slots.get(number=2), points=Fraction(2), reason="Richtig", by=trainer, at=LATER)
    assert lesson_state(enrolment) == "done"

    grade_slot(attempt.slots.get(number=2), points=Fraction(0), reason="Doch falsch", by=trainer, at=LATER)

    assert lesson_state(enrolment) == "not_yet"


def test_corrected_grade_leaves_a_running_attempt_running(quiz, attempt, trainer, enrolment):
    start_attempt(quiz, enrolment, at=LATER)

    grade_slot(attempt.slots.get(number=2), points=Fraction(0), reason="Bleibt so", by=trainer, at=LATER)

    assert lesson_state(enrolment) == "in_progress"


def test_nobody_corrects_a_grade_while_an_appeal_waits(client, attempt, trainer, enrolment):
    Appeal.objects.create(
        enrolment=enrolment, subject_kind="attempt", subject_id=attempt.pk, text="x", filed_by=enrolment.learner, filed_at=LATER
    )
    client.force_login(trainer)

    page = client.post(correction(attempt), typed())
    voided = client.post(reverse("courses:attempt-void", args=[attempt.public_id]), {"reason": "Stromausfall"})

    assert "Zu diesem Versuch läuft ein Einspruch." in text(page)
    assert "Zu diesem Versuch läuft ein Einspruch." in text(voided)
    attempt.refresh_from_db()
    assert (scores(attempt), attempt.status) == ([2, 0], "graded")


def test_answers_are_shown_with_points_reasons_and_links_but_without_late_ones(client, attempt, trainer):
    client.force_login(trainer)

    page = text(client.get(reverse("courses:attempt-grades", args=[attempt.public_id])))

    assert "2 von 4 Punkten, nötig sind 2,4." in page
    assert "Bewertung von Frage 2 ändern" in page
    assert "Antwort A" in page


def test_running_attempt_has_no_page_of_grades(client, quiz, trainer, enrolment):
    running = start_attempt(quiz, enrolment, at=LATER)
    client.force_login(trainer)

    assert client.get(reverse("courses:attempt-grades", args=[running.public_id])).status_code == 404


@pytest.mark.parametrize("number", [3, 99])
def test_question_that_does_not_exist_is_not_found(client, attempt, trainer, number):
    client.force_login(trainer)

    assert client.get(correction(attempt, number)).status_code == 404


def test_list_of_attempts_asks_the_same_for_one_and_for_three(client, quiz, attempt, trainer, enrolment):
    client.force_login(trainer)
    address = reverse("courses:teach-attempts", args=[enrolment.cohort.slug])
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for _number in range(2):
        hand_in(quiz, make_enrolment(enrolment.cohort), responses=("B", "B"))
    with CaptureQueriesContext(connection) as three:
        page = client.get(address)

    assert len(three) == len(one)
    assert len(re.findall("Antworten ansehen", page.content.decode())) == 3


# --- Raising after an appeal ----------------------------------------------------------------------


def test_points_are_raised_once_for_all_answers_and_criteria_feedback_stays(attempt, trainer, enrolment):
    grade_slot(attempt.slots.get(number=2), points=Fraction(0), feedback="Knapp.", reason="Rückmeldung", by=trainer, at=LATER)
    decider = make_trainer()

    raise_points(attempt, {1: Fraction(2), 2: Fraction(1)}, reason="Einspruch", by=decider, at=LATER)

    assert scores(attempt) == [2, 1]
    assert SlotGrade.objects.filter(by=decider).count() == 1
    assert SlotGrade.objects.get(by=decider).feedback == "Knapp."
    assert LedgerEntry.objects.order_by("-pk").first().reason == "Einspruch"


@pytest.mark.parametrize(
    ("points", "sentence"),
    [
        ({1: Fraction(1)}, "nimmt keine Punkte. Bitte prüfen Sie Frage 1"),
        ({1: Fraction(2), 2: Fraction(0)}, "mindestens einer Antwort mehr Punkte"),
        ({2: Fraction(3)}, "Möglich sind 0 bis 2 Punkte"),
        ({9: Fraction(1)}, "mindestens einer Antwort mehr Punkte"),
    ],
)
def test_raising_takes_nothing_and_gives_something(attempt, points, sentence):
    with pytest.raises(NotPossible, match=sentence):
        raise_points(attempt, points, reason="Einspruch", by=make_trainer(), at=LATER)

    assert scores(attempt) == [2, 0]


# --- Voiding --------------------------------------------------------------------------------------


def void_page(attempt):
    return reverse("courses:attempt-void", args=[attempt.public_id])


def test_trainer_voids_an_attempt_with_a_reason_the_learner_reads(
    client, quiz, attempt, trainer, enrolment, django_capture_on_commit_callbacks
):
    client.force_login(trainer)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(void_page(attempt), {"reason": "Stromausfall im Haus"})
    client.force_login(enrolment.learner)

    assert answer.url == reverse("courses:teach-attempts", args=[enrolment.cohort.slug])
    assert "Stromausfall im Haus" in text(client.get(attempt.get_absolute_url()))
    assert [message.subject for message in mail.outbox] == ["Ein Versuch im Test „Test zu M1“ gilt nicht"]
    assert standing_of(quiz, enrolment, at=LATER).attempts_left == 3
    assert lesson_state(enrolment) == "open"


def test_office_voids_from_the_page_of_the_window_and_sees_no_answers(client, quiz, attempt, enrolment):
    office = make_office_person()
    client.force_login(office)
    window = reverse("courses:quiz-window", args=[enrolment.cohort.slug, quiz.lesson_id])

    listed = text(client.get(window))
    answer = client.post(void_page(attempt), {"reason": "Falscher Test freigeschaltet"})

    assert f"{enrolment.learner}, Versuch 1 vom 23. November 2026" in listed
    assert "Punkte" not in listed
    assert answer.url == window
    assert client.get(reverse("courses:attempt-grades", args=[attempt.public_id])).status_code == 404


def test_voiding_without_a_reason_is_refused(client, attempt, trainer):
    client.force_login(trainer)

    page = client.post(void_page(attempt), {"reason": ""})

    attempt.refresh_from_db()
    assert (page.status_code, attempt.status) == (422, "graded")


def test_learner_who_runs_cohorts_does_not_void_the_own_attempt(client, quiz):
    office = make_office_person()
    own = hand_in(quiz, make_quiz_enrolment(quiz, learner=office), responses=("B", "B"))
    client.force_login(office)

    assert client.post(void_page(own), {"reason": "Mag ich nicht"}).status_code == 404


def test_void_of_the_passed_attempt_takes_the_result_back(quiz, enrolment):
    first = hand_in(quiz, enrolment, responses=("B", "A"))
    second = hand_in(quiz, enrolment, at=LATER, responses=("B", "B"))
    assert lesson_state(enrolment) == "done"

    void_attempt(second, reason="Falscher Test", by=make_office_person(), at=LATER)

    entry = LedgerEntry.objects.order_by("-pk").first()
    assert (first.number, entry.score_num, entry.met, lesson_state(enrolment)) == (1, 2, False, "not_yet")


def test_void_of_a_running_attempt_shows_where_the_learner_stands_without_it(quiz, enrolment):
    hand_in(quiz, enrolment, responses=("B", "B"))
    running = start_attempt(quiz, enrolment, at=LATER)

    void_attempt(running, reason="Stromausfall", by=make_office_person(), at=LATER)

    assert lesson_state(enrolment) == "done"
    assert finish_attempt(running, by=enrolment.learner, at=LATER).status == "voided"


def test_void_of_the_only_running_attempt_opens_the_test_again(quiz, enrolment):
    running = start_attempt(quiz, enrolment, at=LATER)

    void_attempt(running, reason="Stromausfall", by=make_office_person(), at=LATER)

    assert (lesson_state(enrolment), LedgerEntry.objects.count()) == ("open", 0)
