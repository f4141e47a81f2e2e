"""Taking a test: what awaits, one question after the other, handing in, the result."""

from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.http import HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache

from courses.cohorts.queries import learning_enrolment_or_404
from courses.quizzes import actions, queries
from courses.quizzes.forms import PacketForm, ShownDeadlineForm
from courses.quizzes.models import Attempt, Quiz
from courses.quizzes.question_types import ForeignAnswer
from lms import clock
from lms.errors import NotPossible
from lms.ui import formats

TOO_LATE = gettext_lazy("Die Zeit ist abgelaufen. Ihre letzte Antwort ist gespeichert, zählt aber nicht mehr.")
HANDED_IN = gettext_lazy("Dieser Test ist schon abgegeben. Ihre letzte Antwort zählt nicht mehr.")


class QuizPage(LoginRequiredMixin, View):
    """What awaits a learner in a test, what came out so far, and the start."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            self.enrolment = learning_enrolment_or_404(request.user, kwargs["cohort"])
            self.quiz = get_object_or_404(
                Quiz.objects.select_related("lesson__component"),
                lesson__component__version_id=self.enrolment.cohort.version_id,
                lesson__component__slug=kwargs["component"],
                lesson__slug=kwargs["lesson"],
            )
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, **kwargs):
        now = clock.now()
        standing = queries.standing_of(self.quiz, self.enrolment, at=now)
        if standing.running and standing.running.is_overdue(now):
            actions.finish_if_overdue(standing.running, at=now)
            standing = queries.standing_of(self.quiz, self.enrolment, at=now)
        lesson, cohort = self.quiz.lesson, self.enrolment.cohort
        would_end_at = actions.deadline_of(self.quiz, request.user, standing.window, started_at=now, at=now)
        context = {
            "quiz": self.quiz,
            "lesson": lesson,
            "cohort": cohort,
            "standing": standing,
            "size": queries.size_of(self.quiz),
            "full_minutes": self._minutes_without_window(now),
            "minutes": int((would_end_at - now).total_seconds()) // 60 if would_end_at else None,
            "would_end_at": would_end_at,
            "results": queries.results_of(attempt for attempt in standing.attempts if not attempt.is_open),
            "trail": trail_to(lesson.component, cohort),
        }
        return render(request, "courses/quizzes/quiz.html", context)

    def _minutes_without_window(self, now) -> int | None:
        would_end_at = actions.deadline_of(self.quiz, self.enrolment.learner, None, started_at=now, at=now)
        return int((would_end_at - now).total_seconds()) // 60 if would_end_at else None

    def post(self, request, **kwargs):
        try:
            attempt = actions.start_attempt(self.quiz, self.enrolment, at=clock.now())
        except NotPossible as refusal:
            messages.error(request, str(refusal))
            return redirect(request.path)
        return redirect("courses:attempt-question", attempt=attempt.public_id, number=1)


def trail_to(component, cohort) -> list[tuple[str, str]]:
    return [
        (cohort.title, f"/lernen/{cohort.slug}/"),
        (str(component), f"/lernen/{cohort.slug}/{component.slug}/"),
    ]


@method_decorator(never_cache, name="dispatch")
class OwnAttemptView(LoginRequiredMixin, View):
    """A page of one's own attempt; for everybody else it does not exist. Time that is up is applied on every read."""

    only_while_open = True

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            self.now = clock.now()
            related = ("quiz__lesson__component", "enrolment__cohort", "enrolment__learner")
            own = Attempt.objects.owned_by(request.user).select_related(*related)
            self.attempt = get_object_or_404(own, public_id=kwargs["attempt"])
            if request.method != "POST":
                self.attempt = actions.finish_if_overdue(self.attempt, at=self.now)
                if self.only_while_open and not self.attempt.is_open:
                    return redirect(self.attempt)
        return super().dispatch(request, *args, **kwargs)

    def slot(self, number: int):
        return get_object_or_404(self.attempt.slots.select_related("question_version"), number=number)

    @property
    def context(self) -> dict:
        lesson = self.attempt.quiz.lesson
        return {
            "attempt": self.attempt,
            "quiz": self.attempt.quiz,
            "lesson": lesson,
            "cohort": self.attempt.enrolment.cohort,
            "lesson_address": lesson.address_in(self.attempt.enrolment.cohort),
            "now": self.now,
        }

    def store(self, request, slot):
        """Read the posted answer and add it; refusals travel on as what they are."""
        packet = PacketForm(request.POST)
        if not packet.is_valid():
            raise ForeignAnswer
        response = slot.kind.read(slot.content, request.POST)
        return actions.answer_question(slot, response=response, at=self.now, **packet.cleaned_data)


