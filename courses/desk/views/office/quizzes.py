"""The tests of a cohort: when they may be begun, and who has taken them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from courses.desk import forms
from courses.quizzes import actions as quizzes
from courses.quizzes.models import Quiz
from courses.quizzes.queries import results_of
from lms import clock
from lms.errors import NotPossible
from lms.ui.paging import page_of

from .doors import CohortView


class Quizzes(CohortView):
    """Every test of the version with the window in which the cohort may begin it."""

    def get(self, request):
        found = Quiz.objects.filter(lesson__component__version_id=self.cohort.version_id).select_related("lesson__component")
        windows = {window.lesson_id: window for window in self.cohort.quiz_windows.all()}
        rows = [(quiz, windows.get(quiz.lesson_id)) for quiz in found.order_by("lesson__component__position", "lesson__position")]
        return self.render(request, "courses/desk/quizzes.html", rows=rows)


class QuizWindowPage(CohortView):
    """When the cohort may begin one test, and the attempts at it with their verdicts; answers and points are not shown here."""

    def find(self, kwargs: dict):
        super().find(kwargs)
        found = Quiz.objects.filter(lesson__component__version_id=self.cohort.version_id).select_related("lesson__component")
        self.quiz = get_object_or_404(found, lesson=kwargs.pop("lesson"))

    def get(self, request):
        window = self.cohort.quiz_windows.filter(lesson=self.quiz.lesson_id).first()
        return self._answer(request, forms.WindowForm.about(window))

    def post(self, request):
        form = forms.WindowForm(request.POST)
        if not form.is_valid():
            return self._answer(request, form, status=422)
        try:
            quizzes.set_window(self.quiz, self.cohort, **form.moments, by=request.user, at=clock.now())
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
            return self._answer(request, form, status=422)
        messages.success(request, _("Die Öffnungszeit ist gespeichert."))
        return redirect("courses:office-quizzes", cohort=self.cohort.slug)

    def _answer(self, request, form, status=200):
        attempts = self.quiz.attempts.filter(enrolment__cohort=self.cohort).exclude(enrolment__learner=request.user)
        page = page_of(attempts.select_related("enrolment__learner").order_by("-started_at", "-pk"), request)
        context = {
            "quiz": self.quiz,
            "form": form,
            "page": page,
            "results": results_of(page.object_list),
            "trail": [
                (_("Durchgänge"), "/verwaltung/durchgaenge/"),
                (self.cohort.code, f"/verwaltung/durchgaenge/{self.cohort.slug}/"),
                (_("Tests"), f"/verwaltung/durchgaenge/{self.cohort.slug}/tests/"),
            ],
        }
        return self.render(request, "courses/desk/quiz_window.html", status=status, **context)
