from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.urls import reverse

from courses.cohorts import actions, queries
from courses.cohorts.models import Cohort, Enrolment
from lms import clock
from lms.accounts.models import Person
from lms.errors import NotPossible
from lms.notifications.models import Notice
from tests.factories.courses import make_cohort, make_enrolment, make_meeting, make_version
from tests.factories.people import make_municipality, make_office_person, make_person, make_trainer

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
Status = Enrolment.Status


def ask(cohort, learner=None, at=NOW):
    return actions.request_place(cohort, learner or make_person(), municipality=make_municipality(), at=at)


def test_request_takes_the_smallest_free_place():
    cohort = make_cohort(capacity=2)
    make_enrolment(cohort, seat=2, arrival=7)
    Cohort.objects.update(next_arrival=8)

    enrolment = ask(cohort)

    assert (enrolment.status, enrolment.seat, enrolment.arrival) == (Status.REQUESTED, 1, 8)


def test_request_waits_when_all_places_are_taken():
    cohort = make_cohort(capacity=1)
    ask(cohort)

    second, third = ask(cohort), ask(cohort)

    assert [second.status, third.status] == [Status.WAITLISTED, Status.WAITLISTED]
    assert [queries.place_in_line(second), queries.place_in_line(third)] == [1, 2]


def test_newcomer_waits_while_somebody_waits_even_if_a_seat_is_free():
    cohort = make_cohort(capacity=2)
    make_enrolment(cohort, status=Status.WAITLISTED)
    Cohort.objects.update(next_arrival=2)

    assert ask(cohort).status == Status.WAITLISTED


def test_same_person_cannot_ask_twice_but_again_after_withdrawing():
    cohort, learner = make_cohort(), make_person()
    first = ask(cohort, learner)

    with pytest.raises(NotPossible, match="schon angemeldet"):
        ask(cohort, learner)
    actions.withdraw(first, by=learner, at=NOW)

    assert ask(cohort, learner).status == Status.REQUESTED


def test_whoever_discontinued_comes_back_to_the_same_membership():
    cohort, learner, office = make_cohort(capacity=1), make_person(), make_office_person()
    first = actions.confirm_request(ask(cohort, learner), by=office, at=NOW)
    waiting = ask(cohort)
    actions.withdraw(first, by=learner, at=NOW, reason="Krank")

    again = ask(cohort, learner, at=NOW + timedelta(days=9))
    assert (again.pk, again.status, again.arrival, again.ended_at, again.ended_because) == (
        first.pk,
        Status.WAITLISTED,
        3,
        None,
        "",
    )

    actions.withdraw(again, by=learner, at=NOW)
    actions.decline_request(waiting, reason="Kein Bezug", by=office, at=NOW)
    third = ask(cohort, learner)
    actions.confirm_request(third, by=office, at=NOW)
    assert (third.pk, Enrolment.objects.filter(learner=learner).count()) == (first.pk, 1)


def test_closed_cohort_takes_no_request():
    with pytest.raises(NotPossible, match="geschlossen"):
        ask(make_cohort(status="running"))


def test_withdrawal_offers_the_place_to_the_first_waiting_with_a_deadline():
    cohort = make_cohort(capacity=1, offer_hours=72)
    holder = ask(cohort)
    first, second = ask(cohort), ask(cohort)

    actions.withdraw(holder, by=holder.learner, at=NOW)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, first.seat, first.offered_until) == (Status.OFFERED, 1, NOW + timedelta(hours=72))
    assert second.status == Status.WAITLISTED
    assert Notice.objects.get(person=first.learner, kind="place_offered").subject.startswith("Ihr Platz im Durchgang")


def test_offer_is_accepted_in_time_and_refused_afterwards():
    cohort = make_cohort(capacity=1)
    late = make_enrolment(cohort, status=Status.OFFERED, offered_until=NOW)

    with pytest.raises(NotPossible, match="gilt nicht mehr"):
        actions.accept_offer(late, at=NOW + timedelta(seconds=1))

    assert actions.accept_offer(late, at=NOW).status == Status.CONFIRMED


