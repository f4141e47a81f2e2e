"""Every screen of ours before axe, on a phone, and under the strict policy; once light and once dark."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from wagtail.models import Page

from tests.campus import Campus
from tests.doors import DOORS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FILES = {
    "accounts:municipality-search",
    "certificates:download",
    "certificates:sample",
    "cms_pages:curriculum",
    "courses:calendar",
    "courses:report-file",
    "courses:submission-file",
    "mfa_download_recovery_codes",
}
"""Addresses that answer with something else than a screen."""
WATCHED = ("visitor", "learner", "trainer", "programme_admin", "advisor", "classmate")
NARROW = (360, 320)
INLINE = re.compile(r"<style\b|<script(?![^>]*\bsrc=)|\s(?:style|on[a-z]+)=[\"']")


def screens(campus) -> dict[str, list[str]]:
    """For every role the addresses it is the first to see."""
    found: dict[str, list[str]] = {
        role: [] for role in ("visitor", "learner", "trainer", "programme_admin", "advisor", "classmate")
    }
    for door in DOORS:
        meets_visitor = door.visitor or 200
        for role, addresses in found.items():
            status = meets_visitor if role == "visitor" else door.get
            if role in door.opens_for and status == 200 and door.get is not None and door.name not in FILES:
                addresses.append(reverse(door.name, args=door.args(campus)))
                break
    found["visitor"] += [page.url for page in Page.objects.live().public().filter(depth__gt=1) if page.url and page.depth < 5]
    found["learner"] += [
        *(
            reverse("courses:attempt-question", args=[campus.running.public_id, slot.number])
            for slot in campus.running.slots.all()
        ),
        *(reverse("courses:lesson-task", args=campus.task(kind)) for kind in ("project", "colloquium")),
        *(reverse("courses:lesson-task", args=campus.lesson(code, "task")) for code in ("M1", "M2", "M3", "M4")),
        *(reverse("courses:lesson-quiz", args=campus.lesson(code, "quiz")) for code in ("M2", "M3")),
    ]
    for role in ("trainer", "programme_admin", "classmate"):
        found[role] += [reverse("courses:overview"), reverse("accounts:profile")]
    return found


def slot_address(slot) -> str:
    return reverse("courses:attempt-question", args=[slot.attempt.public_id, slot.number])


class Watch:
    """What a page says to its console, and whom it talks to."""

    def __init__(self, page, home: str):
        self.complaints: list[str] = []
        page.on("console", lambda message: message.type == "error" and self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self._heard(request.url, home))

    def _heard(self, url: str, home: str) -> None:
        if not url.startswith((home, "data:")):
            self.complaints.append(f"asks {url}")


def problems_of(page, watch: Watch, address: str) -> list[str]:
    watch.complaints.clear()
    page.set_viewport_size({"width": 1280, "height": 900})
    answer = page.goto(address)
    found = [f"status {answer.status}"] if answer.status != 200 else []
    found += [f"inline: {match}" for match in INLINE.findall(answer.text())]
    for rule in Axe().run(page).response["violations"]:
        found.append(f"{rule['id']}: {[node['html'][:200] for node in rule['nodes']]}")
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": 740})
        if (reaches := page.evaluate("document.documentElement.scrollWidth")) > width:
            found.append(f"{reaches} wide at {width}")
    return found + watch.complaints


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_screen_is_accessible_fits_a_phone_and_keeps_the_policy(theme, sit_down, live_server):
    campus = Campus()
    found = []

    for role, addresses in screens(campus).items():
        page = sit_down(campus.people[role], color_scheme=theme)
        watch = Watch(page, live_server.url)
        for address in addresses:
            found += [f"{role} at {address}: {problem}" for problem in problems_of(page, watch, address)]

    assert found == []
