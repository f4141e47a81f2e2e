"""What a learner hands in, from the learner's side."""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from courses.assignments import actions, forms, queries
from courses.assignments.models import Assignment, Submission, SubmissionFile
from courses.catalogue.models import Lesson
from courses.catalogue.queries import shown_page
from courses.cohorts.queries import learning_enrolment_or_404
from lms import clock
from lms.errors import NotPossible
from lms.ui import formats


class OwnTaskView(LoginRequiredMixin, View):
    """A task of a cohort one learns in; for everybody else it does not exist."""

    def dispatch(self, request, *args, **place):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self._find(request, **place)
        if request.method == "POST" and self.assignment.kind == Assignment.Kind.COLLOQUIUM:
            raise Http404
        return super().dispatch(request, *args)

    def _find(self, request, **place) -> None:
        self.enrolment = learning_enrolment_or_404(request.user, place["cohort"])
        self.cohort = self.enrolment.cohort
        self.lesson = get_object_or_404(
            Lesson.objects.select_related("component", "revision", "assignment"),
            component__version_id=self.cohort.version_id,
            component__slug=place["component"],
            slug=place["lesson"],
            kind=Lesson.Kind.TASK,
        )
        self.assignment = self.lesson.assignment

    @property
    def with_title(self) -> bool:
        return self.assignment.kind == Assignment.Kind.PROJECT

    @property
    def address(self) -> str:
        return self.lesson.address_in(self.cohort)

    def _images(self) -> list[SubmissionFile]:
        """The images of the draft."""
        draft = queries.work_on(self.assignment, self.enrolment).draft
        return [file for file in draft.files.all() if file.is_image] if draft else []

    def _keep_words(self, form) -> Submission:
        draft = actions.save_draft(self.assignment, self.enrolment, **form.draft, at=clock.now())
        for image, said in form.said_about_images():
            actions.describe_file(image, description=said)
        return draft