def test_overdue_offer_goes_to_the_next_in_line():
    cohort = make_cohort(capacity=1)
    overdue = make_enrolment(cohort, status=Status.OFFERED, offered_until=NOW)
    waiting = make_enrolment(cohort, status=Status.WAITLISTED)

    actions.offer_free_seats(cohort, at=NOW + timedelta(minutes=1))

    overdue.refresh_from_db()
    waiting.refresh_from_db()
    assert (overdue.status, overdue.seat, waiting.status, waiting.seat) == (Status.WITHDRAWN, None, Status.OFFERED, 1)


def test_the_job_passes_overdue_places_on_and_tells_both():
    cohort = make_cohort(capacity=1)
    overdue = make_enrolment(cohort, status=Status.OFFERED, offered_until=clock.now() - timedelta(minutes=1))
    waiting = make_enrolment(cohort, status=Status.WAITLISTED)

    call_command("end_overdue_offers", stdout=StringIO())
    call_command("end_overdue_offers", stdout=StringIO())

    waiting.refresh_from_db()
    assert waiting.status == Status.OFFERED
    assert [(notice.person, notice.kind) for notice in Notice.objects.order_by("pk")] == [
        (overdue.learner, "offer_expired"),
        (waiting.learner, "place_offered"),
    ]


@pytest.mark.parametrize("over", [Cohort.Status.CANCELLED, Cohort.Status.COMPLETED])
def test_nobody_joins_a_cohort_that_is_over(over):
    cohort = make_cohort(status=over)
    offered = make_enrolment(cohort, status=Status.OFFERED, offered_until=NOW)
    requested = make_enrolment(cohort, status=Status.REQUESTED)

    with pytest.raises(NotPossible, match="nimmt niemanden mehr auf"):
        actions.accept_offer(offered, at=NOW)
    with pytest.raises(NotPossible, match="nimmt niemanden mehr auf"):
        actions.confirm_request(requested, by=make_office_person(), at=NOW)


def test_everybody_who_counts_on_a_cohort_is_told_once_that_it_is_cancelled():
    cohort, trainer = make_cohort(), make_trainer()
    actions.set_trainers(cohort, [trainer], by=trainer, at=NOW)
    states = (Status.CONFIRMED, Status.WAITLISTED, Status.REQUESTED, Status.WITHDRAWN, Status.COMPLETED)
    learns, waits, asks, _left, _done = [make_enrolment(cohort, status=status) for status in states]

    for _twice in range(2):
        actions.change_cohort(cohort, status=Cohort.Status.CANCELLED, by=make_office_person(), at=NOW)

    assert {(notice.person, notice.kind) for notice in Notice.objects.all()} == {
        (learns.learner, "cohort_cancelled"),
        (waits.learner, "enrolment_declined"),
        (asks.learner, "enrolment_declined"),
        (trainer, "taught_cohort_cancelled"),
    }
    assert Notice.objects.count() == 4
    waits.refresh_from_db()
    assert (waits.status, waits.ended_because) == (Status.DECLINED, "Der Durchgang ist abgesagt.")


def test_nobody_is_left_waiting_for_a_cohort_that_is_completed(client):
    cohort = make_cohort(place="Stuttgart")
    waiting = [make_enrolment(cohort, status=status) for status in (Status.WAITLISTED, Status.REQUESTED)]
    waiting.append(make_enrolment(cohort, status=Status.OFFERED, offered_until=NOW + timedelta(days=36500)))
    learns = make_enrolment(cohort, status=Status.CONFIRMED)
    client.force_login(make_office_person())
    address = reverse("courses:cohort-settings", args=[cohort.slug])
    shown = client.get(address).context["form"].initial
    typed = {name: value or "" for name, value in shown.items()} | {"starts_on": "01.09.2026", "ends_on": "01.06.2027"}

    client.post(address, typed | {"status": "completed"})

    ended = [(row.status, row.ended_because) for row in Enrolment.objects.filter(pk__in=[row.pk for row in waiting])]
    assert ended == [(Status.DECLINED, "Der Durchgang ist abgeschlossen.")] * 3
    told = {(notice.person, notice.kind) for notice in Notice.objects.all()}
    assert told == {(row.learner, "enrolment_declined") for row in waiting}
    learns.refresh_from_db()
    assert learns.status == Status.CONFIRMED


