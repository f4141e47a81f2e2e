from datetime import timedelta

import pytest
from django.urls import reverse

from courses.cohorts import actions
from courses.cohorts.models import Cohort, Enrolment
from lms import clock
from lms.accounts.models import Municipality, Organisation
from lms.journal.models import JournalEntry
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.people import make_municipality, make_office_person, make_person

pytestmark = pytest.mark.django_db


def test_confirmation_without_a_pressed_button_is_no_answer(client):
    enrolment = make_enrolment(make_cohort(), status="requested")
    token = actions.ask_for_confirmation(enrolment, email="amt@example.org", by=make_office_person(), at=clock.now())
    address = reverse("courses:sending-confirmation", args=[token])

    page = client.post(address, follow=True)

    assert enrolment.sending_confirmations.get().used_at is None
    assert "Bitte wählen Sie eine der Schaltflächen." in page.content.decode()


def test_page_of_the_sending_organisation_asks_until_it_is_answered(client):
    enrolment = make_enrolment(make_cohort(), status="requested")
    token = actions.ask_for_confirmation(enrolment, email="amt@example.org", by=make_office_person(), at=clock.now())
    address = reverse("courses:sending-confirmation", args=[token])

    asked, answered = client.get(address).text, client.post(address, {"antwort": "ja"}, follow=True).text

    assert '<h1 class="qc-h1">Teilnahme bestätigen</h1>' in asked
    assert '<h1 class="qc-h1">Bestätigung der Teilnahme</h1>' in answered
    assert "Teilnahme bestätigen" not in answered


@pytest.mark.parametrize(
    ("enrolment_is", "cohort_is", "words"),
    [
        ("withdrawn", "open", "Diese Anmeldung ist schon entschieden oder zurückgezogen."),
        ("declined", "open", "Diese Anmeldung ist schon entschieden oder zurückgezogen."),
        ("confirmed", "open", "Diese Anmeldung ist schon entschieden oder zurückgezogen."),
        ("requested", "cancelled", "Dieser Durchgang ist vorbei."),
        ("requested", "completed", "Dieser Durchgang ist vorbei."),
    ],
)
def test_a_link_asks_nothing_once_its_answer_is_of_no_use(client, enrolment_is, cohort_is, words):
    enrolment = make_enrolment(make_cohort(), status="requested")
    token = actions.ask_for_confirmation(enrolment, email="amt@example.org", by=make_office_person(), at=clock.now())
    holds_a_place = enrolment_is in Enrolment.HOLDS_A_PLACE
    Enrolment.objects.update(status=enrolment_is, seat=enrolment.seat if holds_a_place else None)
    Cohort.objects.update(status=cohort_is)
    address = reverse("courses:sending-confirmation", args=[token])

    shown = client.get(address)
    page = client.post(address, {"antwort": "ja"}, follow=True)

    assert 'name="antwort"' not in shown.text
    assert words in shown.text
    assert words in page.text
    assert "gespeichert" not in page.text
    assert enrolment.sending_confirmations.get().used_at is None


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


PROMISES = {"is_adult": "on", "will_do_project": "on"}


def kept_pages(person) -> dict:
    name = {"given_name": person.given_name, "family_name": person.family_name}
    place = {"municipality": person.municipality_id, "organisation_kind": "", "organisation_name": ""}
    return {"person": name, "kommune": place, "bestaetigung": {"email": ""}}


@pytest.mark.parametrize("first_is_done", [True, False], ids=["after the first", "beside the first"])
def test_second_click_reads_like_the_first(client, first_is_done):
    cohort, person = make_cohort(), make_person(municipality=make_municipality())
    client.force_login(person)
    session = client.session
    session[f"enrol-{cohort.pk}"] = kept_pages(person)
    session.save()
    address = reverse("courses:enrol-step", args=[cohort.slug, "pruefen"])

    first = client.post(address, PROMISES, follow=True)
    if not first_is_done:
        session = client.session
        session[f"enrol-{cohort.pk}"] = kept_pages(person)
        session.save()
    second = client.post(address, PROMISES, follow=True)

    for page in (first, second):
        assert page.redirect_chain == [(reverse("courses:overview"), 302)]
        assert "Ihre Anmeldung ist eingegangen." in page.text
    assert "schon angemeldet" not in second.text
    assert cohort.enrolments.count() == 1


def keep_pages(client, cohort, person, **place):
    pages = kept_pages(person)
    pages["kommune"] |= place
    session = client.session
    session[f"enrol-{cohort.pk}"] = pages
    session.save()


def test_a_refused_enrolment_changes_nothing(client):
    cohort, person = make_cohort(status="running"), make_person(municipality=make_municipality())
    client.force_login(person)
    keep_pages(client, cohort, person, organisation_kind="other", organisation_name="Verein Neu")

    page = client.post(reverse("courses:enrol-step", args=[cohort.slug, "pruefen"]), PROMISES)

    person.refresh_from_db()
    assert page.status_code == 422
    assert "ist die Anmeldung geschlossen" in page.text
    assert person.organisation is None
    assert not Organisation.objects.exists()
    assert not JournalEntry.objects.exists()


