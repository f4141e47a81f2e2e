"""Taking a test, and grading what only a person can grade."""

from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache

from courses.cohorts.queries import learning_enrolment_or_404, taught_cohorts
from courses.cohorts.rules import teaches
from lms import clock
from lms.errors import NotPossible
from lms.ui import formats
from lms.ui.paging import page_of
from lms.ui.scripts import asks_as_script

from . import actions, queries, rules
from .forms import CorrectionForm, GradeForm, PacketForm, ShownDeadlineForm, VoidForm
from .models import Attempt, Quiz, SlotGrade
from .question_types import ForeignAnswer

TOO_LATE = gettext_lazy("Die Zeit ist abgelaufen. Ihre letzte Antwort ist gespeichert, zählt aber nicht mehr.")
CORRECTED_AND_TOLD = gettext_lazy("Die neue Bewertung ist gespeichert. Die teilnehmende Person ist benachrichtigt.")
CORRECTED = gettext_lazy(
    "Die neue Bewertung ist gespeichert. Die teilnehmende Person erfährt das Ergebnis, sobald alle Antworten bewertet sind."
)
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


class GradePage(LoginRequiredMixin, View):
    """One answer at a time: the text on the left, points on the right; then the next one that waits."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            related = ("quiz__lesson__component", "enrolment__cohort", "enrolment__learner", "enrolment__municipality")
            mine = Attempt.objects.gradable_by(request.user).select_related(*related)
            self.attempt = get_object_or_404(mine, public_id=kwargs["attempt"])
            self.slot = queries.slots_to_grade(self.attempt).first()
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, attempt):
        if self.slot is None or self.attempt.status != Attempt.Status.AWAITING_GRADING:
            messages.info(request, _("In diesem Versuch wartet keine Antwort mehr auf eine Bewertung."))
            return redirect("courses:grading")
        draft = actions.begin_grading(self.slot, by=request.user, at=clock.now())
        return self.answer(request, self.form(self.slot, initial=draft.content), draft=draft)

    def post(self, request, attempt):
        slot = self.posted_slot(request)
        if slot is None:
            messages.error(request, _("Diese Antwort ist inzwischen bewertet."))
            return redirect(request.path)
        form = self.form(slot, request.POST)
        if asks_as_script(request) or "draft" in request.POST or slot.grades.exists():
            draft = actions.save_grade_draft(slot, form.as_draft, by=request.user, at=clock.now())
        if slot.grades.exists():
            return self.graded_meanwhile(request, slot, form)
        if asks_as_script(request):
            return JsonResponse({"saved_at": formats.clock(draft.saved_at)})
        if "draft" in request.POST:
            return redirect(request.get_full_path())
        if not form.is_valid():
            return self.answer(request, form, status=422)
        try:
            actions.grade_slot(slot, by=request.user, at=clock.now(), feedback=form.cleaned_data["feedback"], **form.points)
        except NotPossible as refusal:
            if slot.grades.exists():
                return self.graded_meanwhile(request, slot, form)
            form.add_error(None, str(refusal))
            return self.answer(request, form, status=422)
        messages.success(request, _("Die Bewertung ist abgegeben."))
        return self.next_waiting(request)

    def posted_slot(self, request):
        """The answer the page showed; None where there is no such answer in this attempt, or none a person grades."""
        number = request.POST.get("number", "")
        if not (number.isascii() and number.isdigit() and len(number) < 4):
            return None
        slots = self.attempt.slots.select_related("question_version__question")
        slot = slots.filter(number=int(number)).first()
        return slot if slot and (slot == self.slot or slot.grades.filter(how=SlotGrade.How.PERSON).exists()) else None

    def form(self, slot, *args, **kwargs):
        form = GradeForm(*args, slot=slot, **kwargs)
        form.save_as_draft_at(self.request.path, key=f"{self.request.user.pk}-test-{slot.pk}")
        return form

    def graded_meanwhile(self, request, slot, form):
        """Somebody else was first: what was typed stays on the page, and does not count."""
        if asks_as_script(request):
            return JsonResponse({"error": str(_("Diese Antwort ist inzwischen bewertet."))}, status=409)
        grade = slot.grades.select_related("by").order_by("-number").first()
        return self.answer(request, form, slot=slot, grade=grade, status=409)

    def next_waiting(self, request):
        if queries.slots_to_grade(self.attempt).exists():
            return redirect(request.get_full_path())
        query = request.GET.urlencode()
        return redirect(reverse("courses:grading-next") + (f"?{query}" if query else ""))

    def answer(self, request, form, *, slot=None, draft=None, grade=None, status=200):
        slot = slot or self.slot
        lines = queries.answer_in_words(slot)
        context = {
            "attempt": self.attempt,
            "slot": slot,
            "content": slot.content,
            "lines": lines,
            "words": len(" ".join(lines).split()),
            "form": form,
            "draft": draft,
            "grade": grade,
            "others": queries.other_drafts(slot, than=request.user),
            "now": clock.now(),
            "trail": [(_("Bewertungen"), "/lehren/bewertungen/")],
        }
        return render(request, "courses/quizzes/grade.html", context, status=status)


class TaughtAttempts(LoginRequiredMixin, View):
    """Every attempt of a cohort one teaches, the newest first."""

    def get(self, request, cohort):
        cohort = get_object_or_404(taught_cohorts(request.user), slug=cohort)
        mine = Attempt.objects.gradable_by(request.user).filter(enrolment__cohort=cohort)
        page = page_of(
            mine.select_related("quiz__lesson__component", "enrolment__learner").order_by("-started_at", "-pk"), request
        )
        context = {
            "cohort": cohort,
            "page": page,
            "results": queries.results_of(page.object_list),
            "trail": [(cohort.title, f"/lehren/durchgaenge/{cohort.slug}/")],
        }
        return render(request, "courses/quizzes/taught_attempts.html", context)


class HandedInView(LoginRequiredMixin, View):
    """A page about a handed-in attempt, for those who may grade it."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        related = ("quiz__lesson__component", "enrolment__cohort", "enrolment__learner")
        mine = Attempt.objects.gradable_by(request.user).select_related(*related)
        handed_in = (Attempt.Status.AWAITING_GRADING, Attempt.Status.GRADED, Attempt.Status.VOIDED)
        self.attempt = get_object_or_404(mine, public_id=kwargs.pop("attempt"), status__in=handed_in)
        return super().dispatch(request, *args, **kwargs)

    @property
    def trail(self) -> list[tuple[str, str]]:
        cohort = self.attempt.enrolment.cohort
        return [
            (cohort.title, f"/lehren/durchgaenge/{cohort.slug}/"),
            (_("Tests"), reverse("courses:teach-attempts", args=[cohort.slug])),
        ]


