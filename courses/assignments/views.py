"""Handing in, judging tasks, reviewing projects, colloquium."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views import View

from courses.catalogue.models import Lesson, LessonCorrection
from courses.cohorts.queries import learning_enrolment_or_404, learning_enrolments
from lms import clock, private_files
from lms.errors import NotPossible
from lms.ui.refusals import attempt, pressed

from . import actions, forms, queries, rules
from .models import Assignment, ColloquiumBooking, ColloquiumRecord, ColloquiumSlot, Review, Submission, SubmissionFile


class TaskPage(LoginRequiredMixin, View):
    """A practice task, the project or the colloquium, from the learner's side."""

    def dispatch(self, request, *args, cohort, component, lesson, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.enrolment = learning_enrolment_or_404(request.user, cohort)
        self.cohort = self.enrolment.cohort
        lessons = Lesson.objects.select_related("component", "revision", "assignment")
        self.lesson = get_object_or_404(
            lessons, component__version_id=self.cohort.version_id, component__slug=component, slug=lesson, kind=Lesson.Kind.TASK
        )
        self.assignment = self.lesson.assignment
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        draft = queries.work_on(self.assignment, self.enrolment).draft
        initial = {"text": draft.text, "title": draft.title} if draft else self._from_returned()
        return self._answer(request, self._form(initial=initial))

    def post(self, request):
        if self.assignment.kind == Assignment.Kind.COLLOQUIUM:
            raise Http404
        if not queries.work_on(self.assignment, self.enrolment).is_open:
            messages.error(request, str(actions.HANDED_IN_ALREADY))
            return redirect(self.lesson.address_in(self.cohort))
        form = self._form(request.POST, request.FILES)
        if not form.is_valid():
            return self._answer(request, form, status=422)
        try:
            handed_in = self._save(form, hand_in=request.POST.get("schritt") == "einreichen")
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
            return self._answer(request, form, status=422)
        messages.success(request, "Ihre Aufgabe ist eingereicht." if handed_in else "Ihr Entwurf ist gespeichert.")
        return redirect(self.lesson.address_in(self.cohort))

    def _save(self, form, *, hand_in: bool) -> bool:
        now, typed = clock.now(), form.cleaned_data
        draft = actions.save_draft(self.assignment, self.enrolment, text=typed["text"], title=typed.get("title", ""), at=now)
        if typed["file"]:
            actions.attach_file(draft, **typed["file"], at=now)
        if hand_in:
            actions.hand_in(draft, at=now)
        return hand_in

    def _form(self, *args, **kwargs):
        return forms.SubmissionForm(*args, with_title=self.assignment.kind == Assignment.Kind.PROJECT, **kwargs)

    def _from_returned(self) -> dict:
        newest = queries.work_on(self.assignment, self.enrolment).newest
        return {"text": newest.text, "title": newest.title} if newest else {}

    def _answer(self, request, form, status=200):
        work = queries.work_on(self.assignment, self.enrolment)
        newest = work.newest
        way = queries.way_to_appeal(newest, at=clock.now()) if newest else None
        waits_for_appeal = way is not None and any(appeal.decided_at is None for appeal in way.appeals)
        correction = LessonCorrection.objects.filter(lesson=self.lesson).select_related("revision").order_by("-pk").first()
        revision = correction.revision if correction else self.lesson.revision
        context = {
            "cohort": self.cohort,
            "lesson": self.lesson,
            "assignment": self.assignment,
            "page": revision.as_object() if revision else None,
            "correction": correction,
            "form": form,
            "work": work,
            "draft": work.draft,
            "can_write": work.is_open and not waits_for_appeal,
            "waits_for_appeal": waits_for_appeal,
            "way": way,
            "revisions_left": self.assignment.max_revisions - (newest.number - 1 if newest else 0),
            "trail": [
                (f"Durchgang {self.cohort.code}", f"/lernen/{self.cohort.slug}/"),
                (str(self.lesson.component), f"/lernen/{self.cohort.slug}/{self.lesson.component.slug}/"),
            ],
        }
        if self.assignment.kind == Assignment.Kind.COLLOQUIUM:
            context |= self._colloquium()
        return render(request, "courses/assignments/task.html", context, status=status)

    def _colloquium(self) -> dict:
        booking = queries.running_booking(self.enrolment)
        record = booking.records.order_by("-pk").first() if booking else None
        signed = record is not None and record.signatures.count() == 2
        way = queries.way_to_appeal_colloquium(booking, at=clock.now()) if booking else None
        waits_for_appeal = way is not None and any(appeal.decided_at is None for appeal in way.appeals)
        is_failed = record is not None and signed and record.result == ColloquiumRecord.Result.NOT_PASSED
        may_book = not waits_for_appeal and (booking is None or record is None or is_failed)
        slots = queries.free_slots(self.cohort, at=clock.now()) if may_book else []
        shown = record if signed else None
        return {"booking": booking, "record": shown, "slots": slots, "may_book": may_book, "way": way}


class RemoveFile(LoginRequiredMixin, View):
    def post(self, request, file):
        file = get_object_or_404(SubmissionFile.objects.select_related("submission__enrolment__cohort"), public_id=file)
        if not rules.can_hand_in(request.user, file.submission):
            raise Http404
        submission = file.submission
        attempt(request, lambda: actions.remove_file(file), done="Die Datei ist entfernt.")
        return redirect(submission.assignment.lesson.address_in(submission.enrolment.cohort))


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
            done="Ihr Zeitfenster ist gebucht.",
        )
        lesson = Lesson.objects.get(
            component__version_id=enrolment.cohort.version_id, assignment__kind=Assignment.Kind.COLLOQUIUM
        )
        return redirect(lesson.address_in(enrolment.cohort))


