"""The editor as it is: a trainer writes and submits, the office publishes, all in Chromium."""

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from cms_pages import loading, rights
from cms_pages.actions import entrust_module
from cms_pages.models import ModulePage, ProgrammePage, UnitPage
from lms import clock
from tests.factories.people import make_office_person, make_trainer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def desk_of(person, browser, live_server):
    """A browser window signed in as this person; requests to anybody else fail the test."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    context = browser.new_context(locale="de-DE", base_url=live_server.url)
    context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": live_server.url}])
    page = context.new_page()
    page.foreign = []
    page.on("request", lambda request: page.foreign.append(request.url) if not_ours(request.url, live_server) else None)
    return page


def not_ours(address, live_server):
    return not address.startswith((live_server.url, "data:", "blob:"))


@pytest.fixture
def unit():
    """One published unit in one module of one programme."""
    rights.set_up()
    programme = loading.programme_index().add_child(
        instance=ProgrammePage(title="Programm", slug="programm", code="QK", label="1.0")
    )
    module = programme.add_child(instance=ModulePage(title="Beteiligung", slug="m3", code="M3"))
    text = [("text", "<p>Alt.</p>")]
    unit = UnitPage(title="Formate", slug="m3-2", code="M3.2", planned_minutes=45, mode="self_study", body=text)
    module.add_child(instance=unit).save_revision().publish()
    return UnitPage.objects.get()


def choose(page, action):
    """Open the list of actions below the editor and press one."""
    page.locator("footer button[aria-haspopup], footer .w-dropdown__toggle, footer [data-w-dropdown-target=toggle]").first.click()
    page.locator(action).first.click()
    page.wait_for_load_state("networkidle")


def test_a_trainer_submits_and_the_office_publishes(browser, live_server, unit):
    office, trainer = make_office_person(), make_trainer()
    entrust_module(ModulePage.objects.get(), [trainer], by=office, at=clock.now())

    desk = desk_of(trainer, browser, live_server)
    desk.goto(f"/redaktion/pages/{unit.pk}/edit/")
    desk.locator("#id_title").fill("Formate der Beteiligung")
    choose(desk, "button[name=action-submit]")
    unit.refresh_from_db()
    assert (unit.title, unit.has_unpublished_changes) == ("Formate", True)
    desk.goto("/redaktion/")
    assert desk.get_by_text("Zurzeit wartet nichts auf Sie.").is_visible()

    counter = desk_of(office, browser, live_server)
    counter.goto("/redaktion/")
    counter.get_by_role("link", name="M3.2 Formate der Beteiligung").first.click()
    counter.wait_for_load_state()
    choose(counter, "button[data-workflow-action-name=approve]")

    assert (desk.foreign, counter.foreign) == ([], [])
    unit.refresh_from_db()
    assert (unit.title, unit.has_unpublished_changes) == ("Formate der Beteiligung", False)
