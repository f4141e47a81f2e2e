"""Runs that delete what its period is over for."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class RetentionRun(models.Model):
    """Opens the delete triggers of records for the transaction it is written and closed in; nothing else does."""

    category = models.CharField(max_length=60)
    rule = models.CharField(max_length=200)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class PersonalData:
        owner = "approved_by"
        exported = ["category", "rule", "started_at", "finished_at"]
        on_erasure = "keep"  # accountability for what was deleted

    class Meta:
        verbose_name = _("Löschlauf")
        verbose_name_plural = _("Löschläufe")
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(finished_at__gte=F("started_at")), name="retention_run_ends_after_start"
            )
        ]
