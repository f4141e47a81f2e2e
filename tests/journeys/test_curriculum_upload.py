"""The office takes a curriculum file without script: every problem first, then the report, then the drafts."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from cms_pages.curriculum_file import read_curriculum
from cms_pages.loading import load_curriculum, programme_index
from cms_pages.models import UnitPage
from tests.factories.people import make_office_person
from tests.scenes import FILE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def complaints(page):
    found = [rule["id"] for rule in Axe().run(page).response["violations"]]
    page.set_viewport_size({"width": 360, "height": 740})
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    return found + ([f"{width} wide"] if width > 360 else [])


def send(page, file, text):
    file.write_text(text, encoding="utf-8")
    page.goto("/verwaltung/fassungen/hochladen/")
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Datei prüfen").click()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_file_is_mended_reported_on_and_loaded(theme, sit_down, tmp_path):
    text, file = FILE.read_text(encoding="utf-8"), tmp_path / "curriculum.md"
    load_curriculum(read_curriculum(text), by=None, below=programme_index())
    changed = text.replace('title: "Was ein Quartier ausmacht"', "title: Anders", 1)
    page = sit_down(make_office_person(), color_scheme=theme)

    send(page, file, changed.replace("ue_minutes: 45", "ue_minutes: viel", 1))
    assert page.get_by_role("rowheader", name="Zeile").is_visible()
    assert complaints(page) == []

    send(page, file, changed)
    assert page.get_by_role("heading", name="Geändert (1)").is_visible()
    assert complaints(page) == []
    page.get_by_role("button", name="Als Entwürfe laden").click()

    assert page.get_by_text("Alles steht als Entwurf in der Redaktion.").is_visible()
    assert UnitPage.objects.get(code="M1.1").get_latest_revision_as_object().title == "Anders"
