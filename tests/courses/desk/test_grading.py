"""The grading desk: one queue over tests, tasks and projects, and two people at the same piece of work."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from courses.assignments import actions as assignments
from courses.assignments.models import Assignment, Review, Submission, TaskDraft
from courses.cohorts.actions import set_trainers
from courses.quizzes.actions import answer_question, finish_attempt, grade_slot, save_grade_draft
from courses.quizzes.models import Attempt, GradeDraft, SlotGrade
from lms import clock
from lms.working_days import working_days_between
from tests.courses.quizzes import samples
from tests.factories.courses import make_cohort, make_enrolment, make_version, publish
from tests.factories.people import make_office_person, make_trainer
from tests.factories.quizzes import make_attempt, make_quiz

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
LEVELS = ["fehlt", "allgemein", "gut", "sehr gut"]
PROJECT = {"rubric": [{"key": "B1", "text": "Ziele", "levels": LEVELS}], "pass_rule": {"min_points": 1, "max_difference": 1}}
SCRIPT = {"accept": "application/json"}


@pytest.fixture
def trainers():
    return make_trainer(), make_trainer()


@pytest.fixture
def cohort(trainers):
    return make_class(trainers)


def make_class(trainers):
    version = make_version(components=[{"lessons": [{"kind": "task"}, {"kind": "task"}]}], published=False)
    task, project = version.components.get().lessons.all()
    rubric = [{"key": "1", "text": "Der Ort ist genannt.", "levels": []}]
    Assignment.objects.create(lesson=task, kind="task", rubric=rubric)
    Assignment.objects.create(lesson=project, kind="project", **PROJECT)
    cohort = make_cohort(publish(version))
    set_trainers(cohort, trainers, by=trainers[0], at=NOW)
    return cohort


def hand_in(cohort, kind="task", *, days_ago=0) -> Submission:
    at = clock.now() - timedelta(days=days_ago)
    assignment = Assignment.objects.get(kind=kind, lesson__component__version=cohort.version)
    draft = assignments.save_draft(assignment, make_enrolment(cohort), text="Ein Text.", title="Mittagstisch", at=at)
    return assignments.hand_in(draft, at=at)


def review(cohort, trainers) -> tuple[Review, Review]:
    submission = hand_in(cohort, "project")
    assignments.assign_reviewers(submission, *trainers, by=make_office_person(), at=NOW)
    return tuple(submission.reviews.order_by("position"))


def essay(trainers) -> Attempt:
    attempt = make_attempt(make_quiz(samples.essay()), at=clock.now())
    answer_question(attempt.slots.get(), response="Mein Quartier.", based_on=0, writer=uuid4(), writer_seq=1, at=clock.now())
    set_trainers(attempt.enrolment.cohort, trainers, by=trainers[0], at=NOW)
    return finish_attempt(attempt, by=attempt.enrolment.learner, at=clock.now())


def words(page) -> str:
    return page.content.decode()


def addresses(page) -> list[str]:
    return re.findall(r'<th scope="row" role="rowheader"><a href="([^"]+)"', words(page))


def judging(submission) -> str:
    return reverse("courses:judge-task", args=[submission.public_id])


def test_oldest_work_of_all_cohorts_and_kinds_stands_first(client, cohort, trainers):
    attempt = essay(trainers)
    old, new = hand_in(make_class(trainers), days_ago=9), hand_in(cohort, days_ago=2)
    first, _second = review(cohort, trainers)
    client.force_login(trainers[0])

    page = client.get(reverse("courses:grading"))

    test, project = reverse("courses:grade-attempt", args=[attempt.public_id]), reverse("courses:review-project", args=[first.pk])
    assert addresses(page) == [judging(old), judging(new), test, project]


def test_filter_narrows_the_queue_and_travels_to_the_next_work(client, cohort, trainers):
    hand_in(make_class(trainers), days_ago=9)
    mine, later = hand_in(cohort, days_ago=5), hand_in(cohort, days_ago=1)
    review(cohort, trainers)
    client.force_login(trainers[0])
    query = f"?durchgang={cohort.code}&art=aufgabe"

    page = client.get(reverse("courses:grading") + query)
    assert [address.replace("&amp;", "&") for address in addresses(page)] == [judging(mine) + query, judging(later) + query]

    assert "Abgabe 1 von 2" in words(client.get(judging(mine) + query))
    given = {"criterion_1": "1", "decision": "accept", "schritt": "abgeben"}
    following = client.post(judging(mine) + query, given, follow=True)
    assert following.request["PATH_INFO"] == judging(later)
    assert "Abgabe 1 von 1" in words(following)

    last = client.post(judging(later) + query, given, follow=True)
    assert "In dieser Auswahl wartet nichts mehr." in words(last)
    assert len(addresses(last)) == 2


@pytest.mark.parametrize("query", ["?durchgang=QK-99", "?art=unbekannt", "?durchgang=&art="])
def test_filter_for_something_that_does_not_exist_hides_nothing(client, cohort, trainers, query):
    submission = hand_in(cohort)
    client.force_login(trainers[0])

    page = client.get(reverse("courses:grading") + query)

    assert (page.status_code, addresses(page)) == (200, [judging(submission)])


def test_waiting_is_counted_in_working_days(client, cohort, trainers):
    submission = hand_in(cohort, days_ago=0)
    client.force_login(trainers[0])
    assert "Abgabe 1 von 1, seit heute" in words(client.get(judging(submission)))

    submitted_at = clock.now() - timedelta(days=70)
    Submission.objects.update(submitted_at=submitted_at)
    count = working_days_between(clock.local_date(submitted_at), clock.today())
    assert 40 < count <= 50
    assert f"Abgabe 1 von 1, seit {count}\xa0Werktagen" in words(client.get(judging(submission)))


# --- Drafts -------------------------------------------------------------------------------------------------------------


def test_script_keeps_what_is_half_done(client, cohort, trainers):
    submission = hand_in(cohort)
    client.force_login(trainers[0])

    answer = client.post(judging(submission), {"comment": "Erster Satz"}, headers=SCRIPT)

    assert re.fullmatch(r"\d\d:\d\d\xa0Uhr", answer.json()["saved_at"])
    page = words(client.get(judging(submission)))
    assert "Als Entwurf gespeichert um" in page
    assert "Erster Satz" in page
    assert submission.reviews.count() == 0


def test_draft_of_a_review_and_of_a_test_answer_come_back(client, cohort, trainers):
    first, _second = review(cohort, trainers)
    attempt = essay(trainers)
    client.force_login(trainers[0])
    doors = {
        reverse("courses:review-project", args=[first.pk]): {"B1": "2", "comment": "Noch offen"},
        reverse("courses:grade-attempt", args=[attempt.public_id]): {"number": "1", "feedback": "Noch offen"},
    }

    for address, typed in doors.items():
        assert client.post(address, typed, headers=SCRIPT).status_code == 200
        page = words(client.get(address))
        assert "Noch offen" in page
        assert "Als Entwurf gespeichert um" in page
    assert not SlotGrade.objects.filter(how="person").exists()


def test_without_script_a_button_keeps_the_draft(client, cohort, trainers):
    submission = hand_in(cohort)
    client.force_login(trainers[0])

    page = client.post(judging(submission), {"criterion_1": "1", "schritt": "speichern"}, follow=True)

    assert "Als Entwurf gespeichert um" in words(page)
    assert TaskDraft.objects.get().content["criterion_1"] == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"decision": "accept"}, "Wählen Sie eine Stufe aus."),
        ({"criterion_1": "1"}, "Wählen Sie ein Ergebnis aus."),
        ({"criterion_1": "7", "decision": "accept"}, "criterion_1"),
        ({"criterion_1": "1", "decision": "reject"}, "decision"),
        ({"criterion_1": "0", "decision": "return"}, "Bitte schreiben Sie, was überarbeitet werden soll."),
    ],
)
def test_judgement_that_is_not_complete_is_asked_for_and_keeps_what_was_typed(client, cohort, trainers, typed, sentence):
    submission = hand_in(cohort)
    client.force_login(trainers[0])

    page = client.post(judging(submission), {**typed, "schritt": "abgeben"})

    submission.refresh_from_db()
    assert (page.status_code, submission.status) == (422, "submitted")
    assert sentence in words(page)
    assert "<title>Fehler: " in words(page)


# --- Two people -----------------------------------------------------------------------------------------------------------


def test_another_trainer_reads_who_has_opened_the_work(client, cohort, trainers):
    submission = hand_in(cohort)
    attempt = essay(trainers)
    client.force_login(trainers[0])
    test = reverse("courses:grade-attempt", args=[attempt.public_id])
    for address in (judging(submission), test):
        assert "hat diese Abgabe am" not in words(client.get(address))

    client.force_login(trainers[1])
    for address in (judging(submission), test):
        assert f"{trainers[0]} hat diese Abgabe am" in words(client.get(address))
    assert words(client.get(reverse("courses:grading"))).count(f"geöffnet von {trainers[0]}") == 2


def test_opening_a_work_twice_leaves_the_draft_alone(client, cohort, trainers):
    submission = hand_in(cohort)
    client.force_login(trainers[0])
    client.post(judging(submission), {"comment": "Erster Satz"}, headers=SCRIPT)

    client.get(judging(submission))

    assert TaskDraft.objects.get().content["comment"] == "Erster Satz"


def test_task_that_somebody_else_has_judged_meanwhile_keeps_what_was_typed(client, cohort, trainers):
    submission = hand_in(cohort)
    assignments.decide_task(submission, accept=True, points=[1], comment="Gut.", by=trainers[1], at=clock.now())
    client.force_login(trainers[0])

    page = client.post(judging(submission), {"decision": "return", "comment": "Mein langer Satz", "schritt": "abgeben"})

    assert page.status_code == 409
    for shown in ("Über diese Abgabe ist schon entschieden.", f"Bewertet von {trainers[1]}", "Mein langer Satz"):
        assert shown in words(page)
    assert "Mein langer Satz" in words(client.get(judging(submission)))
    assert submission.reviews.get().comment == "Gut."


def test_script_is_told_that_somebody_else_has_judged(client, cohort, trainers):
    submission = hand_in(cohort)
    assignments.decide_task(submission, accept=True, points=[1], comment="Gut.", by=trainers[1], at=clock.now())
    client.force_login(trainers[0])

    answer = client.post(judging(submission), {"comment": "Mein langer Satz"}, headers=SCRIPT)

    assert (answer.status_code, answer.json()) == (409, {"error": str(assignments.DECIDED_ALREADY)})
    assert TaskDraft.objects.get().content["comment"] == "Mein langer Satz"


def test_test_answer_that_somebody_else_has_graded_meanwhile_keeps_what_was_typed(client, trainers):
    attempt = essay(trainers)
    slot = attempt.slots.get()
    grade_slot(slot, criteria={"c1": 1, "c2": 0}, feedback="Gut.", by=trainers[1], at=clock.now())
    client.force_login(trainers[0])

    address = reverse("courses:grade-attempt", args=[attempt.public_id])
    page = client.post(address, {"number": "1", "criterion-c1": "0", "criterion-c2": "0", "feedback": "Mein langer Satz"})

    assert page.status_code == 409
    for shown in ("Diese Antwort ist inzwischen bewertet.", str(trainers[1]), "Mein langer Satz"):
        assert shown in words(page)
    assert slot.grades.get().feedback == "Gut."
    assert GradeDraft.objects.get(grader=trainers[0]).content["feedback"] == "Mein langer Satz"


def test_draft_of_one_trainer_outlives_the_grade_of_another(trainers):
    slot = essay(trainers).slots.get()
    for trainer in trainers:
        save_grade_draft(slot, {"feedback": str(trainer)}, by=trainer, at=clock.now())

    grade_slot(slot, criteria={"c1": 1, "c2": 0}, by=trainers[1], at=clock.now())

    assert GradeDraft.objects.get().grader == trainers[0]


def test_second_review_shows_no_trace_of_the_first(client, cohort, trainers):
    first, second = review(cohort, trainers)
    client.force_login(trainers[1])
    doors = [reverse("courses:review-project", args=[second.pk]), reverse("courses:grading"), reverse("courses:teach")]
    before = [without_tokens(client.get(address)) for address in doors]

    assignments.save_review_draft(first, points=[3], decision="accept", comment="Überzeugt", at=clock.now())
    during = [without_tokens(client.get(address)) for address in doors]
    assignments.submit_review(first, points=[3], decision="accept", comment="Überzeugt", by=trainers[0], at=clock.now())
    afterwards = [without_tokens(client.get(address)) for address in doors]

    assert before == during == afterwards


def without_tokens(page) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", words(page))


@pytest.mark.parametrize("count", [1, 4])
def test_page_of_a_work_needs_the_same_statements_for_any_queue(client, cohort, trainers, count, django_assert_max_num_queries):
    submissions = [hand_in(cohort) for _ in range(count)]
    client.force_login(trainers[0])
    client.get(judging(submissions[0]))

    with django_assert_max_num_queries(26):
        client.get(judging(submissions[0]))
