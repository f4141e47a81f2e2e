"""Who gets the last place, decided by threads with one connection each."""

import threading
import time
import uuid
from datetime import date

import pytest

from courses.cohorts import actions
from courses.cohorts.actions import confirmations
from courses.cohorts.models import Announcement, Cohort, Enrolment
from lms import clock
from lms.accounts.models import Responsibility
from lms.errors import NotPossible
from lms.journal.models import JournalEntry
from lms.notifications.models import Notice
from tests.factories.courses import make_cohort, make_enrolment, make_version
from tests.factories.people import LONG_AGO, make_municipality, make_office_person, make_person
from tests.threads import run_together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database, pytest.mark.threads]


def test_the_last_place_goes_to_exactly_one():
    cohort, place = make_cohort(capacity=1), make_municipality()
    people = [make_person() for _ in range(8)]

    run_together(
        *[lambda person=person: actions.request_place(cohort, person, municipality=place, at=clock.now()) for person in people]
    )

    enrolments = Enrolment.objects.order_by("arrival")
    assert [enrolment.arrival for enrolment in enrolments] == list(range(1, 9))
    assert [enrolment.status for enrolment in enrolments] == ["requested", *["waitlisted"] * 7]


def test_the_same_person_gets_one_enrolment_and_is_told_why_not_two():
    cohort, place, person = make_cohort(), make_municipality(), make_person()

    answers = run_together(*[lambda: actions.request_place(cohort, person, municipality=place, at=clock.now())] * 6)

    refusals = [answer for answer in answers if isinstance(answer, NotPossible)]
    assert Enrolment.objects.count() == 1
    assert {str(refusal) for refusal in refusals} == {"Sie sind für diesen Durchgang schon angemeldet."}
    assert len(refusals) == 5


def test_a_freed_place_is_offered_once():
    cohort = make_cohort(capacity=1)
    holder = make_enrolment(cohort)
    for _ in range(3):
        make_enrolment(cohort, status="waitlisted")

    run_together(
        lambda: actions.withdraw(holder, by=holder.learner, at=clock.now()),
        *[lambda: actions.offer_free_seats(cohort, at=clock.now())] * 5,
    )

    assert list(Enrolment.objects.filter(status="offered").values_list("arrival", "seat")) == [(2, 1)]


def test_one_form_sent_many_times_at_once_is_one_announcement():
    cohort, office = make_cohort(), make_office_person()
    make_enrolment(cohort)
    words = {"audience": "everybody", "title": "Raum geändert", "text": "Im Rathaus.", "key": uuid.uuid4()}

    answers = run_together(*[lambda: actions.announce(cohort, **words, by=office, at=clock.now())] * 5)

    assert {answer.pk for answer in answers} == {Announcement.objects.get().pk}
    assert Notice.objects.count() == 1


def test_membership_ended_by_two_offices_at_once_ends_once_and_frees_one_place():
    cohort, offices = make_cohort(capacity=1), [make_office_person() for _ in range(4)]
    ending = make_enrolment(cohort)
    for _ in range(3):
        make_enrolment(cohort, status="waitlisted")

    answers = run_together(
        *[
            lambda by=by, number=number: actions.withdraw(ending, by=by, at=clock.now(), reason=f"Grund {number}")
            for number, by in enumerate(offices)
        ]
    )

    ended = Enrolment.objects.get(pk=ending.pk)
    entry = JournalEntry.objects.get(verb="enrolment_withdrawn")
    assert answers == [ending] * 4
    assert (ended.status, ended.ended_because) == ("discontinued", f"Grund {offices.index(entry.actor)}")
    assert list(Enrolment.objects.filter(status="offered").values_list("arrival", "seat")) == [(2, 1)]


@pytest.mark.parametrize("first", ["by link", "in the room"])
def test_a_request_is_answered_once_by_link_and_in_the_room_at_the_same_moment(monkeypatch, first):
    cohort, contact, town = make_cohort(), make_person(), make_municipality()
    Responsibility.objects.create(person=contact, role="municipal_contact", municipality=town, since=LONG_AGO)
    enrolment = make_enrolment(cohort, status="requested", municipality=town)
    token = actions.ask_for_confirmation(enrolment, email=contact.email, by=enrolment.learner, at=clock.now())
    ways = {
        "by link": lambda: actions.answer_confirmation(token, confirms=False, at=clock.now()),
        "in the room": lambda: actions.back_request(enrolment, confirms=True, by=contact, at=clock.now()),
    }
    begun = threading.Event()
    answer = confirmations._answered

    def answer_slowly(*args, **kwargs):
        begun.set()
        time.sleep(0.5)
        return answer(*args, **kwargs)

    def second(call):
        begun.wait(5)
        return call()

    monkeypatch.setattr(confirmations, "_answered", answer_slowly)
    ahead = ways.pop(first)
    [behind] = ways.values()

    answers = run_together(ahead, lambda: second(behind))

    assert isinstance(answers[1], NotPossible)
    assert [entry.facts["answer"] for entry in JournalEntry.objects.filter(verb="confirmation_answered")] == [answers[0].answer]
    assert enrolment.sending_confirmations.get().answer == answers[0].answer


def test_form_of_a_new_cohort_sent_twice_at_once_is_one_cohort():
    version, office = make_version(), make_office_person()
    fields = {"code": "QK-99", "capacity": 20, "starts_on": date(2027, 3, 1), "ends_on": date(2027, 12, 1)}

    answers = run_together(*[lambda: actions.plan_cohort(version, by=office, at=clock.now(), **fields)] * 4)

    assert [answer for answer in answers if isinstance(answer, Cohort)] == [Cohort.objects.get()]
    assert [str(answer) for answer in answers if isinstance(answer, NotPossible)] == [str(actions.CODE_IS_TAKEN)] * 3
