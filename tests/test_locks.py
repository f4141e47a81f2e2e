"""The lock files must install with pip as well as with uv, today and after newer releases."""

import re
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HOME = Path(__file__).parent.parent


def extras_in(lock: str) -> dict[str, set[str]]:
    text = (HOME / lock).read_text(encoding="utf-8")
    found = re.findall(r"^([a-z0-9._-]+)(?:\[(.+?)\])?==", text, flags=re.MULTILINE)
    return {canonicalize_name(name): {extra.strip() for extra in extras.split(",") if extra} for name, extras in found}


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_lock_names_every_extra_that_its_packages_ask_for(lock):
    # pip takes `coverage[toml]` for a package of its own: without the extra in the lock it fetches the newest release and stops.
    locked = extras_in(lock)

    for distribution in distributions():
        if canonicalize_name(distribution.name) not in locked:
            continue
        for line in distribution.requires or []:
            asked = Requirement(line)
            if asked.extras and (asked.marker is None or asked.marker.evaluate({"extra": ""})):
                assert asked.extras <= locked[canonicalize_name(asked.name)], f"{distribution.name} asks for {asked}"
