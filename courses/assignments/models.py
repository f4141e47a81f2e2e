"""Assignments of a version, what people hand in, and how it is judged."""

import hashlib
import json
import uuid
from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Lesson
from courses.cohorts.models import Cohort, Enrolment


class Assignment(models.Model):
    """What is asked for in a lesson, with the criteria it is judged by; frozen with the version."""

    class Kind(models.TextChoices):
        TASK = "task", _("Praxisaufgabe")
        PROJECT = "project", _("Praxisprojekt")
        COLLOQUIUM = "colloquium", _("Abschlusskolloquium")

    lesson = models.OneToOneField(Lesson, models.PROTECT, related_name="assignment")
    kind = models.CharField(max_length=10, choices=Kind)
    rubric = models.JSONField(default=list)
    max_revisions = models.PositiveSmallIntegerField(default=2)
    pass_rule = models.JSONField(default=dict)

    class Protection:
        frozen_with = "lesson__component__version"

    class Meta:
        verbose_name = _("Aufgabe")


class Submission(models.Model):
    """One version of a person's work on an assignment."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Entwurf")
        SUBMITTED = "submitted", _("Eingereicht")
        IN_REVIEW = "in_review", _("In Bewertung")
        RETURNED = "returned", _("Zur Überarbeitung")
        ACCEPTED = "accepted", _("Angenommen")
        REJECTED = "rejected", _("Nicht angenommen")

    OPEN: ClassVar = [Status.DRAFT, Status.SUBMITTED, Status.IN_REVIEW]

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="submissions")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=9, choices=Status, default=Status.DRAFT)
    title = models.CharField(_("Thema"), max_length=200, blank=True)
    text = models.TextField(_("Text"), blank=True)
    saved_at = models.DateTimeField()
    edits = models.PositiveIntegerField(default=0, editable=False)
    writer = models.UUIDField(null=True, editable=False)
    submitted_at = models.DateTimeField(null=True)
    is_late = models.BooleanField(default=False)
    decided_at = models.DateTimeField(null=True)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class PersonalData:
        owner = "enrolment__learner"
        exported = ["assignment__lesson__title", "number", "status", "title", "text", "submitted_at", "is_late", "decided_at"]
        on_erasure = "keep"  # examination papers: three years after the year the cohort ended (requirements G26, 4.3)
        deleted_when: ClassVar[dict] = {"status": "draft"}  # never handed in: no examination paper

    class Meta:
        verbose_name = _("Abgabe")
        verbose_name_plural = _("Abgaben")
        ordering = ["number"]
        indexes = [models.Index(fields=["status", "submitted_at"])]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "enrolment", "number"], name="one_submission_per_number"),
            models.UniqueConstraint(
                fields=["assignment", "enrolment"],
                condition=Q(status__in=["draft", "submitted", "in_review"]),
                name="one_open_submission",
            ),
            models.CheckConstraint(
                condition=Q(status="draft", submitted_at=None) | (~Q(status="draft") & Q(submitted_at__isnull=False)),
                name="draft_is_not_submitted",
            ),
        ]

    @property
    def wording(self) -> str:
        """Names what was last saved, so that a page knows whether another one has saved since."""
        return f"{self.number}.{self.edits}"

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written and no file added yet."""
        return not self.text.strip() and not self.title.strip() and not self.files.all()

    @property
    def revision(self) -> int:
        """The how-manieth revision this is; 0 is the first version."""
        return self.number - 1


