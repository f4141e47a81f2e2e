"""The pages every installation needs from its first day, with honest starter texts.

The texts stand as Markdown in `content/`. What only the operator can know is not made up: it comes from the settings,
and where it is missing the page says so.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from wagtail.models import Page

from lms import clock
from lms.accounts.models import Person

from . import prescribed
from .loading import programme_index
from .markdown import body_from
from .models import GlossaryTerm, HomePage, ProgrammePage, StandardPage

CONTENT = Path(__file__).parent / "content"
PAGES = [
    ("impressum", "Impressum", StandardPage.OperatorData.OPERATOR),
    ("barriere-melden", "Barriere melden", StandardPage.OperatorData.ACCESSIBILITY),
    ("hilfe", "Hilfe und Kontakt", StandardPage.OperatorData.CONTACT),
]
HOME: dict[str, Any] = {
    "title": "Qualifizierung für Quartierskoordination in Baden-Württemberg",
    "lead": "Sie lernen, einen alters- und generationengerechten Quartiersprozess anzustoßen, zu koordinieren, "
    "auszuwerten und zu verstetigen.",
    "figures": [
        {"value": "120", "label": "Unterrichtseinheiten (UE, je 45 Minuten)"},
        {"value": "9", "label": "Monate, neben Beruf oder Ehrenamt"},
        {"value": "60 %", "label": "davon Präsenz oder Online-Live"},
        {"value": "16 bis 24", "label": "Plätze je Durchgang"},
    ],
    "steps": [
        {"title": "Anmelden", "text": "Sie melden sich zu einem Durchgang an. Ihre Kommune oder Organisation bestätigt."},
        {"title": "Lernen", "text": "Vier Pflichtmodule und zwei Wahlpflichtmodule, mit Präsenztagen und Online-Live-Terminen."},
        {"title": "Umsetzen", "text": "Sie beginnen in Ihrem Quartier ein Praxisprojekt. Zwei Personen bewerten es."},
        {
            "title": "Abschließen",
            "text": "Sind alle Voraussetzungen erfüllt, erhalten Sie das Zertifikat. Es gilt 36 Monate.",
        },
    ],
    "groups": [
        {
            "title": "Beschäftigte",
            "text": "<p>von Städten, Gemeinden, Landkreisen, Wohlfahrtsverbänden, Kirchen, Wohnungswirtschaft und sozialen "
            "Unternehmen</p>",
        },
        {
            "title": "Engagierte",
            "text": "<p>aus Nachbarschaften und Initiativen. Ein bestimmter Schul- oder Berufsabschluss ist nicht "
            "erforderlich.</p>",
        },
        {"title": "Kommunen", "text": "<p>bestätigen die Anmeldung und unterstützen das Praxisprojekt.</p>"},
    ],
}


@transaction.atomic
def create(*, by: Person | None = None, programme: ProgrammePage | None = None) -> HomePage:
    """Make whatever is missing: start page, programme index, the standard pages and a glossary; what exists is left as it is.

    A start page that has no text yet gets the starter text and presents `programme`.
    """
    index = programme_index()
    home = index.get_parent().specific
    if not home.lead:
        _write_home(home, programme, by=by)
    present = set(Page.objects.child_of(home).values_list("slug", flat=True))
    for page in (page for page in [*_standard_pages(), *prescribed.pages(on=clock.today())] if page.slug not in present):
        home.add_child(instance=page)
        page.save_revision(user=by).publish(user=by)
    _write_glossary(by=by)
    return home


def _standard_pages() -> Iterator[StandardPage]:
    for slug, title, operator_data in PAGES:
        lead, _separator, text = (CONTENT / f"{slug}.md").read_text(encoding="utf-8").partition("\n\n")
        yield StandardPage(title=title, slug=slug, lead=lead.strip(), body=body_from(text), operator_data=operator_data)


def _write_glossary(*, by: Person | None) -> None:
    """The first terms. A glossary that somebody has begun stays as it is."""
    if GlossaryTerm.objects.exists():
        return
    for fields in yaml.safe_load((CONTENT / "glossar.yaml").read_text(encoding="utf-8")):
        term = GlossaryTerm.objects.create(live=False, **fields)
        term.save_revision(user=by).publish(user=by)


def _write_home(home: HomePage, programme: ProgrammePage | None, *, by: Person | None) -> None:
    home.title, home.draft_title, home.lead, home.programme = HOME["title"], HOME["title"], HOME["lead"], programme
    for name, kind in (("figures", "figure"), ("steps", "step"), ("groups", "group")):
        setattr(home, name, [(kind, entry) for entry in HOME[name]])
    home.save_revision(user=by).publish(user=by)