class AttemptGrades(HandedInView):
    """All answers of an attempt with their points, and the way to correct them."""

    def get(self, request):
        [result] = queries.results_of([self.attempt])
        context = {
            "attempt": self.attempt,
            "result": result,
            "answers": queries.graded_answers(self.attempt),
            "can_change": self.attempt.status != Attempt.Status.VOIDED,
            "trail": self.trail,
        }
        return render(request, "courses/quizzes/attempt_grades.html", context)


class CorrectGrade(HandedInView):
    """Other points for one answer, with a reason."""

    def dispatch(self, request, *args, **kwargs):
        self.number = kwargs.pop("number")
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        slot, grade = self._found()
        return self._answer(request, slot, grade, CorrectionForm(slot=slot, grade=grade))

    def post(self, request):
        slot, grade = self._found()
        form = CorrectionForm(request.POST, slot=slot, grade=grade)
        if not form.is_valid():
            return self._answer(request, slot, grade, form, status=422)
        given = {name: form.cleaned_data[name] for name in ("feedback", "reason", "based_on")}
        try:
            actions.grade_slot(slot, by=request.user, at=clock.now(), **given, **form.points)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
            return self._answer(request, slot, grade, form, status=422)
        self.attempt.refresh_from_db(fields=["status"])
        messages.success(request, CORRECTED_AND_TOLD if self.attempt.is_graded else CORRECTED)
        return redirect("courses:attempt-grades", attempt=self.attempt.public_id)

    def _found(self):
        slot = get_object_or_404(self.attempt.slots.select_related("question_version"), number=self.number)
        grade = slot.grades.order_by("-number").first()
        if grade is None or self.attempt.status == Attempt.Status.VOIDED:
            raise Http404
        return slot, grade

    def _answer(self, request, slot, grade, form, status=200):
        context = {
            "attempt": self.attempt,
            "slot": slot,
            "grade": grade,
            "lines": queries.answer_in_words(slot),
            "form": form,
            "trail": [*self.trail, (_("Antworten"), reverse("courses:attempt-grades", args=[self.attempt.public_id]))],
        }
        return render(request, "courses/quizzes/grade_correct.html", context, status=status)


class VoidAttempt(LoginRequiredMixin, View):
    """A page of its own, because it cannot be undone."""

    def dispatch(self, request, *args, attempt, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        attempts = Attempt.objects.select_related("quiz__lesson__component", "enrolment__cohort", "enrolment__learner")
        self.attempt = get_object_or_404(attempts, public_id=attempt)
        if not rules.can_void_attempt(request.user, self.attempt):
            raise Http404
        cohort = self.attempt.enrolment.cohort
        if teaches(request.user, cohort):
            self.back = reverse("courses:teach-attempts", args=[cohort.slug])
        else:
            self.back = reverse("courses:quiz-window", args=[cohort.slug, self.attempt.quiz.lesson_id])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        return self._answer(request, VoidForm(back=self.back))

    def post(self, request):
        form = VoidForm(request.POST, back=self.back)
        if not form.is_valid():
            return self._answer(request, form, status=422)
        try:
            actions.void_attempt(self.attempt, reason=form.cleaned_data["reason"], by=request.user, at=clock.now())
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
            return self._answer(request, form, status=422)
        messages.success(request, _("Der Versuch gilt nicht mehr. Die teilnehmende Person ist benachrichtigt."))
        return redirect(self.back)

    def _answer(self, request, form, status=200):
        context = {"attempt": self.attempt, "form": form, "trail": [(_("Tests"), self.back)]}
        return render(request, "courses/quizzes/void.html", context, status=status)
