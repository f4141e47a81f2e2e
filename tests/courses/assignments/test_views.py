from datetime import UTC, datetime

import pytest
from django.urls import reverse

from courses.assignments import actions
from courses.assignments.models import Submission
from tests.factories.courses import make_enrolment

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def hand_in(assignment, enrolment) -> Submission:
    return actions.hand_in(actions.save_draft(assignment, enrolment, text="Ein Text.", at=NOW), at=NOW)


def test_second_tab_is_told_that_the_task_is_handed_in(client, assignment, cohort):
    enrolment = make_enrolment(cohort)
    hand_in(assignment, enrolment)
    client.force_login(enrolment.learner)

    address = assignment.lesson.address_in(cohort)
    page = client.post(address, {"text": "Ein anderer Text.", "schritt": "einreichen"}, follow=True)

    assert str(actions.HANDED_IN_ALREADY) in page.content.decode()
    assert enrolment.submissions.get().text == "Ein Text."


def test_second_tab_is_told_that_the_task_is_judged(client, assignment, cohort, trainer):
    submission = hand_in(assignment, make_enrolment(cohort))
    actions.decide_task(submission, accept=True, points=[1], comment="Gut.", by=trainer, at=NOW)
    client.force_login(trainer)

    page = client.post(reverse("courses:judge-task", args=[submission.public_id]), {"decision": "return", "comment": "Mein Satz"})

    assert page.status_code == 409
    assert str(actions.DECIDED_ALREADY) in page.content.decode()
    assert "Mein Satz" in page.content.decode()


def test_task_is_not_judged_without_a_result(client, assignment, cohort, trainer):
    submission = hand_in(assignment, make_enrolment(cohort))
    client.force_login(trainer)

    page = client.post(reverse("courses:judge-task", args=[submission.public_id]), {"comment": "Bitte ergänzen."})

    submission.refresh_from_db()
    assert (page.status_code, submission.status) == (422, Submission.Status.SUBMITTED)
    assert "Wählen Sie ein Ergebnis aus." in page.content.decode()


def test_nobody_judges_the_own_task(client, assignment, cohort, trainer):
    submission = hand_in(assignment, make_enrolment(cohort, trainer))
    client.force_login(trainer)

    assert client.get(reverse("courses:judge-task", args=[submission.public_id])).status_code == 404
    assert submission.assignment.lesson.title not in client.get(reverse("courses:grading")).content.decode()


@pytest.mark.parametrize("accept", [True, False])
def test_notice_about_a_task_names_it(assignment, cohort, trainer, accept):
    submission = hand_in(assignment, make_enrolment(cohort))

    actions.decide_task(submission, accept=accept, points=[1], comment="Gut.", by=trainer, at=NOW)

    assert f"„{assignment.lesson.title}“" in submission.enrolment.learner.notices.get().subject
