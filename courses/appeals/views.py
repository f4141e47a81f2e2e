"""Filing an appeal, following it, and deciding one."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View

from courses.progress.models import Appeal
from courses.quizzes import queries as quizzes
from lms import clock
from lms.accounts.actions import note_disclosure
from lms.errors import NotPossible

from . import actions, forms, queries, rules

Kind = Appeal.Kind


class FileAppeal(LoginRequiredMixin, View):
    """One's own assessed work and the reason of the objection; for everybody else the page does not exist."""

    kind = ""

    def dispatch(self, request, *args, key, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        name = queries.ROWS[self.kind][1]
        own = queries.subjects(self.kind).filter(enrolment__learner=request.user)
        self.row = get_object_or_404(own, **{name: key})
        self.way = queries.way_of(self.kind, self.row, at=clock.now())
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        waiting = next((appeal for appeal in self.way.appeals if appeal.decided_at is None), None) if self.way else None
        return redirect(waiting) if waiting else self._answer(request, forms.AppealForm(back=self._back()))

    def post(self, request):
        form = forms.AppealForm(request.POST, back=self._back())
        if not form.is_valid():
            return self._answer(request, form, status=422)
        try:
            appeal = actions.file_appeal(self.kind, self.row, text=form.cleaned_data["text"], by=request.user, at=clock.now())
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
            return self._answer(request, form, status=422)
        messages.success(request, _("Ihr Einspruch ist eingegangen."))
        return redirect(appeal)

    def _back(self) -> str:
        return address_of(self.kind, self.row)

    def _answer(self, request, form, status=200):
        title = queries.title_of(self.kind, self.row)
        context = {"title": title, "way": self.way, "form": form, "trail": [(title, self._back())], "back": self._back()}
        return render(request, "courses/appeals/file.html", context, status=status)


def address_of(kind: str, row) -> str:
    """Where the learner sees the assessed work."""
    if kind == Kind.ATTEMPT:
        return row.get_absolute_url()
    cohort = row.enrolment.cohort
    lesson = row.assignment.lesson if kind == Kind.SUBMISSION else queries.colloquium_of(cohort)
    return lesson.address_in(cohort)


class OwnAppeal(LoginRequiredMixin, View):
    """What was written, until when, and what was decided."""

    def get(self, request, appeal):
        appeal = get_object_or_404(Appeal.objects.select_related("enrolment__cohort"), public_id=appeal)
        if not rules.can_see_appeal(request.user, appeal):
            raise Http404
        row = queries.subject_of(appeal)
        title = queries.title_of(appeal.subject_kind, row)
        address = address_of(appeal.subject_kind, row)
        context = {"appeal": appeal, "title": title, "address": address, "trail": [(title, address)]}
        return render(request, "courses/appeals/appeal.html", context)


class DecideAppeal(LoginRequiredMixin, View):
    """The learner's words, the work, the assessment with its reasons, late answers; and the decision. Each view is journalled."""

    def dispatch(self, request, *args, appeal, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        appeals = Appeal.objects.select_related("enrolment__learner", "enrolment__cohort", "decided_by")
        self.appeal = get_object_or_404(appeals, public_id=appeal)
        if not rules.can_read_decision(request.user, self.appeal):
            raise Http404
        self.row = queries.subject_of(self.appeal)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        note_disclosure(self.appeal.enrolment.learner, by=request.user, at=clock.now())
        return self._answer(request, self._form())

    def post(self, request):
        if self.appeal.decided_at:
            messages.error(request, str(actions.DECIDED_ALREADY))
            return redirect("courses:appeal-decide", appeal=self.appeal.public_id)
        form = self._form(request.POST)
        if not form.is_valid():
            return self._answer(request, form, status=422)
        given = {name: form.cleaned_data[name] for name in ("outcome", "reason")}
        try:
            actions.decide_appeal(self.appeal, **given, **form.effect, by=request.user, at=clock.now())
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
            return self._answer(request, form, status=422)
        messages.success(request, _("Der Einspruch ist entschieden. Die Person ist benachrichtigt."))
        return redirect("courses:appeal-decide", appeal=self.appeal.public_id)

    def _form(self, *args):
        if self.appeal.subject_kind != Kind.ATTEMPT:
            return forms.DecisionForm(*args)
        answers = quizzes.graded_answers(self.row)
        return forms.AttemptDecisionForm(*args, answers=[answer for answer in answers if answer.can_win])

    def _answer(self, request, form, status=200):
        context = {
            "appeal": self.appeal,
            "title": queries.title_of(self.appeal.subject_kind, self.row),
            "form": form,
            **queries.papers_of(self.appeal, self.row),
        }
        return render(request, "courses/appeals/decide.html", context, status=status)
