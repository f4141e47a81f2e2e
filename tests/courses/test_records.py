"""Promises no constraint can keep: a campus in full swing keeps them all, and what can be broken by hand is noticed."""

import uuid
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from wagtail.models import Page

from courses.assignments.models import Assignment, ColloquiumBooking, ColloquiumRecord, RecordSignature, Review, Submission
from courses.attendance.actions import Noted, record_attendance
from courses.attendance.models import AttendanceClaim, MakeUpWork
from courses.catalogue.models import Component, LessonCorrection
from courses.cohorts.models import ComponentChoice, Meeting, QuizWindow, TaskDeadline
from courses.management.commands.check_records import PROMISES
from courses.progress.models import LedgerEntry, LessonResult
from courses.qualification.models import CreditTransfer, ProgrammeCompletion, Release, ReleaseItem
from courses.quizzes.actions import start_attempt
from courses.quizzes.models import AnswerStep, Attempt, SlotGrade
from lms import clock
from tests.campus import Campus
from tests.courses.quizzes import samples
from tests.factories.courses import make_cohort, make_component, make_enrolment, make_lesson, make_meeting, make_version
from tests.factories.people import LONG_AGO, make_person, make_trainer
from tests.factories.quizzes import make_attempt, make_quiz
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


def post(enrolment, component, about=None, **fields):
    fields = {"kind": "unit", "met": True, "source_kind": "lesson", "source_id": 1, "recorded_at": LONG_AGO, **fields}
    return LedgerEntry.objects.create(enrolment=enrolment, component=component, lesson=about, **fields)


def wrong_minutes():
    version = make_version(components=[{"lessons": [{}]}], published=False)
    Component.objects.filter(version=version).update(presence_minutes=1)


def meeting_cancelled_behind_the_list():
    about, trainer = lesson(), make_trainer()
    meeting = make_meeting(make_cohort(about.component.version), about)
    record_attendance(meeting, {make_enrolment(meeting.cohort): Noted(45)}, by=trainer, at=clock.now())
    Meeting.objects.filter(pk=meeting.pk).update(cancelled_at=clock.now())


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


def other_page_and_its_revision():
    """The version's lesson shows one page; the revision is of another."""
    shown = Page.get_first_root_node()
    return shown, shown.get_children().first().specific.save_revision()


def revision_of_another_page():
    page, revision = other_page_and_its_revision()
    lesson(kind="unit", page=page, revision=revision)


def correction_with_another_page():
    page, revision = other_page_and_its_revision()
    about = lesson(kind="unit", page=page, revision=page.save_revision())
    LessonCorrection.objects.create(lesson=about, revision=revision, reason="Tippfehler", by=make_person(), at=LONG_AGO)


def correction_of_another_source():
    enrolment = enrolled()
    component = enrolment.cohort.version.components.get()
    first = post(enrolment, component)
    post(enrolment, component, source_id=2, source_step=2, replaces=first)


def result_elsewhere():
    LessonResult.objects.create(enrolment=enrolled(), lesson=lesson(), opened_at=LONG_AGO, changed_at=LONG_AGO)


def points_that_changed_after_the_start():
    make_attempt(make_quiz(samples.single_choice()))
    Attempt.objects.update(max_points=F("max_points") + 1)


def graded_without_a_grade():
    make_attempt(make_quiz(samples.single_choice()))
    Attempt.objects.update(status="graded", submitted_at=LONG_AGO)


def grade_for_an_answer_to_another_question():
    one, two = make_attempt(make_quiz(samples.single_choice(), samples.single_choice())).slots.all()
    step = AnswerStep.objects.create(
        slot=two, number=1, response={}, counted=True, writer=uuid.uuid4(), writer_seq=1, saved_at=LONG_AGO
    )
    SlotGrade.objects.create(slot=one, number=1, step=step, score_num=0, score_den=1, how="auto", scheme="exact", at=LONG_AGO)


