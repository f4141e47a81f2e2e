"""Cohorts, their meetings and the people in them."""

import uuid
from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Component, LearningMode, Lesson, ProgrammeVersion
from lms.accounts.models import LONGEST_ADDRESS, Municipality, Organisation, Responsibility, Role
from lms.ui.formats import day, moment


class Cohort(models.Model):
    """One run (Durchgang) of a programme version with its dates, places and people."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Geplant")
        OPEN = "open", _("Anmeldung offen")
        RUNNING = "running", _("Läuft")
        COMPLETED = "completed", _("Abgeschlossen")
        CANCELLED = "cancelled", _("Abgesagt")

    OVER: ClassVar = [Status.COMPLETED, Status.CANCELLED]

    version = models.ForeignKey(ProgrammeVersion, models.PROTECT, verbose_name=_("Fassung"), related_name="cohorts")
    code = models.CharField(_("Kürzel"), max_length=20, unique=True, help_text=_("Zum Beispiel QK-08."))
    slug = models.SlugField(max_length=20, unique=True, editable=False)
    name = models.CharField(_("Name"), max_length=120, blank=True)
    place = models.CharField(_("Ort der Präsenztage"), max_length=120, blank=True)
    status = models.CharField(_("Status"), max_length=9, choices=Status, default=Status.PLANNED)
    capacity = models.PositiveSmallIntegerField(_("Plätze"))
    starts_on = models.DateField(_("Beginn"))
    ends_on = models.DateField(_("Ende"))
    sign_up_from = models.DateField(_("Anmeldung ab"), null=True, blank=True)
    sign_up_until = models.DateField(_("Anmeldung bis"), null=True, blank=True)
    offer_hours = models.PositiveSmallIntegerField(_("Frist für ein Platzangebot in Stunden"), default=72)
    next_arrival = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("Durchgang")
        verbose_name_plural = _("Durchgänge")
        ordering = ["starts_on", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="cohort_ends_after_start"),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="cohort_has_places"),
        ]

    def __str__(self):
        return self.code

    def save(self, *args, **kwargs):
        self.slug = self.code.lower()
        super().save(*args, **kwargs)

    @property
    def is_over(self) -> bool:
        """Completed or cancelled: nobody joins any more, and no new attempt at a test begins."""
        return self.status in self.OVER

    @property
    def title(self) -> str:
        """ "Durchgang QK-07" """
        return gettext("Durchgang %(code)s") % {"code": self.code}


class CohortTrainerQuerySet(models.QuerySet["CohortTrainer"]):
    def running(self):
        """Those who teach now: assigned to the cohort, and still holding the role of a trainer."""
        holds = Responsibility.objects.running().filter(person=OuterRef("person"), role=Role.TRAINER)
        return self.filter(Exists(holds), until=None)


class CohortTrainer(models.Model):
    """A person teaches a cohort in a period; without the role of a trainer the row opens nothing."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="trainer_rows")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="teaches")
    lead = models.BooleanField(_("Leitung"), default=False)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    objects = CohortTrainerQuerySet.as_manager()

    class PersonalData:
        owner = "person"
        exported = ["cohort__code", "lead", "since", "until"]
        on_erasure = "keep"  # who taught and graded is part of the evidence

    class Meta:
        verbose_name = _("Kursleitung")
        constraints = [
            models.UniqueConstraint(fields=["cohort", "person"], condition=Q(until=None), name="one_running_row_per_trainer"),
        ]


