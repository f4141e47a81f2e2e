"""Approved adjustments for a person, in whichever cohort."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


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
