import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from courses.attendance.actions import cancel_meeting
from courses.cohorts import actions
from courses.cohorts.models import Cohort, Enrolment
from lms.errors import NotPossible
from tests.factories.courses import make_cohort, make_enrolment, make_meeting, make_version
from tests.factories.people import make_office_person, make_trainer

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.fixture
def meeting():
    version = make_version(components=[{"lessons": [{"mode": "live_online"}]}])
    return make_meeting(make_cohort(version), version.components.get().lessons.get(), starts_at=NOW)


def move(meeting, **fields):
    starts_at = NOW + timedelta(days=1)
    ends_at = starts_at + timedelta(minutes=90)
    return actions.change_meeting(meeting, starts_at=starts_at, ends_at=ends_at, by=make_office_person(), at=NOW, **fields)


def test_meeting_that_is_no_longer_recorded_counts_as_planned_again(meeting):
    assert move(meeting, recorded=True).mode == "self_study"
    assert move(meeting, recorded=False).mode == "live_online"


def test_meeting_with_a_closed_list_stays_where_it_was(meeting):
    meeting.closed_at = NOW
    meeting.save()

    with pytest.raises(NotPossible, match="nicht mehr ändern"):
        move(meeting)


def test_cancelled_meeting_cannot_be_moved(meeting):
    meeting.cancelled_at = NOW
    meeting.save()

    with pytest.raises(NotPossible, match="nicht mehr ändern"):
        move(meeting)


@pytest.mark.parametrize("status", Cohort.OVER)
def test_cohort_that_is_over_offers_no_places(status):
    cohort = make_cohort(capacity=1)
    waiting = make_enrolment(cohort, status=Enrolment.Status.WAITLISTED)

    actions.change_cohort(cohort, status=status, by=make_office_person(), at=NOW)

    waiting.refresh_from_db()
    assert waiting.status == "declined"


@time_machine.travel(NOW, tick=False)
def test_learners_read_what_comes_by_month(client):
    version = make_version(components=[{"lessons": [{"kind": "meeting"}, {"kind": "meeting"}, {"kind": "meeting"}]}])
    enrolment = make_enrolment(make_cohort(version))
    for lesson, days in zip(version.components.get().lessons.all(), (2, 5, 20), strict=True):
        make_meeting(enrolment.cohort, lesson, starts_at=NOW + timedelta(days=days))
    client.force_login(enrolment.learner)

    page = client.get(reverse("courses:meetings")).text

    assert re.findall(r"<h2 class=\"qc-h2\"[^>]*>([^<]+)</h2>|<strong>\w+, (\d+\.\s\w+\s\d+)</strong>", page) == [
        ("November 2026", ""),
        ("", "25.\xa0November 2026"),
        ("", "28.\xa0November 2026"),
        ("Dezember 2026", ""),
        ("", "13.\xa0Dezember 2026"),
    ]


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("completed", "ist abgeschlossen. Es folgen keine Termine mehr."),
        ("cancelled", "ist abgesagt. Seine Termine entfallen."),
    ],
)
def test_meetings_of_a_cohort_that_is_over_are_not_announced(client, meeting, status, sentence):
    enrolment = make_enrolment(meeting.cohort)
    meeting.cohort.status = status
    meeting.cohort.save()
    client.force_login(enrolment.learner)

    with time_machine.travel(NOW - timedelta(days=1), tick=False):
        page = client.get(reverse("courses:meetings")).text

    assert f"Der Durchgang {meeting.cohort.code} {sentence}" in page
    assert meeting.lesson.title not in page
    assert "sobald Sie in einem Durchgang sind" not in page


def test_running_cohort_without_dates_is_not_told_to_join_one(client, meeting):
    enrolment = make_enrolment(meeting.cohort)
    client.force_login(enrolment.learner)

    with time_machine.travel(meeting.ends_at + timedelta(days=1), tick=False):
        page = client.get(reverse("courses:meetings")).text

    assert "Zurzeit steht kein Termin fest." in page
    assert "sobald Sie in einem Durchgang sind" not in page


def test_trainer_turns_the_pages_of_past_meetings(client):
    version = make_version(components=[{"lessons": [{} for _ in range(28)]}])
    cohort, trainer = make_cohort(version), make_trainer()
    actions.set_trainers(cohort, [trainer], by=trainer, at=NOW)
    for days, lesson in enumerate(version.components.get().lessons.all(), start=-26):
        make_meeting(cohort, lesson, starts_at=NOW + timedelta(days=days))
    client.force_login(trainer)

    with time_machine.travel(NOW + timedelta(hours=12), tick=False):
        first, second = (client.get("/lehren/termine/", {"seite": page}).text for page in (1, 2))

    assert "Termine 1 bis 25 von 27" in first
    assert "Termine 26 bis 27 von 27" in second
    assert [page.count("Anwesenheit M1: ") for page in (first, second)] == [26, 2]


