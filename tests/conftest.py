"""What every test stands on: a database without Wagtail's two hundred migrations, and the pages those would have made."""

import os

import pytest
from django.db.models.signals import post_migrate

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


def make_site_tree(sender, **kwargs):
    """Create what Wagtail's data migrations create: language, root collection, root page, home page, site."""
    if sender.label != "wagtailcore":
        return
    from django.contrib.contenttypes.models import ContentType
    from wagtail.models import Collection, Locale, Page, Site

    if Page.objects.exists():
        return
    locale, _ = Locale.objects.get_or_create(language_code="de")
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    page_type = ContentType.objects.get_for_model(Page)
    root = Page.add_root(instance=Page(title="Root", slug="root", content_type=page_type, locale=locale))
    home = root.add_child(instance=Page(title="Startseite", slug="home", content_type=page_type, locale=locale))
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)


@pytest.fixture(scope="session", autouse=True)
def _site_tree_after_every_flush():
    post_migrate.connect(make_site_tree, dispatch_uid="tests.site_tree")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(_site_tree_after_every_flush, django_db_modify_db_settings_parallel_suffix):
    """The listener must be there before the database is made; every process has a database of its own."""


@pytest.fixture(scope="session", autouse=True)
def authority():
    """The keys every document is sealed with, made once per process, and the authority above them."""
    from pathlib import Path

    from django.conf import settings

    from certificates import dev_ca
    from lms import clock

    return dev_ca.make_keys(Path(settings.KEYS_DIR), settings.KEYS_PASSPHRASE, at=clock.now())


@pytest.fixture(autouse=True)
def _records_may_be_flushed(request, _django_db_marker):
    """The flush after a transactional test deletes everything; making the tables anew puts the triggers back."""
    yield
    marker = request.node.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        from lms.privacy import protection

        protection.remove()


SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-software-rasterizer"]
"""Nothing of ours draws with a graphics card, and imitating one costs a process of its own."""


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium, started once: two at a time do not get along in one process."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=SWITCHES)
        yield chromium
        chromium.close()
