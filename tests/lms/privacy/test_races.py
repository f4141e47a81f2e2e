"""Erasing an account, or deleting what is over, while somebody adds to it. On an SQLite file and on PostgreSQL."""

import threading
import time
from datetime import UTC, datetime

import pytest
from django.db import transaction

from courses.cohorts.actions import request_place
from courses.cohorts.models import Enrolment
from courses.qualification.models import CreditTransfer
from lms import clock
from lms.accounts.actions import change_profile
from lms.accounts.models import Person
from lms.errors import NotPossible
from lms.privacy.actions import erase_person, run_retention
from lms.privacy.due import RULES
from tests.factories.courses import make_cohort, make_enrolment, make_version
from tests.factories.people import make_municipality, make_office_person, make_person
from tests.threads import run_together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database, pytest.mark.threads]

ROUNDS = 5
AT = datetime(2028, 1, 10, 9, 0, tzinfo=UTC)
"""Long after the factory's cohorts began."""


def erasing(person):
    return lambda: erase_person(person, by=person, at=clock.now())


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_of_a_request_and_the_closing_of_the_account_one_wins(_round):
    cohort, person, place = make_cohort(), make_person(), make_municipality()

    answers = run_together(
        lambda: request_place(cohort, person, municipality=place, at=clock.now()),
        erasing(person),
    )

    person.refresh_from_db()
    refused = {str(answer) for answer in answers if isinstance(answer, NotPossible)}
    if person.erased_at:
        assert (Enrolment.objects.count(), refused) == (0, {"Dieses Konto ist gelöscht."})
    else:
        sentence = f"Die Anmeldung zum Durchgang {cohort.code} läuft noch. Sie muss zuerst zurückgezogen werden."
        assert (Enrolment.objects.get().learner, refused) == (person, {sentence})


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_profile_saved_while_the_account_is_closed_brings_no_name_back(_round):
    person, place = make_person(), make_municipality()
    typed = {"given_name": "Neu", "family_name": "Benannt", "municipality": place}

    run_together(lambda: change_profile(person, **typed, by=person, at=clock.now()), erasing(person))

    assert str(Person.objects.get(pk=person.pk)) == "Gelöschte Person"


def test_credit_added_during_a_retention_run_keeps_its_request_and_the_others_go():
    office, cohort = make_office_person(), make_cohort(make_version(components=[{"code": "M1"}]))
    credited, _over = (make_enrolment(cohort, status="withdrawn") for _number in range(2))
    fields = {"component": cohort.version.components.get(), "evidence": "Zeugnis", "proposed_by": office, "proposed_at": AT}
    is_added = threading.Event()

    def credit():
        with transaction.atomic():
            Enrolment.objects.select_for_update(no_key=True).get(pk=credited.pk)
            CreditTransfer.objects.create(enrolment=credited, **fields)
            is_added.set()
            time.sleep(0.5)  # time for the run to come as far as it can before this commits

    def delete():
        is_added.wait()
        return run_retention(RULES["unfinished"], by=office, at=AT)

    _nothing, done = run_together(credit, delete)

    assert done.deleted == 1
    assert list(Enrolment.objects.all()) == [credited]
