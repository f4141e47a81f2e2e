"""What its period is over for goes, in a run somebody approved; everything else stays."""

import uuid
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from courses.cohorts.models import Accommodation, Announcement, AnnouncementCopy, Enrolment, SendingConfirmation
from courses.qualification.models import CreditTransfer
from lms.errors import NotPossible
from lms.journal.models import JournalEntry
from lms.privacy.actions import DELETE, run_retention
from lms.privacy.due import RULES, accommodations_over, enrolments_over
from lms.privacy.models import RetentionRun
from tests.factories.courses import make_cohort, make_enrolment, make_version
from tests.factories.people import LONG_AGO, make_office_person, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.database]

AT = datetime(2028, 1, 10, 9, 0, tzinfo=UTC)
BEFORE = date(2027, 7, 10)
"""Half a year earlier; the factory's cohorts run from September 2026 to June 2027."""


@pytest.fixture
def at(time_machine):
    time_machine.move_to(AT)


def accommodation_for(person):
    return Accommodation.objects.create(person=person, kind="time", factor=150, since=LONG_AGO, decided_by=make_person())


def test_accommodation_is_over_with_the_last_cohort():
    over, running, withdrawn = make_person(), make_person(), make_person()
    for person in (over, running, withdrawn):
        make_enrolment(make_cohort(), person)
    make_enrolment(make_cohort(ends_on=date(2027, 12, 1)), running)
    make_enrolment(make_cohort(ends_on=date(2027, 12, 1)), withdrawn, status="withdrawn")
    kept = {person: accommodation_for(person) for person in (over, running, withdrawn)}

    assert set(accommodations_over(BEFORE)) == {kept[over], kept[withdrawn]}


def test_only_requests_that_never_became_a_place_are_over():
    cohort, later = make_cohort(), make_cohort(starts_on=date(2027, 9, 1), ends_on=date(2028, 6, 1))
    waiting, withdrawn = (make_enrolment(cohort, status=status) for status in ("waitlisted", "withdrawn"))
    make_enrolment(cohort)
    make_enrolment(cohort, status="discontinued", confirmed_at=LONG_AGO)
    make_enrolment(later, status="waitlisted")

    assert set(enrolments_over(BEFORE)) == {waiting, withdrawn}


def test_request_with_a_credit_stays_and_the_run_goes_on():
    office = make_office_person()
    cohort = make_cohort(make_version(components=[{"code": "M1"}]))
    credited, over = (make_enrolment(cohort, status="withdrawn") for _number in range(2))
    component = cohort.version.components.get()
    CreditTransfer.objects.create(
        enrolment=credited, component=component, evidence="Zeugnis", proposed_by=office, proposed_at=LONG_AGO
    )

    assert list(enrolments_over(BEFORE)) == [over]
    assert run_retention(RULES["unfinished"], by=office, at=AT) == (1, 0)
    assert list(Enrolment.objects.all()) == [credited]