class QuestionPage(OwnAttemptView):
    def get(self, request, attempt, number):
        return self.answer(request, self.slot(number), moved=request.GET.get("bewegt", ""))

    def post(self, request, attempt, number):
        slot = self.slot(number)
        try:
            step = self.store(request, slot)
        except ForeignAnswer as refusal:
            return HttpResponseBadRequest(refusal.message)
        except ValidationError as refusal:
            typed = slot.kind.typed(slot.content, request.POST)
            return self.answer(request, slot, typed=typed, errors=refusal.messages, status=422)
        except actions.StaleAnswer as stale:
            typed = slot.kind.typed(slot.content, request.POST)
            return self.answer(request, slot, typed=typed, stale=stale, status=409)
        self.tell_moved_deadline(request)
        if not step.counted:
            messages.warning(request, HANDED_IN if self.attempt.how == Attempt.HandedInBy.PERSON else TOO_LATE)
            return redirect(self.attempt)
        return self.onward(request, number)

    def tell_moved_deadline(self, request):
        """Time given or taken since the page was shown arrives as a message, also without script."""
        form, deadline = ShownDeadlineForm(request.POST), self.attempt.deadline
        shown = form.cleaned_data["shown_deadline"] if form.is_valid() else None
        if shown is None or deadline is None:
            return
        minutes = round((deadline - shown).total_seconds() / 60)
        words = {"minutes": formats.minutes(minutes), "ends": formats.clock(deadline)}
        if minutes > 0:
            messages.info(request, _("Sie haben %(minutes)s mehr, bis %(ends)s.") % words)
        elif minutes < 0:
            messages.warning(request, _("Ihre Zeit endet jetzt um %(ends)s.") % words)

    def onward(self, request, number: int):
        """Every page turn saves; where it leads says the button that was pressed."""
        go = request.POST.get("weiter") or request.POST.get("go", "")
        if go == "abgabe":
            return redirect("courses:attempt-hand-in", attempt=self.attempt.public_id)
        wanted = int(go) if go.isascii() and go.isdigit() and len(go) < 4 else number
        address = reverse("courses:attempt-question", args=[self.attempt.public_id, wanted])
        moved = request.POST.get("up") or request.POST.get("down")
        return redirect(f"{address}?{urlencode({'bewegt': moved})}" if moved else address)

    def answer(self, request, slot, *, errors=(), stale=None, status=200, moved="", **typed):
        states = queries.slot_states(self.attempt)
        state = states[slot.number - 1]
        newest = stale.newest if stale else state.step
        response = typed["typed"] if typed else (newest.response if newest else None)
        layout = slot.kind.layout(slot.content, response, slot.option_order)
        context = {
            **self.context,
            "slot": slot,
            "content": slot.content,
            "kind": slot.kind,
            "hint": slot.kind.hint(slot.content),
            "layout": layout,
            "errors": errors,
            "stale": stale,
            "moved": moved_row(layout, moved),
            "states": states,
            "answered": sum(other.is_answered for other in states),
            "open": sum(not other.is_answered for other in states),
            "saved": newest,
            "packet": {"based_on": newest.number if newest else 0, "writer": uuid4(), "writer_seq": 1},
            "previous": slot.number - 1,
            "next": slot.number + 1 if slot.number < len(states) else None,
        }
        return render(request, "courses/quizzes/question.html", context, status=status)


def moved_row(layout: dict, key: str) -> dict | None:
    """The row of an ordering question that was just moved, with its new place."""
    rows = layout.get("rows", [])
    return next(({**row, "place": place} for place, row in enumerate(rows, start=1) if row["key"] == key), None)


class SaveAnswer(OwnAttemptView):
    """The same door for the script: it stores and acknowledges, it does not grade."""

    http_method_names = ("post",)

    def post(self, request, attempt, number):
        slot = self.slot(number)
        self.attempt = actions.apply_deadline(self.attempt, at=self.now)
        try:
            step = self.store(request, slot)
        except ForeignAnswer as refusal:
            return JsonResponse({"error": refusal.message}, status=400)
        except ValidationError as refusal:
            return JsonResponse({"error": " ".join(refusal.messages)}, status=422)
        except actions.StaleAnswer as stale:
            facts = {"error": str(stale), "version": stale.newest.number}
            return JsonResponse(facts, status=409)
        deadline = self.attempt.deadline
        return JsonResponse(
            {
                "version": step.number,
                "saved_at": formats.clock(step.saved_at),
                "counted": step.counted,
                "answered": step.response is not None,
                "understood": slot.kind.layout(slot.content, step.response, slot.option_order).get("understood", ""),
                "deadline": deadline.isoformat() if deadline else None,
                "ends_at": formats.clock(deadline) if deadline else None,
            }
        )


class HandInPage(OwnAttemptView):
    def get(self, request, attempt):
        states = queries.slot_states(self.attempt)
        answered = [state for state in states if state.is_answered]
        context = {
            **self.context,
            "states": states,
            "answered": answered,
            "open": [state for state in states if not state.is_answered],
            "standing": queries.standing_of(self.attempt.quiz, self.attempt.enrolment, at=self.now),
        }
        return render(request, "courses/quizzes/hand_in.html", context)

    def post(self, request, attempt):
        finished = actions.finish_attempt(self.attempt, by=request.user, at=self.now)
        if finished.status != Attempt.Status.VOIDED:
            messages.success(request, _("Ihr Test ist abgegeben."))
        return redirect(finished)


class ResultPage(OwnAttemptView):
    only_while_open = False

    def get(self, request, attempt):
        if self.attempt.is_open:
            return redirect("courses:attempt-question", attempt=self.attempt.public_id, number=1)
        standing = queries.standing_of(self.attempt.quiz, self.attempt.enrolment, at=self.now)
        [result] = queries.results_of([self.attempt])
        shown = queries.review_items(standing, self.attempt)
        context = {
            **self.context,
            "result": result,
            "standing": standing,
            "shown": shown,
            "answers": queries.reviewed_answers(self.attempt, shown),
            "way": queries.way_to_appeal(self.attempt, at=self.now),
            "next_address": f"/lernen/{self.attempt.enrolment.cohort.slug}/{self.attempt.quiz.lesson.component.slug}/",
        }
        return render(request, "courses/quizzes/result.html", context)