class Meeting(models.Model):
    """The date on which a cohort holds a planned meeting (a lesson of kind meeting)."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="meetings")
    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="meetings")
    starts_at = models.DateTimeField(_("Beginn"))
    ends_at = models.DateTimeField(_("Ende"))
    planned_minutes = models.PositiveSmallIntegerField(_("Unterrichtsminuten"))
    mode = models.CharField(_("Lernform"), max_length=11, choices=LearningMode)
    recorded = models.BooleanField(_("wird aufgezeichnet"), default=False)
    place = models.CharField(_("Ort"), max_length=200, blank=True)
    link = models.URLField(_("Adresse des Online-Raums"), blank=True)
    sequence = models.PositiveSmallIntegerField(default=0, editable=False)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        verbose_name = _("Termin")
        verbose_name_plural = _("Termine")
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["cohort", "starts_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "lesson"], condition=Q(cancelled_at=None), name="one_meeting_per_planned_meeting"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_start"),
            models.CheckConstraint(condition=Q(recorded=False) | Q(mode="self_study"), name="recorded_is_not_synchronous"),
        ]

    def __str__(self):
        return self.lesson.title


class QuizWindow(models.Model):
    """When a cohort may begin the test of a lesson. A side without a moment is open; the test itself is frozen."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="quiz_windows")
    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="quiz_windows")
    opens_at = models.DateTimeField(_("Öffnet"), null=True, blank=True)
    closes_at = models.DateTimeField(_("Schließt"), null=True, blank=True)

    class Meta:
        verbose_name = _("Öffnungszeit eines Tests")
        verbose_name_plural = _("Öffnungszeiten von Tests")
        constraints = [
            models.UniqueConstraint(fields=["cohort", "lesson"], name="one_window_per_quiz"),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="window_closes_after_opening",
            ),
        ]

    @property
    def in_words(self) -> str:
        """ "Der Test ist vom … bis … geöffnet."; empty where neither side is set."""
        if self.opens_at and self.closes_at:
            words = {"opens": moment(self.opens_at), "closes": moment(self.closes_at)}
            return gettext("Der Test ist vom %(opens)s bis %(closes)s geöffnet.") % words
        if self.opens_at:
            return gettext("Der Test ist ab %(opens)s geöffnet.") % {"opens": moment(self.opens_at)}
        if self.closes_at:
            return gettext("Der Test ist bis %(closes)s geöffnet.") % {"closes": moment(self.closes_at)}
        return ""

    def refusal_at(self, at) -> str:
        """Why nobody can begin now, naming the moment; empty while the window is open."""
        if self.opens_at and self.opens_later(at):
            return gettext("Der Test öffnet am %(moment)s.") % {"moment": moment(self.opens_at)}
        if self.closes_at and self.has_closed(at):
            return gettext("Der Test ist seit dem %(moment)s geschlossen.") % {"moment": moment(self.closes_at)}
        return ""

    def opens_later(self, at) -> bool:
        return self.opens_at is not None and at < self.opens_at

    def has_closed(self, at) -> bool:
        return self.closes_at is not None and at >= self.closes_at

    def is_open(self, at) -> bool:
        return not self.opens_later(at) and not self.has_closed(at)


