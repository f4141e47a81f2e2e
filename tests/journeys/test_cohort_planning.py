"""The office plans a cohort and its meetings, moves one and cancels one; who learns there is told each time."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from courses.attendance.actions import Noted, record_attendance
from courses.cohorts.models import Cohort, Meeting
from lms import clock
from tests.factories.courses import make_cohort, make_enrolment, make_meeting, make_version
from tests.factories.people import make_office_person

from .on_the_way import EMPTY, complaint_at, link_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NO_SUCH_DAY = re.compile("^Dieses Datum gibt es nicht.")
END_BEFORE_START = "Das Ende liegt vor dem Beginn. Bitte prüfen Sie beide Angaben."


@pytest.fixture
def office():
    return make_office_person()


@pytest.fixture
def version():
    return make_version(components=[{"lessons": [{"planned_minutes": 90}]}])


@pytest.fixture
def cohort(version):
    return make_cohort(version, code="QK-30", starts_on=clock.today(), ends_on=clock.today() + timedelta(days=200))


@pytest.fixture
def enrolment(cohort):
    return make_enrolment(cohort)


@pytest.fixture
def waiting(cohort):
    """Not yet in the cohort: hears nothing of its meetings."""
    return make_enrolment(cohort, status="waitlisted")


def field(page, label: str):
    return page.get_by_label(re.compile(rf"^\s*{label}(\s+\(optional\))?\s*$"))


def fill(page, **fields: str) -> None:
    for label, text in fields.items():
        field(page, label).fill(text)


def in_words(days: int) -> str:
    return f"{clock.today() + timedelta(days=days):%d.%m.%Y}"


def at_nine(days: int, hour: int = 9) -> datetime:
    day = clock.today() + timedelta(days=days)
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))


def set_date(page, days: int, *, place="Rathaus") -> None:
    fill(page, Datum=in_words(days), Beginn="9 Uhr", Ende="10.30", Ort=place)
    page.get_by_role("button", name="Termin speichern").click()


def open_meeting(page, cohort) -> None:
    page.goto(reverse("courses:office-cohort", args=[cohort.slug]))
    page.get_by_role("link", name="Termine", exact=True).click()
    page.get_by_role("rowheader").get_by_role("link").click()


# --- The cohort ----------------------------------------------------------------------------------------------------------


def test_office_plans_a_cohort_and_corrects_what_is_wrong(sit_down, office, version, way):
    make_cohort(version, code="QK-29")
    page = sit_down(office, **way)
    page.goto(reverse("courses:office-cohorts"))
    page.get_by_role("link", name="Durchgang planen").click()
    fill(page, Plätze="", **{"Frist für ein Platzangebot in Stunden": ""})
    page.get_by_role("button", name="Durchgang speichern").click()
    expect(page.get_by_role("alert")).to_contain_text("Bitte prüfen Sie 5 Angaben")
    for label in ("Kürzel", "Plätze", "Beginn", "Ende", "Frist für ein Platzangebot in Stunden"):
        expect(complaint_at(field(page, label))).to_have_text(EMPTY)

    deadline = {"Frist für ein Platzangebot in Stunden": "72"}
    typed = {"Kürzel": "qk-29", "Plätze": "18", "Beginn": "31.2.2027", "Ende": "1.3.27", "Ort der Präsenztage": "Tübingen"}
    fill(page, **typed, **{"Anmeldung ab": "1.1.2027", "Anmeldung bis": "1.12.2026"}, **deadline)
    page.get_by_role("button", name="Durchgang speichern").click()
    expect(complaint_at(field(page, "Kürzel"))).to_have_text("Dieses Kürzel gibt es schon. Bitte wählen Sie ein anderes.")
    expect(complaint_at(field(page, "Beginn"))).to_have_text(NO_SUCH_DAY)
    expect(complaint_at(field(page, "Anmeldung bis"))).to_have_text(END_BEFORE_START)
    for label, text in typed.items():
        expect(field(page, label)).to_have_value(text)
    fill(page, Kürzel="qk-30", Beginn="2.3.2027", **{"Anmeldung bis": "1.2.2027"})
    page.get_by_role("button", name="Durchgang speichern").click()
    expect(complaint_at(field(page, "Ende"))).to_have_text(END_BEFORE_START)
    fill(page, Ende="3. Juli 2027")
    page.get_by_role("button", name="Durchgang speichern").click()

    expect(page.get_by_text("Durchgang QK-30 ist angelegt. Als Nächstes legen Sie die Termine fest.")).to_be_visible()
    planned = Cohort.objects.get(code="QK-30")
    assert (planned.starts_on, planned.ends_on) == (date(2027, 3, 2), date(2027, 7, 3))
    assert (planned.capacity, planned.place) == (18, "Tübingen")


def test_office_changes_a_cohort_but_takes_no_places_away(sit_down, office, cohort, enrolment, way):
    make_enrolment(cohort)
    page = sit_down(office, **way)
    page.goto(reverse("courses:office-cohort", args=[cohort.slug]))
    page.get_by_role("link", name="Einstellungen").click()

    fill(page, Plätze="1", **{"Ort der Präsenztage": "Reutlingen"})
    page.get_by_role("button", name="Durchgang speichern").click()
    expect(complaint_at(field(page, "Plätze"))).to_have_text(
        "Es sind bereits mehr Plätze vergeben. Bitte wählen Sie eine größere Zahl."
    )
    expect(field(page, "Ort der Präsenztage")).to_have_value("Reutlingen")
    fill(page, Plätze="2", Ende=in_words(-1))
    page.get_by_role("button", name="Durchgang speichern").click()
    expect(complaint_at(field(page, "Ende"))).to_have_text(END_BEFORE_START)
    fill(page, Ende=in_words(100))
    page.get_by_role("button", name="Durchgang speichern").click()

    expect(page.get_by_text("Der Durchgang ist gespeichert.")).to_be_visible()
    visitor = sit_down(**way)
    visitor.goto(reverse("courses:cohort", args=[cohort.slug]))
    expect(visitor.get_by_text(re.compile("Reutlingen")).first).to_be_visible()


# --- Its meetings --------------------------------------------------------------------------------------------------------


def test_meeting_is_dated_moved_cancelled_and_dated_again(sit_down, office, cohort, enrolment, waiting, way, mailoutbox):
    page, learner = sit_down(office, **way), sit_down(enrolment.learner, **way)
    open_meeting(page, cohort)
    fill(page, Ort="")
    page.get_by_role("button", name="Termin speichern").click()
    expect(page.get_by_role("alert")).to_contain_text("Bitte prüfen Sie 3 Angaben")
    for label in ("Datum", "Beginn", "Ende"):
        expect(complaint_at(field(page, label))).to_have_text(EMPTY)
    fill(page, Datum="30.2.2027", Beginn="25 Uhr", Ende="10.30", Ort="Rathaus")
    page.get_by_role("button", name="Termin speichern").click()
    expect(complaint_at(field(page, "Datum"))).to_have_text(NO_SUCH_DAY)
    expect(complaint_at(field(page, "Beginn"))).to_be_visible()
    for label, text in (("Datum", "30.2.2027"), ("Beginn", "25 Uhr"), ("Ort", "Rathaus")):
        expect(field(page, label)).to_have_value(text)
    fill(page, Datum=in_words(7), Beginn="11")
    page.get_by_role("button", name="Termin speichern").click()
    expect(complaint_at(field(page, "Ende"))).to_have_text(END_BEFORE_START)
    fill(page, Datum=in_words(370))
    page.get_by_role("button", name="Termin speichern").click()
    expect(complaint_at(field(page, "Datum"))).to_contain_text("Der Durchgang dauert vom")
    assert not Meeting.objects.exists()
    set_date(page, 7)
    expect(page.get_by_text("Der Termin ist gespeichert.")).to_be_visible()
    assert Meeting.objects.get().starts_at == at_nine(7)

    open_meeting(page, cohort)
    told_before = len(mailoutbox)
    page.get_by_role("button", name="Termin speichern").click()
    expect(page.get_by_text("Der Termin ist gespeichert.")).to_be_visible()
    assert len(mailoutbox) == told_before
    open_meeting(page, cohort)
    set_date(page, 9, place="Bürgerhaus")
    assert_told(mailoutbox, enrolment, "hat sich geändert", f"{at_nine(9):%-d.}")
    learner.goto(link_in(mailoutbox[-1], "/termine/"))
    expect(learner.get_by_role("listitem").filter(has_text="Bürgerhaus")).to_contain_text("09:00 bis 10:30")

    open_meeting(page, cohort)
    page.get_by_role("button", name="Termin absagen").click()
    expect(page.get_by_text("Der Termin entfällt. Alle Teilnehmenden sind benachrichtigt.")).to_be_visible()
    assert_told(mailoutbox, enrolment, "entfällt", "Ein neuer Termin wird Ihnen mitgeteilt.")
    learner.reload()
    expect(learner.get_by_role("listitem").filter(has_text="Bürgerhaus")).to_contain_text("Entfällt")

    open_meeting(page, cohort)
    set_date(page, 20, place="Bücherei")
    assert_told(mailoutbox, enrolment, "neues Datum", "Bücherei")
    learner.goto(link_in(mailoutbox[-1], "/termine/"))
    expect(learner.get_by_role("listitem").filter(has_text="Bücherei")).not_to_contain_text("Entfällt")
    assert not waiting.learner.notices.exists()


def assert_told(mailoutbox, enrolment, subject: str, words: str) -> None:
    assert mailoutbox[-1].to == [enrolment.learner.email]
    assert subject in mailoutbox[-1].subject
    assert words in mailoutbox[-1].body


def test_meeting_whose_minutes_count_stays_where_it_was(sit_down, office, cohort, enrolment, way, mailoutbox):
    lesson = cohort.version.components.get().lessons.get()
    meeting = make_meeting(cohort, lesson, starts_at=at_nine(-1))
    record_attendance(meeting, {enrolment: Noted(90)}, by=office, at=clock.now())
    page = sit_down(office, **way)
    open_meeting(page, cohort)

    set_date(page, 5, place="Bücherei")
    expect(page.get_by_role("alert")).to_contain_text("Zu diesem Termin zählen schon Minuten.")
    for label, text in (("Datum", in_words(5)), ("Ort", "Bücherei")):
        expect(field(page, label)).to_have_value(text)
    page.get_by_role("button", name="Termin absagen").click()

    expect(page.get_by_role("alert")).to_contain_text("Zu diesem Termin zählen schon Minuten.")
    meeting.refresh_from_db()
    assert (meeting.starts_at, meeting.cancelled_at, mailoutbox) == (at_nine(-1), None, [])
