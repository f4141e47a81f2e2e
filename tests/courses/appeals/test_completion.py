"""What an appeal means for somebody who has fulfilled everything: the ledger is asked again, an issued certificate stays."""

from datetime import timedelta

import pytest

from certificates.actions import confirm_release
from certificates.models import Certificate, Status
from certificates.queries import documents_of
from courses.appeals.actions import decide_appeal, file_appeal
from courses.qualification.actions import propose_release
from courses.qualification.models import ProgrammeCompletion
from courses.qualification.queries import proposable_completions, standing_of
from courses.quizzes.models import Attempt
from lms.demo import walk
from tests import scenes
from tests.scenes import AT

LATER = AT + timedelta(days=1)


class Scene:
    """One person of a cohort has fulfilled R1 to R9."""

    def __init__(self):
        self.staff = scenes.Staff()
        version = scenes.publish_curriculum(proposed_by=self.staff.office, by=self.staff.second)
        self.cohort = scenes.plan_cohort(version, trainers=self.staff.trainers[:2], by=self.staff.office)
        self.enrolment = scenes.join(self.cohort, scenes.make_learner(), by=self.staff.office)
        scenes.name_issuer()
        scenes.choose(self.enrolment, "M5", "M6")
        scenes.complete(self.enrolment, self.staff, at=AT)


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker):
    yield from scenes.kept(django_db_blocker, Scene)


def void_on_appeal(scene, callbacks):
    attempt = Attempt.objects.get(enrolment=scene.enrolment, quiz__lesson__component__code="M1")
    appeal = file_appeal("attempt", attempt, text="Die Fragen passten nicht.", by=scene.enrolment.learner, at=LATER)
    with callbacks(execute=True):
        decide_appeal(appeal, outcome="upheld", reason="Falscher Test.", void=True, by=scene.staff.office, at=LATER)


@pytest.mark.django_db
def test_completion_without_a_certificate_is_taken_back(scene, django_capture_on_commit_callbacks):
    assert ProgrammeCompletion.objects.get().enrolment == scene.enrolment

    void_on_appeal(scene, django_capture_on_commit_callbacks)

    assert not standing_of(scene.enrolment).is_earned
    assert ProgrammeCompletion.objects.get().withdrawal.reason == "requirement_no_longer_met"


@pytest.mark.django_db
def test_certificate_that_was_issued_stays_valid(scene, django_capture_on_commit_callbacks):
    walk.confirm_name(scene.enrolment, at=AT)
    release = propose_release(scene.cohort, proposable_completions(scene.cohort), by=scene.staff.office, at=AT)
    with django_capture_on_commit_callbacks(execute=True):
        confirm_release(release, by=scene.staff.second, at=AT)

    void_on_appeal(scene, django_capture_on_commit_callbacks)

    assert Certificate.objects.count() == 1
    assert [item.status for item in documents_of(scene.enrolment.learner, on=LATER.date())] == [Status.VALID]
