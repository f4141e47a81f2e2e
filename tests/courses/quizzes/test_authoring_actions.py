"""Writing questions and quizzes."""

import pytest
from django.db import IntegrityError, transaction
from wagtail.models import Collection

from courses.catalogue.outline import QuizOutline, SlotOutline
from courses.quizzes.actions import publish_question, write_question, write_quiz
from courses.quizzes.content import content_of, digest_of
from courses.quizzes.models import PoolItem, Question, QuestionVersion
from lms.errors import NotPossible
from tests.courses.quizzes import samples
from tests.factories.courses import make_component, make_lesson, make_version, publish
from tests.factories.people import make_person
from tests.factories.quizzes import make_question_version

pytestmark = pytest.mark.django_db


def write(content, code="M1-F01", by=None):
    return write_question(code, content, collection=Collection.get_first_root_node(), by=by)


@pytest.mark.parametrize("kind", samples.ALL_KINDS)
def test_every_kind_comes_back_from_its_form_unchanged(kind):
    content = samples.ALL_KINDS[kind]()

    version = publish_question(write(content), by=None)

    assert version.content == content
    assert content_of(Question.objects.get()) == content


def test_writing_makes_a_draft_and_no_version():
    author = make_person()

    question = write(samples.single_choice(), by=author)

    assert (question.live, question.kind) == (False, "single_choice")
    assert question.latest_revision.user == author
    assert not QuestionVersion.objects.exists()


def test_writing_the_same_again_changes_nothing():
    question = write(samples.single_choice())

    again = write(samples.single_choice())

    assert again.latest_revision == question.latest_revision
    assert question.revisions.count() == 1


def test_publishing_unchanged_adds_no_version():
    question = write(samples.single_choice())

    first = publish_question(question, by=None)
    again = publish_question(question, by=None)

    assert first == again == QuestionVersion.objects.get()
    assert (first.number, first.digest) == (1, digest_of(first.content))


def test_draft_of_a_published_question_leaves_its_version_alone():
    question = write(samples.single_choice())
    publish_question(question, by=None)

    write(samples.single_choice(prompt="Neu gefragt?"))

    question.refresh_from_db()
    assert (question.prompt, question.has_unpublished_changes) == ("Was trifft zu?", True)
    assert question.current_version.number == 1


def test_publishing_a_change_adds_a_version_and_keeps_the_first():
    question = write(samples.single_choice())
    publish_question(question, by=None)
    write(samples.single_choice(prompt="Neu gefragt?"))

    second = publish_question(question, by=None)

    assert (second.number, second.content["prompt"]) == (2, "Neu gefragt?")
    assert [version.content["prompt"] for version in question.versions.order_by("number")] == ["Was trifft zu?", "Neu gefragt?"]


def test_an_old_wording_that_comes_back_is_its_old_version():
    question = write(samples.single_choice())
    publish_question(question, by=None)
    write(samples.single_choice(prompt="Neu gefragt?"))
    publish_question(question, by=None)
    write(samples.single_choice())

    version = publish_question(question, by=None)

    assert version.number == 1
    assert Question.objects.get(code="M1-F01").current_version == version


def test_publishing_in_the_back_office_freezes_too():
    question = write(samples.single_choice())

    question.latest_revision.publish()

    assert QuestionVersion.objects.get().question == question


def test_content_with_problems_is_refused_with_all_of_them():
    with pytest.raises(NotPossible, match=r"Die Frage fehlt\. .*Genau eine Antwort muss als richtig markiert sein\."):
        write(samples.single_choice(prompt="") | {"options": samples.options("AB")})

    assert not Question.objects.exists()


def test_database_refuses_to_change_a_version():
    version = make_question_version(samples.single_choice())

    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionVersion.objects.filter(pk=version.pk).update(number=2)


# --- Quizzes --------------------------------------------------------------------------------------


@pytest.fixture
def lesson():
    return make_lesson(make_component(make_version(published=False)), kind="quiz")


def quiz_outline(*slots, **settings):
    return QuizOutline(slots=slots, pass_ratio=(60, 100), **settings)


def test_quiz_keeps_limits_pass_mark_and_pools_exactly(lesson):
    versions = [make_question_version(samples.single_choice()).pk for _ in range(3)]
    outline = quiz_outline(
        SlotOutline(points=2, question_versions=tuple(versions[:1])),
        SlotOutline(points=1, question_versions=tuple(versions[1:]), draws=2),
        time_limit_minutes=30,
        max_attempts=3,
        wait_minutes=1440,
    )

    quiz = write_quiz(lesson, outline)

    assert (quiz.time_limit, quiz.max_attempts, quiz.wait_minutes, quiz.counts) == (1800, 3, 1440, "best")
    assert (quiz.pass_num, quiz.pass_den) == (60, 100)
    assert list(quiz.slots.values_list("number", "draws", "points")) == [(1, 1, 2), (2, 2, 1)]
    assert sorted(PoolItem.objects.values_list("question_version", flat=True)) == versions


def test_quiz_without_questions_is_refused(lesson):
    with pytest.raises(NotPossible, match="mindestens eine Frage"):
        write_quiz(lesson, quiz_outline())


def test_quiz_that_draws_more_than_its_pool_holds_is_refused(lesson):
    version = make_question_version(samples.single_choice()).pk

    with pytest.raises(NotPossible, match="mehr Fragen, als zur Auswahl stehen"):
        write_quiz(lesson, quiz_outline(SlotOutline(points=1, question_versions=(version,), draws=2)))


def test_two_slots_cannot_live_on_the_same_question(lesson):
    version = make_question_version(samples.single_choice()).pk
    slot = SlotOutline(points=1, question_versions=(version,))

    with pytest.raises(NotPossible, match="mehr Fragen, als zur Auswahl stehen"):
        write_quiz(lesson, quiz_outline(slot, slot))


def test_published_quiz_is_frozen(lesson):
    version = make_question_version(samples.single_choice()).pk
    quiz = write_quiz(lesson, quiz_outline(SlotOutline(points=1, question_versions=(version,))))
    publish(lesson.component.version)

    with pytest.raises(IntegrityError), transaction.atomic():
        quiz.slots.update(points=2)
