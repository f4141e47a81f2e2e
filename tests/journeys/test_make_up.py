"""Missed minutes made up for: the trainer sets a task and records it, the learner reads what counts."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from courses.attendance.actions import Noted, record_attendance
from courses.attendance.models import MakeUpWork
from courses.cohorts.actions import set_trainers
from lms import clock
from tests.factories.courses import make_cohort, make_enrolment, make_meeting, make_version
from tests.factories.people import make_trainer

from .on_the_way import EMPTY, complaint_at, link_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULE = [("R4", "attendance_total", {"min_ratio": [80, 100], "make_up_max_minutes": 90})]
TASK = "Protokoll einer Sitzung im Ortschaftsrat"


@pytest.fixture
def trainer():
    return make_trainer()


@pytest.fixture
def enrolment(trainer):
    """Somebody who missed 90 of 450 minutes and 45 more: nine minutes short of 80 percent."""
    cohort = make_cohort(make_version(components=[{"lessons": [{"planned_minutes": 450}]}], requirements=RULE))
    set_trainers(cohort, [trainer], by=trainer, at=clock.now())
    enrolment = make_enrolment(cohort)
    lesson = cohort.version.components.get().lessons.get()
    meeting = make_meeting(cohort, lesson, starts_at=clock.now() - timedelta(days=1))
    record_attendance(meeting, {enrolment: Noted(315)}, by=trainer, at=clock.now())
    return enrolment


def set_task(page, enrolment, minutes: str) -> None:
    page.get_by_label("Person").select_option(label=str(enrolment.learner))
    page.get_by_label("Baustein").select_option(index=1)
    page.get_by_label("Minuten").fill(minutes)
    page.get_by_label("Aufgabe", exact=True).fill(TASK)
    page.get_by_role("button", name="Ersatzaufgabe stellen").click()


def standing_of(sit_down, enrolment, way, mail):
    """The learner follows the letter."""
    assert mail.to == [enrolment.learner.email]
    page = sit_down(enrolment.learner, **way)
    page.goto(link_in(mail, "/stand/"))
    return page


def test_trainer_sets_make_up_work_and_its_minutes_count(sit_down, enrolment, trainer, way, mailoutbox):
    page = sit_down(trainer, **way)
    page.goto(reverse("courses:teach-cohort", args=[enrolment.cohort.slug]))
    page.get_by_role("link", name="Ersatzleistungen ansehen und stellen").click()
    page.get_by_role("button", name="Ersatzaufgabe stellen").click()
    expect(page.get_by_role("alert")).to_contain_text("Bitte prüfen Sie 4 Angaben")
    for label in ("Person", "Baustein", "Minuten", "Aufgabe"):
        expect(complaint_at(page.get_by_label(label, exact=True))).to_have_text(EMPTY)

    set_task(page, enrolment, "45")
    expect(page.get_by_text("Die Ersatzaufgabe ist gestellt. Die Person ist benachrichtigt.")).to_be_visible()
    learner = standing_of(sit_down, enrolment, way, mailoutbox[-1])
    assert TASK in mailoutbox[-1].body
    assert "zählt sie 1\N{NO-BREAK SPACE}UE" in mailoutbox[-1].body
    expect(learner.get_by_text("Es fehlen 45 Minuten.").first).to_be_visible()
    expect(learner.get_by_text("Ersatzleistung: 0 UE von höchstens 2 UE.")).to_be_visible()

    page.get_by_role("button", name="Ersatzleistung annehmen").click()
    expect(page.get_by_text("Ihre Entscheidung ist gespeichert.")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text=TASK).get_by_text("Angenommen")).to_be_visible()
    assert "ist angenommen: 1\N{NO-BREAK SPACE}UE." in mailoutbox[-1].body
    learner.goto(link_in(mailoutbox[-1], "/stand/"))
    expect(learner.get_by_text("Ersatzleistung: 1 UE von höchstens 2 UE.")).to_be_visible()
    expect(learner.get_by_text("Es fehlen")).to_have_count(0)
    learner.get_by_role("link", name="Lernkonto mit allen Einträgen öffnen").click()
    expect(learner.get_by_role("row").filter(has_text="Ersatzleistung")).to_contain_text("45 Minuten")


def test_more_than_the_rule_counts_is_set_and_said(sit_down, enrolment, trainer, way):
    page = sit_down(trainer, **way)
    page.goto(reverse("courses:make-up-set", args=[enrolment.cohort.slug]))
    expect(page.get_by_text("Je Person zählen zusammen höchstens 2 UE.")).to_be_visible()

    set_task(page, enrolment, "0")
    expect(complaint_at(page.get_by_label("Minuten"))).to_have_text(re.compile("1"))
    expect(page.get_by_label("Aufgabe", exact=True)).to_have_value(TASK)
    expect(page.get_by_label("Person").locator("option:checked")).to_have_text(str(enrolment.learner))
    assert not MakeUpWork.objects.exists()
    set_task(page, enrolment, "91")
    expect(page.get_by_text("Gestellt sind jetzt 91 Minuten (2,02 UE), davon zählen nur 90 Minuten (2 UE).")).to_be_visible()
    assert MakeUpWork.objects.get().minutes == 91


def test_refused_make_up_work_counts_nothing_and_makes_room(sit_down, enrolment, trainer, way, mailoutbox):
    page = sit_down(trainer, **way)
    page.goto(reverse("courses:make-up-set", args=[enrolment.cohort.slug]))
    set_task(page, enrolment, "90")
    second_tab = page.context.new_page()
    second_tab.goto(page.url)

    page.get_by_role("button", name="Nicht annehmen").click()

    expect(page.get_by_text("Ihre Entscheidung ist gespeichert.")).to_be_visible()
    second_tab.get_by_role("button", name="Ersatzleistung annehmen").click()
    expect(second_tab.get_by_text("Über diese Ersatzleistung ist schon entschieden.")).to_be_visible()
    learner = standing_of(sit_down, enrolment, way, mailoutbox[-1])
    assert "nicht angenommen" in mailoutbox[-1].body
    expect(learner.get_by_text("Ersatzleistung: 0 UE von höchstens 2 UE.")).to_be_visible()
    set_task(page, enrolment, "90")
    expect(page.get_by_text("Die Ersatzaufgabe ist gestellt.")).to_be_visible()
