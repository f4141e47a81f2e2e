"""The people in a cohort, what their sending organisations say, and the electives they choose."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Component
from lms.accounts.models import LONGEST_ADDRESS, Municipality, Organisation

from .cohorts import Cohort


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
        """Completed with a certificate, or the cohort is over: texts stay readable, nothing new begins."""
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
