"""Taking a test, and grading what only a person can grade."""

from .attempts import HandInPage, QuestionPage, QuizPage, ResultPage, SaveAnswer
from .corrections import AttemptGrades, CorrectGrade, TaughtAttempts, VoidAttempt
from .grading import GradePage

__all__ = [
    "AttemptGrades",
    "CorrectGrade",
    "GradePage",
    "HandInPage",
    "QuestionPage",
    "QuizPage",
    "ResultPage",
    "SaveAnswer",
    "TaughtAttempts",
    "VoidAttempt",
]