def after_the_first_look_at(table, happens):
    """Let something happen right after the first statement that reads a table, as somebody else's commit would."""
    waiting = [happens]

    def run(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if waiting and sql.startswith(f'SELECT "{table}"'):
            waiting.pop()()
        return answer

    return connection.execute_wrapper(run)


def test_request_that_is_credited_during_the_run_is_skipped_whole_and_the_others_go(at):
    office = make_office_person()
    cohort = make_cohort(make_version(components=[{"code": "M1"}]))
    credited, _over = (make_enrolment(cohort, status="withdrawn") for _number in range(2))
    asked = SendingConfirmation.objects.create(enrolment=credited, asked_email="amt@example.org", token_hash="x", expires_at=AT)
    fields = {"component": cohort.version.components.get(), "evidence": "Zeugnis", "proposed_by": office, "proposed_at": AT}
    said = StringIO()

    with after_the_first_look_at("courses_enrolment", lambda: CreditTransfer.objects.create(enrolment=credited, **fields)):
        call_command("retention", "--freigabe", office.email, stdout=said)

    assert said.getvalue().splitlines()[1] == (
        "Anmeldungen ohne Teilnahme, Stichtag 10.07.2027: 1 gelöscht, 1 übersprungen, weil gerade etwas dazukam"
    )
    assert list(Enrolment.objects.all()) == [credited]
    assert list(SendingConfirmation.objects.all()) == [asked]
    assert JournalEntry.objects.get(verb="retention_run", facts__rows=1).facts["skipped"] == 1


def test_accommodation_of_somebody_who_asks_for_a_place_during_the_run_is_skipped():
    office, person = make_office_person(), make_person()
    kept = accommodation_for(person)
    later = make_cohort(starts_on=date(2028, 2, 1), ends_on=date(2028, 12, 1))

    with after_the_first_look_at("courses_accommodation", lambda: make_enrolment(later, person, status="requested")):
        assert run_retention(RULES["accommodation"], by=office, at=AT) == (0, 1)

    assert list(Accommodation.objects.all()) == [kept]


def test_run_deletes_from_the_bottom_up_and_closes_itself():
    office = make_office_person()
    enrolment = make_enrolment(make_cohort(), status="waitlisted")
    stays = make_enrolment(enrolment.cohort)
    SendingConfirmation.objects.create(enrolment=enrolment, asked_email="amt@example.org", token_hash="x", expires_at=AT)
    words = {"audience": "everybody", "title": "Raum", "text": "Neu", "sent_by": office, "sent_at": AT, "key": uuid.uuid4()}
    announcement = Announcement.objects.create(cohort=enrolment.cohort, **words)
    copies = [AnnouncementCopy.objects.create(announcement=announcement, enrolment=one) for one in (enrolment, stays)]

    assert run_retention(RULES["unfinished"], by=office, at=AT) == (1, 0)

    run, entry = RetentionRun.objects.get(), JournalEntry.objects.first()
    assert list(Enrolment.objects.all()) == [stays]
    assert list(AnnouncementCopy.objects.all()) == [copies[1]]
    assert (run.category, run.rule, run.approved_by, run.finished_at) == ("unfinished", "2027-07-10", office, AT)
    assert (entry.verb, entry.actor) == ("retention_run", office)
    assert entry.facts == {"category": "Anmeldungen ohne Teilnahme", "rows": 1, "skipped": 0}


def test_every_rule_has_its_way_to_delete():
    assert list(DELETE) == list(RULES)


def test_only_the_programme_administration_approves():
    make_enrolment(make_cohort(), status="waitlisted")

    with pytest.raises(NotPossible, match="Programmadministration"):
        run_retention(RULES["unfinished"], by=make_person(), at=AT)

    assert (Enrolment.objects.count(), RetentionRun.objects.count()) == (1, 0)


def test_dry_run_lists_and_deletes_nothing(at):
    accommodation_for(make_person())
    make_enrolment(make_cohort(), status="waitlisted")
    said = StringIO()

    call_command("retention", dry_run=True, stdout=said)

    assert said.getvalue().splitlines() == [
        "Nachteilsausgleich, Stichtag 10.10.2027: 1 fällig",
        "Anmeldungen ohne Teilnahme, Stichtag 10.07.2027: 1 fällig",
    ]
    assert (Accommodation.objects.count(), Enrolment.objects.count()) == (1, 1)


def test_approved_run_deletes(at):
    office = make_office_person()
    accommodation_for(make_person())
    said = StringIO()

    call_command("retention", "--freigabe", office.email.upper(), stdout=said)

    assert said.getvalue().splitlines()[0] == "Nachteilsausgleich, Stichtag 10.10.2027: 1 gelöscht"
    assert Accommodation.objects.count() == 0


@pytest.mark.parametrize(("email", "sentence"), [("niemand@example.org", "kein Konto"), ("", "Programmadministration frei")])
def test_run_without_approval_is_refused(at, email, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("retention", "--freigabe", email or make_person().email)
