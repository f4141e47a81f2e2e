"""Every screen of ours before axe, on a phone, and under the strict policy; once light and once dark."""

import re
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings

from tests.campus import Campus

from .screens import refused_forms, screens

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NARROW = (360, 320)
TOKEN = "a" * 32
INLINE = re.compile(r"<style\b|<script(?![^>]*\bsrc=)|\s(?:style|on[a-z]+)=[\"']")


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


@contextmanager
def posting(page, home: str, address: str, data: dict):
    """While it lasts, going to the address sends a form there."""
    form = urlencode({"csrfmiddlewaretoken": TOKEN, **data})
    headers = {"content-type": "application/x-www-form-urlencoded"}
    page.context.add_cookies([{"name": settings.CSRF_COOKIE_NAME, "value": TOKEN, "url": home}])

    def send(route):
        route.continue_(method="POST", post_data=form, headers={**route.request.headers, **headers})

    page.route(f"**{address}", send)
    yield
    page.unroute(f"**{address}")


def problems_of(page, watch: Watch, address: str, *, status: int = 200) -> list[str]:
    watch.complaints.clear()
    page.set_viewport_size({"width": 1280, "height": 900})
    answer = page.goto(address)
    found = [f"status {answer.status}"] if answer.status != status else []
    found += [f"led to {page.url}"] if not page.url.endswith(address) else []
    found += [f"inline: {match}" for match in INLINE.findall(answer.text())]
    for rule in Axe().run(page).response["violations"]:
        found.append(f"{rule['id']}: {[node['html'][:200] for node in rule['nodes']]}")
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": 740})
        if (reaches := page.evaluate("document.documentElement.scrollWidth")) > width:
            found.append(f"{reaches} wide at {width}")
    return found + [complaint for complaint in watch.complaints if f"status of {status}" not in complaint]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_screen_is_accessible_fits_a_phone_and_keeps_the_policy(theme, sit_down, live_server):
    campus = Campus()
    forms = refused_forms(campus)
    found = []

    for role, addresses in screens(campus).items():
        page = sit_down(campus.people[role], color_scheme=theme)
        watch = Watch(page, live_server.url)
        for address in addresses:
            found += [f"{role} at {address}: {problem}" for problem in problems_of(page, watch, address)]
        for address, data in forms[role]:
            with posting(page, live_server.url, address, data):
                status = 200 if role == "visitor" else 422
                problems = problems_of(page, watch, address, status=status)
            found += [f"{role} sends {address}: {problem}" for problem in problems]
        found += [f"{role} lost: {problem}" for problem in problems_of(page, watch, "/gibt-es-nicht/", status=404)]

    assert found == []
