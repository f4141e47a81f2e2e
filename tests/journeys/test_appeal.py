"""Somebody objects to the result of a test, and a person who took no part in it decides."""

import re
from datetime import timedelta
from fractions import Fraction
from uuid import uuid4

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from courses.cohorts.actions import set_trainers
from courses.progress.models import Appeal, AppealRule
from courses.quizzes.actions import answer_question, finish_attempt, grade_slot
from courses.quizzes.models import Attempt
from lms import clock
from tests.courses.quizzes import samples
from tests.factories.people import make_office_person, make_trainer
from tests.factories.quizzes import make_attempt, make_quiz

from .on_the_way import EMPTY, complaint_at, link_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "Frage 2 war doppeldeutig.\nMeine Antwort passt zum zweiten Sinn."
REASON = "Beide Lesarten sind möglich, daher gibt es die vollen Punkte."


@pytest.fixture
def trainers():
    """Who graded, and who did not."""
    return make_trainer(), make_trainer()


@pytest.fixture
def attempt(trainers) -> Attempt:
    """Not passed, told some time ago: only the text was answered, and got no points."""
    at = clock.now() - timedelta(days=20)
    attempt = make_attempt(make_quiz(samples.single_choice(), samples.essay(), points=2, pass_ratio=(50, 100)), at=at)
    set_trainers(attempt.enrolment.cohort, trainers, by=trainers[0], at=at)
    essay = attempt.slots.get(number=2)
    answer_question(essay, response="Ein Text.", based_on=0, writer=uuid4(), writer_seq=1, at=at)
    finish_attempt(attempt, by=attempt.enrolment.learner, at=at)
    grade_slot(essay, points=Fraction(0), feedback="Das Beispiel fehlt.", by=trainers[0], at=at)
    return attempt


def file_appeal(page, attempt) -> None:
    """The learner finds the way from the result, and forgets the reason at first."""
    page.goto(attempt.get_absolute_url())
    page.get_by_role("link", name="Einspruch einlegen").click()
    for nothing in ("", "   "):
        page.get_by_label("Womit sind Sie nicht einverstanden?").fill(nothing)
        page.get_by_role("button", name="Einspruch einlegen").click()
        expect(page.get_by_role("alert")).to_contain_text("Bitte prüfen Sie 1 Angabe")
        expect(complaint_at(page.get_by_label("Womit sind Sie nicht einverstanden?"))).to_have_text(EMPTY)
    page.get_by_label("Womit sind Sie nicht einverstanden?").fill(WORDS)
    page.get_by_role("button", name="Einspruch einlegen").click()
    expect(page.get_by_text("Ihr Einspruch ist eingegangen.").first).to_be_visible()
    expect(page.get_by_text("Meine Antwort passt zum zweiten Sinn.")).to_be_visible()


def open_from_overview(page, address: str, attempt) -> None:
    page.goto(reverse(address))
    page.get_by_role("link", name=re.compile(f"Einspruch entscheiden.*|{attempt.enrolment.learner}: Einspruch")).first.click()


