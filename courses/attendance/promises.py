"""What no constraint can say about attendance: each function returns the rows that break its promise."""

from django.db.models import Exists, F, OuterRef, QuerySet

from courses.progress.models import LedgerEntry

from .models import AttendanceClaim, MakeUpWork


def claim_is_about_somebody_of_the_cohort() -> QuerySet[AttendanceClaim]:
    return AttendanceClaim.objects.exclude(meeting__cohort=F("enrolment__cohort"))


def make_up_work_belongs_to_the_cohorts_version() -> QuerySet[MakeUpWork]:
    return MakeUpWork.objects.exclude(component__version=F("enrolment__cohort__version"))


def counted_minutes_rest_on_a_claim_at_a_meeting_that_stands() -> QuerySet[LedgerEntry]:
    """What was carried over from another cohort was claimed there."""
    claims = AttendanceClaim.objects.filter(
        enrolment=OuterRef("enrolment"), meeting__lesson=OuterRef("lesson"), meeting__cancelled_at=None
    )
    counting = LedgerEntry.objects.filter(kind=LedgerEntry.Kind.MINUTES, minutes__gt=0, replaced_by=None, carried_from=None)
    return counting.exclude(Exists(claims))


PROMISES = (
    claim_is_about_somebody_of_the_cohort,
    make_up_work_belongs_to_the_cohorts_version,
    counted_minutes_rest_on_a_claim_at_a_meeting_that_stands,
)
