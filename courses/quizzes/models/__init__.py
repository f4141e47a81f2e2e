"""The question bank's frozen versions, quizzes of a programme version, and attempts with every answer ever given."""

from .attempts import AnswerStep, Attempt, AttemptSlot
from .grades import GradeDraft, SlotGrade
from .questions import Question, QuestionVersion
from .quizzes import PoolItem, Quiz, QuizSlot

__all__ = [
    "AnswerStep",
    "Attempt",
    "AttemptSlot",
    "GradeDraft",
    "PoolItem",
    "Question",
    "QuestionVersion",
    "Quiz",
    "QuizSlot",
    "SlotGrade",
]
