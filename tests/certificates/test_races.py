"""One release, confirmed by two people at the same moment, or while somebody of it leaves."""

import pytest

from certificates.actions import confirm_release
from certificates.models import Certificate
from courses.cohorts.actions import change_cohort, withdraw
from courses.qualification.actions import propose_release
from courses.qualification.models import Release
from courses.qualification.queries import proposable_completions
from lms import clock
from lms.errors import NotPossible
from lms.privacy.actions import erase_person
from tests.factories.people import make_office_person
from tests.threads import run_together

COMPLETED = "Dieser Durchgang ist schon abgeschlossen."

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database, pytest.mark.threads]


def test_one_confirmation_wins_and_the_others_are_told_why(release):
    confirmers = [make_office_person() for _ in range(4)]

    answers = run_together(*[lambda by=by: confirm_release(release, by=by, at=clock.now()) for by in confirmers])

    refusals = [str(answer) for answer in answers if isinstance(answer, NotPossible)]
    assert refusals == ["Diese Freigabe ist schon entschieden. Bitte laden Sie die Seite neu."] * 3
    assert sorted(Certificate.objects.values_list("number", flat=True)) == [1, 2, 3]


@pytest.mark.parametrize("_round", range(5))
def test_of_a_proposal_and_the_closing_of_an_account_one_wins(cohort, enrolments, offices, _round):
    learner, everybody = enrolments[0].learner, list(proposable_completions(cohort))
    change_cohort(cohort, status="completed", by=offices[0], at=clock.now())

    answers = run_together(
        lambda: propose_release(cohort, everybody, by=offices[0], at=clock.now()),
        lambda: erase_person(learner, by=learner, at=clock.now()),
    )

    learner.refresh_from_db()
    refused = [str(answer) for answer in answers if isinstance(answer, NotPossible)]
    if learner.erased_at:
        expected = (0, ["Eine der Personen hat die Teilnahme beendet oder ihr Konto gelöscht. Bitte laden Sie die Seite neu."])
    else:
        expected = (1, ["Über ein Zertifikat wird gerade entschieden."])
    assert (Release.objects.count(), refused) == expected


@pytest.mark.parametrize("_round", range(5))
def test_of_a_confirmation_and_the_end_of_a_membership_one_wins(release, enrolments, offices, _round):
    leaving = enrolments[0]

    answers = run_together(
        lambda: confirm_release(release, by=offices[1], at=clock.now()),
        lambda: withdraw(leaving, by=offices[0], at=clock.now()),
    )

    leaving.refresh_from_db()
    refused = [str(answer) for answer in answers if isinstance(answer, NotPossible)]
    held = Certificate.objects.filter(content__holder=leaving.learner).count()
    expected = ("discontinued", 0, []) if leaving.status == "discontinued" else ("completed", 1, [COMPLETED])
    assert (leaving.status, held, refused) == expected
