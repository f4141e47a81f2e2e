import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from courses.assignments import actions
from courses.assignments.models import Assignment, Submission
from tests.factories.courses import make_cohort, make_enrolment, make_version, publish
from tests.factories.people import make_office_person

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


def task_page(client, component, **fields) -> tuple[str, str]:
    """What a learner reads on the page of a component's only task, and on that of the component."""
    version = make_version(components=[component], published=False)
    lesson = version.components.get().lessons.get()
    Assignment.objects.create(lesson=lesson, max_revisions=1, pass_rule={}, **{"kind": "task", "rubric": [], **fields})
    enrolment = make_enrolment(make_cohort(publish(version)))
    client.force_login(enrolment.learner)
    above = reverse("courses:component", args=[enrolment.cohort.slug, lesson.component.slug])
    return client.get(lesson.address_in(enrolment.cohort)).text, client.get(above).text


def kickers(page: str) -> list[str]:
    return re.findall(r'<p class="qc-pre">(.*?)</p>', page)


def test_kind_and_component_stand_above_a_task(client):
    page, _component = task_page(client, {"lessons": [{"kind": "task"}]})

    assert kickers(page) == ["Praxisaufgabe · M1 Baustein M1"]


def test_colloquium_is_named_once(client):
    title = "Abschlusskolloquium"
    component = {"code": "AK", "kind": "colloquium", "title": title, "lessons": [{"kind": "task", "title": title}]}

    page, above = task_page(client, component, kind="colloquium")

    assert kickers(page) == []
    assert kickers(above)[0] == "0\N{NO-BREAK SPACE}UE"


@pytest.mark.parametrize("levels", [[], ["fehlt", "knapp", "gut", "sehr gut"]], ids=["conditions", "criteria"])
def test_task_page_shows_its_rubric_once(client, levels):
    rubric = [{"key": "1", "text": "der Ort genannt ist", "levels": levels}]

    page, _component = task_page(client, {"lessons": [{"kind": "task"}]}, rubric=rubric)

    assert page.count("der Ort genannt ist") == 1
    assert ("Angenommen, wenn" in page, "Danach wird bewertet" in page) == (not levels, bool(levels))


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


@pytest.mark.parametrize(("met", "status"), [(0, Submission.Status.SUBMITTED), (1, Submission.Status.ACCEPTED)])
def test_task_is_accepted_only_with_every_criterion_fulfilled(client, assignment, cohort, trainer, met, status):
    submission = hand_in(assignment, make_enrolment(cohort))
    client.force_login(trainer)
    given = {f"criterion_{item['key']}": met for item in assignment.rubric}

    page = client.post(reverse("courses:judge-task", args=[submission.public_id]), {**given, "decision": "accept"}, follow=True)

    submission.refresh_from_db()
    assert submission.status == status
    assert ("Angenommen ist eine Aufgabe, wenn alle Kriterien erfüllt sind." in page.text) == (not met)


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


def test_file_of_a_draft_is_there_for_its_learner_only(client, assignment, cohort, trainer):
    enrolment = make_enrolment(cohort)
    draft = actions.save_draft(assignment, enrolment, text="Mein Satz.", at=NOW)
    file = actions.attach_file(draft, name="netz.pdf", kind="application/pdf", content=b"%PDF-1.7", at=NOW)

    def answers() -> list[int]:
        address, found = reverse("courses:submission-file", args=[file.public_id]), []
        for person in (enrolment.learner, trainer, make_office_person()):
            client.force_login(person)
            answer = client.get(address)
            answer.close()
            found.append(answer.status_code)
        return found

    assert answers() == [200, 404, 404]
    actions.hand_in(draft, at=NOW)
    assert answers() == [200, 200, 200]
