"""What the verbs of the journal are called on screen. Rooms write verbs; they need not know this list."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "person_invited": _("Person eingeladen"),
    "person_viewed": _("Angaben eingesehen"),
    "profile_changed": _("Eigene Angaben geändert"),
    "role_given": _("Rolle gegeben"),
    "role_taken": _("Rolle beendet"),
    "role_switched": _("Ansicht gewechselt"),
    "module_entrusted": _("Modul anvertraut"),
    "version_proposed": _("Fassung vorgeschlagen"),
    "version_published": _("Fassung veröffentlicht"),
    "version_retired": _("Fassung außer Kraft gesetzt"),
    "lesson_corrected": _("Lernschritt berichtigt"),
}
