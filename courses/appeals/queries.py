"""What an appeal is about, and which appeals somebody may decide."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from courses.assignments import queries as assignments
from courses.assignments.models import Assignment, ColloquiumBooking, Review, Submission
from courses.catalogue.models import Lesson
from courses.cohorts.models import Cohort
from courses.cohorts.queries import taught_cohorts
from courses.cohorts.rules import can_run_cohorts
from courses.progress.models import Appeal
from courses.progress.queries import WayToAppeal
from courses.quizzes import queries as quizzes
from courses.quizzes.models import Attempt, SlotGrade
from lms.accounts.models import Person

Kind = Appeal.Kind
Row = Attempt | Submission | ColloquiumBooking
ROWS: dict[str, tuple[type[Row], str, tuple[str, ...]]] = {
    Kind.ATTEMPT: (Attempt, "public_id", ("quiz__lesson__component", "enrolment__cohort", "enrolment__learner")),
    Kind.SUBMISSION: (
        Submission,
        "public_id",
        ("assignment__lesson__component", "enrolment__cohort", "enrolment__learner"),
    ),
    Kind.COLLOQUIUM: (ColloquiumBooking, "pk", ("slot", "enrolment__cohort", "enrolment__learner")),
}
"""For each kind of subject its model, what its address names it by, and what its pages show of it."""


def subjects(kind: str) -> QuerySet[Any]:
    model, _key, related = ROWS[kind]
    return model._default_manager.select_related(*related)


def subject_of(appeal: Appeal) -> Any:
    """The assessed work an appeal is about."""
    return subjects(appeal.subject_kind).get(pk=appeal.subject_id)


def way_of(kind: str, row: Any, *, at: datetime) -> WayToAppeal | None:
    """Whether and until when an assessment can be appealed; None where there is nothing to appeal."""
    if kind == Kind.ATTEMPT:
        return quizzes.way_to_appeal(row, at=at)
    if kind == Kind.SUBMISSION:
        return assignments.way_to_appeal(row, at=at)
    return assignments.way_to_appeal_colloquium(row, at=at)


def title_of(kind: str, row: Any) -> str:
    """ "Test zu M1, Versuch 2" """
    if kind == Kind.ATTEMPT:
        return _("%(title)s, Versuch %(number)d") % {"title": row.quiz.lesson.title, "number": row.number}
    if kind == Kind.SUBMISSION:
        return _("%(title)s, Abgabe %(number)d") % {"title": row.assignment.lesson.title, "number": row.number}
    return _("Abschlusskolloquium")


def decidable_by(person: Person) -> QuerySet[Appeal]:
    """Open appeals a person may decide: office or trainer of the cohort, and neither the learner nor involved before.

    Involved is who gave points in the attempt, reviewed any version of the work, or examined.
    """
    appeals = Appeal.objects.filter(decided_at=None).exclude(enrolment__learner=person)
    if not can_run_cohorts(person):
        appeals = appeals.filter(enrolment__cohort__in=taught_cohorts(person))
    graded = SlotGrade.objects.filter(by=person).values("slot__attempt")
    own_reviews = Review.objects.filter(
        reviewer=person, submission__assignment=OuterRef("assignment"), submission__enrolment=OuterRef("enrolment")
    )
    reviewed = Submission.objects.filter(Exists(own_reviews)).values("pk")
    examined = ColloquiumBooking.objects.filter(Q(slot__examiner_1=person) | Q(slot__examiner_2=person)).values("pk")
    return (
        appeals.exclude(subject_kind=Kind.ATTEMPT, subject_id__in=graded)
        .exclude(subject_kind=Kind.SUBMISSION, subject_id__in=reviewed)
        .exclude(subject_kind=Kind.COLLOQUIUM, subject_id__in=examined)
        .select_related("enrolment__learner", "enrolment__cohort")
    )


def papers_of(appeal: Appeal, row: Any) -> dict[str, Any]:
    """Everything somebody needs to decide: answers with points and reasons, late answers, reviews, minutes."""
    if appeal.subject_kind == Kind.ATTEMPT:
        [result] = quizzes.results_of([row])
        return {"result": result, "answers": quizzes.graded_answers(row), "late": quizzes.late_answers(row)}
    if appeal.subject_kind == Kind.SUBMISSION:
        reviews = row.reviews.filter(submitted_at__isnull=False).select_related("reviewer")
        return {"submission": row, "reviews": reviews, "files": row.files.all()}
    return {"records": row.records.order_by("-pk").prefetch_related("signatures__examiner")}


def colloquium_of(cohort: Cohort) -> Lesson:
    """The lesson of a cohort's final colloquium."""
    return Lesson.objects.select_related("component").get(
        component__version_id=cohort.version_id, assignment__kind=Assignment.Kind.COLLOQUIUM
    )