def handed_in(enrolment, version):
    """A task of a version, handed in by somebody."""
    about = make_lesson(make_component(version, code="P"), kind="task")
    task = Assignment.objects.create(lesson=about, kind="task", rubric=[])
    fields = {"number": 1, "status": "submitted", "saved_at": LONG_AGO, "submitted_at": LONG_AGO}
    return Submission.objects.create(assignment=task, enrolment=enrolment, **fields)


def own_work_reviewed():
    version = make_version(published=False)
    submission = handed_in(make_enrolment(make_cohort(version)), version)
    Review.objects.create(submission=submission, reviewer=submission.enrolment.learner, position=1, assigned_at=LONG_AGO)


def minutes_signed_by_a_stranger():
    enrolment = enrolled()
    pair = {"examiner_1": make_trainer(), "examiner_2": make_trainer()}
    slot = enrolment.cohort.colloquium_slots.create(starts_at=LONG_AGO, **pair)
    booking = ColloquiumBooking.objects.create(slot=slot, enrolment=enrolment, attempt_number=1, booked_at=LONG_AGO)
    words = {"place": "Stuttgart", "topics": "Bedarf", "result": "passed", "reasons": "Klar."}
    began = {"began_at": LONG_AGO, "ended_at": LONG_AGO + timedelta(minutes=30), "written_by": slot.examiner_1}
    written = ColloquiumRecord.objects.create(booking=booking, **words, **began)
    RecordSignature.objects.create(record=written, examiner=make_trainer(), at=LONG_AGO)


def make_up_work_elsewhere():
    fields = {"minutes": 45, "task": "Protokoll", "set_by": make_trainer(), "set_at": LONG_AGO}
    MakeUpWork.objects.create(enrolment=enrolled(), component=lesson().component, **fields)


def release_of_somebody_elsewhere():
    moment = {"completed_on": LONG_AGO.date(), "recorded_at": LONG_AGO}
    completion = ProgrammeCompletion.objects.create(enrolment=enrolled(), number=1, rule_digest="0" * 64, standing=[], **moment)
    release = Release.objects.create(cohort=make_cohort(), proposed_by=make_person(), proposed_at=LONG_AGO)
    ReleaseItem.objects.create(release=release, completion=completion)


BROKEN = [
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
    (meeting_cancelled_behind_the_list, "counted_minutes_rest_on_a_claim_at_a_meeting_that_stands"),
    (
        lambda: CreditTransfer.objects.create(
            enrolment=enrolled(), component=lesson().component, evidence="x", proposed_by=make_person(), proposed_at=LONG_AGO
        ),
        "credited_component_belongs_to_the_cohorts_version",
    ),
    (revision_of_another_page, "lesson_shows_a_revision_of_its_own_page"),
    (correction_with_another_page, "correction_shows_a_revision_of_the_lessons_page"),
    (correction_of_another_source, "correction_follows_an_entry_of_the_same_source"),
    (result_elsewhere, "result_belongs_to_the_cohorts_version"),
    (points_that_changed_after_the_start, "points_of_an_attempt_are_those_of_its_questions"),
    (graded_without_a_grade, "graded_attempt_has_a_grade_for_every_question"),
    (grade_for_an_answer_to_another_question, "grade_rests_on_an_answer_to_its_question"),
    (lambda: handed_in(enrolled(), make_version(published=False)), "submission_belongs_to_the_cohorts_version"),
    (own_work_reviewed, "nobody_reviews_their_own_work"),
    (minutes_signed_by_a_stranger, "minutes_are_signed_by_their_examiners"),
    (make_up_work_elsewhere, "make_up_work_belongs_to_the_cohorts_version"),
    (release_of_somebody_elsewhere, "release_is_about_people_of_its_cohort"),
]


@pytest.mark.parametrize(("broken", "promise"), BROKEN, ids=[promise for _broken, promise in BROKEN])
def test_broken_promise_is_named_with_its_rows(broken, promise):
    broken()

    with pytest.raises(CommandError, match=rf"{promise}: courses\.\w+ \d+"):
        call_command("check_records")


def test_every_promise_has_a_scene_that_breaks_it():
    assert sorted(promise for _broken, promise in BROKEN) == sorted(promise.__name__ for promise in PROMISES)
