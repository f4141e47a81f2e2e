"""Pages become a curriculum file again: nothing is lost on the way there and back."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cms_pages import loading
from cms_pages.curriculum_file import read_curriculum, write_curriculum
from cms_pages.exporting import curriculum_of
from cms_pages.markdown import body_from, markdown_from
from cms_pages.models import UnitPage

pytestmark = pytest.mark.django_db


def test_the_shipped_curriculum_survives_loading_and_exporting_word_for_word(curriculum, text):
    programme, _counts = loading.load_curriculum(curriculum, by=None, below=loading.programme_index())

    exported = curriculum_of(programme)

    assert exported == curriculum
    assert write_curriculum(exported) == text
    assert read_curriculum(write_curriculum(exported)) == curriculum


def test_a_draft_nobody_has_published_is_exported(programme):
    unit = UnitPage.objects.get(code="M1.1")
    unit.title = "Was ein Quartier ausmacht"
    unit.save_revision()

    assert curriculum_of(programme).components[0].units[0].title == "Was ein Quartier ausmacht"


def test_the_command_writes_the_file(drafts, small):
    output = StringIO()

    call_command("export_curriculum", "QK", stdout=output)

    assert read_curriculum(output.getvalue()) == small


def test_an_unknown_programme_is_named(db):
    with pytest.raises(CommandError, match="„XY“"):
        call_command("export_curriculum", "XY")


@pytest.mark.parametrize(
    "markdown",
    [
        "Erster **Absatz** mit *Betonung*.\n\nZweiter mit [Verweis](https://example.org/a).",
        "Vorher:\n\n- eins\n- zwei\n\nNachher.",
        "1. eins\n2. zwei",
        "Sterne \\* und \\_ und \\[Klammern\\] bleiben.",
        "3\\. Mai beginnt es.\n\n\\- Strich am Anfang.",
        "#### Überschrift\n\nText.",
        "> Das Quartier beginnt vor der Haustür.\n> – Gespräch im Teilort",
        "| Ziel | Zeit |\n| --- | --- |\n| Laden | 30 |",
    ],
)
def test_text_survives_there_and_back(markdown):
    assert markdown_from(body_from(markdown)) == markdown
