"""Documents that stay true after course and cohort are gone. Copied keys and words, no foreign key to courses.

Status is never stored: it follows from the events and the day it is asked for (`status_of`).
"""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from lms.accounts.models import Organisation


@register_setting(icon="doc-full")
class IssuerSettings(BaseSiteSetting):
    """Who issues documents, where, and in which function; documents copy the words of their day."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name=_("Ausstellende Stelle"), related_name="+"
    )
    place = models.CharField(_("Ort"), max_length=100, blank=True)
    function = models.CharField(_("Funktion der freigebenden Stelle"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Ausstellende Stelle")
        verbose_name_plural = _("Ausstellende Stelle")


class Kind(models.TextChoices):
    CERTIFICATE = "QK", _("Zertifikat")
    PARTICIPATION = "QT", _("Teilnahmebescheinigung")


class NumberSeries(models.Model):
    """A gapless count per issuer, kind of document and year; the last lock of the issuing transaction."""

    issuer = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=2, choices=Kind)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("Nummernkreis")
        constraints = [models.UniqueConstraint(fields=["issuer", "kind", "year"], name="one_series_per_year")]


class Certificate(models.Model):
    """A document's number, code, dates and version. Frozen; what became of it stands in its events."""

    series = models.ForeignKey(NumberSeries, models.PROTECT, related_name="certificates")
    number = models.PositiveIntegerField()
    code = models.CharField(max_length=16, unique=True)
    ground = models.UUIDField(help_text="copied from the completion, or from the enrolment of a participation record")
    component_code = models.CharField(max_length=10, blank=True)
    release_id = models.BigIntegerField(null=True)
    programme_code = models.CharField(max_length=10)
    version_label = models.CharField(max_length=20)
    issued_on = models.DateField()
    valid_until = models.DateField(null=True)
    extension_until = models.DateField(null=True)
    edition = models.PositiveSmallIntegerField(default=1)
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, related_name="superseded_by")
    content_hash = models.CharField(max_length=64)
    status_index = models.PositiveIntegerField(unique=True, help_text="place in the status list, at random")

    class Protection:
        record = True

    class Meta:
        verbose_name = _("Nachweis")
        verbose_name_plural = _("Nachweise")
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="one_certificate_per_number"),
            models.UniqueConstraint(fields=["ground", "component_code", "edition"], name="one_chain_per_ground"),
            models.CheckConstraint(
                condition=Q(edition=1, supersedes=None) | Q(edition__gt=1, supersedes__isnull=False),
                name="first_edition_supersedes_nothing",
            ),
        ]

    def __str__(self):
        return self.full_number

    @property
    def kind(self) -> str:
        return self.series.kind

    @property
    def is_participation(self) -> bool:
        return self.kind == Kind.PARTICIPATION

    @property
    def full_number(self) -> str:
        """The number people quote, such as "QK-2026-000123"."""
        return f"{self.series.kind}-{self.series.year}-{self.number:06d}"


class CertificateContent(models.Model):
    """What the document says, frozen when issued. Deleted after its period; number, dates and hash stay."""

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="content")
    data = models.JSONField()
    salt = models.CharField(max_length=32)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="certificate_contents")

    class PersonalData:
        owner = "holder"
        exported = ["certificate__code", "data"]
        on_erasure = "keep"  # register of certificates: ten years after the end of validity

    class Protection:
        record = True

    class Meta:
        verbose_name = _("Inhalt eines Nachweises")


class SigningKey(models.Model):
    """The public side of every key that ever signed here: certificates, from when, until when, and why it ended."""

    class Purpose(models.TextChoices):
        SEAL = "seal", _("Siegel")
        BADGE = "badge", _("Digitales Abzeichen")
        STATUS = "status", _("Statusliste")
        LOG = "log", _("Register")

    class End(models.TextChoices):
        REPLACED = "replaced", _("abgelöst")
        LEAKED = "leaked", _("in fremde Hände geraten")
        STOPPED = "stopped", _("außer Gebrauch")

    key_id = models.CharField(max_length=16, unique=True)
    purpose = models.CharField(max_length=10, choices=Purpose)
    since = models.DateTimeField()
    chain = models.TextField(help_text="PEM, the key's own certificate first")
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=10, choices=End, blank=True)

    class Protection:
        frozen_from = "since"
        except_fields: ClassVar = ["ended_at", "end"]

    class Meta:
        verbose_name = _("Schlüssel")
        ordering = ["purpose", "-since", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["purpose"], condition=Q(ended_at=None), name="one_key_in_use_per_purpose"),
            models.CheckConstraint(
                condition=Q(ended_at=None, end="") | Q(ended_at__isnull=False) & ~Q(end=""), name="end_has_a_reason"
            ),
        ]

    def __str__(self):
        return self.key_id