class TaskDeadline(models.Model):
    """Until when a cohort hands in a task for the first time, and how many days later it is still taken, marked as late."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="task_deadlines")
    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="task_deadlines")
    due_on = models.DateField(_("Abgabe bis"))
    grace_days = models.PositiveSmallIntegerField(_("Nachfrist in Tagen"), default=7)

    class Meta:
        verbose_name = _("Abgabefrist einer Aufgabe")
        verbose_name_plural = _("Abgabefristen von Aufgaben")
        constraints = [models.UniqueConstraint(fields=["cohort", "lesson"], name="one_deadline_per_task")]

    @property
    def closes_on(self) -> date:
        """The last day on which something is taken."""
        return self.due_on + timedelta(days=self.grace_days)

    def has_passed(self, on: date) -> bool:
        return on > self.due_on

    def has_closed(self, on: date) -> bool:
        return on > self.closes_on

    def in_words(self, on: date) -> str:
        """What the date means for somebody who has not handed in yet."""
        days = {"due": day(self.due_on), "closes": day(self.closes_on)}
        if self.has_closed(on):
            return gettext("Die Abgabe war bis zum %(closes)s möglich. Bitte wenden Sie sich an Ihre Kursleitung.") % days
        if self.has_passed(on):
            return gettext("Die Abgabe war bis zum %(due)s vorgesehen. Sie können noch bis zum %(closes)s einreichen.") % days
        if self.grace_days:
            return gettext("Bitte reichen Sie bis zum %(due)s ein. Möglich ist es noch bis zum %(closes)s.") % days
        return gettext("Bitte reichen Sie bis zum %(due)s ein.") % days


class Handout(models.Model):
    """A file for a meeting (Unterlage), for the people of its cohort only; taken back, it is gone."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="handouts")
    title = models.CharField(_("Titel"), max_length=120)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class PersonalData:
        owner = "added_by"
        exported = ["title", "name", "added_at"]
        on_erasure = "keep"  # part of what a cohort learned with

    class Meta:
        verbose_name = _("Unterlage")
        verbose_name_plural = _("Unterlagen")
        ordering = ["title", "pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "sha256"], name="handout_once_per_meeting")]

    def __str__(self):
        return self.title

    @property
    def storage_name(self) -> str:
        return f"handouts/{self.meeting.public_id}/{self.sha256}"


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def running(self):
        """Everything that is still a membership or a request for one."""
        return self.exclude(status__in=Enrolment.ENDED)

    def learning(self):
        """Those who may learn: confirmed, and afterwards whoever completed."""
        return self.filter(status__in=Enrolment.LEARNS)


class Enrolment(models.Model):
    """A person's request for, and then membership in, a cohort. A place is a number from 1 to capacity."""

    class Status(models.TextChoices):
        REQUESTED = "requested", _("Angefragt")
        WAITLISTED = "waitlisted", _("Auf der Warteliste")
        OFFERED = "offered", _("Platz angeboten")
        CONFIRMED = "confirmed", _("Bestätigt")
        DECLINED = "declined", _("Nicht angenommen")
        WITHDRAWN = "withdrawn", _("Zurückgezogen")
        COMPLETED = "completed", _("Abgeschlossen")
        DISCONTINUED = "discontinued", _("Abgebrochen")

    HOLDS_A_PLACE: ClassVar = [Status.REQUESTED, Status.OFFERED, Status.CONFIRMED, Status.COMPLETED]
    LEARNS: ClassVar = [Status.CONFIRMED, Status.COMPLETED]
    UNDECIDED: ClassVar = [Status.REQUESTED, Status.WAITLISTED, Status.OFFERED]
    ENDED: ClassVar = [Status.DECLINED, Status.WITHDRAWN, Status.DISCONTINUED]

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="enrolments")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="enrolments")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="enrolments")
    sending_organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    status = models.CharField(_("Status"), max_length=12, choices=Status)
    arrival = models.PositiveIntegerField()
    seat = models.PositiveSmallIntegerField(null=True)
    offered_until = models.DateTimeField(null=True)
    requested_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=300, blank=True)
    transferred_from = models.OneToOneField("self", models.PROTECT, null=True, related_name="transferred_to")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = EnrolmentQuerySet.as_manager()

    class PersonalData:
        owner = "learner"
        exported = [
            "cohort__code",
            "municipality__name",
            "sending_organisation__name",
            "status",
            "requested_at",
            "confirmed_at",
            "ended_at",
            "ended_because",
        ]
        on_erasure = "keep"  # as long as a certificate rests on it, else deleted with the attempts

    class Meta:
        verbose_name = _("Anmeldung zum Durchgang")
        verbose_name_plural = _("Anmeldungen zu Durchgängen")
        ordering = ["arrival"]
        indexes = [
            models.Index(fields=["cohort", "status", "arrival"]),
            models.Index(fields=["learner", "status"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "seat"], name="one_person_per_seat"),
            models.UniqueConstraint(fields=["cohort", "arrival"], name="one_arrival_number"),
            models.UniqueConstraint(
                fields=["cohort", "learner"], condition=~Q(status__in=["declined", "withdrawn"]), name="one_running_enrolment"
            ),
            models.CheckConstraint(
                name="seat_while_holding_a_place",
                condition=Q(status__in=["requested", "offered", "confirmed", "completed"], seat__isnull=False)
                | (~Q(status__in=["requested", "offered", "confirmed", "completed"]) & Q(seat=None)),
            ),
            models.CheckConstraint(
                name="offer_has_a_deadline",
                condition=Q(status="offered", offered_until__isnull=False) | (~Q(status="offered") & Q(offered_until=None)),
            ),
        ]

    def __str__(self):
        return f"{self.cohort} · {self.learner}"

    @property
    def has_ended(self) -> bool:
        """Whether this person has left, or was never taken in."""
        return self.status in self.ENDED

    @property
    def status_for_the_sender(self) -> Status:
        """What the municipality reads: who completed stands there as confirmed, for a certificate is theirs to tell of."""
        return self.Status.CONFIRMED if self.status == self.Status.COMPLETED else self.Status(self.status)

    @property
    def learning_is_over(self) -> bool:
        """Completed with a certificate, or the cohort is over: texts stay readable, nothing new counts."""
        return self.status == self.Status.COMPLETED or self.cohort.is_over

    @property
    def words_of_the_sender(self) -> list["SendingConfirmation"]:
        """What was asked and answered about the present request, not an earlier one; lists prefetch `sending_confirmations`."""
        return [confirmation for confirmation in self.sending_confirmations.all() if confirmation.is_about(self)]

    @property
    def is_backed(self) -> bool:
        """Whether the sending organisation has confirmed the present request, and nobody there has said no."""
        return {confirmation.answer for confirmation in self.words_of_the_sender if confirmation.answer} == {"confirmed"}


