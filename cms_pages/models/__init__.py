"""Index of the page types: visitors' pages, and the pages a programme is written on."""

from .glossary import GlossaryTerm
from .home import HomePage, ProgrammeIndexPage
from .module import ModulePage
from .programme import ProgrammePage
from .public import AccessibilityPage, EasyLanguagePage, NewsIndexPage, NewsPage, PrivacyPage, SignLanguagePage
from .quiz import QuizPage
from .recording import Recording
from .settings import DistanceLearningRule, OperatorSettings
from .standard import StandardPage
from .task import TaskPage
from .unit import UnitPage

__all__ = [
    "AccessibilityPage",
    "DistanceLearningRule",
    "EasyLanguagePage",
    "GlossaryTerm",
    "HomePage",
    "ModulePage",
    "NewsIndexPage",
    "NewsPage",
    "OperatorSettings",
    "PrivacyPage",
    "ProgrammeIndexPage",
    "ProgrammePage",
    "QuizPage",
    "Recording",
    "SignLanguagePage",
    "StandardPage",
    "TaskPage",
    "UnitPage",
]
