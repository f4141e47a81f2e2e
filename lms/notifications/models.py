"""What the product told a person."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """One message to one person; the mail says the same words."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    link = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class PersonalData:
        owner = "person"
        exported = ["kind", "subject", "body", "sent_at", "read_at"]
        on_erasure = "delete"

    class Meta:
        verbose_name = _("Benachrichtigung")
        verbose_name_plural = _("Benachrichtigungen")
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["person", "read_at"])]

    @property
    def words(self) -> str:
        """What the mail says between its greeting and the line that leads to the address."""
        return self.body.removesuffix(self._lead).strip() if self.link else self.body

    @property
    def link_label(self) -> str:
        """The line that leads to the address in the mail, without its colon: here it is the link itself."""
        return self._lead.removesuffix(":")

    @property
    def _lead(self) -> str:
        last = self.body.rpartition("\n\n")[2]
        return last if last.endswith(":") else ""
