"""Handing in, judging tasks, reviewing projects, colloquium."""

from datetime import datetime
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from courses.catalogue.models import Lesson
from courses.catalogue.queries import shown_page
from courses.cohorts.queries import learning_enrolment_or_404, learning_enrolments
from lms import clock, private_files
from lms.errors import NotPossible
from lms.ui import formats
from lms.ui.refusals import attempt
from lms.ui.scripts import asks_as_script

from . import actions, forms, queries, rules
from .models import Assignment, ColloquiumBooking, ColloquiumRecord, ColloquiumSlot, Review, Submission, SubmissionFile

FORM_IS_ODD = gettext_lazy("Ihre Eingabe ist nicht lesbar. Bitte laden Sie die Seite neu.")


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
        return self._answer(request, self._form(initial={**known, "based_on": work.wording, "writer": uuid4()}))

    def post(self, request):
        if not queries.work_on(self.assignment, self.enrolment).is_open:
            messages.error(request, str(actions.HANDED_IN_ALREADY))
            return redirect(self.address)
        form = self._form(request.POST, request.FILES)
        if not form.is_valid():
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

    def _form(self, *args, **kwargs):
        place = {"cohort": self.cohort.slug, "component": self.lesson.component.slug, "lesson": self.lesson.slug}
        save_at = reverse("courses:task-save", kwargs=place)
        known = {"with_title": self.with_title, "images": self._images(), "address": self.address}
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
        page, correction = shown_page(self.lesson)
        deadline = queries.deadline_of(self.assignment, self.cohort) if not work.handed_in else None
        context = {
            "cohort": self.cohort,
            "lesson": self.lesson,
            "assignment": self.assignment,
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
            "can_write": work.is_open and not waits_for_appeal,
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


def own_file_or_404(request, public_id) -> SubmissionFile:
    files = SubmissionFile.objects.select_related("submission__enrolment__cohort", "submission__assignment__lesson__component")
    file = get_object_or_404(files, public_id=public_id)
    if not rules.can_hand_in(request.user, file.submission):
        raise Http404
    return file


class FileButton(TaskPage):
    """A button beside a file of the draft; it sends the whole form, so that nothing typed is lost."""

    http_method_names = ("post",)

    def _find(self, request, **place):
        self.file = own_file_or_404(request, place["file"])
        lesson, cohort = self.file.submission.assignment.lesson, self.file.submission.enrolment.cohort
        super()._find(request, cohort=cohort.slug, component=lesson.component.slug, lesson=lesson.slug)

    def _keep_words(self, form):
        """Without the field of the text nothing was typed there, and the saved text stays."""
        return super()._keep_words(form) if "text" in self.request.POST else self.file.submission


class DescribeFile(FileButton):
    """What an image of a draft shows, for whoever cannot see it."""

    def _take(self, form):
        self._keep_files(self._keep_words(form), form)
        self.file.refresh_from_db(fields=["description"])
        if self.file.description:
            messages.success(self.request, _("Die Bildbeschreibung ist gespeichert."))
        else:
            messages.error(self.request, _("Bitte beschreiben Sie das Bild in einem Satz."))


class RemoveFile(FileButton):
    """Removes first and adds then: the tenth file makes room for another."""

    def _take(self, form):
        draft = self._keep_words(form)
        actions.remove_file(self.file)
        self._keep_files(draft, form)
        messages.success(self.request, _("Die Datei ist entfernt."))


class DownloadFile(LoginRequiredMixin, View):
    def get(self, request, file):
        file = get_object_or_404(SubmissionFile.objects.select_related("submission__enrolment__cohort"), public_id=file)
        if not rules.can_see_submission(request.user, file.submission):
            raise Http404
        return private_files.serve(file.storage_name, name=file.name, content_type=file.kind)


class BookSlot(LoginRequiredMixin, View):
    def post(self, request, slot):
        slot = get_object_or_404(ColloquiumSlot.objects.select_related("cohort"), pk=slot)
        enrolment = get_object_or_404(learning_enrolments(request.user), cohort=slot.cohort)
        attempt(
            request,
            lambda: actions.book_slot(slot, enrolment, by=request.user, at=clock.now()),
            done=_("Ihr Zeitfenster ist gebucht."),
        )
        lesson = Lesson.objects.get(
            component__version_id=enrolment.cohort.version_id, assignment__kind=Assignment.Kind.COLLOQUIUM
        )
        return redirect(lesson.address_in(enrolment.cohort))


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


class RecordPage(LoginRequiredMixin, View):
    """The minutes of one colloquium, for its two examiners."""

    def dispatch(self, request, *args, booking, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        bookings = ColloquiumBooking.objects.select_related("slot", "enrolment__learner", "enrolment__cohort")
        self.booking = get_object_or_404(bookings, pk=booking)
        if request.user.pk not in (self.booking.slot.examiner_1_id, self.booking.slot.examiner_2_id):
            raise Http404
        self.record = self.booking.records.order_by("-pk").first()
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        return self._answer(request, forms.RecordForm(initial=self._initial()))

    def post(self, request):
        form = forms.RecordForm(request.POST)
        if not form.is_valid():
            return self._answer(request, form, status=422)
        typed = form.cleaned_data
        fields = {name: typed[name] for name in ("based_on", "place", "topics", "result", "reasons")}
        began, ended = (timezone.make_aware(datetime.combine(typed["day"], typed[name])) for name in ("begins", "ends"))
        try:
            actions.write_record(self.booking, by=request.user, at=clock.now(), began_at=began, ended_at=ended, **fields)
        except actions.StaleRecord as stale:
            return self._answer(request, self._on_top(form, stale), is_stale=True, status=422)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
            return self._answer(request, form, status=422)
        messages.success(
            request, _("Die Niederschrift ist gespeichert. Sie zählt, sobald beide prüfenden Personen unterschrieben haben.")
        )
        return redirect("courses:colloquium-record", booking=self.booking.pk)

    def _initial(self) -> dict:
        record, slot = self.record, self.booking.slot
        starts = timezone.localtime(record.began_at if record else slot.starts_at)
        known = {"place": slot.place, "day": starts.date(), "begins": starts.time()}
        if record:
            known["based_on"] = record.wording
            known |= {name: getattr(record, name) for name in ("place", "topics", "result", "reasons")}
            known["ends"] = timezone.localtime(record.ended_at).time()
        return known

    def _on_top(self, form, stale):
        """The same form, to be sent again on top of what is written now."""
        self.record = stale.newest
        form.add_error(None, str(stale))
        form.data = form.data.copy()
        form.data["based_on"] = stale.newest.wording
        return form

    def _shows_wording(self, form, is_stale) -> bool:
        """Whether the page shows what is written, not only what was just typed."""
        return self.record is not None and (not form.is_bound or is_stale or self.record.first_signed_at is not None)

    def _answer(self, request, form, *, is_stale=False, status=200):
        signatures = list(self.record.signatures.select_related("examiner")) if self.record else []
        context = {
            "booking": self.booking,
            "record": self.record,
            "is_stale": is_stale,
            "signatures": signatures,
            "can_sign": self._shows_wording(form, is_stale)
            and not any(signature.examiner_id == request.user.pk for signature in signatures),
            "form": form,
            "trail": [(_("Bewertungen"), "/lehren/bewertungen/")],
        }
        return render(request, "courses/assignments/record.html", context, status=status)


class SignRecord(LoginRequiredMixin, View):
    def post(self, request, written):
        written = get_object_or_404(ColloquiumRecord.objects.select_related("booking__slot"), pk=written)
        if not rules.can_sign_record(request.user, written):
            raise Http404
        attempt(
            request,
            lambda: actions.sign_record(written, based_on=request.POST.get("based_on", ""), by=request.user, at=clock.now()),
            done=_("Sie haben die Niederschrift unterschrieben."),
        )
        return redirect("courses:colloquium-record", booking=written.booking_id)
