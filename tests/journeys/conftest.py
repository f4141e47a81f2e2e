"""A real browser, and people who sit in front of it."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.staticfiles import views
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.cache import cache
from django.core.management import call_command

from lms import clock
from tests import scenes
from tests.campus import signed_in
from tests.factories.people import make_office_person

from .on_the_way import PHONE


@pytest.fixture(autouse=True)
def _no_rate_limit_from_other_tests():
    cache.clear()


@pytest.fixture(autouse=True)
def _letters_lead_to_this_server(request, settings):
    if "live_server" in request.fixturenames:
        settings.BASE_URL = request.getfixturevalue("live_server").url


@pytest.fixture(autouse=True)
def _style_sheets_are_asked_for_once(monkeypatch):
    """As in production, where the name of a file changes with its content and a browser keeps it."""

    def serve(handler, request):
        answer = views.serve(request, handler.file_path(request.path), insecure=True)
        answer["Cache-Control"] = "max-age=3600, immutable"
        return answer

    monkeypatch.setattr(StaticFilesHandler, "serve", serve)


@pytest.fixture
def sit_down(browser, live_server):
    """Somebody opens a browser of their own: `sit_down(person)`, signed in, or a visitor without a person."""
    opened = []

    def open_page(person=None, *, script=True, **options):
        context = browser.new_context(locale="de-DE", java_script_enabled=script, base_url=live_server.url, **options)
        context.set_default_timeout(10_000)
        opened.append(context)
        if person:
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": signed_in(person), "url": live_server.url}])
        return context.new_page()

    yield open_page
    for context in opened:
        context.close()


@pytest.fixture(params=[{"script": True}, {"script": False, "viewport": PHONE}], ids=["with script", "without script on a phone"])
def way(request):
    """How somebody sits down: at a desk, or with what works everywhere."""
    return request.param


@pytest.fixture
def offices():
    """Two of the office: what one proposes, the other confirms."""
    return make_office_person(), make_office_person()


@pytest.fixture
def town_hall():
    """A cohort of the real curriculum that takes requests, and everybody who runs it."""
    call_command("import_municipalities", verbosity=0)
    staff = scenes.Staff()
    version = scenes.publish_curriculum(proposed_by=staff.office, by=staff.second)
    scenes.name_issuer()
    starts_on = clock.today() - timedelta(days=14)
    staff.cohort = scenes.plan_cohort(version, trainers=staff.trainers[:2], by=staff.office, starts_on=starts_on)
    return staff
