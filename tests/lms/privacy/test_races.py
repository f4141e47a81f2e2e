"""Closing an account at the moment something else begins with it. On an SQLite file and on PostgreSQL."""

import pytest

from courses.cohorts.actions import request_place
from courses.cohorts.models import Enrolment
from lms import clock
from lms.accounts.actions import change_profile
from lms.accounts.models import Person
from lms.errors import NotPossible
from lms.privacy.actions import erase_person
from tests.factories.courses import make_cohort
from tests.factories.people import make_municipality, make_person
from tests.threads import run_together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database, pytest.mark.threads]

ROUNDS = 5


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
