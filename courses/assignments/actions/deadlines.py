"""Until when a cohort hands in a task."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.assignments import queries
from courses.assignments.models import Assignment
from courses.cohorts.models import Cohort, TaskDeadline
from lms.accounts.models import Person
from lms.errors import NotPossible
from lms.journal.actions import record


@transaction.atomic
def set_deadline(
    assignment: Assignment, cohort: Cohort, *, due_on: date, grace_days: int, by: Person, at: datetime
) -> TaskDeadline:
    """Say until when a cohort hands in a task; what was handed in before keeps its mark."""
    if assignment.lesson.component.version_id != cohort.version_id:
        raise NotPossible(_("Diese Aufgabe gehört nicht zur Fassung des Durchgangs."))
    cohort = Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    deadline, _is_new = TaskDeadline.objects.update_or_create(
        cohort=cohort, lesson_id=assignment.lesson_id, defaults={"due_on": due_on, "grace_days": grace_days}
    )
    record("task_deadline_set", deadline, by=by, at=at, due_on=due_on.isoformat(), grace_days=grace_days)
    return deadline


@transaction.atomic
def lift_deadline(assignment: Assignment, cohort: Cohort, *, by: Person, at: datetime) -> None:
    """Let a cohort hand in a task at any time; where there is no deadline nothing happens."""
    cohort = Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    if deadline := queries.deadline_of(assignment, cohort):
        record("task_deadline_lifted", deadline, by=by, at=at, due_on=deadline.due_on.isoformat())
        deadline.delete()
