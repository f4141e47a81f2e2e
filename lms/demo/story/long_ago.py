"""A cohort of years ago: its certificates have expired, are about to, were replaced or revoked."""

from datetime import date, timedelta

from certificates.actions import confirm_revocation, propose_revocation, replace, seal
from courses.catalogue.models import ProgrammeVersion
from lms.months import add_months

from .stage import ELECTIVES, LENGTH, Staff, choose, close_lists, end, fulfil, join, plan, release
from .times import moment

VALIDITY = 36
"""Months a certificate is valid (curriculum, recertification)."""


def tell(version: ProgrammeVersion, staff: Staff, *, today: date) -> str:
    ended_on = add_months(today, -VALIDITY - 3)
    cohort = plan(version, staff, code="QK-01", starts_on=ended_on - LENGTH, capacity=16)
    people = [join(cohort, number, staff) for number in range(1, 5)]
    for enrolment, electives in zip(people, ELECTIVES, strict=False):
        choose(enrolment, electives)
        fulfil(enrolment, staff)
    close_lists(cohort, staff)
    in_grace, in_window, renamed, revoked = people
    release(cohort, [in_grace], staff, at=moment(ended_on + timedelta(days=5)))
    late = add_months(today, 3 - VALIDITY)
    certificates = release(cohort, [in_window, renamed, revoked], staff, at=moment(late))
    for certificate in certificates:
        seal(certificate, at=moment(late + timedelta(days=1), "10:05"))
    by_ground = {certificate.content.holder_id: certificate for certificate in certificates}
    replace(
        by_ground[renamed.learner_id],
        given_name=renamed.learner.given_name,
        family_name=f"{renamed.learner.family_name} (neuer Name)",
        reason="Namensänderung nachgewiesen",
        by=staff.office[0],
        at=moment(late + timedelta(days=200)),
    )
    proposal = propose_revocation(
        by_ground[revoked.learner_id],
        reason="Der Projektbericht stammt nicht von der Person.",
        by=staff.office[0],
        at=moment(late + timedelta(days=220)),
    )
    confirm_revocation(proposal, by=staff.office[1], at=moment(late + timedelta(days=221)))
    end(cohort, staff)
    return "Durchgang QK-01 liegt Jahre zurück: Zertifikate sind abgelaufen, ersetzt, widerrufen oder bald zu verlängern."
