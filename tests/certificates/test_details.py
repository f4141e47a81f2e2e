"""What the learner confirms before the release, told through the doors of the learner and the office."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from certificates import actions
from certificates.models import CertificateContent
from courses.assignments.models import Assignment, Submission
from courses.cohorts.models import Cohort
from courses.qualification.actions import complete_programme_if_earned, confirm_details, propose_release, return_release
from courses.qualification.models import CertificateDetails, Release
from courses.qualification.queries import proposable_completions
from lms import clock
from lms.errors import NotPossible
from lms.privacy.actions import erase_person
from tests.certificates.conftest import NOW, RULE
from tests.factories.courses import make_cohort, make_enrolment, make_version, publish

pytestmark = pytest.mark.django_db

TYPED = {"given_name": "Teilnehmende Maria", "family_name": "Person-Sieben", "birth_date": "3.5.1980"}


@pytest.fixture
def finisher(cohort):
    """Somebody who has fulfilled everything and confirmed nothing."""
    enrolment = make_enrolment(cohort)
    complete_programme_if_earned(enrolment, at=NOW)
    return enrolment


@pytest.fixture
def page_of(client, cohort):
    def open_page(enrolment):
        client.force_login(enrolment.learner)
        return reverse("certificates:details", args=[cohort.slug])

    return open_page


@pytest.fixture
def desk(client, cohort, offices):
    client.force_login(offices[0])
    return reverse("certificates:propose-release", args=[cohort.slug])


def words(page) -> str:
    return page.content.decode()


def test_overview_asks_for_the_details_until_they_are_confirmed(client, finisher, page_of):
    address = page_of(finisher)
    overview = reverse("courses:overview")

    assert "Angaben für das Zertifikat bestätigen" in words(client.get(overview))
    client.post(address, TYPED)
    assert "Angaben für das Zertifikat bestätigen" not in words(client.get(overview))


def test_page_asks_until_the_details_are_confirmed(client, finisher, page_of):
    asked = words(client.get(page_of(finisher)))
    answered = words(client.post(page_of(finisher), TYPED, follow=True))

    assert "Bitte prüfen Sie jeden Buchstaben." in asked
    assert "Bitte prüfen Sie jeden Buchstaben." not in answered
    assert "Sie haben die Angaben am" in answered


def test_certificate_says_what_was_confirmed(client, finisher, page_of, cohort, offices):
    answer = client.post(page_of(finisher), TYPED, follow=True)
    assert "Ihre Angaben sind bestätigt." in words(answer)

    release = propose_release(cohort, proposable_completions(cohort), by=offices[0], at=NOW)
    actions.confirm_release(release, by=offices[1], at=NOW)
    too_late = client.post(page_of(finisher), TYPED | {"family_name": "Person-Acht"}, follow=True)

    assert "Ihr Zertifikat ist ausgestellt." in words(too_late)
    assert "zur Freigabe vorgeschlagen" not in words(too_late)
    data = CertificateContent.objects.get().data
    assert (data["given_name"], data["family_name"]) == ("Teilnehmende Maria", "Person-Sieben")
    assert data["birth_date"] == "1980-05-03"


def test_day_of_birth_is_left_out_where_nobody_gave_it(client, finisher, page_of, cohort, offices):
    client.post(page_of(finisher), TYPED | {"birth_date": ""})
    release = propose_release(cohort, proposable_completions(cohort), by=offices[0], at=NOW)
    actions.confirm_release(release, by=offices[1], at=NOW)

    assert CertificateContent.objects.get().data["birth_date"] is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"given_name": "漢"}, "Das Zeichen „漢“ lässt sich nicht drucken."),
        ({"family_name": "Person 🏠"}, "Das Zeichen „🏠“ lässt sich nicht drucken."),
        ({"family_name": "  "}, "Bitte füllen Sie dieses Feld aus."),
        ({"family_name": "P" * 81}, "Hier ist Platz für 80 Zeichen."),
        ({"birth_date": "31.02.1980"}, "Dieses Datum gibt es nicht."),
        ({"birth_date": "31.02.1980"}, "zum Beispiel 03.05.1965."),
        ({"birth_date": "3.5.2999"}, "Dieses Geburtsdatum kann nicht stimmen."),
        ({"birth_date": "3.5.1799"}, "Dieses Geburtsdatum kann nicht stimmen."),
    ],
)
def test_what_cannot_stand_on_the_certificate_is_refused_at_the_field(client, finisher, page_of, typed, sentence):
    page = client.post(page_of(finisher), TYPED | typed)

    assert page.status_code == 422
    assert sentence in words(page)
    assert not CertificateDetails.objects.exists()


def test_title_of_the_project_can_be_corrected_but_not_with_signs_nobody_can_print(client, issuer):
    version = make_version(components=[{"lessons": [{"kind": "task"}]}], requirements=RULE, published=False)
    assignment = Assignment.objects.create(lesson=version.components.get().lessons.get(), kind="project", pass_rule={})
    enrolment = make_enrolment(make_cohort(publish(version)))
    moments = dict.fromkeys(("saved_at", "submitted_at", "decided_at"), NOW)
    Submission.objects.create(
        assignment=assignment, enrolment=enrolment, number=1, status="accepted", title="Mittagstisch 🏠 am Markt", **moments
    )
    complete_programme_if_earned(enrolment, at=NOW)
    client.force_login(enrolment.learner)
    address = reverse("certificates:details", args=[enrolment.cohort.slug])

    assert 'value="Mittagstisch am Markt"' in words(client.get(address))
    assert client.post(address, TYPED | {"project_title": "Mittagstisch 🏠"}).status_code == 422
    client.post(address, TYPED | {"project_title": "Mittagstisch am  Marktplatz"})

    assert CertificateDetails.objects.get().project_title == "Mittagstisch am Marktplatz"


def test_details_can_change_until_somebody_proposes_and_again_after_a_return(client, finisher, page_of, cohort, offices):
    client.post(page_of(finisher), TYPED)
    release = propose_release(cohort, proposable_completions(cohort), by=offices[0], at=NOW)

    refused = client.post(page_of(finisher), TYPED | {"family_name": "Person-Acht"}, follow=True)
    assert CertificateDetails.objects.get().family_name == "Person-Sieben"
    assert "schon zur Freigabe vorgeschlagen" in words(refused)

    return_release(release, reason="Name prüfen", by=offices[1], at=NOW)
    client.post(page_of(finisher), TYPED | {"family_name": "Person-Acht"})
    assert CertificateDetails.objects.get().family_name == "Person-Acht"


def test_nobody_confirms_before_everything_is_fulfilled(client, cohort, page_of):
    page = client.post(page_of(make_enrolment(cohort)), TYPED, follow=True)

    assert "sobald alle Voraussetzungen erfüllt sind" in words(page)
    assert not CertificateDetails.objects.exists()


def test_release_without_details_is_a_conscious_choice(client, desk, finisher):
    completion = finisher.completions.get()
    box = f'name="abschluss" value="{completion.public_id}"'

    assert f"checked {box}" not in words(client.get(desk))
    refused = client.post(desk, {"abschluss": str(completion.public_id)})
    assert refused.status_code == 422
    assert "Nicht alle haben ihre Angaben bestätigt." in words(refused)
    assert f"checked {box}" in words(refused)
    assert not Release.objects.exists()

    client.post(desk, {"abschluss": str(completion.public_id), "ohne_angaben": "1"})
    assert Release.objects.get().items.get().completion == completion


def test_office_reminds_everybody_who_has_not_confirmed_once_a_day(client, desk, finisher, enrolments):
    first = client.post(desk, {"schritt": "erinnern"}, follow=True)
    second = client.post(desk, {"schritt": "erinnern"}, follow=True)

    assert "Eine Person ist erinnert." in words(first)
    assert "In den letzten 24 Stunden sind schon alle erinnert worden." in words(second)
    assert [finisher.learner.notices.filter(kind="certificate_details").count()] == [1]
    assert not any(other.learner.notices.filter(kind="certificate_details").exists() for other in enrolments)


def test_second_person_reads_a_name_that_differs_from_the_account(client, finisher, page_of, cohort, offices):
    client.post(page_of(finisher), TYPED)
    release = propose_release(cohort, proposable_completions(cohort), by=offices[0], at=NOW)
    client.force_login(offices[1])

    page = words(client.get(reverse("certificates:release", args=[release.public_id])))

    assert "auf dem Zertifikat: Teilnehmende Maria Person-Sieben" in page


def test_earliest_day_of_birth_and_yesterday_are_taken(client, finisher, page_of):
    for day in (date(1900, 1, 1), clock.today() - timedelta(days=1)):
        assert client.post(page_of(finisher), TYPED | {"birth_date": f"{day:%d.%m.%Y}"}).status_code == 302


def test_page_left_open_writes_no_name_back_into_an_erased_account(enrolments, cohort):
    enrolment = enrolments[0]
    Cohort.objects.filter(pk=cohort.pk).update(status=Cohort.Status.COMPLETED)
    erase_person(enrolment.learner, by=enrolment.learner, at=NOW)

    with pytest.raises(NotPossible, match="Dieses Konto ist gelöscht"):
        confirm_details(enrolment, given_name="Neu", family_name="Benannt", project_title="", birth_date=None, at=NOW)

    assert not CertificateDetails.objects.filter(enrolment=enrolment).exists()
