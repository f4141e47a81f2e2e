"""Everything that changes questions, quizzes, attempts and grades."""

from .attempts import (
    StaleAnswer,
    answer_question,
    apply_deadline,
    close_expired_attempts,
    deadline_of,
    finish_attempt,
    finish_if_overdue,
    start_attempt,
    void_attempt,
)
from .authoring import publish_question, write_question, write_quiz
from .grades import begin_grading, grade_slot, raise_points, save_grade_draft
from .windows import CLOSES_BEFORE_OPENING, set_window

__all__ = [
    "CLOSES_BEFORE_OPENING",
    "StaleAnswer",
    "answer_question",
    "apply_deadline",
    "begin_grading",
    "close_expired_attempts",
    "deadline_of",
    "finish_attempt",
    "finish_if_overdue",
    "grade_slot",
    "publish_question",
    "raise_points",
    "save_grade_draft",
    "set_window",
    "start_attempt",
    "void_attempt",
    "write_question",
    "write_quiz",
]
