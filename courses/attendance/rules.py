"""Who may enter attendance and decide make-up work."""

from courses.cohorts.models import Meeting
from courses.cohorts.rules import can_see_people_of
from lms.accounts.models import Person


def can_record_attendance(person: Person, meeting: Meeting) -> bool:
    """Trainers of the cohort, and the programme administration."""
    return can_see_people_of(person, meeting.cohort)
