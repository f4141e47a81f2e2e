"""The tabs of a cohort in the office, one list for all pages that show them."""

from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Cohort

TABS = (
    (_("Personen"), ""),
    (_("Anmeldungen"), "anmeldungen/"),
    (_("Termine"), "termine/"),
    (_("Tests"), "tests/"),
    (_("Aufgaben"), "aufgaben/"),
    (_("Bewertungen"), "bewertungen/"),
    (_("Zertifikate"), "zertifikate/"),
    (_("Nachrichten"), "nachrichten/"),
    (_("Einstellungen"), "einstellungen/"),
)


def tabs_of(cohort: Cohort, path: str) -> list[tuple[str, str, bool]]:
    """Word, address and whether the page is there now."""
    base = f"/verwaltung/durchgaenge/{cohort.slug}/"
    return [(str(word), base + part, path.startswith(base + part) if part else path == base) for word, part in TABS]