def test_appeal_is_filed_decided_by_somebody_else_and_changes_the_result(sit_down, attempt, trainers, way, mailoutbox):
    learner = sit_down(attempt.enrolment.learner, **way)
    file_appeal(learner, attempt)
    learner.get_by_role("link", name="Zur Bewertung").click()
    expect(learner.get_by_text("Wartet auf Entscheidung")).to_be_visible()
    expect(learner.get_by_role("link", name="Einspruch einlegen")).to_have_count(0)

    involved = sit_down(trainers[0], **way)
    involved.goto(reverse("courses:teach"))
    expect(involved.get_by_role("link", name=re.compile("Einspruch"))).to_have_count(0)
    assert involved.goto(reverse("courses:appeal-decide", args=[Appeal.objects.get().public_id])).status == 404
    judge = sit_down(trainers[1], **way)
    open_from_overview(judge, "courses:teach", attempt)
    expect(judge.get_by_text("Meine Antwort passt zum zweiten Sinn.")).to_be_visible()

    judge.get_by_role("button", name="Entscheidung treffen").click()
    expect(judge.get_by_role("alert")).to_contain_text("Bitte prüfen Sie 2 Angaben")
    expect(complaint_at(judge.get_by_label("Begründung, die die Person liest"))).to_have_text(EMPTY)
    judge.get_by_label("Begründung, die die Person liest").fill(REASON)
    judge.get_by_label("Frage 2 (höchstens 2)").select_option("2")
    judge.get_by_label("Die Bewertung bleibt bestehen").check()
    judge.get_by_role("button", name="Entscheidung treffen").click()
    expect(judge.get_by_role("alert")).to_be_visible()
    expect(judge.get_by_label("Begründung, die die Person liest")).to_have_value(REASON)
    expect(judge.get_by_label("Frage 2 (höchstens 2)")).to_have_value("2")
    judge.get_by_label("Dem Einspruch wird gefolgt").check()
    judge.get_by_role("button", name="Entscheidung treffen").click()
    expect(judge.get_by_text("Der Einspruch ist entschieden. Die Person ist benachrichtigt.")).to_be_visible()

    assert mailoutbox[-1].to == [attempt.enrolment.learner.email]
    learner.goto(link_in(mailoutbox[-1], "/einsprueche/"))
    expect(learner.get_by_text(REASON)).to_be_visible()
    expect(learner.get_by_text("Dem Einspruch wird gefolgt")).to_be_visible()
    learner.get_by_role("link", name="Zur Bewertung").click()
    expect(learner.get_by_text("Bestanden: 2 von 4 Punkten, nötig waren 2.")).to_be_visible()
    expect(learner.get_by_role("link", name="Einspruch einlegen")).to_have_count(0)


def test_office_dismisses_an_appeal_and_the_result_stays(sit_down, attempt, way, mailoutbox):
    learner = sit_down(attempt.enrolment.learner, **way)
    file_appeal(learner, attempt)
    office = sit_down(make_office_person(), **way)
    open_from_overview(office, "courses:office", attempt)
    second_tab = office.context.new_page()
    second_tab.goto(office.url)

    for page in (office, second_tab):
        page.get_by_label("Die Bewertung bleibt bestehen").check()
        page.get_by_label("Begründung, die die Person liest").fill("Die Frage war eindeutig.")
    office.get_by_role("button", name="Entscheidung treffen").click()
    expect(office.get_by_text("Der Einspruch ist entschieden.").first).to_be_visible()
    second_tab.get_by_role("button", name="Entscheidung treffen").click()
    expect(second_tab.get_by_text("Über diesen Einspruch ist schon entschieden.")).to_be_visible()

    learner.goto(link_in(mailoutbox[-1], "/einsprueche/"))
    expect(learner.get_by_text("Die Bewertung bleibt bestehen")).to_be_visible()
    expect(learner.get_by_text("Die Frage war eindeutig.")).to_be_visible()
    learner.get_by_role("link", name="Zur Bewertung").click()
    expect(learner.get_by_text("Noch nicht bestanden: 0 von 4 Punkten, nötig sind 2.")).to_be_visible()


def test_page_left_open_past_the_deadline_refuses_and_keeps_the_words(sit_down, attempt, way):
    learner = sit_down(attempt.enrolment.learner, **way)
    learner.goto(reverse("courses:appeal-attempt", args=[attempt.public_id]))
    AppealRule.objects.create(days=1)

    learner.get_by_label("Womit sind Sie nicht einverstanden?").fill(WORDS)
    learner.get_by_role("button", name="Einspruch einlegen").click()

    expect(learner.get_by_role("alert")).to_contain_text("Die Frist für einen Einspruch ist am")
    expect(learner.get_by_label("Womit sind Sie nicht einverstanden?")).to_have_value(WORDS)
    assert not Appeal.objects.exists()