class SealedFile(models.Model):
    """The finished PDF; stored once, its bytes never change. Files from before the seal have neither level nor key."""

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="file")
    level = models.CharField(max_length=4, blank=True)
    key = models.ForeignKey(SigningKey, models.PROTECT, null=True, related_name="files")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    sealed_at = models.DateTimeField()

    class PersonalData:
        owner = "certificate__content__holder"
        exported = ["certificate__code", "sha256", "size", "sealed_at", "level"]
        on_erasure = "keep"  # kept exactly as long as the register entry

    class Protection:
        record = True

    class Meta:
        verbose_name = _("Gesiegelte Datei")

    @property
    def storage_name(self) -> str:
        return f"certificates/{self.sha256[:2]}/{self.sha256}.pdf"


class SealingDelay(models.Model):
    """Why a decided document has no file yet, in words for the office; gone as soon as it has one."""

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="delay")
    reason = models.CharField(max_length=300)
    since = models.DateTimeField()
    tried_at = models.DateTimeField()

    class Meta:
        verbose_name = _("Wartende Siegelung")


class CertificateEvent(models.Model):
    """What happened to a certificate: decided, issued, handed out, replaced, revoked. Statuses only move forward."""

    class What(models.TextChoices):
        DECIDED = "decided", _("beschlossen")
        ISSUED = "issued", _("gesiegelt")
        HANDED_OUT = "handed_out", _("ausgehändigt")
        REPLACED = "replaced", _("ersetzt")
        REVOKED = "revoked", _("widerrufen")

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="events")
    what = models.CharField(max_length=10, choices=What)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    sequence = models.PositiveBigIntegerField(null=True, unique=True)
    leaf_hash = models.CharField(max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64, null=True, unique=True)

    LOGGED: ClassVar = (What.ISSUED, What.REPLACED, What.REVOKED)

    class PersonalData:
        owner = "certificate__content__holder"
        exported = ["certificate__code", "what", "at"]
        on_erasure = "keep"  # register of certificates

    class Protection:
        record = True

    class Meta:
        verbose_name = _("Ereignis eines Nachweises")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["certificate", "what"], name="each_event_once"),
            models.CheckConstraint(
                name="logged_events_have_a_place",
                condition=Q(what__in=["issued", "replaced", "revoked"], sequence__isnull=False, previous_hash__isnull=False)
                | Q(what__in=["decided", "handed_out"], sequence=None, previous_hash=None),
            ),
        ]


class RegisterHead(models.Model):
    """Where the log stands: its one row is locked by whoever adds the next leaf."""

    size = models.PositiveBigIntegerField(default=0)
    leaf_hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("Stand des Registers")


class TreeHead(models.Model):
    """The head of the whole log at a moment, signed, to be kept in a second place as well."""

    size = models.PositiveBigIntegerField(unique=True)
    root = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    key = models.ForeignKey(SigningKey, models.PROTECT, null=True, related_name="+")
    signature = models.CharField(max_length=1000, blank=True, help_text="base64; heads from before the log key have none")

    class Protection:
        record = True

    class Meta:
        verbose_name = _("Festgehaltener Stand des Registers")
        ordering = ["size"]


class RevocationProposal(models.Model):
    """One person proposes to revoke, another confirms or returns it."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="revocation_proposals")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    reason = models.CharField(_("Grund (nur intern)"), max_length=300)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)

    class PersonalData:
        owner = "certificate__content__holder"
        exported = ["certificate__code", "proposed_at", "confirmed_at"]
        shown_when: ClassVar[dict] = {"confirmed_at__isnull": False}
        on_erasure = "keep"  # accountability for the decision

    class Protection:
        frozen_from = "confirmed_at"

    class Meta:
        verbose_name = _("Vorschlag zum Widerruf")
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=models.F("proposed_by")), name="revoker_is_not_proposer"
            ),
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(confirmed_at=None, returned_at=None), name="one_open_revocation"
            ),
        ]


class Status(models.TextChoices):
    """Derived, never stored."""

    VALID = "valid", _("Gültig")
    EXPIRED = "expired", _("Abgelaufen")
    REPLACED = "replaced", _("Ersetzt")
    REVOKED = "revoked", _("Widerrufen")
    PENDING = "pending", _("Wird ausgestellt")


def status_of(certificate: Certificate, events: dict[str, CertificateEvent], *, on: date) -> Status:
    """The status on a day: a revocation outweighs a replacement, both outweigh the calendar."""
    for what, status in (("revoked", Status.REVOKED), ("replaced", Status.REPLACED)):
        if what in events:
            return status
    if "issued" not in events:
        return Status.PENDING
    if certificate.valid_until and on > certificate.valid_until:
        return Status.EXPIRED
    return Status.VALID
