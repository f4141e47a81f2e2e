"""What the start page of a learner leads to, read as a browser gets it."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from courses.cohorts.models import QuizWindow
from courses.progress.actions import record_minutes, show_lesson_state
from courses.quizzes.actions import finish_attempt, start_attempt
from courses.quizzes.models import Attempt
from tests.courses.quizzes import samples
from tests.factories.courses import make_cohort, make_enrolment, make_version
from tests.factories.people import make_person
from tests.factories.quizzes import make_quiz, make_quiz_enrolment

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def next_step(client, enrolment) -> tuple[str, str, str]:
    """Title, sentence and address of the one next step."""
    client.force_login(enrolment.learner)
    html = client.get(f"{reverse('courses:overview')}?durchgang={enrolment.cohort.slug}").content.decode()
    section = html.partition('aria-labelledby="naechster-schritt"')[2].partition("</section>")[0].replace("\xa0", " ")
    [title] = re.findall(r"<h2[^>]*>(.*?)</h2>", section)
    sentences = re.findall(r"<p>(.*?)</p>", section)
    addresses = re.findall(r'href="([^"]*)"', section)
    return title, " ".join(sentences), " ".join(addresses)


# --- Nowhere yet ------------------------------------------------------------------------------------------------------


def test_whoever_learns_nowhere_is_shown_the_cohorts_that_take_requests_today(client):
    today = date(2026, 11, 23)
    opened = make_cohort(sign_up_from=today, sign_up_until=today)
    make_cohort(opened.version, sign_up_from=today + timedelta(days=1))
    make_cohort(opened.version, sign_up_until=today - timedelta(days=1))
    make_cohort(opened.version, status="running")
    client.force_login(make_person())

    page = client.get(reverse("courses:overview")).text

    offered = page.partition("Durchgänge mit offener Anmeldung")[2].partition("</section>")[0]
    assert re.findall(r'href="([^"]*)"', offered) == [reverse("courses:cohort", args=[opened.slug])]


# --- A running attempt ------------------------------------------------------------------------------------------------


def test_running_attempt_comes_before_everything_else(client):
    quiz = make_quiz(samples.single_choice())
    enrolment = make_quiz_enrolment(quiz)
    attempt = start_attempt(quiz, enrolment, at=NOW)
    elsewhere = make_enrolment(make_cohort(make_quiz(samples.single_choice()).lesson.component.version), enrolment.learner)

    steps = {next_step(client, enrolment), next_step(client, elsewhere)}

    ends = "Ihre Zeit endet am 23. November 2026, 19:30 Uhr."
    assert steps == {("Test zu M1 läuft", ends, reverse("courses:attempt-question", args=[attempt.public_id, 1]))}


def test_running_attempt_without_a_limit_says_that_the_answers_are_kept(client):
    quiz = make_quiz(samples.single_choice(), time_limit_minutes=None)
    enrolment = make_quiz_enrolment(quiz)
    start_attempt(quiz, enrolment, at=NOW)

    assert next_step(client, enrolment)[:2] == ("Test zu M1 läuft", "Ihre Antworten sind gespeichert.")


def test_attempt_whose_time_is_up_is_no_next_step(client, clock):
    quiz = make_quiz(samples.single_choice())
    enrolment = make_quiz_enrolment(quiz)
    start_attempt(quiz, enrolment, at=NOW)
    clock.move_to(NOW + HOUR)

    assert next_step(client, enrolment)[0] == "Test zu M1"


def test_attempt_of_somebody_else_is_no_next_step(client):
    quiz = make_quiz(samples.single_choice())
    enrolment = make_quiz_enrolment(quiz)
    start_attempt(quiz, make_enrolment(enrolment.cohort), at=NOW)

    assert next_step(client, enrolment)[0] == "Test zu M1"
    assert Attempt.objects.open().count() == 1


# --- What cannot be done now ------------------------------------------------------------------------------------------


def of_the_component(client, enrolment) -> str:
    """What the page of the first component says to do next."""
    client.force_login(enrolment.learner)
    html = client.get(reverse("courses:component", args=[enrolment.cohort.slug, "m1"])).text
    return html.partition('aria-labelledby="naechster-schritt"')[2].partition("</section>")[0].replace("\xa0", " ")


def test_failed_test_says_from_when_it_can_be_tried_again(client, clock):
    quiz = make_quiz(samples.single_choice())
    enrolment = make_quiz_enrolment(quiz)
    finish_attempt(start_attempt(quiz, enrolment, at=NOW), by=enrolment.learner, at=NOW)

    again = "Neuer Versuch ab 24. November 2026, 19:00 Uhr"
    assert next_step(client, enrolment)[:2] == (again, "Test zu M1")
    assert again in of_the_component(client, enrolment)
    clock.move_to(NOW + 24 * HOUR)
    assert next_step(client, enrolment)[0] == "Test zu M1"
    assert "Test zu M1" in of_the_component(client, enrolment)


def test_waiting_time_that_ends_after_the_window_is_not_promised(client):
    quiz = make_quiz(samples.single_choice())
    enrolment = make_quiz_enrolment(quiz)
    QuizWindow.objects.create(cohort=enrolment.cohort, lesson=quiz.lesson, closes_at=NOW + 2 * HOUR)
    finish_attempt(start_attempt(quiz, enrolment, at=NOW), by=enrolment.learner, at=NOW)

    assert next_step(client, enrolment)[0] == "Stand der Voraussetzungen ansehen"
    assert of_the_component(client, enrolment) == ""


@pytest.mark.parametrize("state", ["submitted", "awaiting", "done", "failed"])
def test_what_waits_for_others_is_no_next_step(client, state):
    lessons = [{"kind": "task", "title": "Erste"}, {"kind": "task", "title": "Zweite"}]
    enrolment = make_enrolment(make_cohort(make_version(components=[{"lessons": lessons}])))
    first = enrolment.cohort.version.components.get().lessons.get(title="Erste")
    show_lesson_state(enrolment, first, state=state, at=NOW)

    assert next_step(client, enrolment)[0] == "Zweite"
    assert "Zweite" in of_the_component(client, enrolment)


# --- The cohort is over -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("status", "word"), [("completed", "abgeschlossen"), ("cancelled", "abgesagt")])
def test_cohort_that_is_over_leads_to_the_standing_instead_of_into_a_lesson(client, status, word):
    quiz = make_quiz(samples.single_choice(), requirements=[("R6", "quizzes", {"pass_ratio": [60, 100]})])
    enrolment = make_enrolment(make_cohort(quiz.lesson.component.version, status=status))

    title, text, address = next_step(client, enrolment)

    assert title == f"Der Durchgang {enrolment.cohort.code} ist {word}"
    assert text == "Hier steht, was Sie erreicht haben und was nicht mehr erreichbar ist."
    assert address == f"/stand/?durchgang={enrolment.cohort.slug}"


def test_running_attempt_can_be_finished_in_a_cohort_that_is_over(client):
    quiz = make_quiz(samples.single_choice())
    enrolment = make_quiz_enrolment(quiz)
    start_attempt(quiz, enrolment, at=NOW)
    enrolment.cohort.status = "completed"
    enrolment.cohort.save()

    assert next_step(client, enrolment)[0] == "Test zu M1 läuft"


# --- Attendance -------------------------------------------------------------------------------------------------------


def test_attendance_near_the_limit_compares_at_sight(client):
    components = [{"lessons": [{"planned_minutes": 3240}]}]
    rule = [("R4", "attendance_total", {"min_ratio": [80, 100], "make_up_max_minutes": 0})]
    enrolment = make_enrolment(make_cohort(make_version(components=components, requirements=rule)))
    lesson = enrolment.cohort.version.components.get().lessons.get()
    record_minutes(enrolment, lesson, minutes=2591, mode="presence", by=None, at=NOW)
    client.force_login(enrolment.learner)

    panel = client.get("/uebersicht/").text.partition("Ihre Anwesenheit")[2].partition("</dl>")[0]

    assert re.findall(r"[\d,]+\xa0UE", panel) == ["57,57\xa0UE", "0\xa0UE", "57,60\xa0UE"]


# --- Before a place is confirmed --------------------------------------------------------------------------------------


def read_overview(client, person) -> str:
    client.force_login(person)
    return client.get(reverse("courses:overview")).text.replace("\xa0", " ")


def test_newcomers_are_shown_the_cohorts_that_take_requests_on_this_day(client):
    today = NOW.date()
    open_now = make_cohort(sign_up_from=today, sign_up_until=today)
    later, closed = make_cohort(sign_up_from=today + DAY), make_cohort(sign_up_until=today - DAY)

    page = read_overview(client, make_person())

    assert f"Durchgang {open_now.code} ansehen" in page
    assert f"Durchgang {later.code} ansehen" not in page
    assert f"Durchgang {closed.code} ansehen" not in page


@pytest.mark.parametrize("status", ["requested", "waitlisted", "offered"])
def test_cohort_that_is_over_promises_no_place(client, status):
    cohort, coming = make_cohort(status="completed"), make_cohort()
    enrolment = make_enrolment(cohort, status=status, offered_until=NOW + HOUR if status == "offered" else None)

    page = read_overview(client, enrolment.learner)

    assert f"Der Durchgang {cohort.code} ist abgeschlossen" in page
    assert "Plätze werden nicht mehr vergeben." in page
    assert "Wir schreiben Ihnen" not in page
    assert "vorgemerkt" not in page
    assert "Platz annehmen" not in page
    assert f"Durchgang {coming.code} ansehen" in page


# --- The way ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("attended", "badge"), [(0, "Offen"), (90, "In Bearbeitung")])
def test_module_of_which_somebody_missed_a_meeting_is_not_begun_by_that(client, attended, badge):
    components = [{"lessons": [{"planned_minutes": 90}, {"kind": "task"}]}]
    enrolment = make_enrolment(make_cohort(make_version(components=components)))
    meeting = enrolment.cohort.version.components.get().lessons.get(kind="meeting")
    record_minutes(enrolment, meeting, minutes=attended, mode="presence", by=None, at=NOW)

    way = read_overview(client, enrolment.learner).partition('id="weg"')[2].partition("</ol>")[0]
    outline = client.get(reverse("courses:outline", args=[enrolment.cohort.slug])).text

    assert [word for word in ("Offen", "In Bearbeitung") if word in way] == [badge]
    assert ("In Bearbeitung" in outline) == bool(attended)
