"""Judging a practice task, reviewing a project: one after the other, from the queue."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from courses.assignments import actions, forms, queries, rules
from courses.assignments.models import Review, Submission
from lms import clock
from lms.errors import NotPossible
from lms.ui import formats
from lms.ui.scripts import asks_as_script

FORM_IS_ODD = gettext_lazy("Ihre Eingabe ist nicht lesbar. Bitte laden Sie die Seite neu.")


def next_to_grade(request):
    """To the next piece of work in the queue, as it was filtered."""
    query = request.GET.urlencode()
    return redirect(reverse("courses:grading-next") + (f"?{query}" if query else ""))


class JudgeTask(LoginRequiredMixin, View):
    """The text on the left, the criteria on the right; afterwards the next one opens."""

    def dispatch(self, request, *args, submission, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        submissions = Submission.objects.select_related(
            "assignment__lesson__component", "enrolment__learner", "enrolment__cohort"
        ).prefetch_related("files", "reviews__reviewer")
        self.submission = get_object_or_404(submissions, public_id=submission)
        if not rules.can_judge_task(request.user, self.submission) or self.submission.submitted_at is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        if not self.is_open:
            draft = self.submission.task_drafts.filter(judge=request.user).first()
            return self._answer(request, self._form(initial=draft.content if draft else {}), own=draft and draft.content)
        draft = actions.begin_judging(self.submission, by=request.user, at=clock.now())
        return self._answer(request, self._form(initial=draft.content), draft=draft)

    def post(self, request):
        if not self.is_open:
            return self._decided_meanwhile(request)
        is_script = asks_as_script(request)
        is_draft = is_script or request.POST.get("schritt") == "speichern"
        form = self._form(request.POST, is_draft=is_draft)
        if not form.is_valid():
            return JsonResponse({"error": FORM_IS_ODD}, status=422) if is_script else self._answer(request, form, status=422)
        if not is_draft:
            return self._decide(request, form)
        draft = actions.save_task_draft(self.submission, form.as_draft, by=request.user, at=clock.now())
        return JsonResponse({"saved_at": formats.clock(draft.saved_at)}) if is_script else redirect(request.get_full_path())

    def _decide(self, request, form):
        accept = form.cleaned_data["decision"] == Review.Decision.ACCEPT
        comment = form.cleaned_data["comment"]
        try:
            actions.decide_task(
                self.submission, accept=accept, points=form.points(), comment=comment, by=request.user, at=clock.now()
            )
        except NotPossible as refusal:
            self.submission.refresh_from_db()
            if not self.is_open:
                return self._decided_meanwhile(request)
            form.add_error(None, str(refusal))
            return self._answer(request, form, status=422)
        messages.success(request, _("Ihre Bewertung ist gespeichert."))
        return next_to_grade(request)

    def _decided_meanwhile(self, request):
        """Somebody else was first: what was typed is kept and shown, and does not count."""
        form = self._form(request.POST, is_draft=True)
        form.is_valid()
        actions.save_task_draft(self.submission, form.as_draft, by=request.user, at=clock.now())
        if asks_as_script(request):
            return JsonResponse({"error": str(actions.DECIDED_ALREADY)}, status=409)
        return self._answer(request, form, own=form.as_draft, status=409)

    @property
    def is_open(self) -> bool:
        return self.submission.status == Submission.Status.SUBMITTED

    def _form(self, *args, **kwargs):
        key = f"{self.request.user.pk}-aufgabe-{self.submission.public_id}"
        rubric = self.submission.assignment.rubric
        return forms.JudgeForm(*args, rubric=rubric, key=key, save_at=self.request.path, **kwargs)

    def _answer(self, request, form, *, draft=None, own=None, status=200):
        earlier = Submission.objects.filter(
            assignment=self.submission.assignment, enrolment=self.submission.enrolment, number__lt=self.submission.number
        ).prefetch_related("reviews")
        context = {
            "submission": self.submission,
            "form": form,
            "draft": draft,
            "others": queries.other_drafts(self.submission, than=request.user),
            "own": own,
            "own_rows": [(form.label_of(item), (own or {}).get(form.name_of(item))) for item in form.rubric],
            "reviews": self.submission.reviews.select_related("reviewer"),
            "earlier": earlier,
            "is_open": self.is_open,
            "now": clock.now(),
            "trail": [(_("Bewertungen"), "/lehren/bewertungen/")],
        }
        return render(request, "courses/assignments/judge_task.html", context, status=status)


class ReviewProject(LoginRequiredMixin, View):
    """One of two blind reviews; no trace of the other until both are in."""

    def dispatch(self, request, *args, review, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        reviews = Review.objects.select_related(
            "submission__assignment__lesson", "submission__enrolment__learner__municipality", "submission__enrolment__cohort"
        )
        self.review = get_object_or_404(reviews, pk=review, reviewer=request.user)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        rubric = self.review.submission.assignment.rubric
        kept = {item["key"]: points for item, points in zip(rubric, self.review.points, strict=False)}
        form = self._form(initial={**kept, "decision": self.review.decision, "comment": self.review.comment})
        return self._answer(request, form)

    def post(self, request):
        is_script = asks_as_script(request)
        is_draft = is_script or request.POST.get("schritt") == "speichern"
        form = self._form(request.POST, is_draft=is_draft)
        if not form.is_valid():
            return JsonResponse({"error": FORM_IS_ODD}, status=422) if is_script else self._answer(request, form, status=422)
        given = {name: form.cleaned_data[name] for name in ("decision", "comment")}
        at = clock.now()
        try:
            if is_draft:
                actions.save_review_draft(self.review, points=form.points(), **given, at=at)
            else:
                actions.submit_review(self.review, points=form.points(), **given, by=request.user, at=at)
        except NotPossible as refusal:
            if is_script:
                return JsonResponse({"error": str(refusal)}, status=409)
            form.add_error(None, str(refusal))
            return self._answer(request, form, status=422)
        if is_script:
            return JsonResponse({"saved_at": formats.clock(at)})
        if is_draft:
            return redirect(request.get_full_path())
        messages.success(request, _("Ihre Bewertung ist abgegeben."))
        return next_to_grade(request)

    def _form(self, *args, **kwargs):
        key = f"{self.request.user.pk}-projekt-{self.review.pk}"
        rubric = self.review.submission.assignment.rubric
        return forms.ReviewForm(*args, rubric=rubric, key=key, save_at=self.request.path, **kwargs)

    def _answer(self, request, form, status=200):
        submission = self.review.submission
        others = [
            other
            for other in submission.reviews.exclude(pk=self.review.pk).select_related("reviewer")
            if other.submitted_at and rules.can_see_review(request.user, other)
        ]
        context = {
            "review": self.review,
            "submission": submission,
            "files": submission.files.all(),
            "draft": {"content": self.review.saved_at, "saved_at": self.review.saved_at},
            "form": form,
            "others": others,
            "now": clock.now(),
            "trail": [(_("Bewertungen"), "/lehren/bewertungen/")],
        }
        return render(request, "courses/assignments/review_project.html", context, status=status)
