"""Roles ended at the same moment. On an SQLite file and on PostgreSQL."""

import pytest

from lms import clock
from lms.accounts.actions import take_role
from lms.accounts.models import Responsibility
from lms.errors import NotPossible
from tests.factories.people import make_office_person, make_trainer
from tests.threads import run_together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database, pytest.mark.threads]


@pytest.mark.parametrize("_round", range(5))
def test_last_two_administrations_cannot_end_each_other(_round):
    first, second = make_office_person(), make_office_person()

    answers = run_together(
        lambda: take_role(second.responsibilities.get(), by=first, at=clock.now()),
        lambda: take_role(first.responsibilities.get(), by=second, at=clock.now()),
    )

    refused = [str(answer) for answer in answers if isinstance(answer, NotPossible)]
    assert refused == ["Die letzte Programmadministration kann nicht beendet werden."]
    assert Responsibility.objects.running().count() == 1


def test_role_ended_by_two_offices_at_once_is_ended_once():
    held = make_trainer().responsibilities.get()
    offices = [make_office_person() for _ in range(3)]

    answers = run_together(*[lambda by=by: take_role(held, by=by, at=clock.now()) for by in offices])

    refused = [str(answer) for answer in answers if isinstance(answer, NotPossible)]
    assert refused == ["Diese Rolle ist schon beendet."] * 2
    assert Responsibility.objects.filter(role="trainer").exclude(until=None).count() == 1
