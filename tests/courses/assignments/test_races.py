"""Times of one examiner offered at once. On an SQLite file and on PostgreSQL."""

from datetime import UTC, datetime, timedelta

import pytest

from courses.assignments import actions
from courses.assignments.models import ColloquiumSlot
from lms.errors import NotPossible
from tests.factories.courses import make_cohort
from tests.factories.people import make_office_person, make_trainer
from tests.threads import run_together

pytestmark = [pytest.mark.database, pytest.mark.threads, pytest.mark.django_db(transaction=True)]

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def test_of_overlapping_times_offered_at_once_one_is_kept():
    first, second, office = make_trainer(), make_trainer(), make_office_person()
    cohorts = [make_cohort() for _ in range(6)]

    def offering(number):
        examiners = (first, second) if number % 2 else (second, first)
        starts_at = NOW + timedelta(minutes=number)
        return lambda: actions.offer_slot(
            cohorts[number], starts_at=starts_at, examiner_1=examiners[0], examiner_2=examiners[1], by=office, at=NOW
        )

    answers = run_together(*[offering(number) for number in range(6)])

    kept = ColloquiumSlot.objects.get()
    assert [answer for answer in answers if isinstance(answer, ColloquiumSlot)] == [kept]
    assert {str(answer) for answer in answers if isinstance(answer, NotPossible)} == {str(actions.EXAMINER_IS_BUSY)}
