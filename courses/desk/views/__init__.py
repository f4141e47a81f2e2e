"""The start page of each role; one file per role."""

from .announcements import CohortAnnouncements, TaughtAnnouncements
from .learner import LearnerOverview
from .office import (
    AddTrainers,
    CohortPeople,
    CohortReviews,
    Cohorts,
    CohortSettings,
    DecideCredit,
    EnrolmentPage,
    Enrolments,
    MeetingDate,
    Meetings,
    OfficeOverview,
    PlanCohort,
    QuizWindowPage,
    Quizzes,
    TaskDeadlinePage,
    Tasks,
)
from .trainer import GradingQueue, NextToGrade, TaughtCohort, TaughtCohorts, TaughtMeetings, TrainerOverview

__all__ = [
    "AddTrainers",
    "CohortAnnouncements",
    "CohortPeople",
    "CohortReviews",
    "CohortSettings",
    "Cohorts",
    "DecideCredit",
    "EnrolmentPage",
    "Enrolments",
    "GradingQueue",
    "LearnerOverview",
    "MeetingDate",
    "Meetings",
    "NextToGrade",
    "OfficeOverview",
    "PlanCohort",
    "QuizWindowPage",
    "Quizzes",
    "TaskDeadlinePage",
    "Tasks",
    "TaughtAnnouncements",
    "TaughtCohort",
    "TaughtCohorts",
    "TaughtMeetings",
    "TrainerOverview",
]
