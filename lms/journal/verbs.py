"""What the verbs of the journal are called on screen. Rooms write verbs; they need not know this list."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "person_invited": _("Person eingeladen"),
    "person_viewed": _("Angaben eingesehen"),
    "profile_changed": _("Eigene Angaben geändert"),
    "role_given": _("Rolle gegeben"),
    "role_taken": _("Rolle beendet"),
    "role_switched": _("Ansicht gewechselt"),
    "release_proposed": _("Freigabe vorgeschlagen"),
    "release_confirmed": _("Freigabe bestätigt"),
    "release_returned": _("Freigabe zurückgegeben"),
    "certificate_decided": _("Nachweis beschlossen"),
    "certificate_issued": _("Nachweis ausgestellt"),
    "certificate_handed_out": _("Nachweis ausgehändigt"),
    "certificate_replaced": _("Nachweis durch neue Ausfertigung ersetzt"),
    "certificate_revoked": _("Nachweis widerrufen"),
    "revocation_proposed": _("Widerruf vorgeschlagen"),
    "revocation_returned": _("Vorgeschlagener Widerruf abgelehnt"),
}
