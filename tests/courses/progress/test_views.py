"""The learner's way through the pages: outline, component, electives, ledger."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from courses.catalogue.models import Component, LearningOutcome
from courses.cohorts.actions import choose_components, request_place, withdraw
from courses.cohorts.models import ComponentChoice
from courses.progress.actions import record_minutes
from lms.errors import NotPossible
from tests.factories.courses import make_cohort, make_enrolment, make_meeting, make_version, publish

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
LESSONS = [{"kind": "quiz", "mode": "self_study", "planned_minutes": 45}]
COMPONENTS = [
    {"code": "M1", "lessons": LESSONS},
    *({"code": code, "kind": "elective", "lessons": LESSONS} for code in ("M5", "M6")),
]
RULE = [("R2", "elective_count", {"components": ["M5", "M6"], "min_count": 1})]
CHANGE = "Wahlpflichtmodule wählen oder ändern"
OVER = "Der Durchgang ist vorbei. Die Auswahl der Wahlpflichtmodule lässt sich nicht mehr ändern."
COMPLETED = "Nach dem Zertifikat lässt sich die Auswahl der Wahlpflichtmodule nicht mehr ändern."


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def make_learner(*, cohort="running", **fields):
    """Somebody who chose M5 and not M6."""
    enrolment = make_enrolment(make_cohort(make_version(components=COMPONENTS, requirements=RULE), status=cohort), **fields)
    m5 = Component.objects.get(version=enrolment.cohort.version, code="M5")
    ComponentChoice.objects.create(enrolment=enrolment, component=m5, chosen_at=NOW)
    return enrolment


def text(client, enrolment, name, *args) -> str:
    client.force_login(enrolment.learner)
    page = client.get(reverse(f"courses:{name}", args=args)).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace("\xa0", " ")


# --- Nothing is to be learned any more --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "said"),
    [({}, ""), ({"cohort": "completed"}, OVER), ({"cohort": "cancelled"}, OVER), ({"status": "completed"}, COMPLETED)],
)
@pytest.mark.parametrize("name", ["overview", "outline", "electives"])
def test_choice_of_electives_says_why_it_is_closed(client, fields, said, name):
    enrolment = make_learner(**fields)

    page = text(client, enrolment, name, *([] if name == "overview" else [enrolment.cohort.slug]))

    assert (said in page, CHANGE in page, "Auswahl speichern" in page) == (
        True,
        name != "electives" and not said,
        name == "electives" and not said,
    )


@pytest.mark.parametrize("fields", [{"cohort": "completed"}, {"status": "completed"}])
def test_choice_cannot_be_changed_any_more(client, fields):
    enrolment = make_learner(**fields)
    m6 = Component.objects.get(version=enrolment.cohort.version, code="M6")
    client.force_login(enrolment.learner)

    client.post(reverse("courses:electives", args=[enrolment.cohort.slug]), {"components": [m6.pk]})

    with pytest.raises(NotPossible):
        choose_components(enrolment, [m6], by=enrolment.learner, at=NOW)
    assert list(enrolment.choices.filter(dropped_at=None).values_list("component__code", flat=True)) == ["M5"]


@pytest.mark.parametrize(
    ("fields", "code", "leads_on"),
    [
        ({}, "m1", True),
        ({}, "m5", True),
        ({}, "m6", False),
        ({"cohort": "completed"}, "m1", False),
        ({"cohort": "completed"}, "m6", False),
        ({"status": "completed"}, "m1", False),
    ],
)
def test_component_leads_on_only_where_learning_goes_on(client, fields, code, leads_on):
    enrolment = make_learner(**fields)

    page = text(client, enrolment, "component", enrolment.cohort.slug, code)

    assert ("Ihr nächster Schritt" in page, "Weiterlernen" in page) == (leads_on, leads_on)
    assert ("Sie haben dieses Modul nicht gewählt." in page) is (code == "m6")
    assert (CHANGE in page) is (code == "m6" and not fields)


@pytest.mark.parametrize(("planned", "shown"), [(0, False), (45, True)])
def test_next_step_of_a_component_speaks_of_minutes_only_where_some_are_planned(client, planned, shown):
    lessons = [{"kind": "quiz", "mode": "self_study", "planned_minutes": planned}]
    enrolment = make_enrolment(make_cohort(make_version(components=[{"code": "M1", "lessons": lessons}]), status="running"))

    step = text(client, enrolment, "component", enrolment.cohort.slug, "m1").partition("Ihr nächster Schritt")[2]

    assert ("Minuten" in step.partition("Weiterlernen")[0]) is shown


def test_outcomes_of_a_component_make_one_sentence_with_what_leads_them_in(client):
    version = make_version(components=COMPONENTS[:1], published=False)
    LearningOutcome.objects.create(component=version.components.get(), code="M1-LZ1", text="wenden zwei Methoden an")
    enrolment = make_enrolment(make_cohort(publish(version), status="running"))

    page = text(client, enrolment, "component", enrolment.cohort.slug, "m1")

    assert "können Sie" not in page
    assert "Die Teilnehmenden wenden zwei Methoden an" in page


@pytest.mark.parametrize(("closed_at", "lapses"), [(None, True), (NOW, False)])
def test_meetings_of_a_cancelled_cohort_are_not_called_planned(client, closed_at, lapses):
    version = make_version(components=[{"code": "M1", "lessons": [{"kind": "meeting"}]}])
    enrolment = make_enrolment(make_cohort(version, status="cancelled"))
    lesson = version.components.get().lessons.get()
    make_meeting(enrolment.cohort, lesson, starts_at=NOW + timedelta(days=7), closed_at=closed_at, link="https://raum.example/")

    outline = text(client, enrolment, "outline", enrolment.cohort.slug)
    component = text(client, enrolment, "component", enrolment.cohort.slug, "m1")
    client.force_login(enrolment.learner)
    page = client.get(reverse("courses:lesson-meeting", args=[enrolment.cohort.slug, "m1", lesson.slug])).text

    assert "Geplant" not in outline + component
    assert ("Entfällt" in component) is lapses
    assert ("Der Durchgang ist abgesagt. Dieser Termin entfällt." in page) is lapses
    assert ("https://raum.example/" in page) is not lapses


# --- Somebody who has left --------------------------------------------------------------------------------------------


@pytest.fixture
def left():
    """Somebody who discontinued after an hour of presence."""
    enrolment = make_learner()
    lesson = enrolment.cohort.version.components.get(code="M1").lessons.get()
    record_minutes(enrolment, lesson, minutes=45, mode="presence", by=None, at=NOW)
    return withdraw(enrolment, by=enrolment.learner, at=NOW)


def test_ledger_stays_open_for_whoever_has_left(client, left):
    page = text(client, left, "ledger")

    assert f"Einträge im Durchgang {left.cohort.code}" in page
    assert "45 Minuten" in page


def test_standing_says_that_the_participation_has_ended(client, left):
    page = text(client, left, "standing")

    assert f"Ihre Teilnahme am Durchgang {left.cohort.code} ist seit dem 23. November 2026 beendet." in page
    assert "sobald Ihre Anmeldung bestätigt ist" not in page
    assert "Voraussetzungen für das Zertifikat" not in page


def test_standing_says_that_somebody_who_comes_back_is_not_confirmed_yet(client, left):
    left.cohort.status = "open"
    left.cohort.save()
    request_place(left.cohort, left.learner, municipality=left.municipality, at=NOW)

    assert f"Ihre neue Anmeldung zum Durchgang {left.cohort.code} ist noch nicht bestätigt." in text(client, left, "standing")
    assert "45 Minuten" in text(client, left, "ledger")


def test_cohort_somebody_learns_in_comes_before_the_one_they_have_left(client, left):
    here = make_enrolment(make_cohort(left.cohort.version, starts_on=date(2025, 1, 1)), left.learner)

    page = text(client, here, "standing")

    assert "von 1 Voraussetzungen für das Zertifikat sind erfüllt" in page
    assert f"Durchgang: {here.cohort.code} · {left.cohort.code}" in page


def test_ledger_of_somebody_who_was_never_confirmed_is_empty(client, left):
    other = make_enrolment(left.cohort, status="withdrawn")

    assert "sobald die erste Einheit" in text(client, other, "ledger")
    assert "sobald Ihre Anmeldung bestätigt ist" in text(client, other, "standing")


# --- Meetings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts_in", "is_closed", "attended", "said"),
    [
        (timedelta(days=1), False, 0, "Geplant"),
        (timedelta(minutes=-30), False, 0, "Geplant"),
        (timedelta(days=-1), False, 0, "Noch nicht eingetragen"),
        (timedelta(days=-1), True, 0, "Nicht besucht"),
        (timedelta(days=-1), True, 90, "Besucht"),
        (timedelta(days=-1), False, 90, "Besucht"),
    ],
)
@pytest.mark.parametrize("name", ["outline", "component"])
def test_meeting_says_whether_it_was_attended(client, name, starts_in, is_closed, attended, said):
    enrolment = make_enrolment(make_cohort(make_version(components=[{"lessons": [{"planned_minutes": 90}]}])))
    lesson = enrolment.cohort.version.components.get().lessons.get()
    make_meeting(enrolment.cohort, lesson, starts_at=NOW + starts_in, closed_at=NOW if is_closed else None)
    if attended:
        record_minutes(enrolment, lesson, minutes=attended, mode="presence", by=None, at=NOW)

    page = text(client, enrolment, name, enrolment.cohort.slug, *(["m1"] if name == "component" else []))

    words = ["Geplant", "Noch nicht eingetragen", "Nicht besucht", "Besucht"]
    assert [word for word in words if f" {word} " in page] == [said]


@pytest.mark.parametrize(("is_closed", "said"), [(False, "Noch nicht eingetragen"), (True, "Nicht besucht")])
def test_page_of_a_meeting_says_the_same(client, is_closed, said):
    enrolment = make_enrolment(make_cohort(make_version(components=[{"lessons": [{"planned_minutes": 90}]}])))
    lesson = enrolment.cohort.version.components.get().lessons.get()
    make_meeting(enrolment.cohort, lesson, starts_at=NOW - timedelta(days=1), closed_at=NOW if is_closed else None)

    assert f"Ihre Anwesenheit {said}" in text(client, enrolment, "lesson-meeting", enrolment.cohort.slug, "m1", lesson.slug)
