"""The screens of a test, as a browser without script meets them."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from courses.cohorts.models import Accommodation, CohortTrainer
from courses.quizzes.actions import answer_question, finish_attempt
from courses.quizzes.models import AnswerStep, Attempt, GradeDraft, SlotGrade
from tests.courses.quizzes import samples
from tests.factories.courses import make_enrolment
from tests.factories.people import LONG_AGO, make_office_person, make_person, make_trainer
from tests.factories.quizzes import make_attempt, make_quiz, make_quiz_enrolment

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def quiz():
    return make_quiz(samples.single_choice(), samples.ordering(), samples.numeric(), samples.essay())


@pytest.fixture
def enrolment(quiz):
    return make_quiz_enrolment(quiz)


@pytest.fixture
def attempt(quiz, enrolment):
    return make_attempt(quiz, enrolment, at=NOW)


@pytest.fixture
def learner(client, enrolment):
    client.force_login(enrolment.learner)
    return enrolment.learner


def quiz_address(quiz, enrolment):
    return quiz.lesson.address_in(enrolment.cohort)


def question(attempt, number, name="attempt-question"):
    return reverse(f"courses:{name}", args=[attempt.public_id, number])


def posted(**answer):
    return {"based_on": 0, "writer": uuid4(), "writer_seq": 1, **answer}


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\xa0", " "))


# --- Before ---------------------------------------------------------------------------------------


def test_quiz_page_says_what_counts_before_the_start(client, quiz, enrolment, learner):
    page = text(client.get(quiz_address(quiz, enrolment)))

    assert "30 Minuten. Wenn Sie jetzt beginnen, endet die Zeit um 19:30 Uhr." in page
    assert "Sie haben 3 Versuche, davon noch 3. Das beste Ergebnis zählt." in page
    assert "Bestanden ab 4,8 von 8 Punkten" in page
    assert "Test beginnen (4 Fragen, 30 Minuten, Versuch 1 von 3)" in page


def test_start_leads_to_the_first_question(client, quiz, enrolment, learner):
    answer = client.post(quiz_address(quiz, enrolment))

    assert answer.url == question(Attempt.objects.get(), 1)


def test_refused_start_explains_itself(client, quiz, enrolment, learner, attempt):
    finish_attempt(attempt, by=learner, at=NOW)

    page = client.post(quiz_address(quiz, enrolment), follow=True)

    assert "Ein neuer Versuch ist ab 24.11.2026, 19:00 Uhr möglich." in text(page)


def test_quiz_page_of_another_cohort_does_not_exist(client, quiz, enrolment):
    client.force_login(make_person())

    assert client.get(quiz_address(quiz, enrolment)).status_code == 404


# --- Questions --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", samples.ALL_KINDS)
def test_every_kind_is_shown_answered_and_shown_again(client, kind):
    quiz = make_quiz(samples.ALL_KINDS[kind](), time_limit_minutes=None)
    attempt = make_attempt(quiz, at=NOW)
    client.force_login(attempt.enrolment.learner)
    fields = {
        "single_choice": {"answer": "B"},
        "true_false": {"answer": "false"},
        "multiple_choice": {"answer": ["A", "B"]},
        "matching": {f"pair-{key}": key for key in "abcd"},
        "ordering": {"order": list("12345")},
        "cloze": {"gap-1": "Motor", "gap-2": "Koordinations", "gap-3": "Quartier"},
        "numeric": {"answer": "7,8"},
        "short_text": {"answer": "verstetigung"},
        "essay": {"answer": "Mein Quartier."},
    }[kind]

    before = client.get(question(attempt, 1))
    client.post(question(attempt, 1), posted(**fields, weiter="abgabe"))
    after = client.get(question(attempt, 1))

    assert (before.status_code, after.status_code) == (200, 200)
    assert "Noch nicht beantwortet" in text(before)
    assert "Gespeichert um 19:00 Uhr" in text(after)
    step = AnswerStep.objects.get()
    assert step.response == samples.RIGHT_RESPONSES.get(kind, "Mein Quartier.") or kind == "cloze"


def test_every_page_turn_saves(client, learner, attempt):
    answer = client.post(question(attempt, 1), posted(answer="B", go="4"))

    assert answer.url == question(attempt, 4)
    assert AnswerStep.objects.get().response == "B"


def test_chosen_option_can_be_taken_back(client, learner, attempt):
    client.post(question(attempt, 1), posted(answer="B"))

    client.post(question(attempt, 1), posted(answer="B", clear="1", based_on=1))

    assert AnswerStep.objects.order_by("-number").first().response is None


def test_arrow_moves_a_step_and_says_where_it_is_now(client, learner, attempt):
    order = attempt.slots.get(number=2).option_order

    answer = client.post(question(attempt, 2), posted(order=order, unanswered="1", down=order[0]), follow=True)

    assert AnswerStep.objects.get().response == [order[1], order[0], *order[2:]]
    assert f"„Schritt {order[0]}“ ist jetzt an Stelle 2 von 5." in text(answer)


def test_passing_by_an_ordering_question_is_no_answer(client, learner, attempt):
    order = attempt.slots.get(number=2).option_order

    client.post(question(attempt, 2), posted(order=order, unanswered="1", go="3"))

    assert AnswerStep.objects.get().response is None


def test_confirming_the_order_shown_is_an_answer(client, learner, attempt):
    order = attempt.slots.get(number=2).option_order

    client.post(question(attempt, 2), posted(order=order, unanswered="1", weiter="3"))

    assert AnswerStep.objects.get().response == order


def test_order_nobody_touched_is_said_to_count_until_it_is_an_answer(client, learner, attempt):
    order = attempt.slots.get(number=2).option_order
    before = text(client.get(question(attempt, 2)))
    client.post(question(attempt, 2), posted(order=order, unanswered="1", weiter="3"))
    after = text(client.get(question(attempt, 2)))

    assert "Sie zählt auch unverändert als Ihre Antwort." in before
    assert "auch unverändert" not in after


def test_hint_of_an_ordering_question_fits_narrow_screens_too(client, learner, attempt):
    assert "Oder wählen Sie seine Position." in text(client.get(question(attempt, 2)))


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"wait_minutes": 1440}, "Zwischen zwei Versuchen liegen mindestens 24 Stunden."),
        ({"wait_minutes": 90}, "Zwischen zwei Versuchen liegen mindestens 90 Minuten."),
        ({"wait_minutes": 0}, ""),
        ({"wait_minutes": 1440, "max_attempts": 1}, ""),
    ],
)
def test_waiting_time_is_said_before_the_first_attempt(client, settings, sentence):
    quiz = make_quiz(samples.single_choice(), **settings)
    enrolment = make_quiz_enrolment(quiz)
    client.force_login(enrolment.learner)

    page = text(client.get(quiz_address(quiz, enrolment))).replace("\N{NO-BREAK SPACE}", " ")

    assert sentence in page
    assert ("Zwischen zwei Versuchen" in page) is bool(sentence)


def test_unreadable_number_keeps_what_was_typed_and_stores_nothing(client, learner, attempt):
    answer = client.post(question(attempt, 3), posted(answer="1,234.5", weiter="4"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Fehler: Frage 3" in page
    assert 'value="1,234.5"' in page
    assert "Noch nicht gespeichert" in text(answer)
    assert not AnswerStep.objects.exists()


def test_option_of_another_question_is_a_bad_request(client, learner, attempt):
    assert client.post(question(attempt, 1), posted(answer="Z")).status_code == 400
    assert client.post(question(attempt, 1), {"answer": "B"}).status_code == 400
    assert not AnswerStep.objects.exists()


def test_second_window_or_device_is_told_and_may_keep_its_own(client, learner, attempt):
    client.post(question(attempt, 1), posted(answer="A"))

    refused = client.post(question(attempt, 1), posted(answer="B", go="1"))
    version = re.search(r'name="based_on" value="(\d+)"', refused.content.decode())[1]
    client.post(question(attempt, 1), posted(answer="B", go="1", based_on=version))

    assert refused.status_code == 409
    assert "Sie haben diese Frage um 19:00 Uhr anders beantwortet. Diese Antwort ist gespeichert." in text(refused)
    assert "ein anderes Fenster oder Gerät" in text(refused)
    assert list(AnswerStep.objects.values_list("response", flat=True)) == ["A", "B"]


def test_navigator_tells_in_words_what_is_answered(client, learner, attempt):
    client.post(question(attempt, 1), posted(answer="B"))

    page = text(client.get(question(attempt, 2)))

    assert "1 beantwortet, 3 offen." in page
    assert "Frage 1 , beantwortet" in page
    assert "Frage 2 , wird gerade beantwortet" in page
    assert "Frage 3 , noch offen" in page


@pytest.mark.parametrize("name", ["attempt-question", "attempt-save"])
def test_attempt_of_somebody_else_does_not_exist(client, attempt, name):
    client.force_login(make_office_person())

    assert client.get(question(attempt, 1)).status_code == 404
    assert client.post(question(attempt, 1, name), posted(answer="B")).status_code == 404


def test_question_page_asks_a_constant_number_of_questions(client, learner, attempt, django_assert_max_num_queries):
    client.get(question(attempt, 1))

    with django_assert_max_num_queries(14):
        client.get(question(attempt, 1))


# --- The same door for the script ---------------------------------------------------------------------


def test_script_is_told_version_time_and_deadline(client, learner, attempt):
    reply = client.post(question(attempt, 3, "attempt-save"), posted(answer="7,8")).json()

    assert reply == {
        "version": 1,
        "saved_at": "19:00\xa0Uhr",
        "counted": True,
        "answered": True,
        "understood": "7,8 Stunden",
        "deadline": "2026-11-23T18:30:00+00:00",
        "ends_at": "19:30\xa0Uhr",
    }


@pytest.mark.parametrize(
    ("number", "answer", "status"),
    [(1, {"answer": "Z"}, 400), (3, {"answer": "1,234.5"}, 422), (4, {"answer": "x" * 20_001}, 422)],
)
def test_script_is_told_why_nothing_was_stored(client, learner, attempt, number, answer, status):
    reply = client.post(question(attempt, number, "attempt-save"), posted(**answer))

    assert reply.status_code == status
    assert reply.json()["error"].endswith(".")
    assert not AnswerStep.objects.exists()


def test_script_on_a_second_device_gets_409(client, learner, attempt):
    client.post(question(attempt, 1, "attempt-save"), posted(answer="A"))

    reply = client.post(question(attempt, 1, "attempt-save"), posted(answer="B"))

    assert (reply.status_code, reply.json()["version"], "saved_at" in reply.json()) == (409, 1, False)


def test_script_learns_of_more_time_with_the_next_save(client, learner, attempt):
    Accommodation.objects.create(person=learner, kind="time", factor=150, since=NOW, decided_by=make_person())

    reply = client.post(question(attempt, 1, "attempt-save"), posted(answer="B")).json()

    assert reply["ends_at"] == "19:45\xa0Uhr"


def test_late_answer_of_the_script_is_kept_and_said_not_to_count(client, learner, attempt, clock):
    clock.move_to(NOW + timedelta(minutes=32))

    assert client.post(question(attempt, 1, "attempt-save"), posted(answer="B")).json()["counted"] is False


# --- Hand-in and result -------------------------------------------------------------------------------


def test_hand_in_page_lists_open_questions_and_the_consequence(client, learner, attempt):
    client.post(question(attempt, 1), posted(answer="B"))

    page = text(client.get(reverse("courses:attempt-hand-in", args=[attempt.public_id])))

    assert "1 von 4 Fragen" in page
    assert "Frage 2: Was trifft zu?" in page
    assert "Nach der Abgabe können Sie nichts mehr ändern." in page
    assert "Danach bleiben Ihnen 2 weitere Versuche." in page


def test_hand_in_without_any_answer_is_warned_about(client, learner, attempt):
    page = text(client.get(reverse("courses:attempt-hand-in", args=[attempt.public_id])))

    assert "Sie haben noch keine Frage beantwortet." in page


def test_result_shows_points_and_reasons_but_no_right_answers_while_attempts_remain(client, learner, attempt):
    client.post(question(attempt, 1), posted(answer="A"))
    client.post(question(attempt, 3), posted(answer="7,8"))

    page = text(client.post(reverse("courses:attempt-hand-in", args=[attempt.public_id]), follow=True))

    assert "Noch nicht bestanden: 2 von 8 Punkten, nötig sind 4,8." in page
    assert "Noch nicht richtig: keine Punkte." in page
    assert "Lesen Sie M1.1." in page
    assert "Ein neuer Versuch ist ab 24.11.2026, 19:00 Uhr möglich." in page
    assert "Richtige Antwort " not in page
    assert "Antwort B" not in page


def test_right_answers_stand_there_when_no_attempt_is_left(client):
    attempt = make_attempt(make_quiz(samples.single_choice(), max_attempts=1), at=NOW)
    client.force_login(attempt.enrolment.learner)

    page = text(client.post(reverse("courses:attempt-hand-in", args=[attempt.public_id]), follow=True))

    assert "Richtige Antwort Antwort B" in page


def test_result_is_provisional_until_a_person_has_graded(client, learner, attempt):
    client.post(question(attempt, 4), posted(answer="Mein Quartier."))

    page = text(client.post(reverse("courses:attempt-hand-in", args=[attempt.public_id]), follow=True))

    assert "Vorläufig 0 von 8 Punkten" in page
    assert "bestanden" not in page.lower()


def test_time_that_is_up_is_applied_on_the_next_read(client, learner, attempt, clock):
    client.post(question(attempt, 1), posted(answer="B"))
    clock.move_to(NOW + timedelta(minutes=32))

    page = text(client.get(question(attempt, 1), follow=True))

    assert "Die Zeit ist um 19:30 Uhr abgelaufen." in page
    assert Attempt.objects.get().status == "graded"


def test_answer_that_comes_too_late_is_said_not_to_count(client, learner, attempt, clock):
    clock.move_to(NOW + timedelta(minutes=32))

    page = text(client.post(question(attempt, 1), posted(answer="B", weiter="2"), follow=True))

    assert "Ihre letzte Antwort ist gespeichert, zählt aber nicht mehr." in page
    assert AnswerStep.objects.get().counted is False


def test_answer_from_a_second_tab_after_the_hand_in_is_told_why_it_does_not_count(client, learner, attempt):
    client.post(reverse("courses:attempt-hand-in", args=[attempt.public_id]))

    page = text(client.post(question(attempt, 1), posted(answer="B", weiter="2"), follow=True))

    assert "Dieser Test ist schon abgegeben. Ihre letzte Antwort zählt nicht mehr." in page
    assert "Die Zeit ist abgelaufen." not in page


# --- Grading ----------------------------------------------------------------------------------------------


@pytest.fixture
def waiting(attempt, enrolment):
    slot = attempt.slots.get(number=4)
    answer_question(slot, response="Mein Quartier.", based_on=0, writer=uuid4(), writer_seq=1, at=NOW)
    return finish_attempt(attempt, by=enrolment.learner, at=NOW)


@pytest.fixture
def trainer(client, enrolment):
    person = make_trainer()
    CohortTrainer.objects.create(cohort=enrolment.cohort, person=person, since=LONG_AGO)
    client.force_login(person)
    return person


def grading(attempt):
    return reverse("courses:grade-attempt", args=[attempt.public_id])


def test_trainer_sees_text_and_criteria_side_by_side(client, trainer, waiting):
    page = text(client.get(grading(waiting)))

    assert "Abgabe 1 von 1" in page
    assert "Mein Quartier." in page
    assert "Beschrieben" in page
    assert "Begründet" in page


def test_grade_is_given_and_the_next_waiting_attempt_opens(client, quiz, trainer, waiting):
    other = make_attempt(quiz, make_enrolment(waiting.enrolment.cohort), at=NOW)
    slot = other.slots.get(number=4)
    answer_question(slot, response="Ein anderes Quartier.", based_on=0, writer=uuid4(), writer_seq=1, at=NOW)
    finish_attempt(other, by=None, at=NOW)

    answer = client.post(grading(waiting), {"number": 4, "criterion-c1": "1", "criterion-c2": "0", "feedback": "Gut beobachtet."})

    grade = SlotGrade.objects.get(how="person")
    assert (grade.score, grade.criteria, grade.feedback, grade.by) == (1, {"c1": 1, "c2": 0}, "Gut beobachtet.", trainer)
    assert answer.url == reverse("courses:grading-next")
    assert client.get(answer.url).url == grading(other)


def test_learner_reads_criteria_and_feedback_afterwards(client, trainer, waiting):
    client.post(grading(waiting), {"number": 4, "criterion-c1": "1", "criterion-c2": "0", "feedback": "Gut beobachtet."})
    client.force_login(waiting.enrolment.learner)

    page = text(client.get(reverse("courses:attempt", args=[waiting.public_id])))

    assert "Beschrieben: 1 von 1" in page
    assert "Begründet: 0 von 1" in page
    assert "Gut beobachtet." in page


def test_grade_without_points_is_asked_for(client, trainer, waiting):
    answer = client.post(grading(waiting), {"number": 4, "criterion-c1": "1"})

    assert answer.status_code == 422
    assert "Wählen Sie die Punkte aus." in text(answer)


def test_draft_comes_back_as_it_was_left(client, trainer, waiting):
    client.post(grading(waiting), {"number": 4, "criterion-c1": "1", "feedback": "Erster\x00 Satz", "draft": "1"})

    page = client.get(grading(waiting))

    assert GradeDraft.objects.get().content["feedback"] == "Erster Satz"
    assert "Als Entwurf gespeichert um 19:00 Uhr" in text(page)
    assert "Erster Satz" in text(page)


def test_page_left_open_cannot_grade_another_answer(client, trainer, waiting):
    client.post(grading(waiting), {"number": 1, "criterion-c1": "1", "criterion-c2": "1"})

    assert not SlotGrade.objects.filter(how="person").exists()


@pytest.mark.parametrize("make", [make_person, make_trainer, make_office_person])
def test_strangers_find_no_grading_page(client, waiting, make):
    client.force_login(make())

    assert client.get(grading(waiting)).status_code == 404


def test_learner_finds_no_grading_page(client, learner, waiting):
    assert client.get(grading(waiting)).status_code == 404
