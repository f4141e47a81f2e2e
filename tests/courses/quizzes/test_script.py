"""The script of the question page, and every screen of a test, in a real browser."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from courses.cohorts.actions import accommodate
from courses.cohorts.models import CohortTrainer
from courses.quizzes.actions import answer_question, finish_attempt, set_window
from courses.quizzes.models import AnswerStep
from lms import clock
from tests.courses.quizzes import samples
from tests.factories.people import LONG_AGO, make_office_person, make_trainer
from tests.factories.quizzes import make_attempt, make_quiz

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = {"wide": {"width": 1280, "height": 900}, "narrow": {"width": 360, "height": 740}}


@pytest.fixture
def attempt():
    return make_attempt(make_quiz(*(make() for make in samples.ALL_KINDS.values())), at=clock.now())


def tab_of(browser, live_server, client, person, *, size="wide", script=True):
    client.force_login(person)
    context = browser.new_context(locale="de-DE", viewport=SIZES[size], java_script_enabled=script, base_url=live_server.url)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    return context.new_page()


@pytest.fixture
def tab(browser, live_server, client, attempt):
    page = tab_of(browser, live_server, client, attempt.enrolment.learner)
    yield page
    page.context.close()


def question(attempt, number):
    return reverse("courses:attempt-question", args=[attempt.public_id, number])


def responses(attempt, number):
    return list(AnswerStep.objects.filter(slot__attempt=attempt, slot__number=number).values_list("response", flat=True))


def test_answer_is_saved_after_a_rest_and_said_only_then(tab, attempt):
    tab.goto(question(attempt, 1))

    tab.get_by_label("Antwort B").check()

    expect(tab.locator("[data-saved]")).to_have_text("Noch nicht gespeichert")
    expect(tab.locator("[data-saved]")).to_contain_text("Gespeichert um", timeout=6000)
    expect(tab.locator("[data-tally]")).to_contain_text("1 beantwortet, 8 offen")
    assert responses(attempt, 1) == ["B"]


def test_steps_move_by_arrow_and_by_position_and_focus_stays(tab, attempt):
    order = attempt.slots.get(number=5).option_order
    tab.goto(question(attempt, 5))

    tab.get_by_role("button", name=f"„Schritt {order[0]}“ nach unten").click()

    expect(tab.get_by_text(f"„Schritt {order[0]}“ ist jetzt an Stelle 2 von 5.")).to_be_visible()
    expect(tab.get_by_role("button", name=f"„Schritt {order[0]}“ nach unten")).to_be_focused()
    tab.get_by_label(f"Position für „Schritt {order[4]}“").select_option("1")
    expect(tab.locator("[data-saved]")).to_contain_text("Gespeichert um", timeout=6000)
    assert responses(attempt, 5) == [[order[4], order[1], order[0], order[2], order[3]]]


def test_number_is_read_back(tab, attempt):
    tab.goto(question(attempt, 7))

    tab.get_by_label("Ihre Zahl").fill("7.200,5")

    expect(tab.get_by_text("Verstanden als 7\u202f200,5 Stunden")).to_be_visible(timeout=6000)


def test_unsent_answer_survives_a_lost_connection_and_a_reload(tab, attempt):
    tab.goto(question(attempt, 8))
    tab.route("**/speichern/", lambda route: route.abort())

    tab.get_by_label("Ihre Antwort").fill("Verstetigung")
    expect(tab.get_by_text("Ihre Antwort ist noch nicht gespeichert.")).to_be_visible(timeout=6000)
    assert responses(attempt, 8) == []
    tab.reload()
    expect(tab.get_by_label("Ihre Antwort")).to_have_value("Verstetigung")
    tab.unroute("**/speichern/")
    tab.reload()

    expect(tab.locator("[data-saved]")).to_contain_text("Gespeichert um", timeout=6000)
    assert responses(attempt, 8) == ["Verstetigung"]


def test_leaving_the_page_takes_the_answer_along(tab, attempt):
    tab.goto(question(attempt, 9))
    tab.get_by_label("Ihr Text").fill("Mein Quartier ist ein Dorf.")

    tab.goto(question(attempt, 1))
    tab.goto(question(attempt, 9))

    expect(tab.get_by_label("Ihr Text")).to_have_value("Mein Quartier ist ein Dorf.")


def test_second_window_or_device_is_asked_whose_answer_stays(tab, attempt):
    tab.goto(question(attempt, 1))
    slot = attempt.slots.select_related("question_version").get(number=1)
    answer_question(slot, response="A", based_on=0, writer=uuid4(), writer_seq=1, at=clock.now())

    tab.get_by_label("Antwort B").check()
    expect(tab.get_by_text("ein anderes Fenster oder Gerät")).to_be_visible(timeout=6000)
    expect(tab.locator("[data-saved]")).to_have_text("Noch nicht gespeichert")
    tab.get_by_role("button", name="Meine Eingabe behalten").click()

    expect(tab.locator("[data-saved]")).to_contain_text("Gespeichert um", timeout=6000)
    assert responses(attempt, 1) == ["A", "B"]


def test_remaining_time_is_told_in_minutes_and_on_request(tab, attempt):
    tab.goto(question(attempt, 1))

    expect(tab.locator("[data-remaining]")).to_have_text("Noch 30 Minuten")
    tab.get_by_role("button", name="Restzeit ansagen").click()
    expect(tab.locator("[data-spoken]")).to_have_text("Noch 30 Minuten")


def test_time_that_runs_out_hands_in_what_is_saved(browser, live_server, client):
    attempt = make_attempt(make_quiz(samples.single_choice()), at=clock.now() - timedelta(minutes=29, seconds=57))
    page = tab_of(browser, live_server, client, attempt.enrolment.learner)
    page.goto(question(attempt, 1))

    page.get_by_label("Antwort B").check()

    expect(page.get_by_role("heading", name="Ergebnis des Tests")).to_be_visible(timeout=9000)
    attempt.refresh_from_db()
    assert (attempt.status, attempt.how, responses(attempt, 1)) == ("graded", "deadline", ["B"])
    page.context.close()


def test_more_and_less_time_arrive_as_an_alert_with_the_next_save(tab, attempt):
    cohort, quiz, office = attempt.enrolment.cohort, attempt.quiz, make_office_person()
    tab.goto(question(attempt, 1))

    accommodate(attempt.enrolment.learner, factor=150, by=office, at=clock.now())
    tab.get_by_label("Antwort B").check()
    expect(tab.locator("[data-notices]")).to_contain_text("Sie haben 15 Minuten mehr, bis", timeout=6000)

    set_window(quiz, cohort, opens_at=None, closes_at=clock.now() + timedelta(minutes=10), by=office, at=clock.now())
    tab.get_by_label("Antwort A").check()
    expect(tab.locator("[data-notices]")).to_contain_text("Ihre Zeit endet jetzt um", timeout=6000)
    expect(tab.locator("[data-notices]")).not_to_contain_text("mehr, bis")
    expect(tab.locator("[data-remaining]")).to_have_text("Noch 15 Minuten")

    tab.get_by_role("button", name="Antwort speichern und weiter zu Frage 2").click()
    expect(tab.get_by_text("Ihre Zeit endet jetzt")).to_have_count(0)


def test_whole_test_works_without_script(browser, live_server, client, attempt):
    page = tab_of(browser, live_server, client, attempt.enrolment.learner, script=False)
    page.goto(question(attempt, 1))

    page.get_by_label("Antwort B").check()
    page.get_by_role("button", name="Antwort speichern und weiter zu Frage 2").click()
    page.get_by_label("Falsch").check()
    page.get_by_role("button", name=re.compile(r"Frage 5\s?, noch offen")).click()
    first = page.locator(".qc-order li").first
    text = first.locator("> span").first.inner_text()
    first.get_by_role("button", name="nach unten").click()
    expect(page.get_by_text(f"„{text}“ ist jetzt an Stelle 2 von 5.")).to_be_visible()
    page.get_by_role("button", name="Zur Abgabe").click()
    expect(page.get_by_text("3 von 9 Fragen")).to_be_visible()
    page.get_by_role("button", name="Test abgeben").click()

    expect(page.get_by_role("heading", name="Ergebnis des Tests")).to_be_visible()
    page.context.close()


@pytest.mark.parametrize(("size", "theme"), [("wide", "light"), ("narrow", "dark")])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(browser, live_server, client, attempt, size, theme):
    page = tab_of(browser, live_server, client, attempt.enrolment.learner, size=size)
    page.emulate_media(color_scheme=theme)
    quiz_page = attempt.quiz.lesson.address_in(attempt.enrolment.cohort)
    addresses = [question(attempt, number) for number in range(1, 10)]
    addresses += [quiz_page, reverse("courses:attempt-hand-in", args=[attempt.public_id])]
    for address in addresses:
        check(page, address)

    slot = attempt.slots.select_related("question_version").get(number=9)
    answer_question(slot, response="Mein Quartier.", based_on=0, writer=uuid4(), writer_seq=1, at=clock.now())
    finish_attempt(attempt, by=attempt.enrolment.learner, at=clock.now())
    check(page, reverse("courses:attempt", args=[attempt.public_id]))
    page.context.close()

    trainer = make_trainer()
    CohortTrainer.objects.create(cohort=attempt.enrolment.cohort, person=trainer, since=LONG_AGO)
    page = tab_of(browser, live_server, client, trainer, size=size)
    check(page, reverse("courses:grade-attempt", args=[attempt.public_id]))
    page.context.close()


def check(page, address):
    page.goto(address)
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == [], address
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
