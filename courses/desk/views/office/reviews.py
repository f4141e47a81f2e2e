"""Who reviews projects and who examines when, in one cohort."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from courses.assignments import actions as assignments
from courses.assignments.models import ColloquiumBooking, ColloquiumSlot
from courses.assignments.queries import projects_needing_a_third_review, projects_without_reviewers
from courses.desk import forms
from lms import clock
from lms.errors import NotPossible
from lms.ui.refusals import attempt

from .doors import CohortView


class CohortReviews(CohortView):
    """Naming reviewers and opening colloquium times."""

    def get(self, request):
        return self._answer(request)

    def post(self, request):
        steps = {
            "bewertende": self._assign,
            "dritte": self._assign_third,
            "zeitfenster": self._offer_slot,
            "zuruecknehmen": self._withdraw_slot,
        }
        step = steps.get(request.POST.get("schritt"))
        if step is None:
            raise Http404
        return step(request)

    def _assign(self, request):
        form = forms.ReviewersForm(request.POST, submissions=projects_without_reviewers([self.cohort]))
        if not form.is_valid():
            return self._answer(request, reviewers=form, status=422)
        typed = form.cleaned_data
        try:
            assignments.assign_reviewers(typed["submission"], typed["first"], typed["second"], by=request.user, at=clock.now())
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
            return self._answer(request, reviewers=form, status=422)
        messages.success(request, _("Die Bewertenden sind bestimmt."))
        return redirect("courses:office-reviews", cohort=self.cohort.slug)

    def _assign_third(self, request):
        waiting = {str(submission.pk): submission for submission in projects_needing_a_third_review([self.cohort])}
        submission = waiting.get(request.POST.get("submission"))
        reviewer = {str(trainer.pk): trainer for trainer in forms.trainers()}.get(request.POST.get("third"))
        if submission is None or reviewer is None:
            messages.error(request, _("Bitte wählen Sie eine Person für die dritte Bewertung."))
        else:
            attempt(
                request,
                lambda: assignments.assign_third_reviewer(submission, reviewer, by=request.user, at=clock.now()),
                done=_("Die dritte Bewertung ist vergeben."),
            )
        return redirect("courses:office-reviews", cohort=self.cohort.slug)

    def _offer_slot(self, request):
        form = forms.SlotForm(request.POST)
        if not form.is_valid():
            return self._answer(request, slot_form=form, status=422)
        typed = dict(form.cleaned_data)
        starts_at = clock.local_moment(typed.pop("day"), typed.pop("begins"))
        try:
            assignments.offer_slot(self.cohort, starts_at=starts_at, **typed, by=request.user, at=clock.now())
        except NotPossible as refusal:
            form.add_error(refusal.field, str(refusal))
            return self._answer(request, slot_form=form, status=422)
        messages.success(request, _("Das Zeitfenster ist angelegt."))
        return redirect("courses:office-reviews", cohort=self.cohort.slug)

    def _withdraw_slot(self, request):
        slot = {str(slot.pk): slot for slot in self._slots()}.get(request.POST.get("slot"))
        if slot is None:
            messages.error(request, _("Dieses Zeitfenster gibt es nicht mehr."))
        else:
            attempt(
                request,
                lambda: assignments.withdraw_slot(slot, by=request.user, at=clock.now()),
                done=_("Das Zeitfenster ist zurückgenommen."),
            )
        return redirect("courses:office-reviews", cohort=self.cohort.slug)

    def _slots(self):
        """All times of the cohort, each with the booking that runs."""
        running = ColloquiumBooking.objects.filter(cancelled_at=None).select_related("enrolment__learner")
        slots = ColloquiumSlot.objects.filter(cohort=self.cohort).select_related("examiner_1", "examiner_2")
        return slots.prefetch_related(Prefetch("bookings", running, to_attr="running"))

    def _answer(self, request, status=200, reviewers=None, slot_form=None):
        projects = projects_without_reviewers([self.cohort])
        rows = []
        for submission in projects:
            bound = reviewers if reviewers and reviewers.data.get("submission") == str(submission.pk) else None
            rows.append((submission, bound or forms.ReviewersForm(submissions=projects, initial={"submission": submission.pk})))
        return self.render(
            request,
            "courses/desk/reviews.html",
            status=status,
            projects=rows,
            third=projects_needing_a_third_review([self.cohort]),
            trainers=forms.trainers(),
            slots=self._slots(),
            refused=reviewers,
            slot_form=slot_form or forms.SlotForm(initial={"place": self.cohort.place}),
        )