class TaskPage(OwnTaskView):
    """A practice task, the project or the colloquium, from the learner's side."""

    def get(self, request):
        work = queries.work_on(self.assignment, self.enrolment)
        newest = work.newest
        known = {"text": newest.text, "title": newest.title} if newest else {}
        return self._answer(request, self._form(work, initial={**known, "based_on": work.wording, "writer": uuid4()}))

    def post(self, request):
        work = queries.work_on(self.assignment, self.enrolment)
        if not work.is_open:
            messages.error(request, str(actions.HANDED_IN_ALREADY))
            return redirect(self.address)
        form = self._form(work, request.POST, request.FILES)
        if not form.is_valid() or queries.refusal_of_work(self.enrolment, work.newest):
            return self._answer(request, form, status=422)
        try:
            self._take(form)
        except actions.StaleDraft as stale:
            return self._answer(request, self._on_top(form), stale=stale, status=409)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
            return self._answer(request, self._on_top(form), status=422)
        return redirect(self.address)

    def _take(self, form) -> None:
        """Keep what was sent, then do what the pressed button says."""
        draft = self._keep_words(form)
        self._keep_files(draft, form)
        if self.request.POST.get("schritt") == "einreichen":
            actions.hand_in(draft, at=clock.now())
            messages.success(self.request, _("Ihre Aufgabe ist eingereicht."))
        else:
            messages.success(self.request, _("Ihr Entwurf ist gespeichert. Hier können Sie jederzeit weitermachen."))

    def _keep_files(self, draft, form) -> None:
        """Keep the chosen file; a description without one belongs to the only image that has none yet."""
        said = form.cleaned_data["description"]
        if file := form.cleaned_data["file"]:
            actions.attach_file(draft, **file, description=said, at=clock.now())
        elif said:
            undescribed = [image for image in self._images() if not image.description]
            if len(undescribed) != 1:
                return
            actions.describe_file(undescribed[0], description=said)
        form.data = form.data.copy()
        form.data["description"] = ""

    def _form(self, work: queries.Work, *args, **kwargs):
        place = {"cohort": self.cohort.slug, "component": self.lesson.component.slug, "lesson": self.lesson.slug}
        save_at = reverse("courses:task-save", kwargs=place)
        known = {"with_title": self.with_title, "images": self._images(), "address": self.address}
        known["is_begun"] = work.newest is not None and not work.newest.is_empty
        return forms.SubmissionForm(*args, **known, save_at=save_at, key=self.draft_key, **kwargs)

    @property
    def draft_key(self) -> str:
        """Under which the browser keeps words that were not sent yet."""
        return f"{self.enrolment.public_id}-{self.lesson.pk}"

    def _on_top(self, form):
        """The same form, to be sent again on top of what is saved now."""
        form.data = form.data.copy()
        form.data["based_on"] = queries.work_on(self.assignment, self.enrolment).wording
        form.ask_about(self._images())
        return form

    @staticmethod
    def _is_saved(form, draft) -> bool:
        """Whether the draft holds the words that stand in the form."""
        if draft is None or not form.is_bound:
            return draft is not None
        typed = form.cleaned_data
        return (typed.get("text"), typed.get("title", "")) == (draft.text, draft.title)

    def _answer(self, request, form, *, stale=None, status=200):
        now = clock.now()
        work = queries.work_on(self.assignment, self.enrolment)
        newest = work.newest
        way = queries.way_to_appeal(newest, at=now) if newest else None
        waits_for_appeal = way is not None and way.is_waiting
        refusal = queries.refusal_of_work(self.enrolment, newest) if work.is_open else ""
        page, correction = shown_page(self.lesson)
        deadline = queries.deadline_of(self.assignment, self.cohort) if not work.handed_in else None
        context = {
            "cohort": self.cohort,
            "lesson": self.lesson,
            "assignment": self.assignment,
            "kicker": self._kicker(),
            "page": page,
            "correction": correction,
            "form": form,
            "draft_key": self.draft_key,
            "stale": stale,
            "work": work,
            "draft": work.draft,
            "is_saved": self._is_saved(form, work.draft),
            "address": self.address,
            "files": [
                (file, form[forms.name_of_image(file)] if file.is_image and not file.description else None)
                for file in (work.draft.files.all() if work.draft else [])
            ],
            "deadline_words": deadline.in_words(clock.local_date(now)) if deadline else "",
            "is_past_due": deadline is not None and deadline.has_passed(clock.local_date(now)),
            "can_write": work.is_open and not waits_for_appeal and not refusal,
            "refusal": refusal,
            "typed": form.data.get("text", "").strip() if refusal else "",
            "way": way,
            "revision": len(work.handed_in),
            "revisions_left": self.assignment.max_revisions - len(work.handed_in),
            "trail": [
                (self.cohort.title, f"/lernen/{self.cohort.slug}/"),
                (str(self.lesson.component), f"/lernen/{self.cohort.slug}/{self.lesson.component.slug}/"),
            ],
        }
        if self.assignment.kind == Assignment.Kind.COLLOQUIUM:
            context |= self._colloquium()
        return render(request, "courses/assignments/task.html", context, status=status)

    def _kicker(self) -> str:
        """Kind and component above the title, each said once."""
        above = dict.fromkeys([self.assignment.get_kind_display(), str(self.lesson.component)])
        return " · ".join(words for words in above if words != self.lesson.title)

    def _colloquium(self) -> dict:
        booking = queries.running_booking(self.enrolment)
        record = queries.record_that_counts(booking) if booking else None
        way = queries.way_to_appeal_colloquium(booking, at=clock.now()) if booking else None
        waits_for_appeal = way is not None and way.is_waiting
        may_book = not waits_for_appeal and not (booking and queries.refusal_of_another_time(booking))
        slots = queries.free_slots(self.cohort, at=clock.now()) if may_book else []
        return {"booking": booking, "record": record, "slots": slots, "may_book": may_book, "way": way}


class SaveDraft(OwnTaskView):
    """The same door for the script: it saves and acknowledges."""

    http_method_names = ("post",)

    def post(self, request):
        form = forms.DraftForm(request.POST, with_title=self.with_title, images=self._images())
        if not form.is_valid():
            errors = [str(error) for listed in form.errors.values() for error in listed]
            return JsonResponse({"error": " ".join(errors)}, status=422)
        try:
            draft = self._keep_words(form)
        except actions.StaleDraft as stale:
            return JsonResponse({"error": str(stale), "version": stale.newest.wording}, status=409)
        except NotPossible as refusal:
            return JsonResponse({"error": str(refusal)}, status=409)
        return JsonResponse({"version": draft.wording, "saved_at": formats.clock(draft.saved_at)})
