"""What the start page says about the certificate, whatever became of it, and what it says while there is none."""

from datetime import timedelta

import pytest
import time_machine

from certificates import actions
from courses.cohorts.actions import change_cohort
from tests.certificates.conftest import NOW
from tests.courses.desk.test_learner import next_step
from tests.factories.courses import make_enrolment

pytestmark = pytest.mark.django_db

OWN = "/nachweise/"
ASK = "Fragen beantwortet die Programmadministration."


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def certificate(release, offices, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        return actions.confirm_release(release, by=offices[1], at=NOW)[0]


@pytest.fixture
def holder(certificate, enrolments):
    [found] = [enrolment for enrolment in enrolments if enrolment.learner == certificate.content.holder]
    return found


def revoke(certificate, offices):
    proposal = actions.propose_revocation(certificate, reason="intern", by=offices[0], at=NOW)
    actions.confirm_revocation(proposal, by=offices[1], at=NOW)


def test_certificate_is_there_although_units_were_left_out(client, certificate, holder):
    assert next_step(client, holder) == ("Ihr Zertifikat ist da", "Sie haben die Qualifizierung abgeschlossen.", OWN)


def test_revoked_certificate_says_since_when_and_whom_to_ask(client, certificate, holder, offices):
    revoke(certificate, offices)

    said = f"Dieser Nachweis gilt seit dem 23. November 2026 nicht mehr. {ASK}"
    assert next_step(client, holder) == ("Ihr Zertifikat ist widerrufen", said, OWN)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (1, "Es war bis zum 23. November 2029 gültig. Die Programmadministration kann es noch bis zum 23. Mai 2030 verlängern."),
        (182, "Es war bis zum 23. November 2029 gültig. Wie es weitergehen kann, sagt Ihnen die Programmadministration."),
    ],
)
def test_expired_certificate_says_until_when_it_can_be_extended(client, clock, certificate, holder, days, said):
    clock.move_to(NOW.replace(year=2029) + timedelta(days=days))

    assert next_step(client, holder) == ("Ihr Zertifikat ist abgelaufen", said, OWN)


def test_new_edition_says_which_one_it_replaces(client, certificate, holder, offices, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        actions.replace(certificate, given_name="Maria", family_name="Neu", reason="Name", by=offices[0], at=NOW)

    assert next_step(client, holder) == ("Ihr Zertifikat ist da", f"Es ersetzt das Zertifikat {certificate.full_number}.", OWN)


def test_edition_without_a_file_is_not_there_yet(client, certificate, holder, offices):
    actions.replace(certificate, given_name="Maria", family_name="Neu", reason="Name", by=offices[0], at=NOW)

    assert next_step(client, holder)[0] == "Ihr Zertifikat wird fertiggestellt"


def test_revoked_edition_counts_and_not_the_one_it_replaced(client, certificate, holder, offices):
    new = actions.replace(certificate, given_name="Maria", family_name="Neu", reason="Name", by=offices[0], at=NOW)
    revoke(new, offices)

    assert next_step(client, holder)[0] == "Ihr Zertifikat ist widerrufen"


def test_certificate_of_one_person_says_nothing_about_another(client, certificate, holder, enrolments, offices):
    revoke(certificate, offices)
    other = next(enrolment for enrolment in enrolments if enrolment != holder)

    assert next_step(client, other)[0] == "Ihr Zertifikat ist da"


def test_cohort_that_is_over_leads_to_the_standing(client, cohort, offices):
    enrolment = make_enrolment(cohort)
    change_cohort(cohort, status="completed", by=offices[0], at=NOW)

    title, text, address = next_step(client, enrolment)

    assert title == f"Der Durchgang {cohort.code} ist abgeschlossen"
    assert text == "Alles ist erfüllt. Wir schreiben Ihnen, sobald Ihr Zertifikat freigegeben ist."
    assert address == f"/stand/?durchgang={cohort.slug}"
