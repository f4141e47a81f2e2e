"""The attempts of a cohort, for whoever teaches it: looked through, corrected, declared void."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from courses.cohorts.queries import taught_cohorts
from courses.cohorts.rules import teaches
from courses.quizzes import actions, queries, rules
from courses.quizzes.forms import CorrectionForm, VoidForm
from courses.quizzes.models import Attempt
from lms import clock
from lms.errors import NotPossible
from lms.ui.paging import page_of

CORRECTED_AND_TOLD = gettext_lazy("Die neue Bewertung ist gespeichert. Die teilnehmende Person ist benachrichtigt.")
CORRECTED = gettext_lazy(
    "Die neue Bewertung ist gespeichert. Die teilnehmende Person erfährt das Ergebnis, sobald alle Antworten bewertet sind."
)


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
