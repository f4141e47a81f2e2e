"""One release, confirmed by two people at the same moment."""

import pytest

from certificates.actions import confirm_release
from certificates.models import Certificate
from lms import clock
from lms.errors import NotPossible
from tests.factories.people import make_office_person
from tests.threads import run_together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database, pytest.mark.threads]


def test_one_confirmation_wins_and_the_others_are_told_why(release):
    confirmers = [make_office_person() for _ in range(4)]

    answers = run_together(*[lambda by=by: confirm_release(release, by=by, at=clock.now()) for by in confirmers])

    refusals = [str(answer) for answer in answers if isinstance(answer, NotPossible)]
    assert refusals == ["Diese Freigabe ist schon entschieden. Bitte laden Sie die Seite neu."] * 3
    assert sorted(Certificate.objects.values_list("number", flat=True)) == [1, 2, 3]
