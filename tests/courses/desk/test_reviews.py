"""Who reviews a project: the office names two people, and a third where they differ."""

import pytest
from django.urls import reverse

from courses.assignments import actions
from courses.assignments.models import Assignment, Review, Submission
from lms import clock
from lms.accounts.actions import give_role
from lms.accounts.models import Role
from tests.factories.courses import make_cohort, make_enrolment, make_version, publish
from tests.factories.people import make_office_person, make_trainer

pytestmark = pytest.mark.django_db

RUBRIC = [{"key": key, "text": "Wirkung", "levels": ["0", "1", "2", "3"]} for key in ("B1", "B2")]
PROJECT = {"rubric": RUBRIC, "max_revisions": 1, "pass_rule": {"min_points": 2, "min_per_criterion": 1, "max_difference": 1}}


@pytest.fixture
def submission():
    version = make_version(components=[{"lessons": [{"kind": "task"}]}], published=False)
    assignment = Assignment.objects.create(lesson=version.components.get().lessons.get(), kind="project", **PROJECT)
    enrolment = make_enrolment(make_cohort(publish(version)))
    draft = actions.save_draft(assignment, enrolment, text="Ein Text.", title="Mittagstisch", at=clock.now())
    return actions.hand_in(draft, at=clock.now())


@pytest.fixture
def people(submission):
    """Three trainers, and the learner, who is a trainer elsewhere."""
    learner = submission.enrolment.learner
    give_role(learner, Role.TRAINER, by=make_office_person(), at=clock.now())
    return {"learner": learner, **{name: make_trainer() for name in ("first", "second", "third")}}


@pytest.fixture
def press(client, submission):
    client.force_login(make_office_person())

    def post(step, **people):
        address = reverse("courses:office-reviews", args=[submission.enrolment.cohort.slug])
        named = {name: person.pk for name, person in people.items()}
        return client.post(address, {"schritt": step, "submission": submission.pk, **named}, follow=True)

    return post


def give(submission, reviewer, *, points: list[int], decision: str):
    review = Review.objects.get(submission=submission, reviewer=reviewer)
    actions.submit_review(review, points=points, decision=decision, comment="Gelesen.", by=reviewer, at=clock.now())
    submission.refresh_from_db()


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        ("learner", "second", "Niemand bewertet das eigene Projekt."),
        ("first", "learner", "Niemand bewertet das eigene Projekt."),
        ("first", "first", "Erst- und Zweitbewertung übernehmen zwei verschiedene Personen."),
    ],
)
def test_two_different_people_review_a_project_and_nobody_their_own(press, people, submission, first, second, sentence):
    page = press("bewertende", first=people[first], second=people[second])

    assert (page.status_code, submission.reviews.count()) == (422, 0)
    assert sentence in page.text


@pytest.mark.parametrize("name", ["learner", "first", "second"])
def test_third_review_is_for_somebody_who_took_no_part(press, people, submission, name):
    press("bewertende", first=people["first"], second=people["second"])
    give(submission, people["first"], points=[3, 3], decision="accept")
    give(submission, people["second"], points=[1, 0], decision="reject")

    page = press("dritte", third=people[name])

    assert "Die dritte Bewertung übernimmt eine Person, die noch nicht beteiligt war." in page.text
    assert (submission.status, submission.reviews.count()) == (Submission.Status.IN_REVIEW, 2)


def test_third_review_decides_where_the_two_differ(press, people, submission):
    press("bewertende", first=people["first"], second=people["second"])
    give(submission, people["first"], points=[3, 3], decision="accept")
    give(submission, people["second"], points=[1, 0], decision="reject")

    press("dritte", third=people["third"])
    give(submission, people["third"], points=[1, 1], decision="accept")

    assert submission.status == Submission.Status.ACCEPTED


def test_third_review_is_not_given_where_the_two_agree(press, people, submission):
    press("bewertende", first=people["first"], second=people["second"])
    give(submission, people["first"], points=[2, 2], decision="accept")

    page = press("dritte", third=people["third"])

    assert "Bitte wählen Sie eine Person für die dritte Bewertung." in page.text
    assert submission.reviews.count() == 2
