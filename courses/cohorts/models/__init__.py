"""Cohorts, their meetings and the people in them."""

from .accommodations import Accommodation
from .announcements import Announcement, AnnouncementCopy
from .cohorts import Cohort, CohortTrainer
from .deadlines import QuizWindow, TaskDeadline
from .enrolments import ComponentChoice, Enrolment, SendingConfirmation
from .meetings import LONGEST_LINK, Handout, Meeting

__all__ = [
    "LONGEST_LINK",
    "Accommodation",
    "Announcement",
    "AnnouncementCopy",
    "Cohort",
    "CohortTrainer",
    "ComponentChoice",
    "Enrolment",
    "Handout",
    "Meeting",
    "QuizWindow",
    "SendingConfirmation",
    "TaskDeadline",
]
