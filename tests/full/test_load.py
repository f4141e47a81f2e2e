"""Load profile LP1: the opening of an enrolment after a network day. Part of the full tier."""

from collections import Counter

import pytest

from courses.cohorts import actions
from courses.cohorts.models import Enrolment
from lms import clock
from tests.factories.courses import make_cohort
from tests.factories.people import make_municipality, make_person
from tests.threads import run_together

pytestmark = [pytest.mark.full, pytest.mark.django_db(transaction=True)]

PEOPLE, PLACES, AT_ONCE = 300, 24, 25


def test_three_hundred_people_ask_for_twenty_four_places():
    cohort, place = make_cohort(capacity=PLACES), make_municipality()
    people = [make_person() for _ in range(PEOPLE)]
    ask = [lambda person=person: actions.request_place(cohort, person, municipality=place, at=clock.now()) for person in people]

    answers = [answer for start in range(0, PEOPLE, AT_ONCE) for answer in run_together(*ask[start : start + AT_ONCE])]

    assert all(isinstance(answer, Enrolment) for answer in answers)
    enrolments = list(Enrolment.objects.order_by("arrival"))
    assert [enrolment.arrival for enrolment in enrolments] == list(range(1, PEOPLE + 1))
    assert [enrolment.seat for enrolment in enrolments[:PLACES]] == list(range(1, PLACES + 1))
    assert Counter(enrolment.status for enrolment in enrolments) == {"requested": PLACES, "waitlisted": PEOPLE - PLACES}


def test_places_survive_a_storm_of_withdrawals_and_offers():
    cohort, place = make_cohort(capacity=PLACES), make_municipality()
    enrolments = [actions.request_place(cohort, make_person(), municipality=place, at=clock.now()) for _ in range(3 * PLACES)]

    run_together(
        *[lambda e=e: actions.withdraw(e, by=e.learner, at=clock.now()) for e in enrolments[:PLACES]],
        *[lambda: actions.offer_free_seats(cohort, at=clock.now())] * 6,
    )

    seats = list(Enrolment.objects.filter(seat__isnull=False).order_by("seat").values_list("seat", "arrival"))
    assert seats == sorted(seats)
    assert [seat for seat, _ in seats] == list(range(1, PLACES + 1))
    assert {arrival for _, arrival in seats} == set(range(PLACES + 1, 2 * PLACES + 1))
