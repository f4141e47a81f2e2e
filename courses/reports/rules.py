"""Who may see which list of a cohort."""

from courses.cohorts.models import Cohort
from courses.cohorts.rules import can_see_people_of, teaches
from lms.accounts.models import Person

from .report import Report


def can_see_report(person: Person, cohort: Cohort, kind: type[Report]) -> bool:
    """Lists of points are for trainers; the programme administration sees points only on appeal (requirements 4.2)."""
    return can_see_people_of(person, cohort) and (not kind.is_about_points or teaches(person, cohort))
