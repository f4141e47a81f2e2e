"""Reviewing the practice project: two people independently, a third where they differ."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from courses.assignments import rules
from courses.assignments.judging import is_acceptable, project_verdict, reviews_differ
from courses.assignments.models import Review, Submission
from lms.accounts.models import Person
from lms.errors import NotPossible
from lms.journal.actions import record

from .decisions import settle
from .locks import locked_enrolment, locked_submission

Status = Submission.Status
Decision = Review.Decision


@transaction.atomic
def assign_reviewers(submission: Submission, first: Person, second: Person, *, by: Person, at: datetime) -> Submission:
    """Name the two people who review a project independently."""
    submission = locked_submission(submission)
    if submission.status != Status.SUBMITTED or submission.reviews.exists():
        raise NotPossible(_("Für diese Abgabe sind die Bewertenden schon bestimmt."))
    if first == second:
        raise NotPossible(_("Erst- und Zweitbewertung übernehmen zwei verschiedene Personen."))
    if submission.enrolment.learner in (first, second):
        raise NotPossible(_("Niemand bewertet das eigene Projekt."))
    for position, reviewer in enumerate((first, second), start=1):
        Review.objects.create(submission=submission, reviewer=reviewer, position=position, assigned_at=at)
    submission.status = Status.IN_REVIEW
    submission.save(update_fields=["status"])
    record("reviewers_assigned", submission, by=by, at=at, reviewers=[first.pk, second.pk])
    return submission


@transaction.atomic
def assign_third_reviewer(submission: Submission, reviewer: Person, *, by: Person, at: datetime) -> Review:
    """Name the person who decides when the first two reviews differ (curriculum section 5)."""
    submission = locked_submission(submission)
    firsts = list(submission.reviews.filter(position__lte=2, submitted_at__isnull=False))
    if submission.status != Status.IN_REVIEW or len(firsts) < 2 or not reviews_differ(firsts, submission.assignment.pass_rule):
        raise NotPossible(_("Eine dritte Bewertung ist hier nicht nötig."))
    if reviewer.pk in {review.reviewer_id for review in firsts} or reviewer.pk == submission.enrolment.learner_id:
        raise NotPossible(_("Die dritte Bewertung übernimmt eine Person, die noch nicht beteiligt war."))
    try:
        with transaction.atomic():
            review = Review.objects.create(submission=submission, reviewer=reviewer, position=3, assigned_at=at)
    except IntegrityError as error:
        raise NotPossible(_("Für diese Abgabe sind die Bewertenden schon bestimmt.")) from error
    record("third_reviewer_assigned", submission, by=by, at=at, reviewer=reviewer.pk)
    return review


@transaction.atomic
def save_review_draft(review: Review, *, points: list[int | None], decision: str, comment: str, at: datetime) -> Review:
    """Keep a review that is not given yet."""
    review = Review.objects.select_for_update(no_key=True).get(pk=review.pk)
    if review.submitted_at:
        raise NotPossible(_("Diese Bewertung ist schon abgegeben."))
    review.points, review.decision, review.comment, review.saved_at = points, decision, comment, at
    review.save(update_fields=["points", "decision", "comment", "saved_at"])
    return review


@transaction.atomic
def submit_review(
    review: Review, *, points: Sequence[int | None], decision: str, comment: str, by: Person, at: datetime
) -> Submission:
    """Give a review. The second of the two decides the outcome in the same transaction; a third decides differences."""
    enrolment = locked_enrolment(review.submission.enrolment)
    submission = locked_submission(review.submission)
    review = Review.objects.get(pk=review.pk)
    if review.submitted_at:
        raise NotPossible(_("Diese Bewertung ist schon abgegeben."))
    if not rules.can_review(by, review):
        raise NotPossible(_("Diese Bewertung ist einer anderen Person zugeteilt."))
    given = [value for value in points if value is not None]
    if len(given) != len(submission.assignment.rubric):
        raise NotPossible(_("Bitte bewerten Sie jedes Kriterium."))
    if (decision == Decision.ACCEPT) != is_acceptable(given, submission.assignment.pass_rule):
        raise NotPossible(_("Punkte und Ergebnis passen nicht zusammen. Bitte prüfen Sie beides."))
    review.points, review.decision, review.comment, review.submitted_at = given, decision, comment, at
    review.save()
    record("review_submitted", submission, by=by, at=at, position=review.position)
    verdict = project_verdict(list(submission.reviews.filter(submitted_at__isnull=False)), submission.assignment.pass_rule)
    if verdict:
        settle(submission, enrolment, verdict, by=by, at=at)
    return submission
