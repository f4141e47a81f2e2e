import json
import re

from django.conf import settings
from django.contrib.staticfiles import finders

from lms.ui.templatetags.ui import STYLESHEETS

VENDOR = settings.BASE_DIR / "lms" / "static" / "vendor"


def test_every_linked_stylesheet_exists():
    assert [path for path in STYLESHEETS if finders.find(path) is None] == []


def test_every_component_file_is_linked():
    folder = settings.BASE_DIR / "lms" / "static" / "lms" / "css" / "components"

    linked = {path.rsplit("/", 1)[1] for path in STYLESHEETS if "/components/" in path}
    assert linked == {file.name for file in folder.iterdir()}


def test_no_class_of_the_theme_is_left_without_a_value():
    text = "".join((settings.BASE_DIR / "lms" / "static" / path).read_text() for path in STYLESHEETS[1:])

    assert set(re.findall(r"var\((--qc-[a-z0-9-]+)\)", text)) <= set(re.findall(r"(--qc-[a-z0-9-]+):", text))


def test_every_listed_vendor_file_is_there():
    packages = json.loads((VENDOR / "vendor.json").read_text())["packages"]

    assert [
        file["to"] for package in packages for file in package["files"] if not (settings.BASE_DIR / file["to"]).exists()
    ] == []


def test_fonts_of_a_page_stay_small():
    assert sum(file.stat().st_size for file in (VENDOR / "fira-sans").glob("*.woff2")) < 170_000
