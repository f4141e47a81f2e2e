"""Wording the house avoids: told, never blocking."""

from datetime import date

import pytest

from cms_pages.freezing import findings_of
from cms_pages.models import UnitPage
from cms_pages.style import style_hints


@pytest.mark.parametrize("word", ["Teilnehmer*innen", "Teilnehmer:innen", "Teilnehmer_innen", "TeilnehmerInnen", "Trainer*in"])
def test_a_sign_inside_a_word_is_told_once(word):
    (hint,) = style_hints([f"<p>Die {word}.</p>", f"Alle {word} lesen."])

    assert hint.startswith(f"„{word}“ hat ein Zeichen im Wort.")


def test_certification_means_something_else():
    (hint,) = style_hints(["Nach der Zertifizierung endet der Durchgang."])

    assert hint.startswith("„Zertifizierung“ meint ein anderes Verfahren.")


@pytest.mark.parametrize(
    "text", ["Teilnehmende und Trainerinnen", "Rezertifizierung", "In der Stadt: Innenhof", "Lehrerinnen und Lehrer", "drinnen"]
)
def test_good_german_is_left_alone(text):
    assert list(style_hints([text])) == []


@pytest.mark.django_db
def test_a_page_is_told_but_not_stopped(programme):
    unit = UnitPage.objects.get(code="M1.1")
    unit.body = [("callout", {"title": "Bewohner*innen", "text": "<p>Text.</p>"})]
    unit.save_revision().publish()

    (finding,) = findings_of(programme, on=date(2026, 11, 23))

    assert (finding.page_id, finding.is_blocking) == (unit.pk, False)
    assert "Bewohner*innen" in finding.sentence
