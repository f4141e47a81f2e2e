"""Walking through a programme by the product's own actions, with moments of one's choice.

The demo lives its people's past with it, and tests reach the worked cases of the curriculum through the same doors.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction

from courses.assignments import actions as assignments
from courses.assignments.models import Assignment, ColloquiumRecord, Review
from courses.assignments.queries import accepted_project_title
from courses.attendance.actions import Noted, record_attendance
from courses.catalogue.models import Component, Lesson
from courses.cohorts.models import Enrolment, Meeting
from courses.progress.actions import complete_unit
from courses.qualification.actions import confirm_details
from courses.quizzes.actions import answer_question, finish_attempt, grade_slot, start_attempt
from courses.quizzes.models import Attempt, Quiz
from lms.accounts.models import Person

ESSAY = (
    "Der gefühlte Raum reicht vom Marktplatz bis zur Siedlung am Hang. Der statistische Raum ist der ganze Teilort. "
    "Wir beginnen mit Begegnung und Nahversorgung, weil beides am selben Ort fehlt."
)


def lessons_of(enrolment: Enrolment, component: str, kind: str):
    return Lesson.objects.filter(
        component__version_id=enrolment.cohort.version_id, component__code=component, kind=kind
    ).select_related("component")


def read_units(enrolment: Enrolment, component: str, *, at: datetime) -> None:
    for lesson in lessons_of(enrolment, component, Lesson.Kind.UNIT):
        complete_unit(enrolment, lesson, at=at)


def attend(enrolment: Enrolment, component: str, *, minutes: int | None = None, by: Person, at: datetime) -> None:
    """Be present at the meetings of a component whose lists are open, up to `minutes` in all; else the whole time.

    Entered at the moment, or after a meeting that is still to come then.
    """
    meetings = Meeting.objects.filter(
        cohort_id=enrolment.cohort_id, lesson__component__code=component, cancelled_at=None, closed_at=None
    ).select_related("lesson", "cohort")
    left = sum(meeting.planned_minutes for meeting in meetings) if minutes is None else minutes
    for meeting in meetings:
        present = min(left, meeting.planned_minutes)
        left -= present
        record_attendance(meeting, {enrolment: Noted(present)}, by=by, at=max(at, meeting.ends_at))


def right_response(content: dict):
    """The answer to a question that earns full points, or a text where a person grades."""
    kind = content["kind"]
    if kind in ("single_choice", "multiple_choice"):
        right = sorted(option["key"] for option in content["options"] if option["right"])
        return right[0] if kind == "single_choice" else right
    if kind == "true_false":
        return content["answer"]
    if kind == "matching":
        return {pair["key"]: pair["key"] for pair in content["pairs"]}
    if kind == "ordering":
        return [step["key"] for step in content["steps"]]
    if kind == "cloze":
        return {gap["key"]: gap["accept"][0] for gap in content["gaps"]}
    if kind == "numeric":
        return content["answer"].replace(".", ",")
    return content["accept"][0] if kind == "short_text" else ESSAY


def take_quiz(enrolment: Enrolment, component: str, *, points: int | None = None, grader: Person, at: datetime) -> Attempt:
    """Take the quiz of a component and have it graded; with `points` leave enough questions empty to get just so many."""
    quiz = Quiz.objects.get(lesson__component__version_id=enrolment.cohort.version_id, lesson__component__code=component)
    attempt = start_attempt(quiz, enrolment, at=at)
    slots = list(attempt.slots.select_related("question_version"))
    answered = set(_worth([slot.points for slot in slots], points)) if points is not None else set(range(len(slots)))
    writer = uuid.uuid4()
    for index, slot in enumerate(slots):
        if index in answered:
            response = right_response(slot.question_version.content)
            answer_question(slot, response=response, based_on=0, writer=writer, writer_seq=index + 1, at=at)
    attempt = finish_attempt(attempt, by=enrolment.learner, at=at)
    if attempt.status == Attempt.Status.AWAITING_GRADING:
        _grade(attempt, by=grader, at=at)
    attempt.refresh_from_db()
    return attempt


def _worth(points: list[int], wanted: int) -> Iterable[int]:
    """Which questions to answer so that their points add up to `wanted`."""
    reached: dict[int, tuple[int, ...]] = {0: ()}
    for index, value in enumerate(points):
        for total, chosen in list(reached.items()):
            reached.setdefault(total + value, (*chosen, index))
    return reached[wanted]


def _grade(attempt: Attempt, *, by: Person, at: datetime) -> None:
    for slot in attempt.slots.filter(grades=None).select_related("question_version"):
        criteria = {item["key"]: item["points"] for item in slot.question_version.content.get("criteria", [])}
        points = Fraction(slot.points)
        grade_slot(slot, points=points, criteria=criteria, feedback="Nachvollziehbar und gut begründet.", by=by, at=at)


def do_task(enrolment: Enrolment, component: str, *, text: str, judge: Person, at: datetime) -> None:
    """Hand in the practice task of a component and have it accepted."""
    assignment = Assignment.objects.get(
        kind=Assignment.Kind.TASK,
        lesson__component__version_id=enrolment.cohort.version_id,
        lesson__component__code=component,
    )
    draft = assignments.save_draft(assignment, enrolment, text=text, at=at)
    submission = assignments.hand_in(draft, at=at)
    points = [1] * len(assignment.rubric)
    assignments.decide_task(submission, accept=True, points=points, comment="Alle Punkte sind erfüllt.", by=judge, at=at)


def do_project(
    enrolment: Enrolment, *, title: str, text: str, reviewers: tuple[Person, Person], office: Person, at: datetime
) -> None:
    """Hand in the practice project and have it accepted by two reviews."""
    assignment = Assignment.objects.get(kind=Assignment.Kind.PROJECT, lesson__component__version_id=enrolment.cohort.version_id)
    draft = assignments.save_draft(assignment, enrolment, title=title, text=text, at=at)
    submission = assignments.hand_in(draft, at=at)
    assignments.assign_reviewers(submission, *reviewers, by=office, at=at)
    points = [2] * len(assignment.rubric)
    for review in submission.reviews.order_by("position"):
        assignments.submit_review(
            review,
            points=points,
            decision=Review.Decision.ACCEPT,
            comment="Das Vorhaben verbindet zwei Handlungsfelder überzeugend.",
            by=review.reviewer,
            at=at,
        )


def pass_colloquium(enrolment: Enrolment, *, examiners: tuple[Person, Person], office: Person, starts_at: datetime) -> None:
    """Take the colloquium and pass it."""
    reasons = "Die Vorstellung war klar gegliedert, die Fragen sind sicher beantwortet."
    passed = ColloquiumRecord.Result.PASSED
    take_colloquium(enrolment, examiners=examiners, office=office, starts_at=starts_at, result=passed, reasons=reasons)


def take_colloquium(
    enrolment: Enrolment,
    *,
    examiners: tuple[Person, Person],
    office: Person,
    starts_at: datetime,
    result: str,
    reasons: str,
) -> None:
    """Book a slot, have the minutes written and signed by both examiners."""
    slot = assignments.offer_slot(
        enrolment.cohort,
        starts_at=starts_at,
        examiner_1=examiners[0],
        examiner_2=examiners[1],
        place=enrolment.cohort.place,
        by=office,
        at=starts_at,
    )
    booking = assignments.book_slot(slot, enrolment, by=enrolment.learner, at=starts_at)
    written = assignments.write_record(
        booking,
        place=enrolment.cohort.place or "Stuttgart",
        began_at=starts_at,
        ended_at=slot.ends_at,
        topics="Bedarf und Bedürfnis, Beteiligung, Verstetigung",
        result=result,
        reasons=reasons,
        by=examiners[0],
        at=slot.ends_at,
    )
    for examiner in examiners:
        assignments.sign_record(written, by=examiner, at=slot.ends_at)


def confirm_name(enrolment: Enrolment, *, at: datetime) -> None:
    """Confirm the name of the account and the topic as the project has it."""
    confirm_details(
        enrolment,
        given_name=enrolment.learner.given_name,
        family_name=enrolment.learner.family_name,
        project_title=accepted_project_title(enrolment),
        birth_date=None,
        at=at,
    )


def chosen_modules(enrolment: Enrolment) -> list[str]:
    """Codes of the modules on this person's way, in order."""
    chosen = enrolment.choices.filter(dropped_at=None).values("component")
    modules = Component.objects.filter(version_id=enrolment.cohort.version_id)
    mandatory = modules.filter(kind=Component.Kind.MANDATORY)
    return list((mandatory | modules.filter(pk__in=chosen)).order_by("position").values_list("code", flat=True))
