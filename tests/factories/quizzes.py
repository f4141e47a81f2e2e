"""Questions, quizzes and attempts."""

from django.db import transaction
from wagtail.models import Collection

from courses.catalogue.models import Lesson
from courses.catalogue.outline import QuizOutline, SlotOutline
from courses.quizzes.actions import publish_question, start_attempt, write_question, write_quiz
from courses.quizzes.models import Question, QuestionVersion
from courses.quizzes.question_types import with_defaults

from .courses import make_cohort, make_component, make_enrolment, make_lesson, make_version, publish
from .people import LONG_AGO, numbers


def make_question(content, code=None):
    """A published question, by the product's own actions."""
    question = write_question(code or f"F{next(numbers)}", content, collection=Collection.get_first_root_node(), by=None)
    publish_question(question, by=None)
    question.refresh_from_db()
    return question


def make_question_version(content):
    """A version without the bank's drafts and index behind it: quick, for quizzes with many questions."""
    question = Question.objects.create(code=f"F{next(numbers)}", prompt=content["prompt"], live=True)
    return QuestionVersion.objects.create(
        question=question, number=1, content=with_defaults(content), digest=question.code, published_at=LONG_AGO
    )


def make_quiz(*contents, pools=(), points=None, requirements=(), slug="m1-test", **settings):
    """A quiz in a published version: one slot per content, or one per pool (draws, contents)."""
    pools = [(1, [content]) for content in contents] + list(pools)
    slots = tuple(
        SlotOutline(
            points=points or pool[0]["points"],
            draws=draws,
            question_versions=tuple(make_question_version(content).pk for content in pool),
        )
        for draws, pool in pools
    )
    settings = {"pass_ratio": (60, 100), "time_limit_minutes": 30, "max_attempts": 3, "wait_minutes": 24 * 60, **settings}
    with transaction.atomic():
        draft = make_version(requirements=requirements, published=False)
        lesson = make_lesson(make_component(draft), kind=Lesson.Kind.QUIZ, mode="self_study", slug=slug, title="Test zu M1")
        quiz = write_quiz(lesson, QuizOutline(slots=slots, **settings))
        publish(draft)
    return quiz


def make_quiz_enrolment(quiz, learner=None, **fields):
    """Somebody who learns on the version the quiz belongs to."""
    return make_enrolment(make_cohort(quiz.lesson.component.version), learner, **fields)


def make_attempt(quiz, enrolment=None, *, at=LONG_AGO):
    return start_attempt(quiz, enrolment or make_quiz_enrolment(quiz), at=at)
