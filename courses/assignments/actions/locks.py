"""The rows an action works on, held until it is done. The enrolment first, then the submission."""

from courses.assignments.models import Submission
from courses.cohorts.models import Enrolment


def locked_enrolment(enrolment: Enrolment) -> Enrolment:
    return Enrolment.objects.select_for_update(no_key=True, of=("self",)).select_related("learner", "cohort").get(pk=enrolment.pk)


def locked_submission(submission: Submission) -> Submission:
    rows = Submission.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("assignment__lesson__component", "enrolment__learner", "enrolment__cohort").get(pk=submission.pk)
