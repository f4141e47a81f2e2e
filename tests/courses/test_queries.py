"""Every list needs the same number of statements for one row and for many."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page

from cms_pages.models import UnitPage
from courses.assignments.models import Assignment, Review, Submission
from courses.attendance.actions import Noted, record_attendance
from courses.catalogue.models import Lesson
from courses.cohorts.actions import announce
from courses.cohorts.models import Accommodation, CohortTrainer, SendingConfirmation
from courses.progress.actions import record_lesson_result, record_minutes
from courses.progress.models import Appeal
from courses.qualification.models import CreditTransfer, ProgrammeCompletion
from courses.quizzes.actions import finish_attempt
from lms import clock
from lms.accounts.models import Neighbourhood, Organisation, Person
from lms.journal.actions import record
from lms.notifications.models import Notice
from tests.certificates.samples import WORDING
from tests.courses.quizzes import samples
from tests.factories.courses import make_cohort, make_component, make_enrolment, make_lesson, make_meeting, make_version, publish
from tests.factories.people import LONG_AGO, make_municipality, make_office_person, make_person, make_trainer
from tests.factories.quizzes import make_attempt, make_quiz

pytestmark = pytest.mark.django_db

MANY = 4
RULE = [
    ("R1", "mandatory_components", {"components": ["M1"]}),
    ("R4", "attendance_total", {"min_ratio": [80, 100], "make_up_max_minutes": 360}),
    ("R5", "attendance_per_component", {"min_ratio": [50, 100]}),
    ("R6", "quizzes", {"pass_ratio": [60, 100]}),
    ("R10", "release", {"persons": 2}),
]

UNIT = {"title": "Einheit", "code": "M1.1", "planned_minutes": 45, "mode": "self_study"}


@dataclass
class Class:
    """A cohort on a version with so many meetings, and people who learn in it."""

    cohort: object
    trainer: Person
    enrolments: list

    @property
    def learner(self):
        return self.enrolments[0].learner


def make_class(*, lessons=1, people=1, noted=90) -> Class:
    version = make_version(components=[{"lessons": [{} for _ in range(lessons)]}], requirements=RULE)
    cohort = make_cohort(version, starts_on=date(2020, 1, 1))
    trainer = make_trainer()
    CohortTrainer.objects.create(cohort=cohort, person=trainer, since=LONG_AGO)
    enrolments = [make_enrolment(cohort) for _ in range(people)]
    for number, lesson in enumerate(Lesson.objects.filter(component__version=version)):
        starts_at = clock.now() + timedelta(days=2 * number - 1)
        meeting = make_meeting(cohort, lesson, starts_at=starts_at)
        if noted:
            record_attendance(meeting, {enrolment: Noted(noted) for enrolment in enrolments}, by=trainer, at=meeting.ends_at)
    return Class(cohort, trainer, enrolments)


# --- For each list: so many rows, who looks at them, and where ----------------------------------------------------------


def outline(rows, **fields):
    made = make_class(lessons=rows, **fields)
    return made.learner, reverse("courses:outline", args=[made.cohort.slug])


def component(rows):
    made = make_class(lessons=rows)
    return made.learner, reverse("courses:component", args=[made.cohort.slug, "m1"])


def unit(rows):
    with transaction.atomic():
        draft = make_version(published=False)
        component = make_component(draft)
        for number in range(rows):
            page = Page.objects.get(slug="home").add_child(instance=UnitPage(**UNIT, slug=f"{component.pk}-{number}"))
            fields = {"mode": "self_study", "page": page, "revision": page.save_revision()}
            make_lesson(component, kind="unit", position=number + 1, slug=f"e-{number}", **fields)
        publish(draft)
    enrolment = make_enrolment(make_cohort(draft))
    for lesson in Lesson.objects.filter(component=component):
        record_lesson_result(enrolment, lesson, kind="unit", source=("lesson", lesson.pk), at=LONG_AGO, state="done", met=True)
    return enrolment.learner, reverse("courses:lesson-unit", args=[enrolment.cohort.slug, "m1", "e-0"])


def overview(rows):
    made = make_class(lessons=rows)
    for number in range(rows):
        Notice.objects.create(person=made.learner, kind="quiz_graded", subject=f"Nachricht {number}", body="", sent_at=LONG_AGO)
    return made.learner, reverse("courses:overview")


def standing(rows):
    return make_class(lessons=rows).learner, reverse("courses:standing")


def ledger(rows):
    return make_class(lessons=rows).learner, reverse("courses:ledger")


def meetings(rows):
    return make_class(lessons=rows).learner, reverse("courses:meetings")


def documents(rows):
    return make_class(lessons=rows).learner, reverse("certificates:own")


def taught_cohort(rows):
    made = make_class(people=rows)
    return made.trainer, reverse("courses:teach-cohort", args=[made.cohort.slug])


def taught_cohorts(rows):
    trainer = make_trainer()
    for _ in range(rows):
        CohortTrainer.objects.create(cohort=make_class().cohort, person=trainer, since=LONG_AGO)
    return trainer, reverse("courses:teach-cohorts")


def taught_meetings(rows):
    return make_class(lessons=rows).trainer, reverse("courses:teach-meetings")


def trainer_overview(rows):
    trainer, _address = grading_queue(rows)
    return trainer, reverse("courses:teach")


def grading_queue(rows):
    """So many tests, tasks and projects that wait for one person."""
    quiz, trainer = make_quiz(samples.essay()), make_trainer()
    for _ in range(rows):
        attempt = make_attempt(quiz)
        finish_attempt(attempt, by=attempt.enrolment.learner, at=LONG_AGO)
        CohortTrainer.objects.create(cohort=attempt.enrolment.cohort, person=trainer, since=LONG_AGO)
        _submission("task", trainer=trainer)
        Review.objects.create(submission=_submission("project"), reviewer=trainer, position=1, assigned_at=LONG_AGO)
    return trainer, reverse("courses:grading")


def _submission(kind, *, trainer=None):
    with transaction.atomic():
        draft = make_version(published=False)
        lesson = make_lesson(make_component(draft), kind="task", mode="practice")
        assignment = Assignment.objects.create(lesson=lesson, kind=kind)
        publish(draft)
    enrolment = make_enrolment(make_cohort(draft))
    if trainer:
        CohortTrainer.objects.create(cohort=enrolment.cohort, person=trainer, since=LONG_AGO)
    moments = {"saved_at": LONG_AGO, "submitted_at": LONG_AGO}
    return Submission.objects.create(assignment=assignment, enrolment=enrolment, number=1, status="submitted", **moments)


def attendance_sheet(rows):
    made = make_class(people=rows)
    return made.trainer, reverse("courses:attendance-sheet", args=[made.cohort.meetings.get().public_id])


def office_overview(rows):
    """Everything that can wait for the office, so many times."""
    for _ in range(rows):
        made = make_class()
        make_enrolment(made.cohort, status="requested")
        make_enrolment(made.cohort, status="offered", offered_until=LONG_AGO)
        [enrolment] = made.enrolments
        moments = {"completed_on": LONG_AGO.date(), "recorded_at": LONG_AGO}
        ProgrammeCompletion.objects.create(enrolment=enrolment, number=1, rule_digest="0" * 64, standing=[], **moments)
        component = made.cohort.version.components.get()
        CreditTransfer.objects.create(
            enrolment=enrolment, component=component, evidence="Zertifikat", proposed_by=make_person(), proposed_at=LONG_AGO
        )
        _submission("project")
    return make_office_person(), reverse("courses:office")


def cohorts(rows):
    for _ in range(rows):
        make_class()
    return make_office_person(), reverse("courses:office-cohorts")


def cohort_people(rows):
    made = make_class(people=rows)
    return make_office_person(), reverse("courses:office-cohort", args=[made.cohort.slug])


def office_announcements(rows):
    made, officer = make_class(), make_office_person()
    for number in range(rows):
        words = {"audience": "everybody", "title": f"Nachricht {number}", "text": "Ein Satz.", "key": uuid.uuid4()}
        announce(made.cohort, **words, by=make_person(), at=LONG_AGO)
    return officer, reverse("courses:office-announcements", args=[made.cohort.slug])


def overview_with_announcements(rows):
    made = make_class()
    for number in range(rows):
        words = {"audience": "everybody", "title": f"Nachricht {number}", "text": "Ein Satz.", "key": uuid.uuid4()}
        announce(made.cohort, **words, by=make_person(), at=LONG_AGO)
    return made.learner, reverse("courses:overview")


def release_desk(rows):
    made = make_class(people=rows)
    return make_office_person(), reverse("certificates:propose-release", args=[made.cohort.slug])


def people(rows):
    for _ in range(rows):
        make_trainer()
    return make_office_person(), reverse("accounts:people")


def enrolments(rows):
    made = make_class()
    for number in range(rows):
        SendingConfirmation.objects.create(
            enrolment=make_enrolment(made.cohort, status="requested"),
            asked_email="amt@example.org",
            token_hash=f"{made.cohort.pk}-{number}",
            expires_at=clock.now(),
        )
    return make_office_person(), reverse("courses:office-enrolments", args=[made.cohort.slug])


def office_meetings(rows):
    return make_office_person(), reverse("courses:office-meetings", args=[make_class(lessons=rows).cohort.slug])


def office_reviews(rows):
    submission = _submission("project")
    for _ in range(rows):
        other = make_enrolment(submission.enrolment.cohort)
        moments = {"saved_at": LONG_AGO, "submitted_at": LONG_AGO}
        Submission.objects.create(assignment=submission.assignment, enrolment=other, number=1, status="submitted", **moments)
    return make_office_person(), reverse("courses:office-reviews", args=[submission.enrolment.cohort.slug])


def journal(rows):
    officer = make_office_person()
    for _ in range(rows):
        record("person_viewed", make_person(), by=make_person(), at=LONG_AGO)
    return officer, reverse("accounts:journal")


def cohort_records(rows):
    cohort = make_cohort(make_version(components=[{"lessons": [{"planned_minutes": 450}]}], wording=WORDING))
    lesson = cohort.version.components.get().lessons.get()
    for _ in range(rows):
        record_minutes(make_enrolment(cohort), lesson, minutes=450, mode="presence", by=None, at=LONG_AGO)
    return make_office_person(), reverse("certificates:cohort-records", args=[cohort.slug])


def person_learning(rows):
    enrolment = make_class().enrolments[0]
    lesson = enrolment.cohort.version.components.get().lessons.first()
    for number in range(rows):
        filed = {"text": "Frage 1", "filed_by": enrolment.learner, "filed_at": LONG_AGO}
        Appeal.objects.create(enrolment=enrolment, subject_kind="attempt", subject_id=number + 1, **filed)
        Accommodation.objects.create(person=enrolment.learner, kind="form", since=LONG_AGO, decided_by=make_person())
    record_minutes(enrolment, lesson, minutes=10, mode="presence", by=None, at=LONG_AGO)
    return make_office_person(), reverse("certificates:person-learning", args=[enrolment.learner.public_id])


def organisations(rows):
    for _ in range(rows):
        made = Organisation.objects.create(kind="other", name="Verein", municipality=make_municipality())
        make_person(organisation=made)
    return make_office_person(), reverse("accounts:organisations")


def organisation(rows):
    made = Organisation.objects.create(kind="other", name="Verein")
    for _ in range(rows):
        make_person(organisation=made, municipality=make_municipality())
        Organisation.objects.create(kind="other", name="Ferein", merged_into=made)
    return make_office_person(), reverse("accounts:organisation", args=[made.pk])


def neighbourhoods(rows):
    for _ in range(rows):
        Neighbourhood.objects.create(name="Tal", kind="other").municipalities.add(make_municipality())
    return make_office_person(), reverse("accounts:neighbourhoods")


def neighbourhood(rows):
    made = Neighbourhood.objects.create(name="Tal", kind="other")
    for _ in range(rows):
        made.municipalities.add(make_municipality())
        make_person(neighbourhood=made, municipality=make_municipality())
    return make_office_person(), reverse("accounts:neighbourhood", args=[made.pk])


def office_reports(rows):
    for _ in range(rows):
        make_class()
    return make_office_person(), reverse("courses:reports")


LISTS = [
    cohort_records,
    person_learning,
    organisations,
    organisation,
    neighbourhoods,
    neighbourhood,
    office_reports,
    outline,
    component,
    unit,
    overview,
    standing,
    ledger,
    meetings,
    documents,
    taught_cohort,
    taught_cohorts,
    taught_meetings,
    trainer_overview,
    grading_queue,
    attendance_sheet,
    office_overview,
    cohorts,
    cohort_people,
    office_announcements,
    overview_with_announcements,
    release_desk,
    people,
    enrolments,
    office_meetings,
    office_reviews,
    journal,
]


def statements(client, person, address) -> list[str]:
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in captured.captured_queries]


@pytest.mark.parametrize("listed", LISTS, ids=lambda listed: listed.__name__)
def test_list_needs_no_more_statements_for_more_rows(client, listed):
    with_one = statements(client, *listed(1))

    with_many = statements(client, *listed(MANY))

    assert len(with_many) == len(with_one), "\n".join(with_many)


@pytest.mark.parametrize("lessons", [30, 300])
def test_outline_needs_at_most_fourteen_statements(client, lessons):
    assert len(statements(client, *outline(lessons, noted=0))) <= 14