@pytest.mark.parametrize(("ended", "says"), [(None, 0), ("meeting", 1), ("cohort", 1)])
def test_calendar_takes_back_what_is_cancelled(client, meeting, ended, says):
    enrolment = make_enrolment(meeting.cohort)
    if ended == "meeting":
        cancel_meeting(meeting, by=make_office_person(), at=NOW)
    if ended == "cohort":
        actions.change_cohort(meeting.cohort, status=Cohort.Status.CANCELLED, by=make_office_person(), at=NOW)
    client.force_login(enrolment.learner)

    file = client.get("/termine/kalender.ics").text

    assert file.count("BEGIN:VEVENT") == 1
    assert file.count("STATUS:CANCELLED") == says
    assert f"SUMMARY:{meeting.cohort.code}\\, M1: {meeting.lesson.title}" in file


# --- Elective modules ---------------------------------------------------------------------------------------------------


@pytest.fixture
def enrolment():
    """A cohort with a mandatory module and two elective ones, each with a meeting tomorrow."""
    kinds = {"M1": "mandatory", "M5": "elective", "M6": "elective"}
    version = make_version(components=[{"code": code, "kind": kind, "lessons": [{}]} for code, kind in kinds.items()])
    enrolment = make_enrolment(make_cohort(version))
    for component in version.components.all():
        make_meeting(enrolment.cohort, component.lessons.get(), starts_at=NOW + timedelta(days=1))
    return enrolment


def choose(enrolment, *codes):
    chosen = enrolment.cohort.version.components.filter(code__in=codes)
    actions.choose_components(enrolment, chosen, by=enrolment.learner, at=NOW)


def shown_on(client, enrolment, name, *, at=NOW) -> list[str]:
    client.force_login(enrolment.learner)
    with time_machine.travel(at, tick=False):
        page = client.get(reverse(name)).text
    return [code for code in ("M1", "M5", "M6") if f"{code}: {code} meeting 1" in page]


@pytest.mark.parametrize("name", ["courses:meetings", "courses:overview"])
@pytest.mark.parametrize(("chosen", "shown"), [([], ["M1", "M5", "M6"]), (["M5"], ["M1", "M5"])])
def test_meetings_of_electives_are_shown_until_others_are_chosen(client, enrolment, name, chosen, shown):
    choose(make_enrolment(enrolment.cohort), "M6")
    choose(enrolment, *chosen)

    assert shown_on(client, enrolment, name) == shown


def test_elective_that_was_not_chosen_is_no_past_meeting_either(client, enrolment):
    choose(enrolment, "M5")

    assert shown_on(client, enrolment, "courses:meetings", at=NOW + timedelta(days=3)) == ["M1", "M5"]


@pytest.mark.parametrize("name", ["courses:meetings", "courses:overview"])
@pytest.mark.parametrize("days", [0, 3], ids=["before", "after"])
def test_cancelled_cohort_meets_nobody(client, enrolment, name, days):
    actions.change_cohort(enrolment.cohort, status=Cohort.Status.CANCELLED, by=make_office_person(), at=NOW)

    assert shown_on(client, enrolment, name, at=NOW + timedelta(days=days)) == []


def test_cancelled_cohort_keeps_the_meetings_that_were_held(client, enrolment):
    enrolment.cohort.meetings.filter(lesson__component__code="M1").update(closed_at=NOW + timedelta(days=2))
    actions.change_cohort(enrolment.cohort, status=Cohort.Status.CANCELLED, by=make_office_person(), at=NOW + timedelta(days=3))

    assert shown_on(client, enrolment, "courses:meetings", at=NOW + timedelta(days=3)) == ["M1"]
    assert {code for code, (_, is_cancelled) in events(client, enrolment).items() if is_cancelled} == {"M5", "M6"}


def events(client, enrolment) -> dict[str, tuple[int, bool]]:
    """Of every meeting in the calendar file the sequence, and whether it says that it is cancelled."""
    client.force_login(enrolment.learner)
    found = {}
    for event in client.get("/termine/kalender.ics").text.split("BEGIN:VEVENT")[1:]:
        [code] = re.findall(r"SUMMARY:[^:]+: (M\d) meeting", event)
        [sequence] = re.findall(r"SEQUENCE:(\d+)", event)
        found[code] = int(sequence), "STATUS:CANCELLED" in event
    return found


def test_calendar_takes_back_an_elective_and_gives_it_again(client, enrolment):
    before = events(client, enrolment)
    choose(enrolment, "M5")
    chosen = events(client, enrolment)
    choose(enrolment, "M6")
    changed = events(client, enrolment)

    assert [code for code, (_, is_cancelled) in before.items() if is_cancelled] == []
    assert [code for code, (_, is_cancelled) in chosen.items() if is_cancelled] == ["M6"]
    assert [code for code, (_, is_cancelled) in changed.items() if is_cancelled] == ["M5"]
    assert before["M6"][0] < chosen["M6"][0] < changed["M6"][0]


def test_calendar_takes_back_a_cohort_and_gives_it_again(client, enrolment):
    said = []
    for status in (Cohort.Status.RUNNING, Cohort.Status.CANCELLED, Cohort.Status.RUNNING):
        actions.change_cohort(enrolment.cohort, status=status, by=make_office_person(), at=NOW)
        said.append(events(client, enrolment)["M1"])

    assert said == [(0, False), (1, True), (2, False)]


@time_machine.travel(NOW, tick=False)
def test_calendar_says_when_it_was_told(client, enrolment):
    client.force_login(enrolment.learner)

    assert re.findall(r"DTSTAMP:(\w+)", client.get("/termine/kalender.ics").text) == ["20261123T100000Z"] * 3
