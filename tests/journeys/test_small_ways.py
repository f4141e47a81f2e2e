"""Short ways on which things go wrong, or which somebody walks with the keyboard alone."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from courses.cohorts.models import Enrolment
from courses.quizzes.models import AnswerStep
from lms import clock
from tests.courses.quizzes import samples
from tests.factories.courses import make_cohort
from tests.factories.people import make_municipality, make_person
from tests.factories.quizzes import make_attempt, make_quiz

from .keyboard import Keyboard

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def attempt():
    return make_attempt(make_quiz(samples.single_choice(), samples.numeric()), at=clock.now())


def question(attempt, number: int) -> str:
    return reverse("courses:attempt-question", args=[attempt.public_id, number])


def responses(attempt, number: int) -> list:
    return list(AnswerStep.objects.filter(slot__attempt=attempt, slot__number=number).values_list("response", flat=True))


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_second_tab_is_told_that_the_answer_changed_meanwhile(sit_down, attempt, script):
    first = sit_down(attempt.enrolment.learner, script=script)
    second = sit_down(attempt.enrolment.learner, script=script)
    for tab in (first, second):
        tab.goto(question(attempt, 1))
    first.get_by_label("Antwort A").check()
    first.get_by_role("button", name=re.compile("^Antwort speichern und weiter")).click()
    expect(first.get_by_text("Frage 2 von 2").first).to_be_visible()

    second.get_by_label("Antwort B").check()
    second.get_by_role("button", name=re.compile("^Antwort speichern und weiter")).click()

    expect(second.get_by_role("alert")).to_be_visible()
    expect(second.get_by_label("Antwort B")).to_be_checked()
    assert responses(attempt, 1) == ["A"]


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_what_cannot_be_read_as_a_number_stays_in_the_field(sit_down, attempt, script):
    page = sit_down(attempt.enrolment.learner, script=script)
    page.goto(question(attempt, 2))

    page.get_by_label("Ihre Zahl").fill("etwa acht")
    page.get_by_role("button", name=re.compile("^Antwort speichern und weiter")).click()

    expect(page.get_by_role("alert")).to_contain_text("Ihre Eingabe ist noch nicht gespeichert.")
    expect(page.get_by_label("Ihre Zahl")).to_have_value("etwa acht")
    assert responses(attempt, 2) == []


def test_enrolment_keeps_what_was_typed_when_something_is_missing(sit_down):
    make_municipality("Balingen")
    cohort = make_cohort()
    page = sit_down(make_person())
    page.goto(reverse("courses:enrol", args=[cohort.slug]))
    press_weiter(page)

    page.get_by_label(re.compile("Für welche Kommune")).fill("Balingen")
    page.get_by_label("Name der Organisation").fill("Bürgerverein")
    press_weiter(page)

    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label(re.compile("Für welche Kommune"))).to_have_value("Balingen")
    expect(page.get_by_label("Name der Organisation")).to_have_value("Bürgerverein")


def press_weiter(page) -> None:
    page.get_by_role("button", name="Weiter", exact=True).click()


def test_enrolling_needs_nothing_but_a_keyboard(sit_down):
    make_municipality("Balingen")
    cohort, person = make_cohort(), make_person()
    page = sit_down(person)
    keys = Keyboard(page)
    page.goto(reverse("courses:enrol", args=[cohort.slug]))

    keys.press("Weiter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kommune und Organisation")
    keys.write(re.compile("Für welche Kommune"), "Bali")
    expect(page.get_by_role("option", name=re.compile("Balingen"))).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_label(re.compile("Für welche Kommune"))).to_have_value(re.compile("^Balingen"))
    keys.select("Art der Organisation", "Kommune")
    keys.write("Name der Organisation", "Stadt Balingen")
    keys.press("Weiter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bestätigung")
    keys.press("Weiter")
    for promise in ("Ich bin volljährig", "Ich führe während des Durchgangs"):
        keys.tick(re.compile(promise))
    keys.press("Anmeldung absenden")

    expect(page.get_by_text("Ihre Anmeldung ist eingegangen.")).to_be_visible()
    assert list(Enrolment.objects.values_list("learner", "status")) == [(person.pk, "requested")]


def test_answering_a_question_needs_nothing_but_a_keyboard(sit_down, attempt):
    page = sit_down(attempt.enrolment.learner)
    keys = Keyboard(page)
    page.goto(question(attempt, 1))

    keys.choose(page.get_by_role("radio").first)
    chosen = page.get_by_role("radio").first.get_attribute("value")
    keys.press(re.compile("^Antwort speichern und weiter"))
    expect(page.get_by_text("Frage 2 von 2").first).to_be_visible()

    assert responses(attempt, 1) == [chosen]
