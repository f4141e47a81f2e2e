"""The rows an action works on, held until it is done. The cohort first, then the enrolment."""

from courses.cohorts.models import Cohort, Enrolment


def locked_cohort(cohort: Cohort) -> Cohort:
    return Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)


def locked_enrolment(enrolment: Enrolment) -> Enrolment:
    return Enrolment.objects.select_for_update(no_key=True, of=("self",)).select_related("cohort", "learner").get(pk=enrolment.pk)
