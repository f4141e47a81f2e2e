"""Until when a task is handed in: said by the office, told to the learner, kept by the product."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from courses.assignments import actions
from courses.assignments.models import Submission
from courses.cohorts.models import TaskDeadline
from lms import clock
from lms.errors import NotPossible
from lms.journal.models import JournalEntry
from lms.ui.formats import day
from tests.courses.assignments.conftest import NOW
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.people import make_office_person

pytestmark = pytest.mark.django_db

TODAY = NOW.date()


@pytest.fixture
def office():
    return make_office_person()


@pytest.fixture
def due(assignment, cohort, office):
    def set_due(on, *, grace=7):
        return actions.set_deadline(assignment, cohort, due_on=on, grace_days=grace, by=office, at=NOW)

    return set_due


def handed_in(assignment, cohort, *, at=NOW) -> Submission:
    return actions.hand_in(actions.save_draft(assignment, make_enrolment(cohort), text="Ein Text.", at=at), at=at)


def words(page) -> str:
    return page.content.decode()


@pytest.mark.parametrize(("days", "is_late"), [(1, False), (0, False), (-1, True), (-7, True)])
def test_last_day_and_grace_are_counted_in_calendar_days(assignment, cohort, due, days, is_late):
    due(TODAY + timedelta(days=days))

    assert handed_in(assignment, cohort).is_late is is_late


@pytest.mark.parametrize("typed", ["31.12.9999", "01.01.0202", "01.01.2927"])
def test_a_year_far_away_is_asked_about_instead_of_breaking_every_page_that_shows_it(client, office, assignment, cohort, typed):
    client.force_login(office)
    form = reverse("courses:task-deadline", args=[cohort.slug, assignment.lesson_id])

    answer = client.post(form, {"due_on": typed, "grace_days": "7"})

    assert answer.status_code == 422
    assert "Dieses Jahr ist zu weit entfernt. Bitte prüfen Sie das Datum." in words(answer)
    assert not TaskDeadline.objects.exists()


def test_after_the_grace_nothing_is_taken_and_the_draft_stays(assignment, cohort, due):
    due(TODAY - timedelta(days=8))

    with pytest.raises(NotPossible, match="Die Abgabe war bis zum 22"):
        handed_in(assignment, cohort)
    assert (Submission.objects.get().status, Submission.objects.get().text) == ("draft", "Ein Text.")


def test_day_ends_at_midnight_in_stuttgart(assignment, cohort, due):
    due(date(2026, 11, 23), grace=0)
    just_before, just_after = NOW.replace(hour=22, minute=59), NOW.replace(hour=23, minute=0)

    assert handed_in(assignment, cohort, at=just_before).is_late is False
    with pytest.raises(NotPossible):
        handed_in(assignment, cohort, at=just_after)


def test_revision_has_no_deadline(assignment, cohort, due, trainer):
    due(TODAY)
    first = handed_in(assignment, cohort)
    actions.decide_task(first, accept=False, points=[0], comment="Bitte ergänzen.", by=trainer, at=NOW)
    much_later = NOW + timedelta(days=90)

    second = actions.hand_in(actions.save_draft(assignment, first.enrolment, text="Ergänzt", at=much_later), at=much_later)

    assert (second.number, second.is_late) == (2, False)


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (3, "Bitte reichen Sie bis zum {due} ein. Möglich ist es noch bis zum {closes}."),
        (-2, "Die Abgabe war bis zum {due} vorgesehen. Sie können noch bis zum {closes} einreichen."),
        (-9, "Die Abgabe war bis zum {closes} möglich. Bitte wenden Sie sich an Ihre Kursleitung."),
    ],
)
def test_learner_reads_the_date_on_the_task_and_as_next_step(client, assignment, cohort, due, days, sentence):
    deadline = due(clock.today() + timedelta(days=days))
    client.force_login(make_enrolment(cohort).learner)
    said = sentence.format(due=day(deadline.due_on), closes=day(deadline.closes_on))

    assert said in words(client.get(assignment.lesson.address_in(cohort)))
    assert (said in words(client.get(reverse("courses:overview")))) is (days > -7)


def test_late_work_is_marked_for_learner_and_trainer(client, assignment, cohort, due, trainer):
    due(TODAY - timedelta(days=2))
    submission = handed_in(assignment, cohort)

    client.force_login(submission.enrolment.learner)
    assert "in der Nachfrist" in words(client.get(assignment.lesson.address_in(cohort)))
    client.force_login(trainer)
    assert "in der Nachfrist" in words(client.get(reverse("courses:judge-task", args=[submission.public_id])))


def test_office_sets_moves_and_lifts_a_deadline(client, assignment, cohort, office):
    client.force_login(office)
    address = reverse("courses:task-deadline", args=[cohort.slug, assignment.lesson_id])

    client.post(address, {"due_on": "3.5.2027", "grace_days": "7"})
    client.post(address, {"due_on": "04.05.2027", "grace_days": "0"})
    assert TaskDeadline.objects.get().due_on == date(2027, 5, 4)
    assert "04.05.2027" in words(client.get(reverse("courses:office-tasks", args=[cohort.slug])))

    client.post(address, {"due_on": "", "grace_days": "7"})
    assert not TaskDeadline.objects.exists()
    verbs = ["task_deadline_set", "task_deadline_set", "task_deadline_lifted"]
    assert list(JournalEntry.objects.filter(verb__startswith="task_dead").order_by("pk").values_list("verb", flat=True)) == verbs


@pytest.mark.parametrize(
    "typed",
    [
        {"due_on": "31.02.2027", "grace_days": "7"},
        {"due_on": "3.5.2027", "grace_days": ""},
        {"due_on": "3.5.2027", "grace_days": "-1"},
        {"due_on": "3.5.2027", "grace_days": "91"},
        {"due_on": "3.5.2027", "grace_days": "viele"},
    ],
)
def test_deadline_that_cannot_be_is_asked_for_again(client, assignment, cohort, office, typed):
    client.force_login(office)
    page = client.post(reverse("courses:task-deadline", args=[cohort.slug, assignment.lesson_id]), typed)

    assert page.status_code == 422
    assert f'value="{typed["due_on"]}"' in words(page)
    assert not TaskDeadline.objects.exists()


def test_task_of_another_version_gets_no_deadline(assignment, office):
    with pytest.raises(NotPossible, match="gehört nicht zur Fassung"):
        actions.set_deadline(assignment, make_cohort(), due_on=TODAY, grace_days=7, by=office, at=NOW)


def test_one_cohorts_deadline_is_not_anothers(assignment, cohort, due):
    due(TODAY - timedelta(days=30))
    other = make_cohort(cohort.version)

    assert handed_in(assignment, other).is_late is False
