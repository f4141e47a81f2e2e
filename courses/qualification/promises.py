"""What no constraint can say about completing: each function returns the rows that break its promise."""

from django.db.models import F, QuerySet

from .models import CreditTransfer, ReleaseItem


def credited_component_belongs_to_the_cohorts_version() -> QuerySet[CreditTransfer]:
    return CreditTransfer.objects.exclude(component__version=F("enrolment__cohort__version"))


def release_is_about_people_of_its_cohort() -> QuerySet[ReleaseItem]:
    return ReleaseItem.objects.exclude(completion__enrolment__cohort=F("release__cohort"))


PROMISES = (
    credited_component_belongs_to_the_cohorts_version,
    release_is_about_people_of_its_cohort,
)
