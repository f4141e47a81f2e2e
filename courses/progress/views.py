"""The learner's way: outline, component, unit, meeting, ledger."""

import re

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View

from courses.catalogue.models import Component, Lesson, Requirement
from courses.catalogue.queries import shown_page
from courses.cohorts.actions import choose_components
from courses.cohorts.models import Cohort, ComponentChoice, Meeting
from courses.cohorts.queries import (
    chosen_among,
    enrolments_with_a_past,
    learning_enrolment_or_404,
    learning_enrolments,
    refusal_of_choice,
)
from lms import clock
from lms.ui.refusals import attempt

from . import actions, queries
from .forms import ElectivesForm

PLACE = re.compile(r"[0-9]{1,4}")
"""The number of a paragraph, counted from the top."""


class MyCohort(LoginRequiredMixin, View):
    """The newest cohort one learns in."""

    def get(self, request):
        enrolment = learning_enrolments(request.user).first()
        if enrolment is None:
            return redirect("courses:overview")
        return redirect("courses:outline", cohort=enrolment.cohort.slug)


class LearnerView(LoginRequiredMixin, View):
    """A page inside a cohort; strangers to the cohort are told that it does not exist."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            self.enrolment = learning_enrolment_or_404(request.user, kwargs["cohort"])
            self.cohort = self.enrolment.cohort
        return super().dispatch(request, *args, **kwargs)

    def component(self, slug: str) -> Component:
        return get_object_or_404(Component, version_id=self.cohort.version_id, slug=slug)

    def state_of(self, component: Component) -> queries.ComponentState:
        """Where the person stands in a component, each lesson with its address."""
        [state] = _with_addresses([queries.component_state(self.enrolment, component)], self.cohort)
        return state

    def lesson(self, component: str, lesson: str, kind: str) -> Lesson:
        lessons = Lesson.objects.select_related("component", "page", "revision")
        return get_object_or_404(
            lessons, component__version_id=self.cohort.version_id, component__slug=component, slug=lesson, kind=kind
        )


class Outline(LearnerView):
    def get(self, request, cohort):
        way = queries.outline_of(self.enrolment)
        current = next((state for state in way if state.is_chosen and not state.is_done), None)
        return render(
            request,
            "courses/progress/outline.html",
            {
                "cohort": self.cohort,
                "way": _with_addresses(way, self.cohort),
                "current": current,
                "refusal_of_choice": refusal_of_choice(self.enrolment),
                "now": clock.now(),
            },
        )


class ComponentPage(LearnerView):
    def get(self, request, cohort, component):
        component = self.component(component)
        state = self.state_of(component)
        now = clock.now()
        goes_on = state.is_chosen and not self.enrolment.learning_is_over
        context = {
            "cohort": self.cohort,
            "state": state,
            "outcomes": component.outcomes.all(),
            "next_lesson": state.first_to_do(now) if goes_on else None,
            "opening": queries.opens_next([state], at=now) if goes_on else None,
            "refusal_of_choice": refusal_of_choice(self.enrolment),
            "now": now,
            "trail": [(self.cohort.title, f"/lernen/{self.cohort.slug}/")],
        }
        return render(request, "courses/progress/component.html", context)


class UnitPage(LearnerView):
    """Reading a unit as it was pinned for this cohort, and completing it."""

    def get(self, request, cohort, component, lesson):
        lesson = self.lesson(component, lesson, Lesson.Kind.UNIT)
        actions.show_lesson_state(self.enrolment, lesson, state=actions.State.IN_PROGRESS, at=clock.now())
        state = self.state_of(lesson.component)
        units = state.units
        here = next(index for index, item in enumerate(units) if item.lesson.pk == lesson.pk)
        page, correction = shown_page(lesson)
        context = {
            "cohort": self.cohort,
            "lesson": lesson,
            "page": page,
            "correction": correction,
            "state": state,
            "item": units[here],
            "number": here + 1,
            "previous": units[here - 1] if here else None,
            **self._onward(state, units[here]),
            "trail": [
                (self.cohort.title, f"/lernen/{self.cohort.slug}/"),
                (str(lesson.component), f"/lernen/{self.cohort.slug}/{lesson.component.slug}/"),
            ],
        }
        return render(request, "courses/progress/unit.html", context)

    def post(self, request, cohort, component, lesson):
        lesson = self.lesson(component, lesson, Lesson.Kind.UNIT)
        actions.complete_unit(self.enrolment, lesson, at=clock.now())
        state = self.state_of(lesson.component)
        here = next(item for item in state.lessons if item.lesson.pk == lesson.pk)
        following = self._after(state, here)
        if following is None:
            return redirect("courses:component", cohort=self.cohort.slug, component=lesson.component.slug)
        return redirect(following.address)

    def _onward(self, state, here) -> dict:
        following = self._after(state, here)
        if following is None:
            return {"next": None, "next_label": ""}
        lesson = following.lesson
        where = lesson.code if lesson.kind == Lesson.Kind.UNIT else lesson.title
        label = _("Weiter zu %(where)s") if here.is_done else _("Einheit abschließen und weiter zu %(where)s")
        return {"next": following, "next_label": label % {"where": where}}

    def _after(self, state, here):
        """The next step of the component that is not a meeting."""
        index = state.steps.index(here)
        return state.steps[index + 1] if index + 1 < len(state.steps) else None


class ReadingPlace(LearnerView):
    """Where somebody stands in a unit, told by their browser."""

    def post(self, request, cohort, component, lesson):
        place = request.POST.get("place", "")
        if not PLACE.fullmatch(place):
            return HttpResponseBadRequest()
        unit = self.lesson(component, lesson, Lesson.Kind.UNIT)
        actions.remember_place(self.enrolment, unit, place=place, at=clock.now())
        return HttpResponse(status=204)


class MeetingPage(LearnerView):
    def get(self, request, cohort, component, lesson):
        lesson = self.lesson(component, lesson, Lesson.Kind.MEETING)
        meeting = Meeting.objects.filter(cohort=self.cohort, lesson=lesson, cancelled_at=None).first()
        entry = next(
            (
                entry
                for entry in queries.current_entries([self.enrolment])[self.enrolment.pk]
                if entry.source_kind == "lesson" and entry.source_id == lesson.pk
            ),
            None,
        )
        trail = [
            (self.cohort.title, f"/lernen/{self.cohort.slug}/"),
            (str(lesson.component), f"/lernen/{self.cohort.slug}/{lesson.component.slug}/"),
        ]
        context = {
            "cohort": self.cohort,
            "lesson": lesson,
            "meeting": meeting,
            "handouts": meeting.handouts.all() if meeting else [],
            "entry": entry,
            "lapses": self.cohort.status == Cohort.Status.CANCELLED and not entry and not (meeting and meeting.closed_at),
            "trail": trail,
        }
        return render(request, "courses/progress/meeting.html", context)


class ChooseElectives(LearnerView):
    def get(self, request, cohort):
        chosen = ComponentChoice.objects.filter(enrolment=self.enrolment, dropped_at=None).values_list("component", flat=True)
        return self._answer(request, self._form(initial={"components": list(chosen)}))

    def post(self, request, cohort):
        form = self._form(request.POST)
        if not form.is_valid():
            return self._answer(request, form, status=422)
        chosen = form.cleaned_data["components"]
        attempt(
            request,
            lambda: choose_components(self.enrolment, chosen, by=request.user, at=clock.now()),
            done=_("Ihre Auswahl ist gespeichert."),
        )
        return redirect("courses:outline", cohort=self.cohort.slug)

    def _form(self, *args, **kwargs):
        rule = Requirement.objects.filter(version_id=self.cohort.version_id, kind="elective_count").first()
        if rule is None:
            raise Http404
        return ElectivesForm(*args, enrolment=self.enrolment, min_count=rule.parameters["min_count"], **kwargs)

    def _answer(self, request, form, status=200):
        trail = [(self.cohort.title, f"/lernen/{self.cohort.slug}/")]
        context = {"form": form, "refusal": refusal_of_choice(self.enrolment), "cohort": self.cohort, "trail": trail}
        return render(request, "courses/progress/electives.html", context, status=status)


class Ledger(LoginRequiredMixin, View):
    """Every line of the learning account, with what replaced what."""

    def get(self, request):
        enrolments = enrolments_with_a_past(request.user)
        enrolment = chosen_among(enrolments, request.GET.get("durchgang"))
        context = {
            "enrolment": enrolment,
            "enrolments": enrolments,
            "entries": queries.ledger_of(enrolment) if enrolment else [],
            "shows_points": True,
            "trail": [(_("Stand der Voraussetzungen"), "/stand/")],
        }
        return render(request, "courses/progress/ledger.html", context)


def _with_addresses(way, cohort):
    for state in way:
        for item in state.lessons:
            item.address = item.lesson.address_in(cohort)
    return way
