"""The cohort that takes requests: seats in every state, and a waiting list."""

from datetime import date, datetime, timedelta

from courses.catalogue.models import ProgrammeVersion
from courses.cohorts import actions as cohorts
from courses.cohorts.models import Enrolment
from lms import clock

from .stage import Staff, ask, plan

CAPACITY = 16


def tell(version: ProgrammeVersion, staff: Staff, *, starts_on: date) -> str:
    cohort = plan(version, staff, code="QK-08", starts_on=starts_on, capacity=CAPACITY)
    opened_at = clock.now() - timedelta(days=9)
    asked = [ask(cohort, number, at=opened_at + timedelta(minutes=7 * number)) for number in range(41, 61)]
    office = staff.office[0]
    for enrolment in asked[:9]:
        token = ask_town_hall(enrolment, staff, at=opened_at + timedelta(days=1))
        cohorts.answer_confirmation(token, confirms=True, at=opened_at + timedelta(days=2))
        cohorts.confirm_request(enrolment, by=office, at=opened_at + timedelta(days=3))
    for enrolment in asked[9:11]:
        ask_town_hall(enrolment, staff, at=opened_at + timedelta(days=3))
    # Whoever withdraws frees a seat, and the first of those who wait is offered it.
    cohorts.withdraw(asked[2], by=asked[2].learner, at=clock.now() - timedelta(hours=6))
    waiting = cohort.enrolments.filter(status="waitlisted").count()
    return f"Durchgang QK-08 nimmt Anmeldungen an, ein Platz ist angeboten, {waiting} Personen warten."


def ask_town_hall(enrolment: Enrolment, staff: Staff, *, at: datetime) -> str:
    """Ask the town hall that sends somebody; returns the token of its link."""
    address = f"rathaus-{enrolment.municipality.ags}@demo.example"
    return cohorts.ask_for_confirmation(enrolment, email=address, by=staff.office[0], at=at)