def test_old_tab_does_not_take_a_cancelled_cohort_back(client):
    cohort = make_cohort(place="Stuttgart")
    client.force_login(make_office_person())
    address = reverse("courses:cohort-settings", args=[cohort.slug])
    shown = client.get(address).context["form"].initial
    typed = {name: value or "" for name, value in shown.items()} | {"starts_on": "01.09.2026", "ends_on": "01.06.2027"}
    assert client.post(address, typed | {"status": "cancelled"}).status_code == 302

    answer = client.post(address, typed | {"place": "Ulm"})

    assert answer.status_code == 422
    assert "Der Status wurde inzwischen geändert." in answer.text
    assert Cohort.objects.get().status == "cancelled"


@pytest.mark.parametrize(("until", "status"), [("01.06.2027", 302), ("02.06.2027", 422)])
def test_nobody_signs_up_after_the_end_of_a_cohort(client, until, status):
    cohort = make_cohort(place="Stuttgart")
    client.force_login(make_office_person())
    address = reverse("courses:cohort-settings", args=[cohort.slug])
    shown = client.get(address).context["form"].initial
    days = {"starts_on": "01.09.2026", "ends_on": "01.06.2027", "sign_up_until": until}

    answer = client.post(address, {name: value or "" for name, value in shown.items()} | days)

    assert answer.status_code == status
    assert ("Die Anmeldung endet spätestens mit dem Durchgang." in answer.text) is (status == 422)


def test_cohort_does_not_leave_its_meetings_outside():
    version = make_version(components=[{"lessons": [{"kind": "meeting"}]}])
    cohort = make_cohort(version)
    make_meeting(cohort, version.components.get().lessons.get(), starts_at=NOW)

    with pytest.raises(NotPossible, match="läge außerhalb") as refused:
        actions.change_cohort(cohort, starts_on=date(2030, 1, 1), ends_on=date(2030, 9, 1), by=make_office_person(), at=NOW)

    assert refused.value.field == "starts_on"


def test_nobody_confirms_a_request_of_their_own():
    office = make_office_person()
    own = make_enrolment(make_cohort(), office, status=Status.REQUESTED)

    with pytest.raises(NotPossible, match="Ihre eigene Anmeldung"):
        actions.confirm_request(own, by=office, at=NOW)

    own.refresh_from_db()
    assert own.status == Status.REQUESTED


def test_declined_person_reads_the_reason():
    cohort, office = make_cohort(), make_office_person()
    enrolment = ask(cohort)

    actions.decline_request(enrolment, reason="Der Durchgang ist für eine andere Region.", by=office, at=NOW)

    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.seat) == (Status.DECLINED, None)
    assert "Der Durchgang ist für eine andere Region." in Notice.objects.get(kind="enrolment_declined").body


def test_capacity_cannot_shrink_below_taken_places():
    cohort, office = make_cohort(capacity=2), make_office_person()
    make_enrolment(cohort, seat=2)

    with pytest.raises(NotPossible, match="bereits mehr Plätze"):
        actions.change_cohort(cohort, capacity=1, by=office, at=NOW)

    cohort.refresh_from_db()
    assert cohort.capacity == 2


def test_confirmation_link_works_once():
    enrolment = make_enrolment(make_cohort(), status=Status.REQUESTED)
    token = actions.ask_for_confirmation(enrolment, email="stelle@example.org", by=enrolment.learner, at=NOW)

    answered = actions.answer_confirmation(token, confirms=True, at=NOW)

    assert answered.answer == "confirmed"
    with pytest.raises(NotPossible, match="gilt nicht mehr"):
        actions.answer_confirmation(token, confirms=False, at=NOW)


