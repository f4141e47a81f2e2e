"""The tasks of a cohort and their deadlines."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from courses.assignments import actions as assignments
from courses.assignments.models import Assignment
from courses.cohorts.models import Cohort
from courses.desk import forms
from lms import clock

from .doors import CohortView


class Tasks(CohortView):
    """Every task of the version with its deadline."""

    def get(self, request):
        deadlines = {deadline.lesson_id: deadline for deadline in self.cohort.task_deadlines.all()}
        tasks = handed_in_tasks(self.cohort).order_by("lesson__component__position", "lesson__position")
        return self.render(request, "courses/desk/tasks.html", rows=[(task, deadlines.get(task.lesson_id)) for task in tasks])


def handed_in_tasks(cohort: Cohort):
    """What a cohort hands in: everything but the colloquium."""
    tasks = Assignment.objects.filter(lesson__component__version_id=cohort.version_id)
    return tasks.exclude(kind=Assignment.Kind.COLLOQUIUM).select_related("lesson__component")


class TaskDeadlinePage(CohortView):
    """Until when the cohort hands in one task, and for how long later it is still taken."""

    def find(self, kwargs: dict):
        super().find(kwargs)
        self.task = get_object_or_404(handed_in_tasks(self.cohort), lesson=kwargs.pop("lesson"))

    def get(self, request):
        deadline = self.cohort.task_deadlines.filter(lesson=self.task.lesson_id).first()
        known = {"due_on": deadline.due_on, "grace_days": deadline.grace_days} if deadline else {"grace_days": 7}
        return self._answer(request, forms.DeadlineForm(initial=known))

    def post(self, request):
        form = forms.DeadlineForm(request.POST)
        if not form.is_valid():
            return self._answer(request, form, status=422)
        typed, who = form.cleaned_data, {"by": request.user, "at": clock.now()}
        if typed["due_on"]:
            assignments.set_deadline(self.task, self.cohort, **typed, **who)
            messages.success(request, _("Die Abgabefrist ist gespeichert."))
        else:
            assignments.lift_deadline(self.task, self.cohort, **who)
            messages.success(request, _("Für diese Aufgabe gilt keine Frist."))
        return redirect("courses:office-tasks", cohort=self.cohort.slug)

    def _answer(self, request, form, status=200):
        trail = [
            (_("Durchgänge"), "/verwaltung/durchgaenge/"),
            (self.cohort.code, f"/verwaltung/durchgaenge/{self.cohort.slug}/"),
            (_("Aufgaben"), f"/verwaltung/durchgaenge/{self.cohort.slug}/aufgaben/"),
        ]
        return self.render(request, "courses/desk/task_deadline.html", status=status, task=self.task, form=form, trail=trail)
