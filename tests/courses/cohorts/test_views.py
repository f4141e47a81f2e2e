import pytest
from django.urls import reverse

from courses.cohorts import actions
from lms import clock
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.people import make_office_person, make_person

pytestmark = pytest.mark.django_db


def test_confirmation_without_a_pressed_button_is_no_answer(client):
    enrolment = make_enrolment(make_cohort(), status="requested")
    token = actions.ask_for_confirmation(enrolment, email="amt@example.org", by=make_office_person(), at=clock.now())
    address = reverse("courses:sending-confirmation", args=[token])

    page = client.post(address, follow=True)

    assert enrolment.sending_confirmations.get().used_at is None
    assert "Bitte wählen Sie eine der Schaltflächen." in page.content.decode()


def test_whoever_discontinued_is_told_so_and_not_that_a_place_is_held(client):
    enrolment = make_enrolment(make_cohort(), status="discontinued")
    client.force_login(enrolment.learner)

    text = client.get(reverse("courses:cohort", args=[enrolment.cohort.slug])).content.decode()

    assert "Sie sind angemeldet" not in text
    assert "Sie haben diesen Durchgang abgebrochen." in text
    assert "Sie können sich wieder anmelden." in text
    assert reverse("courses:enrol", args=[enrolment.cohort.slug]) in text


def test_nobody_fills_in_four_pages_for_a_cohort_that_is_closed(client):
    cohort = make_cohort(status="running")
    client.force_login(make_person())

    page = client.get(reverse("courses:enrol", args=[cohort.slug]), follow=True)

    assert "Die Anmeldung ist zurzeit geschlossen." in page.content.decode()