def test_a_municipality_that_ended_meanwhile_is_asked_for_again(client):
    cohort, person = make_cohort(), make_person(municipality=make_municipality("Weg"))
    client.force_login(person)
    keep_pages(client, cohort, person)
    Municipality.objects.update(valid_until=clock.today())

    page = client.post(reverse("courses:enrol-step", args=[cohort.slug, "pruefen"]), PROMISES, follow=True)

    assert page.redirect_chain == [(reverse("courses:enrol-step", args=[cohort.slug, "kommune"]), 302)]
    assert "Diese Kommune gibt es nicht mehr." in page.text
    assert not cohort.enrolments.exists()


@pytest.mark.parametrize("status", ["confirmed", "completed", "offered"])
def test_a_form_sent_again_after_the_decision_leads_to_the_overview_without_a_word(client, status):
    until = clock.now() + timedelta(days=1) if status == "offered" else None
    enrolment = make_enrolment(make_cohort(), status=status, offered_until=until)
    client.force_login(enrolment.learner)

    page = client.post(reverse("courses:enrol-step", args=[enrolment.cohort.slug, "pruefen"]), PROMISES, follow=True)

    assert page.redirect_chain == [(reverse("courses:overview"), 302)]
    assert list(page.context["messages"]) == []


def test_whoever_withdrew_while_the_form_was_sent_finds_the_overview(client, monkeypatch):
    cohort, person = make_cohort(), make_person()
    client.force_login(person)
    monkeypatch.setattr("courses.cohorts.views.Enrol._is_enrolled", lambda view, asked: True)

    page = client.post(reverse("courses:enrol-step", args=[cohort.slug, "pruefen"]), PROMISES, follow=True)

    assert page.redirect_chain == [(reverse("courses:overview"), 302)]
    assert list(page.context["messages"]) == []


@pytest.mark.parametrize(
    ("status", "said", "unsaid"),
    [
        ("waitlisted", "Ihr Platz auf der Warteliste verfällt.", "Wir bieten ihn der nächsten Person"),
        ("requested", "Wir bieten ihn der nächsten Person", "Warteliste verfällt"),
    ],
)
def test_page_of_withdrawing_says_what_is_given_back(client, status, said, unsaid):
    enrolment = make_enrolment(make_cohort(), status=status)
    client.force_login(enrolment.learner)

    page = client.get(reverse("courses:enrolment-withdraw", args=[enrolment.public_id])).text

    assert said in page
    assert unsaid not in page
    assert "Ergebnisse" not in page


def test_whoever_gives_up_a_cohort_reads_that_results_stay(client):
    enrolment = make_enrolment(make_cohort())
    client.force_login(enrolment.learner)

    page = client.get(reverse("courses:enrolment-withdraw", args=[enrolment.public_id])).text

    assert "Ihre bisherigen Ergebnisse bleiben im Lernkonto erhalten." in page


@pytest.mark.parametrize(
    ("status", "is_theirs"), [(None, False), ("waitlisted", False), ("discontinued", False), ("confirmed", True)]
)
def test_page_of_a_completed_cohort_holds_out_no_sign_up(client, status, is_theirs):
    cohort = make_cohort(status="completed")
    person = make_enrolment(cohort, status=status).learner if status else make_person()
    client.force_login(person)

    page = client.get(reverse("courses:cohort", args=[cohort.slug])).text

    assert ("Sie sind angemeldet" in page) is is_theirs
    assert ("Dieser Durchgang ist abgeschlossen." in page) is not is_theirs
    assert "zurzeit geschlossen" not in page
    assert "Möchten Sie wieder teilnehmen?" not in page


@pytest.mark.parametrize(
    ("status", "cohort_is", "may_withdraw"),
    [
        ("confirmed", "running", True),
        ("waitlisted", "open", True),
        ("completed", "running", False),
        ("confirmed", "completed", False),
    ],
)
def test_page_of_ones_cohort_leads_to_withdrawing(client, status, cohort_is, may_withdraw):
    enrolment = make_enrolment(make_cohort(status=cohort_is), status=status)
    client.force_login(enrolment.learner)

    page = client.get(reverse("courses:cohort", args=[enrolment.cohort.slug])).text

    assert (reverse("courses:enrolment-withdraw", args=[enrolment.public_id]) in page) is may_withdraw


@pytest.mark.parametrize("status", ["withdrawn", "declined", "discontinued"])
def test_what_has_ended_is_not_asked_to_be_withdrawn(client, status):
    enrolment = make_enrolment(make_cohort(), status=status)
    client.force_login(enrolment.learner)

    page = client.get(reverse("courses:enrolment-withdraw", args=[enrolment.public_id]))

    assert page.url == reverse("courses:overview")
