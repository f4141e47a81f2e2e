"""A cohort in which somebody has fulfilled everything, made quickly: the rule asks for nothing but the release."""

from datetime import UTC, datetime

import pytest
from wagtail.models import Site

from certificates.models import IssuerSettings
from courses.qualification.actions import complete_programme_if_earned, propose_release
from courses.qualification.queries import proposable_completions
from lms.accounts.models import Organisation
from lms.demo import walk
from tests.certificates.samples import WORDING
from tests.factories.courses import make_cohort, make_enrolment, make_version
from tests.factories.people import make_office_person

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
RULE = [("R3", "credited_minutes", {"min_minutes": 0}), ("R10", "release", {"persons": 2})]
COMPONENTS = [{"code": "M1", "lessons": [{"planned_minutes": 450}]}]


@pytest.fixture
def issuer(db):
    row = IssuerSettings.for_site(Site.objects.get(is_default_site=True))
    row.organisation = Organisation.objects.create(kind="state_administration", name="Koordinierungsstelle")
    row.place, row.function = "Stuttgart", "Leitung"
    row.save()
    return row


@pytest.fixture
def offices(db):
    return make_office_person(), make_office_person()


@pytest.fixture
def cohort(issuer):
    version = make_version(
        components=COMPONENTS,
        requirements=RULE,
        wording=WORDING,
        validity_months=36,
        recertification={"grace_months_after_expiry": 6},
    )
    return make_cohort(version)


@pytest.fixture
def enrolments(cohort):
    people = [make_enrolment(cohort) for _ in range(3)]
    for enrolment in people:
        complete_programme_if_earned(enrolment, at=NOW)
        walk.confirm_name(enrolment, at=NOW)
    return people


@pytest.fixture
def release(cohort, enrolments, offices):
    return propose_release(cohort, proposable_completions(cohort), by=offices[0], at=NOW)
