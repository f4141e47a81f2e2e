"""What no constraint can say about work and colloquia: each function returns the rows that break its promise."""

from django.db.models import F, Q, QuerySet

from .models import ColloquiumBooking, RecordSignature, Review, Submission


def submission_belongs_to_the_cohorts_version() -> QuerySet[Submission]:
    return Submission.objects.exclude(assignment__lesson__component__version=F("enrolment__cohort__version"))


def nobody_reviews_their_own_work() -> QuerySet[Review]:
    return Review.objects.filter(reviewer=F("submission__enrolment__learner"))


def booking_takes_a_time_of_its_cohort() -> QuerySet[ColloquiumBooking]:
    return ColloquiumBooking.objects.exclude(slot__cohort=F("enrolment__cohort"))


def minutes_are_signed_by_their_examiners() -> QuerySet[RecordSignature]:
    slot = "record__booking__slot__"
    examined = Q(examiner=F(f"{slot}examiner_1")) | Q(examiner=F(f"{slot}examiner_2"))
    return RecordSignature.objects.exclude(examined)


PROMISES = (
    submission_belongs_to_the_cohorts_version,
    nobody_reviews_their_own_work,
    booking_takes_a_time_of_its_cohort,
    minutes_are_signed_by_their_examiners,
)
