"""What a municipal contact sees and answers: their people, by name and status, and nobody else's."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.cohorts import actions
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.queries import enrolments_sent_by, requests_to_back, unanswered_confirmations
from courses.cohorts.rules import can_back
from lms import clock
from lms.accounts.models import Neighbourhood, Organisation, Responsibility, Role, Succession
from lms.errors import NotPossible
from lms.journal.models import JournalEntry
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.people import LONG_AGO, make_municipality, make_office_person, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return make_municipality("Testlingen")


@pytest.fixture
def contact(town):
    return make_contact(town)


@pytest.fixture
def cohort():
    return make_cohort(code="QK-07")


def make_contact(town):
    person = make_person(given_name="Ansprechperson")
    Responsibility.objects.create(person=person, role="municipal_contact", municipality=town, since=LONG_AGO)
    return person


def ask(cohort, town, *, kind="", status="requested", **fields):
    organisation = Organisation.objects.create(kind=kind, name="Stelle", municipality=town) if kind else None
    return make_enrolment(cohort, status=status, municipality=town, sending_organisation=organisation, **fields)


def back(enrolment, contact, *, confirms=True):
    return actions.back_request(enrolment, confirms=confirms, by=contact, at=clock.now())


@pytest.mark.parametrize(
    ("kind", "is_shown"),
    [
        ("", True),
        ("municipality", True),
        ("civic_initiative", True),
        *((kind, False) for kind in Organisation.Kind.values if kind not in ("municipality", "civic_initiative")),
    ],
)
def test_a_contact_sees_whom_the_municipality_sends_and_no_other_employers_people(cohort, town, contact, kind, is_shown):
    enrolment = ask(cohort, town, kind=kind)

    assert list(enrolments_sent_by(contact)) == ([enrolment] if is_shown else [])
    assert can_back(contact, enrolment) is is_shown


def test_a_contact_sees_nothing_of_another_municipality_of_themselves_or_of_erased_people(cohort, town, contact):
    ask(cohort, make_municipality("Anderswo"))
    ask(cohort, town, learner=contact)
    ask(cohort, town, learner=make_person(email=None, erased_at=LONG_AGO))

    assert list(enrolments_sent_by(contact)) == []


def test_a_chain_of_mergers_is_followed_to_its_end(cohort, town, contact):
    first, second = make_municipality("Erste"), make_municipality("Zweite")
    for predecessor, successor in ((first, second), (second, town)):
        Succession.objects.create(predecessor=predecessor, successor=successor, kind="merger", effective_on=date(2022, 1, 1))
    enrolment = ask(cohort, first)

    assert list(enrolments_sent_by(contact)) == [enrolment]
    assert list(enrolments_sent_by(make_contact(second))) == [enrolment]
    assert list(enrolments_sent_by(make_contact(first))) == [enrolment]


def test_whose_municipality_merged_is_seen_where_it_went_and_after_a_split_nowhere(cohort, town, contact):
    gone, split = make_municipality("Weg"), make_municipality("Geteilt")
    for predecessor, kind in ((gone, "merger"), (split, "split")):
        Succession.objects.create(predecessor=predecessor, successor=town, kind=kind, effective_on=date(2022, 1, 1))
    enrolment = ask(cohort, gone)
    ask(cohort, split)

    assert list(enrolments_sent_by(contact)) == [enrolment]


@pytest.mark.parametrize("role", [role for role in Role.values if role not in ("learner", "municipal_contact")])
def test_other_roles_speak_for_nobody(cohort, town, role):
    enrolment, person = ask(cohort, town), make_person(municipality=town)
    scope = {"district": town.district} if role == "district_coordinator" else {}
    Responsibility.objects.create(person=person, role=role, since=LONG_AGO, **scope)

    assert not enrolments_sent_by(person).exists()
    assert not can_back(person, enrolment)


def test_whoever_was_contact_sees_nothing_any_more(cohort, town, contact):
    ask(cohort, town)
    Responsibility.objects.update(until=clock.now())

    assert not enrolments_sent_by(contact).exists()


@pytest.mark.parametrize(
    ("status", "waits"),
    [
        ("requested", True),
        ("waitlisted", True),
        ("confirmed", False),
        ("completed", False),
        ("declined", False),
        ("withdrawn", False),
        ("discontinued", False),
    ],
)
def test_only_undecided_requests_wait_for_the_municipality(cohort, town, contact, status, waits):
    enrolment = ask(cohort, town, status=status)

    assert list(requests_to_back(contact)) == ([enrolment] if waits else [])


@pytest.mark.parametrize(("pressed", "answer"), [("ja", "confirmed"), ("nein", "declined")])
def test_the_answer_reaches_the_office_and_names_who_gave_it(client, cohort, town, contact, pressed, answer):
    enrolment = ask(cohort, town)
    client.force_login(contact)

    answered = client.post(reverse("courses:request-back", args=[enrolment.public_id]), {"antwort": pressed}, follow=True)

    confirmation = enrolment.sending_confirmations.get()
    assert (confirmation.answer, confirmation.asked_email) == (answer, "")
    assert enrolment.is_backed is (answer == "confirmed")
    assert JournalEntry.objects.get(verb="confirmation_answered").actor == contact
    assert "Ihre Antwort ist gespeichert" in answered.content.decode()
    assert str(enrolment.learner) in answered.content.decode()
    assert not requests_to_back(contact).exists()

    client.force_login(make_office_person())
    office = client.get(reverse("courses:office-enrolments", args=[cohort.slug])).text
    assert "(Ansprechperson der Kommune)" in office
    assert contact.email not in office


def test_no_button_is_no_answer(client, cohort, town, contact):
    enrolment = ask(cohort, town)
    client.force_login(contact)

    client.post(reverse("courses:request-back", args=[enrolment.public_id]))

    assert list(requests_to_back(contact)) == [enrolment]


def test_the_link_mailed_to_the_contact_is_answered_with_it_and_one_mailed_elsewhere_stays_open(cohort, town, contact):
    office, first, second = make_office_person(), ask(cohort, town), ask(cohort, town)
    contact.email = "quartier@übersee.example"
    contact.save()
    own = actions.ask_for_confirmation(first, email=contact.email.upper(), by=office, at=clock.now())
    elsewhere = actions.ask_for_confirmation(second, email="amt@example.org", by=office, at=clock.now())

    for enrolment in (first, second):
        back(enrolment, contact)

    assert actions.confirmation_of(own).answer == "confirmed"
    assert actions.confirmation_of(elsewhere).answer == ""
    assert second.sending_confirmations.count() == 2


def test_a_request_is_answered_once_and_only_by_its_own_contact(cohort, town, contact):
    enrolment, other = ask(cohort, town), make_contact(make_municipality("Anderswo"))

    with pytest.raises(NotPossible):
        back(enrolment, other)
    back(enrolment, contact)
    with pytest.raises(NotPossible, match="schon eine Antwort"):
        back(enrolment, contact, confirms=False)

    assert enrolment.sending_confirmations.get().answer == "confirmed"


@pytest.fixture
def asked_again(cohort, town, contact):
    """Backed by one municipality, confirmed, left, and asked again for another: the same row, another request."""
    learner, began = make_person(), clock.now() - timedelta(days=3)
    enrolment = actions.request_place(cohort, learner, municipality=make_municipality("Früher"), at=began)
    earlier = make_contact(enrolment.municipality)
    enrolment.link = actions.ask_for_confirmation(enrolment, email="amt@example.org", by=learner, at=began)
    actions.back_request(enrolment, confirms=True, by=earlier, at=began + timedelta(hours=1))
    actions.confirm_request(enrolment, by=make_office_person(), at=began + timedelta(hours=2))
    actions.withdraw(enrolment, by=learner, at=began + timedelta(hours=3))
    again = actions.request_place(cohort, learner, municipality=town, at=began + timedelta(days=1))
    assert again == enrolment
    again.link = enrolment.link
    return again


def test_an_answer_to_an_earlier_request_says_nothing_about_the_present_one(client, cohort, contact, asked_again):
    client.force_login(contact)
    shown = client.get(reverse("courses:confirmations"))

    assert list(requests_to_back(contact)) == [asked_again]
    assert not asked_again.is_backed
    assert "Hier stehen Ihre Antworten" in shown.text

    client.force_login(make_office_person())
    page = client.get(reverse("courses:office-enrolments", args=[cohort.slug]))

    assert page.context["ticked"] == set()
    assert "Bestätigung der entsendenden Stelle: noch nicht angefragt" in page.text

    back(asked_again, contact)

    assert Enrolment.objects.get(pk=asked_again.pk).is_backed


def test_the_office_asks_for_a_confirmation_where_nobody_was_asked(
    client, cohort, town, mailoutbox, django_capture_on_commit_callbacks
):
    asked, decided = ask(cohort, town), ask(cohort, town, status="confirmed")
    client.force_login(make_office_person())
    page = reverse("courses:office-enrolments", args=[cohort.slug])
    said = {"schritt": "anfragen", "anmeldung": asked.public_id}
    field = f"anfrage-{asked.pk}-email"

    before = client.get(page).text
    with django_capture_on_commit_callbacks(execute=True):
        incomplete = client.post(page, said | {field: "amt@"})
        own = client.post(page, said | {field: asked.learner.email})
        sent = client.post(page, said | {field: "amt@example.org"}, follow=True)
        late = client.post(page, {**said, "anmeldung": decided.public_id, f"anfrage-{decided.pk}-email": "amt@example.org"})

    assert before.count(f"Bestätigung für {asked.learner} anfragen") == 1
    assert f"Bestätigung für {decided.learner} anfragen" not in before
    assert (incomplete.status_code, own.status_code, late.status_code) == (422, 422, 422)
    assert "Diese E-Mail-Adresse ist unvollständig." in incomplete.text
    assert f'<a href="#id_{field}">E-Mail-Adresse der bestätigenden Stelle: Diese E-Mail-Adresse ist' in incomplete.text
    assert f"Die Bestätigung für {asked.learner} ist angefragt." in sent.text
    assert "angefragt bei amt@example.org" in sent.text
    assert [mail.to for mail in mailoutbox] == [["amt@example.org"]]


def test_a_refusal_without_a_reason_is_told_above_the_list(client, cohort, town):
    asked = ask(cohort, town)
    client.force_login(make_office_person())
    page = reverse("courses:office-enrolments", args=[cohort.slug])

    refused = client.post(page, {"schritt": "ablehnen", "anmeldung": asked.public_id})

    assert refused.status_code == 422
    assert f'<a href="#id_{asked.pk}-reason">Grund, den die Person liest:' in refused.text


def test_a_link_about_an_earlier_request_ends_with_it(asked_again):
    with pytest.raises(NotPossible, match="gilt nicht mehr"):
        actions.answer_confirmation(asked_again.link, confirms=True, at=clock.now())

    assert not unanswered_confirmations(at=clock.now()).exists()


@pytest.mark.parametrize(("status", "waits"), [("open", True), ("running", True), ("completed", False), ("cancelled", False)])
def test_an_unanswered_link_waits_for_nobody_once_the_cohort_is_over(cohort, town, status, waits):
    enrolment = ask(cohort, town)
    actions.ask_for_confirmation(enrolment, email="amt@example.org", by=enrolment.learner, at=clock.now() - timedelta(days=90))
    Cohort.objects.update(status=status)

    assert list(unanswered_confirmations(at=clock.now())) == ([enrolment] if waits else [])


def test_whoever_reads_no_beside_a_yes_decides_without_a_tick(client, cohort, town, contact):
    enrolment = ask(cohort, town)
    link = actions.ask_for_confirmation(enrolment, email="amt@example.org", by=enrolment.learner, at=clock.now())
    back(enrolment, contact, confirms=False)
    actions.answer_confirmation(link, confirms=True, at=clock.now())
    client.force_login(make_office_person())

    page = client.get(reverse("courses:office-enrolments", args=[cohort.slug]))

    assert page.context["ticked"] == set()
    assert "Nicht bestätigt am" in page.text


@pytest.mark.parametrize("status", ["completed", "cancelled"])
def test_nothing_waits_for_the_municipality_in_a_cohort_that_is_over(client, cohort, town, contact, status):
    enrolment = ask(cohort, town)
    Cohort.objects.update(status=status)
    client.force_login(contact)

    answered = client.post(reverse("courses:request-back", args=[enrolment.public_id]), {"antwort": "ja"}, follow=True)

    assert list(requests_to_back(contact)) == []
    assert client.get(reverse("courses:municipality")).context["counts"] == []
    assert "Dieser Durchgang ist vorbei." in answered.text
    assert not enrolment.sending_confirmations.exists()


def test_the_page_of_somebody_elses_request_does_not_exist(client, cohort, contact):
    enrolment = ask(cohort, make_municipality("Anderswo"))
    client.force_login(contact)

    assert client.get(reverse("courses:request-back", args=[enrolment.public_id])).status_code == 404


def test_people_are_shown_by_name_and_status_and_nothing_more(client, cohort, town, contact):
    learner = make_person(family_name="Person 99", municipality=town)
    ask(cohort, town, learner=learner, status="confirmed")
    Neighbourhood.objects.create(name="Oberdorf", kind="village").municipalities.add(town)
    Neighbourhood.objects.create(name="Fremdes Quartier", kind="village")
    client.force_login(contact)

    page = client.get(reverse("courses:municipality-people")).content.decode()

    assert str(learner) in page
    assert "Bestätigt" in page
    assert "Oberdorf" in page
    assert "Fremdes Quartier" not in page
    assert learner.email not in page
    assert str(learner.public_id) not in page


def test_whoever_holds_a_certificate_stands_there_like_everybody_confirmed(client, cohort, town, contact):
    for status in ("confirmed", "completed", "discontinued"):
        ask(cohort, town, status=status)
    client.force_login(contact)

    overview, people = (client.get(reverse(f"courses:{name}")) for name in ("municipality", "municipality-people"))

    assert overview.context["counts"] == [("Bestätigt", 2)]
    assert people.text.count("Bestätigt") == 2
    assert "Abgeschlossen" not in people.text
    assert "completed" not in people.text


@pytest.mark.parametrize(("status", "shown"), [(status, status) for status in Enrolment.Status if status != "completed"])
def test_every_other_status_is_shown_as_it_is(cohort, status, shown):
    assert Enrolment(status=status).status_for_the_sender == shown


@pytest.mark.parametrize("address", ["municipality", "confirmations", "municipality-people"])
def test_lists_cost_the_same_for_one_and_for_many(client, cohort, town, contact, address):
    client.force_login(contact)
    address = reverse(f"courses:{address}")
    back(ask(cohort, town), contact)
    ask(cohort, town)
    costs = []

    for _round in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        costs.append(len(captured))
        for _number in range(3):
            back(ask(cohort, town), contact)
            ask(cohort, town)

    assert costs[0] == costs[1]


def test_empty_rooms_say_what_will_stand_there(client, contact):
    client.force_login(contact)

    pages = {name: client.get(reverse(f"courses:{name}")).content.decode() for name in ("municipality", "municipality-people")}

    assert "Nichts wartet auf Sie." in pages["municipality"]
    assert "Zurzeit ist niemand aus Ihrer Kommune angemeldet." in pages["municipality"]
    assert "sobald sich jemand zu einem Durchgang anmeldet" in pages["municipality-people"]
