"""A whole cohort's certificates through the office's own door, sealed and with both forms of the badge."""

import time

import pytest
from django.urls import reverse

from certificates.models import SealedFile
from courses.qualification.actions import complete_programme_if_earned, propose_release
from courses.qualification.queries import proposable_completions
from lms.demo import walk
from tests.certificates.conftest import NOW, cohort, issuer, offices  # noqa: F401
from tests.factories.courses import make_enrolment

pytestmark = [pytest.mark.full, pytest.mark.django_db]
PEOPLE, SECONDS, BYTES = 100, 15, 500_000


def test_hundred_certificates_are_sealed_in_fifteen_seconds(client, cohort, offices, django_capture_on_commit_callbacks):  # noqa: F811
    cohort.capacity = PEOPLE
    cohort.save()
    for _ in range(PEOPLE):
        enrolment = make_enrolment(cohort)
        complete_programme_if_earned(enrolment, at=NOW)
        walk.confirm_name(enrolment, at=NOW)
    release = propose_release(cohort, proposable_completions(cohort), by=offices[0], at=NOW)
    client.force_login(offices[1])

    # Work, not waiting: what else this machine does must not decide.
    started = time.process_time()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("certificates:release", args=[release.public_id]), {"schritt": "freigeben"})
    took = time.process_time() - started

    files = SealedFile.objects.all()
    assert (files.count(), {file.level for file in files}) == (PEOPLE, {"B-B"})
    assert max(file.size for file in files) < BYTES
    assert took < SECONDS
