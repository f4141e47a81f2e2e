"""The tabs of a cohort in the office, one list for all pages that show them."""

from courses.cohorts.models import Cohort

TABS = (
    ("Personen", ""),
    ("Anmeldungen", "anmeldungen/"),
    ("Termine und Anwesenheit", "termine/"),
    ("Tests", "tests/"),
    ("Aufgaben", "aufgaben/"),
    ("Bewertungen", "bewertungen/"),
    ("Zertifikate", "zertifikate/"),
    ("Nachrichten", "nachrichten/"),
    ("Einstellungen", "einstellungen/"),
)


def tabs_of(cohort: Cohort, path: str) -> list[tuple[str, str, bool]]:
    """Word, address and whether the page is there now."""
    base = f"/verwaltung/durchgaenge/{cohort.slug}/"
    return [(word, base + part, path.startswith(base + part) if part else path == base) for word, part in TABS]
