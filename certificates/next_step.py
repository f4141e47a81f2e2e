"""What the start page says about the certificate of somebody who has completed. Pure."""

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.desk.next_step import NextStep

from .models import Status
from .queries import Document


def step_with(document: Document) -> NextStep:
    """A certificate that has ended is never said to be there."""
    there = _("Sie haben die Qualifizierung abgeschlossen.")
    if earlier := document.certificate.supersedes:
        there = _("Es ersetzt das Zertifikat %(number)s.") % {"number": earlier.full_number}
    steps = {
        Status.PENDING: (_("Ihr Zertifikat wird fertiggestellt"), _("Wir schreiben Ihnen, sobald Sie es öffnen können.")),
        Status.VALID: (_("Ihr Zertifikat ist da"), there),
        Status.EXPIRED: (_("Ihr Zertifikat ist abgelaufen"), document.end_in_words),
        Status.REVOKED: (_("Ihr Zertifikat ist widerrufen"), document.end_in_words),
        Status.REPLACED: (_("Ihr Zertifikat ist ersetzt"), document.end_in_words),
    }
    title, text = steps[document.status]
    return NextStep(title, text, reverse("certificates:own"), _("Nachweise öffnen"))
