"""Promises no constraint can keep: a campus in full swing keeps them all, and what can be broken by hand is noticed."""

import pytest
from django.core.management import CommandError, call_command

from courses.assignments.models import ColloquiumBooking
from courses.attendance.actions import Noted, record_attendance
from courses.attendance.models import AttendanceClaim
from courses.catalogue.models import Component
from courses.cohorts.actions import cancel_meeting
from courses.cohorts.models import ComponentChoice, QuizWindow, TaskDeadline
from courses.progress.models import LedgerEntry, LessonResult
from courses.qualification.models import CreditTransfer
from courses.quizzes.actions import start_attempt
from lms import clock
from tests.campus import Campus
from tests.courses.quizzes import samples
from tests.factories.courses import make_cohort, make_enrolment, make_meeting, make_version
from tests.factories.people import LONG_AGO, make_person, make_trainer
from tests.factories.quizzes import make_quiz
from tests.scenes import kept

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def campus(django_db_setup, django_db_blocker):
    yield from kept(django_db_blocker, Campus)


def test_campus_in_full_swing_keeps_every_promise(campus, capsys):
    call_command("check_records")

    assert "alles stimmt" in capsys.readouterr().out


def lesson(**fields):
    return make_version(components=[{"lessons": [fields]}]).components.get().lessons.get()


def enrolled():
    return make_enrolment(make_cohort(make_version(components=[{"lessons": [{}]}])))


def post(enrolment, component, about=None):
    fields = {"kind": "unit", "met": True, "source_kind": "lesson", "source_id": 1, "recorded_at": LONG_AGO}
    return LedgerEntry.objects.create(enrolment=enrolment, component=component, lesson=about, **fields)


def wrong_minutes():
    version = make_version(components=[{"lessons": [{}]}], published=False)
    Component.objects.filter(version=version).update(presence_minutes=1)


def meeting_called_off_behind_the_list():
    about, trainer = lesson(), make_trainer()
    meeting = make_meeting(make_cohort(about.component.version), about)
    record_attendance(meeting, {make_enrolment(meeting.cohort): Noted(45)}, by=trainer, at=clock.now())
    cancel_meeting(meeting, by=trainer, at=clock.now())


def slot_elsewhere():
    first, second = make_trainer(), make_trainer()
    slot = make_cohort().colloquium_slots.create(starts_at=LONG_AGO, examiner_1=first, examiner_2=second)
    ColloquiumBooking.objects.create(slot=slot, enrolment=enrolled(), attempt_number=1, booked_at=LONG_AGO)


def claim_elsewhere():
    here = lesson()
    meeting = make_meeting(make_cohort(here.component.version), here)
    AttendanceClaim.objects.create(
        meeting=meeting, enrolment=enrolled(), minutes=0, source="list", noted_at=LONG_AGO, received_at=LONG_AGO
    )


def done_without_an_entry():
    enrolment = enrolled()
    about = enrolment.cohort.version.components.get().lessons.get()
    LessonResult.objects.create(enrolment=enrolment, lesson=about, state="done", opened_at=LONG_AGO, changed_at=LONG_AGO)


def entry_about_another_component():
    lessons = [{"kind": "quiz"}]
    version = make_version(components=[{"code": "M1", "lessons": lessons}, {"code": "M2", "lessons": lessons}])
    one, two = version.components.all()
    post(make_enrolment(make_cohort(version)), one, about=two.lessons.get())


@pytest.mark.parametrize(
    ("broken", "promise"),
    [
        (wrong_minutes, "component_minutes_are_the_sum_of_its_lessons"),
        (lambda: make_meeting(make_cohort(), lesson()), "meeting_belongs_to_the_cohorts_version"),
        (
            lambda: QuizWindow.objects.create(cohort=make_cohort(), lesson=lesson(kind="quiz"), opens_at=LONG_AGO),
            "window_belongs_to_the_cohorts_version",
        ),
        (
            lambda: TaskDeadline.objects.create(cohort=make_cohort(), lesson=lesson(kind="task"), due_on=clock.today()),
            "deadline_belongs_to_the_cohorts_version",
        ),
        (
            lambda: ComponentChoice.objects.create(enrolment=enrolled(), component=lesson().component, chosen_at=LONG_AGO),
            "choice_belongs_to_the_cohorts_version",
        ),
        (lambda: make_enrolment(make_cohort(capacity=1), seat=2), "seat_is_within_the_capacity"),
        (lambda: post(enrolled(), lesson().component), "entry_belongs_to_the_cohorts_version"),
        (entry_about_another_component, "entry_names_a_lesson_of_its_component"),
        (done_without_an_entry, "result_is_done_where_the_ledger_says_so"),
        (
            lambda: start_attempt(make_quiz(samples.single_choice()), enrolled(), at=LONG_AGO),
            "attempt_belongs_to_the_cohorts_version",
        ),
        (slot_elsewhere, "booking_takes_a_time_of_its_cohort"),
        (claim_elsewhere, "claim_is_about_somebody_of_the_cohort"),
        (meeting_called_off_behind_the_list, "counted_minutes_rest_on_a_claim_at_a_meeting_that_stands"),
        (
            lambda: CreditTransfer.objects.create(
                enrolment=enrolled(), component=lesson().component, evidence="x", proposed_by=make_person(), proposed_at=LONG_AGO
            ),
            "credited_component_belongs_to_the_cohorts_version",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_broken_promise_is_named_with_its_rows(broken, promise):
    broken()

    with pytest.raises(CommandError, match=rf"{promise}: courses\.\w+ \d+"):
        call_command("check_records")
