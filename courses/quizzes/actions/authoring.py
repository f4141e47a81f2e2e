"""Writing questions and quizzes."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Lesson
from courses.catalogue.outline import QuizOutline, SlotOutline
from courses.quizzes.content import content_of, digest_of, fields_from
from courses.quizzes.models import PoolItem, Question, QuestionVersion, Quiz, QuizSlot
from courses.quizzes.question_types import content_problems, with_defaults
from lms.accounts.models import Person
from lms.errors import NotPossible


@transaction.atomic
def write_question(code: str, content: dict, *, collection, by: Person | None) -> Question:
    """Write the draft of a question; an unchanged one stays as it is, and nothing is published.

    Raises NotPossible with every problem of the content.
    """
    content = with_defaults(content) if content.get("kind") else content
    if problems := content_problems(content):
        raise NotPossible(" ".join(problems))
    row = Question.objects.select_for_update(no_key=True).filter(code=code).first()
    draft = row.get_latest_revision_as_object() if row else Question(code=code, live=False)
    if row and draft.collection_id == collection.pk and digest_of(content_of(draft)) == digest_of(content):
        return row
    for name, value in {**fields_from(content), "collection": collection}.items():
        setattr(draft, name, value)
    if row is None:
        draft.save()
    draft.save_revision(user=by)
    return Question.objects.get(code=code)


@transaction.atomic
def publish_question(question: Question, *, by: Person | None) -> QuestionVersion:
    """Publish the newest draft and return the version that says so; publishing unchanged adds none."""
    row = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
    if row.has_unpublished_changes or not row.live:
        row.get_latest_revision().publish(user=by, skip_permission_checks=True)
        row.refresh_from_db()
    return row.current_version


@transaction.atomic
def write_quiz(lesson: Lesson, outline: QuizOutline) -> Quiz:
    """Write the quiz of a lesson with its frozen pools.

    Raises NotPossible if it has no questions, or fewer than it draws.
    """
    if not outline.slots:
        raise NotPossible(_("Ein Test braucht mindestens eine Frage."))
    versions = {version for slot in outline.slots for version in slot.question_versions}
    questions = dict(QuestionVersion.objects.filter(pk__in=versions).values_list("pk", "question_id"))
    _refuse_small_pools(outline, questions)
    quiz = Quiz.objects.create(
        lesson=lesson,
        time_limit=outline.time_limit_minutes * 60 if outline.time_limit_minutes else None,
        max_attempts=outline.max_attempts,
        wait_minutes=outline.wait_minutes,
        counts=outline.counts,
        pass_num=outline.pass_ratio[0],
        pass_den=outline.pass_ratio[1],
    )
    slots = QuizSlot.objects.bulk_create(
        QuizSlot(quiz=quiz, number=number, draws=slot.draws, points=slot.points)
        for number, slot in enumerate(outline.slots, start=1)
    )
    PoolItem.objects.bulk_create(
        PoolItem(slot=row, question_version_id=version)
        for row, slot in zip(slots, outline.slots, strict=True)
        for version in slot.question_versions
    )
    return quiz


def _refuse_small_pools(outline: QuizOutline, questions: dict[int, int]) -> None:
    """Drawing never repeats a question, so pools are counted in questions, and shared ones only once."""

    def drawable(slot: SlotOutline) -> set[int]:
        return {questions[version] for version in slot.question_versions if version in questions}

    enough_in_each = all(len(drawable(slot)) >= slot.draws for slot in outline.slots)
    all_questions = set().union(*(drawable(slot) for slot in outline.slots))
    if not enough_in_each or len(all_questions) < sum(slot.draws for slot in outline.slots):
        raise NotPossible(_("Der Test zieht mehr Fragen, als zur Auswahl stehen."))
