"""Completions that were earned, releases by two people, credit transfers."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Component
from courses.cohorts.models import Cohort, Enrolment
from lms.accounts.models import LONGEST_NAME


class CreditTransfer(models.Model):
    """Recognition (Anrechnung) of an equivalent earlier achievement for one component; evidence is seen, not stored."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Vorgeschlagen")
        ACCEPTED = "accepted", _("Angerechnet")
        REJECTED = "rejected", _("Nicht angerechnet")

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="credit_transfers")
    component = models.ForeignKey(Component, models.PROTECT, related_name="+")
    evidence = models.CharField(_("Nachweis"), max_length=300)
    status = models.CharField(max_length=8, choices=Status, default=Status.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class PersonalData:
        owner = "enrolment__learner"
        exported = ["component__title", "evidence", "status", "decided_at"]
        on_erasure = "keep"  # evidence of the qualification rule

    class Meta:
        verbose_name = _("Anrechnung")
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")), name="credit_decider_is_not_proposer"
            ),
            models.CheckConstraint(
                condition=Q(status="proposed", decided_at=None, decided_by=None)
                | (~Q(status="proposed") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="credit_decision_is_complete",
            ),
            models.UniqueConstraint(
                fields=["enrolment", "component"], condition=~Q(status="rejected"), name="component_credited_once"
            ),
        ]


class ProgrammeCompletion(models.Model):
    """The moment all conditions but the release were met, with the evidence as it stood."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="completions")
    number = models.PositiveSmallIntegerField()
    completed_on = models.DateField()
    recorded_at = models.DateTimeField()
    rule_digest = models.CharField(max_length=64)
    standing = models.JSONField()
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class PersonalData:
        owner = "enrolment__learner"
        exported = ["completed_on", "standing"]
        on_erasure = "keep"  # evidence, as long as a certificate rests on it

    class Protection:
        record = True

    class Meta:
        verbose_name = _("Abschluss")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["enrolment", "number"], name="one_completion_per_number")]


class CompletionWithdrawal(models.Model):
    """A correction took a condition away again before anything was issued."""

    completion = models.OneToOneField(ProgrammeCompletion, models.PROTECT, related_name="withdrawal")
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class PersonalData:
        owner = "completion__enrolment__learner"
        exported = ["reason", "at"]
        on_erasure = "keep"  # evidence, as long as a certificate rests on it

    class Protection:
        record = True

    class Meta:
        verbose_name = _("Rücknahme eines Abschlusses")


class Release(models.Model):
    """Permission to issue certificates (R10): proposed by one person, confirmed or returned by another."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="releases")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    returned_at = models.DateTimeField(null=True)
    return_reason = models.CharField(_("Grund"), max_length=300, blank=True)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class PersonalData:
        owner = "proposed_by"
        exported = ["proposed_at", "confirmed_at", "returned_at"]
        on_erasure = "keep"  # accountability for issued certificates

    class Protection:
        frozen_from = "confirmed_at"

    class Meta:
        verbose_name = _("Freigabe")
        verbose_name_plural = _("Freigaben")
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by")), name="confirmer_is_not_proposer"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None) | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="confirmation_is_complete",
            ),
            models.CheckConstraint(condition=Q(confirmed_at=None) | Q(returned_at=None), name="confirmed_or_returned"),
        ]


class CertificateDetails(models.Model):
    """How a person wants to be named on the certificate, said before the release; open to change until it is proposed."""

    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="certificate_details")
    given_name = models.CharField(_("Vorname"), max_length=LONGEST_NAME)
    family_name = models.CharField(_("Nachname"), max_length=LONGEST_NAME)
    project_title = models.CharField(_("Thema des Praxisprojekts"), max_length=200, blank=True)
    birth_date = models.DateField(_("Geburtsdatum"), null=True)
    confirmed_at = models.DateTimeField()

    class PersonalData:
        owner = "enrolment__learner"
        exported = ["given_name", "family_name", "project_title", "birth_date", "confirmed_at"]
        on_erasure = "delete"

    class Meta:
        verbose_name = _("Angaben für das Zertifikat")

    def __str__(self):
        return f"{self.given_name} {self.family_name}"


class ReleaseItem(models.Model):
    """One completion of a release, with what became of it."""

    class Outcome(models.TextChoices):
        ISSUED = "issued", _("Ausgestellt")
        NO_LONGER_EARNED = "no_longer_earned", _("Voraussetzungen nicht mehr erfüllt")

    release = models.ForeignKey(Release, models.PROTECT, related_name="items")
    completion = models.ForeignKey(ProgrammeCompletion, models.PROTECT, related_name="release_items")
    outcome = models.CharField(max_length=16, choices=Outcome, blank=True)

    class PersonalData:
        owner = "completion__enrolment__learner"
        exported = ["outcome"]
        shown_when: ClassVar[dict] = {"release__confirmed_at__isnull": False}
        on_erasure = "keep"  # evidence, as long as a certificate rests on it

    class Meta:
        verbose_name = _("Person einer Freigabe")
        constraints = [models.UniqueConstraint(fields=["release", "completion"], name="completion_once_per_release")]
