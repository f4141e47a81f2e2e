"""Grading what only a person can grade."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from courses.quizzes import actions, queries
from courses.quizzes.forms import GradeForm
from courses.quizzes.models import Attempt, SlotGrade
from lms import clock
from lms.errors import NotPossible
from lms.ui import formats
from lms.ui.scripts import asks_as_script


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
