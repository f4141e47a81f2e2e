"""What somebody is told stands in the app too: new, then read, and each notice leads to what it is about."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from courses.cohorts.actions import confirm_request, decline_request, request_place
from lms import clock
from lms.accounts.models import Person
from lms.notifications.models import Notice
from tests.factories.courses import make_cohort, make_version
from tests.factories.people import make_municipality, make_office_person, make_person

from .keyboard import Keyboard
from .on_the_way import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def person() -> Person:
    return make_person()


@pytest.fixture
def told(person) -> list[Notice]:
    """A request was received and confirmed; somebody else was told something too."""
    office, cohort = make_office_person(), make_cohort(make_version(components=[{"lessons": [{"planned_minutes": 90}]}]))
    confirm_request(ask(cohort, person), by=office, at=clock.now())
    decline_request(ask(cohort, make_person()), reason="Die Zusage fehlt.", by=office, at=clock.now())
    return list(person.notices.all())


def ask(cohort, learner):
    return request_place(cohort, learner, municipality=make_municipality(), at=clock.now())


def open_notices(page) -> None:
    page.goto(reverse("accounts:profile"))
    page.get_by_role("navigation", name="Bereiche des Kontos").get_by_role("link", name="Benachrichtigungen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Benachrichtigungen")


def entries(page):
    return page.get_by_role("main").get_by_role("listitem").filter(has=page.get_by_role("heading"))


def test_notices_are_new_until_they_are_marked_as_read(sit_down, person, told, way):
    page = sit_down(person, **way)
    open_notices(page)
    expect(entries(page)).to_have_count(len(told))
    expect(entries(page).first.get_by_role("heading")).to_have_text(told[0].subject)
    expect(entries(page).filter(has_text="Neu")).to_have_count(len(told))
    expect(page.get_by_text("Die Zusage fehlt.")).to_have_count(0)

    page.get_by_role("button", name="Alle als gelesen markieren").click()

    expect(page.get_by_text("Alle Benachrichtigungen sind als gelesen markiert.")).to_be_visible()
    expect(entries(page).filter(has_text="Gelesen")).to_have_count(len(told))
    expect(page.get_by_role("button", name="Alle als gelesen markieren")).to_have_count(0)
    page.goto(reverse("courses:overview"))
    for notice in told:
        expect(page.get_by_text(notice.subject)).to_have_count(0)
    others = Notice.objects.exclude(person=person)
    assert others.exists()
    assert not others.exclude(read_at=None).exists()


def test_notice_leads_to_what_it_is_about_and_is_read_then(sit_down, person, told, way):
    page = sit_down(person, **way)
    open_notices(page)

    entries(page).first.get_by_role("link").click()

    expect(page).to_have_url(re.compile(re.escape(told[0].link) + "$"))
    open_notices(page)
    expect(entries(page).first).to_contain_text("Gelesen")
    expect(entries(page).nth(1)).to_contain_text("Neu")


def test_start_page_shows_what_is_new_and_opens_it(sit_down, person, told, way):
    page = sit_down(person, **way)
    page.goto(reverse("courses:overview"))

    page.get_by_role("main").get_by_role("link", name=told[0].subject).click()

    expect(page).to_have_url(re.compile(re.escape(told[0].link) + "$"))
    expect(page.get_by_role("main").get_by_role("link", name=told[0].subject)).to_have_count(0)


def test_a_notice_that_came_while_the_page_was_open_stays_new(sit_down, person, told):
    page = sit_down(person)
    open_notices(page)
    ask(make_cohort(), person)

    page.get_by_role("button", name="Alle als gelesen markieren").click()

    expect(entries(page)).to_have_count(len(told) + 1)
    expect(entries(page).first).to_contain_text("Neu")


def test_whoever_is_not_in_a_cohort_reads_on_the_start_page_what_became_of_the_request(sit_down, person, way):
    decline_request(ask(make_cohort(), person), reason="Die Zusage fehlt.", by=make_office_person(), at=clock.now())
    page = sit_down(person, **way)
    page.goto(reverse("courses:overview"))
    expect(page.get_by_role("region", name="Neu für Sie").get_by_role("link")).to_have_count(3)

    page.get_by_role("link", name="Alle Benachrichtigungen ansehen").click()

    expect(page.get_by_text("Die Zusage fehlt.")).to_be_visible()


def test_nobody_without_notices_is_left_before_an_empty_page(sit_down, person):
    page = sit_down(person, viewport=PHONE)
    open_notices(page)

    expect(page.get_by_text("Noch keine Benachrichtigungen.")).to_be_visible()
    expect(page.get_by_role("button", name="Alle als gelesen markieren")).to_have_count(0)


def test_marking_as_read_needs_nothing_but_a_keyboard(sit_down, person, told):
    page = sit_down(person)
    open_notices(page)

    Keyboard(page).press("Alle als gelesen markieren")

    expect(entries(page).filter(has_text="Gelesen")).to_have_count(len(told))
