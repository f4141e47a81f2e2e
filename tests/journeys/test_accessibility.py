"""Every screen of ours before axe, light and dark, on a phone, with text spaced out, and under the strict policy."""

import re
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings

from tests import scenes
from tests.campus import Campus

from .eyes import lost_when_spaced_out
from .screens import WATCHED, refused_forms, screens
from .states import states

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHARES = [
    ("visitor", "trainer", "municipal_contact", "district_coordinator", "advisor", "advisory_board", "classmate", "finisher"),
    ("learner",),
    ("programme_admin",),
]
"""Who is looked over together: shares of about the same size, so that several processes divide them among themselves."""
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
ENLARGED = {"width": 320, "height": 256}
"""A window of 1280 by 1024 seen at 400 %."""
OPEN_EVERYTHING = "document.querySelectorAll('details').forEach(one => one.open = true)"
COVERED = """() => {
  document.querySelector('.qc-menu')?.removeAttribute('open');
  const all = document.querySelectorAll('a[href], button, input, select, textarea, summary, audio, video, [tabindex="0"]');
  const stops = [...all].filter(one => one.checkVisibility() && !one.disabled && one.tabIndex >= 0);
  const isFree = (here, x, y) => {
    const above = document.elementFromPoint(x, y);
    return !!above && (here.contains(above) || above.contains(here) || !!above.closest('label')?.contains(here));
  };
  const isCovered = here => {
    here.focus();
    if (document.activeElement !== here) return false;
    const box = here.getClientRects()[0], x = Math.max(box.left, 0) + Math.min(box.width, 8) / 2;
    const top = Math.max(box.top, 0) + 3, bottom = Math.min(box.bottom, innerHeight) - 3;
    return !isFree(here, x, bottom) || (box.height < innerHeight && !isFree(here, x, top));
  };
  const found = [...stops, ...stops.reverse()].filter(isCovered).map(one => one.outerHTML.slice(0, 120));
  scrollTo(0, 0);
  return [...new Set(found)];
}"""
"""Walks over everything that takes the focus, forwards and backwards, and returns what is hidden when it has it."""
TOKEN = "a" * 32
RULES_OF_COLOUR = ["color-contrast", "link-in-text-block"]
ALREADY_THERE = "0"
"""Instead of the half megabyte that is axe, for a page that has it."""
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


def problems_of(page, watch: Watch, address: str, *, status: int = 200, window=DESK) -> list[str]:
    watch.complaints.clear()
    page.set_viewport_size(window)
    answer = page.goto(address)
    found = [f"status {answer.status}"] if answer.status != status else []
    found += [f"led to {page.url}"] if not page.url.endswith(address) else []
    found += [f"inline: {match}" for match in INLINE.findall(answer.text())]
    page.evaluate(OPEN_EVERYTHING)
    found += violations(page)
    page.set_viewport_size(PHONE)
    found += [f"spaced out: {lost}" for lost in lost_when_spaced_out(page)]
    for narrow in (PHONE, ENLARGED):
        page.set_viewport_size(narrow)
        if (reaches := page.evaluate("document.documentElement.scrollWidth")) > narrow["width"]:
            found.append(f"{reaches} wide at {narrow['width']}")
    found += [f"hidden at 400 %: {stop}" for stop in page.evaluate(COVERED)]
    return found + [complaint for complaint in watch.complaints if f"status of {status}" not in complaint]


def violations(page) -> list[str]:
    """Every rule in light colours, and in dark ones again those that colours decide."""
    page.emulate_media(color_scheme="light")
    in_light = Axe().run(page)
    page.emulate_media(color_scheme="dark")
    in_dark = Axe(ALREADY_THERE).run(page, options={"runOnly": RULES_OF_COLOUR, "resultTypes": ["violations"]})
    return [
        f"{theme}: {rule['id']}: {[node['html'][:200] for node in rule['nodes']]}"
        for theme, answer in (("light", in_light), ("dark", in_dark))
        for rule in answer.response["violations"]
    ]


@pytest.mark.parametrize("roles", SHARES, ids="-".join)
def test_every_screen_is_accessible_fits_a_phone_and_keeps_the_policy(roles, sit_down, live_server):
    campus = Campus()
    addresses, forms = screens(campus), refused_forms(campus)
    found = []

    for role in roles:
        page = sit_down(campus.people[role])
        watch = Watch(page, live_server.url)
        for address in addresses[role]:
            found += [f"{role} at {address}: {problem}" for problem in problems_of(page, watch, address)]
        for address, data in forms[role]:
            with posting(page, live_server.url, address, data):
                status = 200 if role == "visitor" else 422
                problems = problems_of(page, watch, address, status=status)
            found += [f"{role} sends {address}: {problem}" for problem in problems]
        found += [f"{role} lost: {problem}" for problem in problems_of(page, watch, "/gibt-es-nicht/", status=404)]

    assert found == []


@pytest.mark.parametrize(
    ("body", "lost"),
    [
        ("<p>Ein Satz, der sich auf mehrere Zeilen verteilen darf.</p>", []),
        ("<h1 style='font-size: 40px'>Teilnahmebescheinigungen</h1>", ["wide at 360", "sticks out at the side: <h1"]),
        (
            "<main class='qc-wrap' style='padding-right: 199px; display: flex'><label>Teilnahmebescheinigungen</label></main>",
            ["runs into the margin: <label"],
        ),
        ("<button style='width: 90px; white-space: nowrap'>Antwort speichern</button>", ["sticks out at the side: <button"]),
        ("<p style='height: 20px'>Zwei Zeilen, die mehr Höhe brauchen, als da ist.</p>", ["sticks out below: <p"]),
        ("<p style='width: 90px; white-space: nowrap; overflow: hidden'>Noch nicht bestanden</p>", ["cut off at the side: <p"]),
        ("<p style='height: 20px; overflow: hidden'>Zwei Zeilen, die mehr Höhe brauchen, als da ist.</p>", ["cut off below: <p"]),
        ("<div style='overflow: auto'><p style='width: 900px'>Eine Tabelle, die sich schieben lässt.</p></div>", []),
    ],
    ids=["fits", "heading", "margin", "button", "low box", "cut off at the side", "cut off below", "scrolls by itself"],
)
def test_eyes_see_what_is_lost_when_text_is_spaced_out(sit_down, body, lost):
    page = sit_down(viewport=PHONE)
    page.set_content(f"<!doctype html><html lang='de'><body>{body}</body></html>")

    found = lost_when_spaced_out(page)

    assert [any(words in one for one in found) for words in lost] == [True] * len(lost)
    assert bool(found) == bool(lost)
    assert page.evaluate("document.adoptedStyleSheets.length") == 0


def test_nobody_is_left_out_when_the_screens_are_shared_out():
    assert sorted(role for share in SHARES for role in share) == sorted(WATCHED)


def test_every_state_of_the_demo_is_accessible_on_a_phone(sit_down, live_server):
    scenes.live_the_demo()
    found = []

    for person, addresses in states():
        page = sit_down(person)
        watch = Watch(page, live_server.url)
        for address in addresses:
            found += [f"{person} at {address}: {problem}" for problem in problems_of(page, watch, address, window=PHONE)]
        page.context.close()

    assert found == []
