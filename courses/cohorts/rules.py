"""Who may do what with cohorts and enrolments."""

from lms.accounts.models import Person, Role
from lms.accounts.rules import is_trainer

from . import queries
from .models import Cohort, CohortTrainer, Enrolment


def can_run_cohorts(person: Person) -> bool:
    """Plan cohorts, decide requests, see everybody in them: programme administration."""
    return Role.PROGRAMME_ADMIN in person.running_roles


def teaches(person: Person, cohort: Cohort) -> bool:
    return CohortTrainer.objects.running().filter(cohort=cohort, person=person).exists()


def can_see_people(person: Person) -> bool:
    """Whether pages about the people of cohorts exist for somebody; of which cohorts is `can_see_people_of`."""
    return can_run_cohorts(person) or is_trainer(person)


def can_see_people_of(person: Person, cohort: Cohort) -> bool:
    return can_run_cohorts(person) or teaches(person, cohort)


def can_write_to(person: Person, cohort: Cohort) -> bool:
    """The office and the cohort's trainers write to its people."""
    return can_see_people_of(person, cohort)


def can_read_handouts(person: Person, cohort: Cohort) -> bool:
    """Whoever learns in the cohort, teaches it or runs it."""
    return can_see_people_of(person, cohort) or Enrolment.objects.learning().filter(cohort=cohort, learner=person).exists()


def speaks_for_a_municipality(person: Person) -> bool:
    """Sees who was sent by their municipality and how far each request is; no results, no attendance (requirements 4.2)."""
    return Role.MUNICIPAL_CONTACT in person.running_roles


def can_back(person: Person, enrolment: Enrolment) -> bool:
    """The contact of the municipality that sends this person, while the request is undecided and has no answer yet."""
    return queries.requests_to_back(person).filter(pk=enrolment.pk).exists()
