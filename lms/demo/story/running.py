"""The cohort that learns now: work in every state, and much of it waiting for somebody."""

import uuid
from datetime import date, timedelta

from courses.appeals.actions import file_appeal
from courses.assignments import actions as assignments
from courses.assignments.models import Assignment
from courses.catalogue.models import ProgrammeVersion
from courses.cohorts import actions as cohorts
from courses.cohorts.models import Cohort, Enrolment
from courses.progress.models import Appeal
from courses.quizzes.actions import answer_question, finish_attempt, start_attempt
from courses.quizzes.models import Attempt, Quiz
from lms import clock
from lms.demo import walk

from . import stage, texts
from .stage import Staff, join, plan, study
from .times import moment

LAST = 40


def tell(version: ProgrammeVersion, staff: Staff, *, starts_on: date) -> str:
    cohort = plan(version, staff, code="QK-07", starts_on=starts_on, capacity=20)
    people = {number: join(cohort, number, staff) for number in range(21, LAST + 1)}
    cohorts.change_cohort(cohort, status=Cohort.Status.RUNNING, by=staff.office[0], at=moment(starts_on))
    cohorts.accommodate(people[22].learner, factor=150, by=staff.office[0], at=moment(starts_on))
    for number, enrolment in people.items():
        if number != LAST:
            study(enrolment, staff, codes=["M1"])
            stage.be_present(enrolment, staff, missed=45 * (number % 3), codes=["M1", "M2", "M3"])
        walk.read_units(enrolment, "M2", at=moment(starts_on + timedelta(days=45)))
    for number in (23, 24, 25, 26):
        _hand_in_quiz(people[number], days=60 + number % 4)
    for number in (27, 28, 29):
        _hand_in_task(people[number], days=58 + number % 3)
    _return_task(people[30], staff)
    _not_yet(people[31], staff)
    _object(people[32], staff)
    _write(people[33])
    return "Durchgang QK-07 läuft: Tests und Aufgaben warten auf Bewertung, ein Einspruch auf Entscheidung."


def _hand_in_quiz(enrolment: Enrolment, *, days: int) -> Attempt:
    """Everything answered; the essay waits for a person."""
    at = moment(enrolment.cohort.starts_on + timedelta(days=days), "20:15")
    quiz = Quiz.objects.get(lesson__component__version=enrolment.cohort.version_id, lesson__component__code="M2")
    attempt = start_attempt(quiz, enrolment, at=at)
    writer = uuid.uuid4()
    for slot in attempt.slots.select_related("question_version"):
        response = walk.right_response(slot.content)
        answer_question(slot, response=response, based_on=0, writer=writer, writer_seq=slot.number, at=at)
    return finish_attempt(attempt, by=enrolment.learner, at=at + timedelta(minutes=22))


def _task(enrolment: Enrolment, code: str) -> Assignment:
    tasks = Assignment.objects.filter(kind=Assignment.Kind.TASK, lesson__component__version=enrolment.cohort.version_id)
    return tasks.get(lesson__component__code=code)


def _hand_in_task(enrolment: Enrolment, *, days: int, text: str = texts.TASKS["M2"]):
    at = moment(enrolment.cohort.starts_on + timedelta(days=days), "21:05")
    return assignments.hand_in(assignments.save_draft(_task(enrolment, "M2"), enrolment, text=text, at=at), at=at)


def _return_task(enrolment: Enrolment, staff: Staff) -> None:
    submission = _hand_in_task(enrolment, days=55, text=texts.ONE_VIEW)
    points = [1, *[0] * (len(submission.assignment.rubric) - 1)]
    comment = "Der erste Blick ist gut beschrieben. Ergänzen Sie bitte die Sicht der Bewohnerschaft."
    at = moment(enrolment.cohort.starts_on + timedelta(days=58))
    assignments.decide_task(submission, accept=False, points=points, comment=comment, by=staff.trainers[0], at=at)


def _not_yet(enrolment: Enrolment, staff: Staff) -> None:
    at = moment(enrolment.cohort.starts_on + timedelta(days=57), "18:30")
    walk.take_quiz(enrolment, "M2", points=11, grader=staff.trainers[0], at=at)


def _object(enrolment: Enrolment, staff: Staff) -> None:
    at = moment(enrolment.cohort.starts_on + timedelta(days=59), "18:30")
    attempt = walk.take_quiz(enrolment, "M2", points=11, grader=staff.trainers[0], at=at)
    text = "Frage 8 fragt nach dem Ausgangswert. Ich habe „Vergleichswert vom Anfang“ geschrieben."
    file_appeal(Appeal.Kind.ATTEMPT, attempt, text=text, by=enrolment.learner, at=at + timedelta(days=2))


def _write(enrolment: Enrolment) -> None:
    """A draft of the second task, saved yesterday evening."""
    at = clock.now() - timedelta(days=1)
    assignments.save_draft(_task(enrolment, "M2"), enrolment, text="Die Begehung war am Dienstag.", at=at)
