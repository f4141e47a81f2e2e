"""The start page of each role; one file per role."""

from .announcements import CohortAnnouncements, TaughtAnnouncements
from .learner import LearnerOverview
from .municipality import BackRequest, Confirmations, MunicipalityOverview, MunicipalityPeople
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
    "BackRequest",
    "CohortAnnouncements",
    "CohortPeople",
    "CohortReviews",
    "CohortSettings",
    "Cohorts",
    "Confirmations",
    "DecideCredit",
    "EnrolmentPage",
    "Enrolments",
    "GradingQueue",
    "LearnerOverview",
    "MeetingDate",
    "Meetings",
    "MunicipalityOverview",
    "MunicipalityPeople",
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
