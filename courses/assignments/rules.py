"""Who may hand in, see, assign and judge."""

from courses.cohorts.rules import can_run_cohorts, teaches
from lms.accounts.models import Person
from lms.accounts.rules import is_trainer

from .models import Assignment, ColloquiumSlot, Review, Submission


def can_hand_in(person: Person, submission: Submission) -> bool:
    return submission.enrolment.learner_id == person.pk


def can_see_submission(person: Person, submission: Submission) -> bool:
    """The learner, trainers of the cohort, whoever reviews it, and the programme administration; drafts only the learner."""
    if can_hand_in(person, submission):
        return True
    if submission.status == Submission.Status.DRAFT:
        return False
    return (
        teaches(person, submission.enrolment.cohort)
        or (is_trainer(person) and Review.objects.filter(submission=submission, reviewer=person).exists())
        or can_run_cohorts(person)
    )


def can_judge_task(person: Person, submission: Submission) -> bool:
    """Practice tasks are judged by a trainer of the cohort, and never by whoever wrote them."""
    is_own = can_hand_in(person, submission)
    return submission.assignment.kind == Assignment.Kind.TASK and not is_own and teaches(person, submission.enrolment.cohort)


def can_review(person: Person, review: Review) -> bool:
    return is_trainer(person) and review.reviewer_id == person.pk and review.submitted_at is None


def can_see_review(person: Person, review: Review) -> bool:
    """Reviews are blind: another's is visible once both first reviews are in; the learner sees it after the decision."""
    if review.reviewer_id == person.pk:
        return True
    if review.submission.enrolment.learner_id == person.pk:
        return review.submission.decided_at is not None
    both_in = review.submission.reviews.filter(position__lte=2, submitted_at__isnull=False).count() == 2
    return both_in and can_see_submission(person, review.submission)


def examines(person: Person, slot: ColloquiumSlot) -> bool:
    """One of the two examiners of a colloquium: they write its minutes and sign them."""
    return is_trainer(person) and is_named_as_examiner(person, slot)


def is_named_as_examiner(person: Person, slot: ColloquiumSlot) -> bool:
    return person.pk in (slot.examiner_1_id, slot.examiner_2_id)
