"""A picture of every screen, to be looked at: `python3 manage.py test -m screenshots` fills `build/screens`."""

from pathlib import Path

import pytest

from tests.campus import Campus

from .screens import screens

pytestmark = [pytest.mark.screenshots, pytest.mark.django_db(transaction=True)]

FOLDER = Path(__file__).resolve().parents[2] / "build" / "screens"
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
VIEWS = {
    "desktop": {"viewport": DESKTOP, "color_scheme": "light"},
    "phone": {"viewport": PHONE, "color_scheme": "light"},
    "dark": {"viewport": DESKTOP, "color_scheme": "dark"},
}


def name_of(address: str) -> str:
    return address.strip("/").replace("/", "_").partition("?")[0][:100] or "start"


@pytest.mark.parametrize("view", VIEWS)
def test_every_screen_has_its_picture(view, sit_down):
    campus = Campus()

    for role, addresses in screens(campus).items():
        folder = FOLDER / view / role
        folder.mkdir(parents=True, exist_ok=True)
        page = sit_down(campus.people[role], **VIEWS[view])
        for address in addresses:
            page.goto(address)
            page.screenshot(path=folder / f"{name_of(address)}.png", full_page=True)

        assert len(list(folder.iterdir())) > 0