class SubmissionFile(models.Model):
    """A file of a submission, served only after a permission check."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="files")
    name = models.CharField(max_length=200)
    description = models.CharField(_("Bildbeschreibung"), max_length=300, blank=True)
    kind = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class PersonalData:
        owner = "submission__enrolment__learner"
        exported = ["submission__assignment__lesson__title", "submission__number", "name", "description", "kind", "size"]
        on_erasure = "keep"  # examination papers: three years after the year the cohort ended (requirements G26, 4.3)
        deleted_when: ClassVar[dict] = {"submission__status": "draft"}

    class Meta:
        verbose_name = _("Datei einer Abgabe")
        constraints = [models.UniqueConstraint(fields=["submission", "sha256"], name="file_once_per_submission")]

    @property
    def is_image(self) -> bool:
        return self.kind.startswith("image/")

    @property
    def storage_name(self) -> str:
        return f"submissions/{self.submission.public_id}/{self.sha256}"


class TaskDraft(models.Model):
    """What a trainer has begun to write about a task; gone when the same trainer decides."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="task_drafts")
    judge = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    content = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class PersonalData:
        owner = "submission__enrolment__learner"
        exported: ClassVar[list[str]] = []
        on_erasure = "delete"

    class Meta:
        verbose_name = _("Entwurf einer Rückmeldung")
        constraints = [models.UniqueConstraint(fields=["submission", "judge"], name="one_task_draft_per_judge")]


class ReviewQuerySet(models.QuerySet["Review"]):
    def waiting_for(self, person):
        return self.filter(reviewer=person, submitted_at=None)


class Review(models.Model):
    """One person's judgement of a submission. Positions 1 and 2 are blind to each other; 3 decides differences."""

    class Decision(models.TextChoices):
        ACCEPT = "accept", _("Annehmen")
        RETURN = "return", _("Zur Überarbeitung zurückgeben")
        REJECT = "reject", _("Nicht annehmen")

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews")
    position = models.PositiveSmallIntegerField()
    assigned_at = models.DateTimeField()
    points = models.JSONField(default=list)
    decision = models.CharField(max_length=6, choices=Decision, blank=True)
    comment = models.TextField(_("Rückmeldung"), blank=True)
    saved_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)

    objects = ReviewQuerySet.as_manager()

    class PersonalData:
        owner = "submission__enrolment__learner"
        exported = [
            "submission__assignment__lesson__title",
            "submission__number",
            "points",
            "decision",
            "comment",
            "submitted_at",
        ]
        shown_when: ClassVar[dict] = {"submitted_at__isnull": False, "submission__decided_at__isnull": False}
        on_erasure = "keep"  # examination papers: three years after the year the cohort ended (requirements G26, 4.3)

    class Protection:
        frozen_from = "submitted_at"

    class Meta:
        verbose_name = _("Bewertung")
        verbose_name_plural = _("Bewertungen")
        ordering = ["position"]
        indexes = [models.Index(fields=["reviewer"], condition=Q(submitted_at=None), name="review_waiting")]
        constraints = [
            models.UniqueConstraint(fields=["submission", "position"], name="one_review_per_position"),
            models.UniqueConstraint(fields=["submission", "reviewer"], name="one_review_per_reviewer"),
            models.CheckConstraint(condition=Q(position__gte=1, position__lte=3), name="review_position_in_range"),
            models.CheckConstraint(condition=Q(submitted_at=None) | ~Q(decision=""), name="submitted_review_is_complete"),
        ]