def erase_account_of(learner):
    """As `erase_person` leaves it where an old cohort was over, before the office opens the cohort again."""
    Person.objects.filter(pk=learner.pk).update(email=None, is_active=False, erased_at=NOW)


def test_whoever_has_erased_the_account_is_given_no_place():
    cohort, learner = make_cohort(), make_person()
    requested = make_enrolment(cohort, status=Status.REQUESTED)
    offered = make_enrolment(cohort, status=Status.OFFERED, offered_until=NOW + timedelta(hours=1))
    for person in (learner, requested.learner, offered.learner):
        erase_account_of(person)

    for deciding in (
        lambda: ask(cohort, learner),
        lambda: actions.confirm_request(requested, by=make_office_person(), at=NOW),
        lambda: actions.accept_offer(offered, at=NOW),
    ):
        with pytest.raises(NotPossible, match="Dieses Konto ist gelöscht"):
            deciding()

    assert set(Enrolment.objects.values_list("learner", "status")) == {
        (requested.learner_id, "requested"),
        (offered.learner_id, "offered"),
    }


def test_free_place_passes_over_whoever_has_erased_the_account():
    cohort = make_cohort(capacity=1)
    erased, waiting = (make_enrolment(cohort, status=Status.WAITLISTED) for _number in range(2))
    erase_account_of(erased.learner)

    assert actions.offer_free_seats(cohort, at=NOW) == [waiting]


@pytest.mark.parametrize("own", ["zweite@example.org", "Zweite@Example.org"])
def test_nobody_confirms_from_a_second_address_of_their_own(client, own):
    cohort = make_cohort()
    enrolment = make_enrolment(cohort, status=Status.REQUESTED)
    EmailAddress.objects.create(user=enrolment.learner, email="zweite@example.org")
    EmailAddress.objects.create(user=make_person(), email="amt@example.org")

    with pytest.raises(NotPossible, match="Ihre eigene"):
        actions.ask_for_confirmation(enrolment, email=own, by=enrolment.learner, at=NOW)
    assert actions.ask_for_confirmation(enrolment, email="amt@example.org", by=enrolment.learner, at=NOW)


def test_a_second_click_asks_nobody_twice_and_a_minute_later_it_does(mailoutbox, django_capture_on_commit_callbacks):
    enrolment, office = make_enrolment(make_cohort(), status="requested"), make_office_person()
    ask = {"email": "amt@example.org", "by": office}
    with django_capture_on_commit_callbacks(execute=True):
        actions.ask_for_confirmation(enrolment, **ask, at=NOW)
        with pytest.raises(NotPossible, match="gerade erst angefragt"):
            actions.ask_for_confirmation(enrolment, **ask, at=NOW + timedelta(seconds=59))
        actions.ask_for_confirmation(enrolment, **ask, at=NOW + timedelta(seconds=60))

    assert [mail.to for mail in mailoutbox] == [["amt@example.org"]] * 2


def test_the_office_reads_whose_address_it_named():
    enrolment = make_enrolment(make_cohort(), status="requested")

    with pytest.raises(NotPossible, match="gehört der angemeldeten Person"):
        actions.ask_for_confirmation(enrolment, email=enrolment.learner.email, by=make_office_person(), at=NOW)


def test_page_of_the_enrolment_refuses_a_second_address_of_their_own(client):
    cohort, person = make_cohort(), make_person()
    EmailAddress.objects.create(user=person, email="zweite@example.org")
    client.force_login(person)

    page = client.post(reverse("courses:enrol-step", args=[cohort.slug, "bestaetigung"]), {"email": "zweite@example.org"})

    assert page.status_code == 422
    assert "Diese Adresse ist Ihre eigene." in page.text
