import pytest
from django.urls import reverse

from courses.desk.forms import NewCohortForm
from courses.qualification.models import CreditTransfer
from lms import clock
from tests.factories.courses import make_cohort, make_enrolment, make_version
from tests.factories.people import make_office_person, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    return make_cohort(make_version(components=[{"lessons": [{}]}]))


@pytest.fixture
def office(client):
    person = make_office_person()
    client.force_login(person)
    return person


@pytest.mark.parametrize("typed", ["", "unbekannt", "7", "\x00"])
def test_decision_about_no_enrolment_is_not_found(client, office, cohort, typed):
    page = client.post(reverse("courses:office-enrolments", args=[cohort.slug]), {"anmeldung": typed, "schritt": "bestaetigen"})

    assert page.status_code == 404


@pytest.mark.parametrize("typed", ["", "unbekannt", "\x00", "9" * 40])
def test_third_reviewer_who_is_none_is_asked_for_again(client, office, cohort, typed):
    address = reverse("courses:office-reviews", args=[cohort.slug])
    page = client.post(address, {"schritt": "dritte", "submission": "1", "third": typed}, follow=True)

    assert "Bitte wählen Sie eine Person für die dritte Bewertung." in page.content.decode()


def test_somebody_who_is_no_trainer_cannot_become_one_of_a_cohort(client, office, cohort):
    address = reverse("courses:cohort-trainers", args=[cohort.slug])
    page = client.post(address, {"trainers": [make_person().pk]}, follow=True)

    assert cohort.trainer_rows.count() == 0
    assert "Bitte wählen Sie noch einmal." in page.content.decode()


def test_credit_is_not_decided_without_a_pressed_button(client, office, cohort):
    transfer = CreditTransfer.objects.create(
        enrolment=make_enrolment(cohort),
        component=cohort.version.components.get(),
        evidence="Zeugnis",
        proposed_by=make_office_person(),
        proposed_at=clock.now(),
    )

    client.post(reverse("courses:credit-decide", args=[transfer.pk]))

    transfer.refresh_from_db()
    assert transfer.status == CreditTransfer.Status.PROPOSED


@pytest.mark.parametrize("code", ["planen", "PLANEN"])
def test_cohort_is_not_called_like_the_address_of_its_form(code):
    form = NewCohortForm({"code": code})

    assert form.errors["code"] == ["Dieses Kürzel gibt es schon. Bitte wählen Sie ein anderes."]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("courses:office-enrolment", {"schritt": "anrechnung"}),
        ("courses:office-enrolment", {"schritt": "nachteilsausgleich", "factor": "7"}),
        ("courses:office-reviews", {"schritt": "zeitfenster"}),
        ("courses:office-enrolments", {"schritt": "ablehnen"}),
    ],
)
def test_title_of_a_page_with_several_forms_names_the_error_first(client, office, cohort, name, data):
    enrolment = make_enrolment(cohort, status="requested")
    on_person = name == "courses:office-enrolment"
    address = reverse(name, args=[enrolment.public_id if on_person else cohort.slug])

    page = client.post(address, {**data, "anmeldung": enrolment.public_id}).content.decode()

    assert "<title>Fehler: " in page
    assert "<title>Fehler: " not in client.get(address).content.decode()