class JudgeTask(LoginRequiredMixin, View):
    """The text on the left, the criteria on the right; afterwards the next one opens."""

    def dispatch(self, request, *args, submission, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        submissions = Submission.objects.select_related(
            "assignment__lesson__component", "enrolment__learner", "enrolment__cohort"
        ).prefetch_related("files", "reviews")
        self.submission = get_object_or_404(submissions, public_id=submission)
        if not rules.can_judge_task(request.user, self.submission) or self.submission.submitted_at is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        return self._answer(request, self._form())

    def post(self, request):
        if self.submission.status != Submission.Status.SUBMITTED:
            messages.error(request, str(actions.DECIDED_ALREADY))
            return redirect(request.path)
        form = self._form(request.POST)
        accept = pressed(request, "ergebnis", {"accept": True, "return": False})
        if not form.is_valid() or accept is None:
            return self._answer(request, form, status=422)
        try:
            actions.decide_task(
                self.submission,
                accept=accept,
                points=form.points(),
                comment=form.cleaned_data["comment"],
                by=request.user,
                at=clock.now(),
            )
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
            return self._answer(request, form, status=422)
        messages.success(request, "Ihre Bewertung ist gespeichert.")
        following = queries.tasks_to_judge(request.user).first()
        return redirect("courses:judge-task", submission=following.public_id) if following else redirect("courses:grading")

    def _form(self, *args):
        return forms.JudgeForm(*args, rubric=self.submission.assignment.rubric)

    def _answer(self, request, form, status=200):
        earlier = Submission.objects.filter(
            assignment=self.submission.assignment, enrolment=self.submission.enrolment, number__lt=self.submission.number
        ).prefetch_related("reviews")
        context = {
            "submission": self.submission,
            "form": form,
            "earlier": earlier,
            "waiting": queries.tasks_to_judge(request.user).count(),
            "is_open": self.submission.status == Submission.Status.SUBMITTED,
            "trail": [("Bewertungen", "/lehren/bewertungen/")],
        }
        return render(request, "courses/assignments/judge_task.html", context, status=status)


class ReviewProject(LoginRequiredMixin, View):
    """One of two blind reviews; no trace of the other until both are in."""

    def dispatch(self, request, *args, review, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        reviews = Review.objects.select_related("submission__assignment__lesson", "submission__enrolment__learner__municipality")
        self.review = get_object_or_404(reviews, pk=review, reviewer=request.user)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        rubric = self.review.submission.assignment.rubric
        kept = {item["key"]: points for item, points in zip(rubric, self.review.points, strict=False)}
        form = forms.ReviewForm(rubric=rubric, initial={**kept, "decision": self.review.decision, "comment": self.review.comment})
        return self._answer(request, form)

    def post(self, request):
        is_draft = request.POST.get("schritt") == "speichern"
        form = forms.ReviewForm(request.POST, rubric=self.review.submission.assignment.rubric, is_draft=is_draft)
        if not form.is_valid():
            return self._answer(request, form, status=422)
        given = {name: form.cleaned_data[name] for name in ("decision", "comment")}
        try:
            if is_draft:
                actions.save_review_draft(self.review, points=form.points(), **given)
            else:
                actions.submit_review(self.review, points=form.points(), **given, by=request.user, at=clock.now())
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
            return self._answer(request, form, status=422)
        if is_draft:
            messages.success(request, "Ihr Entwurf ist gespeichert.")
            return redirect("courses:review-project", review=self.review.pk)
        messages.success(request, "Ihre Bewertung ist abgegeben.")
        following = queries.reviews_to_give(request.user).first()
        return redirect("courses:review-project", review=following.pk) if following else redirect("courses:grading")

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
            "form": form,
            "others": others,
            "trail": [("Bewertungen", "/lehren/bewertungen/")],
        }
        return render(request, "courses/assignments/review_project.html", context, status=status)


class RecordPage(LoginRequiredMixin, View):
    """The minutes of one colloquium, for its two examiners."""

    def dispatch(self, request, *args, booking, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        bookings = ColloquiumBooking.objects.select_related("slot", "enrolment__learner", "enrolment__cohort")
        self.booking = get_object_or_404(bookings, pk=booking, cancelled_at=None)
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
        fields = {name: typed[name] for name in ("place", "topics", "result", "reasons")}
        began, ended = (timezone.make_aware(datetime.combine(typed["day"], typed[name])) for name in ("begins", "ends"))
        attempt(
            request,
            lambda: actions.write_record(self.booking, by=request.user, at=clock.now(), began_at=began, ended_at=ended, **fields),
            done="Die Niederschrift ist gespeichert. Sie zählt, sobald beide prüfenden Personen unterschrieben haben.",
        )
        return redirect("courses:colloquium-record", booking=self.booking.pk)

    def _initial(self) -> dict:
        record, slot = self.record, self.booking.slot
        starts = timezone.localtime(record.began_at if record else slot.starts_at)
        known = {"place": slot.place, "day": starts.date(), "begins": starts.time()}
        if record:
            known |= {name: getattr(record, name) for name in ("place", "topics", "result", "reasons")}
            known["ends"] = timezone.localtime(record.ended_at).time()
        return known

    def _answer(self, request, form, status=200):
        signatures = list(self.record.signatures.select_related("examiner")) if self.record else []
        context = {
            "booking": self.booking,
            "record": self.record,
            "signatures": signatures,
            "has_signed": any(signature.examiner_id == request.user.pk for signature in signatures),
            "form": form,
            "trail": [("Bewertungen", "/lehren/bewertungen/")],
        }
        return render(request, "courses/assignments/record.html", context, status=status)


class SignRecord(LoginRequiredMixin, View):
    def post(self, request, written):
        written = get_object_or_404(ColloquiumRecord.objects.select_related("booking__slot"), pk=written)
        if not rules.can_sign_record(request.user, written):
            raise Http404
        attempt(
            request,
            lambda: actions.sign_record(written, by=request.user, at=clock.now()),
            done="Sie haben die Niederschrift unterschrieben.",
        )
        return redirect("courses:colloquium-record", booking=written.booking_id)