class ColloquiumSlot(models.Model):
    """A time for one colloquium, with two examiners."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="colloquium_slots")
    starts_at = models.DateTimeField(_("Beginn"))
    minutes = models.PositiveSmallIntegerField(_("Minuten"), default=30)
    place = models.CharField(_("Ort"), max_length=200, blank=True)
    by_video = models.BooleanField(_("per Video"), default=False)
    examiner_1 = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    examiner_2 = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class PersonalData:
        owner = "examiner_1"
        exported = ["starts_at"]
        on_erasure = "keep"  # part of the colloquium record

    class Meta:
        verbose_name = _("Zeitfenster des Kolloquiums")
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(examiner_1=F("examiner_2")), name="two_examiners_differ"),
            models.UniqueConstraint(fields=["examiner_1", "starts_at"], name="first_examiner_is_in_one_place"),
            models.UniqueConstraint(fields=["examiner_2", "starts_at"], name="second_examiner_is_in_one_place"),
        ]

    @property
    def ends_at(self):
        return self.starts_at + timedelta(minutes=self.minutes)


class ColloquiumBooking(models.Model):
    """A person takes a slot for the first or second attempt."""

    slot = models.ForeignKey(ColloquiumSlot, models.PROTECT, related_name="bookings")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="colloquium_bookings")
    attempt_number = models.PositiveSmallIntegerField()
    booked_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class PersonalData:
        owner = "enrolment__learner"
        exported = ["slot__starts_at", "attempt_number", "booked_at", "cancelled_at"]
        on_erasure = "keep"  # minutes of examinations: ten years

    class Meta:
        verbose_name = _("Buchung des Kolloquiums")
        constraints = [
            models.UniqueConstraint(fields=["slot"], condition=Q(cancelled_at=None), name="one_running_booking_per_slot"),
            models.UniqueConstraint(
                fields=["enrolment", "attempt_number"], condition=Q(cancelled_at=None), name="one_booking_per_attempt"
            ),
            models.CheckConstraint(condition=Q(attempt_number__gte=1, attempt_number__lte=2), name="colloquium_repeated_once"),
        ]


class ColloquiumRecord(models.Model):
    """The minutes of a colloquium (Niederschrift); frozen with the first signature, counts from the second."""

    class Result(models.TextChoices):
        PASSED = "passed", _("Bestanden")
        NOT_PASSED = "not_passed", _("Nicht bestanden")

    booking = models.ForeignKey(ColloquiumBooking, models.PROTECT, related_name="records")
    place = models.CharField(_("Ort"), max_length=200)
    began_at = models.DateTimeField(_("Beginn"))
    ended_at = models.DateTimeField(_("Ende"))
    topics = models.TextField(_("Themen"))
    result = models.CharField(_("Ergebnis"), max_length=10, choices=Result)
    reasons = models.TextField(_("Begründung"))
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")
    first_signed_at = models.DateTimeField(null=True)

    class PersonalData:
        owner = "booking__enrolment__learner"
        exported = ["place", "began_at", "ended_at", "topics", "result", "reasons"]
        shown_when: ClassVar[dict] = {
            "signatures__examiner": F("booking__slot__examiner_1"),
            "signatures__examiner__exact": F("booking__slot__examiner_2"),
        }
        on_erasure = "keep"  # minutes of examinations: ten years

    class Protection:
        frozen_from = "first_signed_at"

    class Meta:
        verbose_name = _("Niederschrift")
        constraints = [
            models.UniqueConstraint(fields=["booking"], condition=Q(corrects=None), name="one_first_record_per_booking"),
            models.CheckConstraint(condition=Q(ended_at__gt=F("began_at")), name="colloquium_ends_after_start"),
        ]

    @property
    def wording(self) -> str:
        """Names what is written, so that nobody signs or replaces words they have not seen."""
        moments = [self.began_at.timestamp(), self.ended_at.timestamp()]
        written = json.dumps([self.pk, self.place, *moments, self.topics, self.result, self.reasons])
        return hashlib.sha256(written.encode()).hexdigest()

    @property
    def counts_since(self):
        """The moment of the second signature; None before."""
        signed = sorted(signature.at for signature in self.signatures.all())
        return signed[1] if len(signed) == 2 else None


class RecordSignature(models.Model):
    record = models.ForeignKey(ColloquiumRecord, models.PROTECT, related_name="signatures")
    examiner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class PersonalData:
        owner = "record__booking__enrolment__learner"
        exported = ["at"]
        shown_when: ClassVar[dict] = {
            "record__signatures__examiner": F("record__booking__slot__examiner_1"),
            "record__signatures__examiner__exact": F("record__booking__slot__examiner_2"),
        }
        on_erasure = "keep"  # minutes of examinations: ten years

    class Protection:
        record = True

    class Meta:
        verbose_name = _("Unterschrift")
        constraints = [models.UniqueConstraint(fields=["record", "examiner"], name="one_signature_per_examiner")]
