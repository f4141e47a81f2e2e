"""The workplace of the programme administration: exceptions first, then cohorts and the people in them."""

from .cohorts import AddTrainers, CohortPeople, Cohorts, CohortSettings, PlanCohort
from .doors import CohortView
from .enrolments import DecideCredit, EnrolmentPage, Enrolments
from .meetings import MeetingDate, Meetings
from .overview import OfficeOverview
from .quizzes import QuizWindowPage, Quizzes
from .reviews import CohortReviews
from .tasks import TaskDeadlinePage, Tasks

__all__ = [
    "AddTrainers",
    "CohortPeople",
    "CohortReviews",
    "CohortSettings",
    "CohortView",
    "Cohorts",
    "DecideCredit",
    "EnrolmentPage",
    "Enrolments",
    "MeetingDate",
    "Meetings",
    "OfficeOverview",
    "PlanCohort",
    "QuizWindowPage",
    "Quizzes",
    "TaskDeadlinePage",
    "Tasks",
]