class SendingConfirmationQuerySet(models.QuerySet["SendingConfirmation"]):
    def present(self):
        """About the request as it stands: whoever left and asked again begins anew, perhaps with another municipality."""
        since = F("enrolment__requested_at")
        return self.filter(Q(used_at__gte=since) | Q(used_at=None, expires_at__gt=since))

    def answered(self):
        """The answers about the request as it stands."""
        return self.present().filter(used_at__isnull=False)


class SendingConfirmation(models.Model):
    """The sending organisation's word on one enrolment; asked by a link that works once.

    Without an address it was answered in the room of the municipality's contact, unasked.
    """

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="sending_confirmations")
    asked_email = models.EmailField(max_length=LONGEST_ADDRESS)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    answer = models.CharField(
        max_length=9, blank=True, choices=[("confirmed", _("Bestätigt")), ("declined", _("Nicht bestätigt"))]
    )

    objects = SendingConfirmationQuerySet.as_manager()

    class PersonalData:
        owner = "enrolment__learner"
        exported = ["enrolment__cohort__code", "asked_email", "used_at", "answer"]
        on_erasure = "delete"

    class Meta:
        verbose_name = _("Bestätigung der entsendenden Stelle")
        constraints = [
            models.CheckConstraint(
                condition=Q(used_at=None, answer="") | (Q(used_at__isnull=False) & ~Q(answer="")), name="answer_has_a_moment"
            )
        ]

    def is_about(self, enrolment: Enrolment) -> bool:
        """As `present` says, for what is read already."""
        return self.used_at >= enrolment.requested_at if self.used_at else self.expires_at > enrolment.requested_at


class Announcement(models.Model):
    """What office or trainers wrote to the people of a cohort. `key` comes with the form: sent twice, it is one announcement."""

    EVERYBODY = "everybody"
    AUDIENCES: ClassVar = [
        (EVERYBODY, _("Alle, die teilnehmen oder angemeldet sind")),
        *[(status.value, status.label) for status in Enrolment.Status if status not in Enrolment.ENDED],
    ]

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="announcements")
    audience = models.CharField(_("An"), max_length=12, choices=AUDIENCES)
    title = models.CharField(_("Überschrift"), max_length=120)
    text = models.TextField(_("Text"))
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    key = models.UUIDField(unique=True)

    class PersonalData:
        owner = "sent_by"
        exported = ["cohort__code", "audience", "title", "text", "sent_at"]
        on_erasure = "keep"  # what the office told people is part of the evidence

    class Protection:
        record = True

    class Meta:
        verbose_name = _("Nachricht")
        verbose_name_plural = _("Nachrichten")
        ordering = ["-sent_at", "-pk"]

    def __str__(self):
        return self.title


class AnnouncementCopy(models.Model):
    """Somebody an announcement went to."""

    announcement = models.ForeignKey(Announcement, models.PROTECT, related_name="copies")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="announcement_copies")

    class PersonalData:
        owner = "enrolment__learner"
        exported = ["announcement__title", "announcement__text", "announcement__sent_at"]
        on_erasure = "keep"  # what the office told people is part of the evidence

    class Protection:
        record = True

    class Meta:
        verbose_name = _("Zugestellte Nachricht")
        constraints = [
            models.UniqueConstraint(fields=["announcement", "enrolment"], name="one_copy_per_person"),
        ]


class ComponentChoice(models.Model):
    """An elective module a person chose."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="choices")
    component = models.ForeignKey(Component, models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)

    class PersonalData:
        owner = "enrolment__learner"
        exported = ["component__title", "chosen_at", "dropped_at"]
        on_erasure = "keep"  # evidence of the qualification rule

    class Meta:
        verbose_name = _("Wahl eines Moduls")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "component"], condition=Q(dropped_at=None), name="component_chosen_once"
            ),
        ]


class Accommodation(models.Model):
    """An approved adjustment (Nachteilsausgleich): its effect only, never a reason. Belongs to the person."""

    class Kind(models.TextChoices):
        TIME = "time", _("Mehr Zeit")
        FORM = "form", _("Andere Form")
        PLACE = "place", _("Anderer Ort")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="accommodations")
    kind = models.CharField(_("Art"), max_length=5, choices=Kind)
    factor = models.PositiveSmallIntegerField(_("Testzeit in Prozent"), default=100)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class PersonalData:
        owner = "person"
        exported = ["kind", "factor", "since", "until"]
        on_erasure = "delete"

    class Meta:
        verbose_name = _("Nachteilsausgleich")
        constraints = [
            models.CheckConstraint(condition=Q(factor__in=[100, 125, 150, 200]), name="factor_is_agreed"),
            models.CheckConstraint(condition=Q(kind="time") | Q(factor=100), name="factor_only_for_time"),
        ]
