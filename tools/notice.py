"""Writes NOTICE: the licence of everything that is shipped or installed to run the product.

Run in the environment after the runtime lock is installed: python tools/notice.py
"""

import json
import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
HEAD = """Quartier Campus
Licensed under the EUPL, version 1.2 (see LICENSE).

Shipped inside this repository
"""
DATA = """
  List of municipalities and districts (lms/accounts/seed): © Statistische Ämter des Bundes und der Länder, Deutschland,
  dl-de/by-2-0, Daten verändert

Installed from package indexes to run the product (requirements.lock)
"""


def vendored() -> list[str]:
    packages = json.loads((HOME / "lms" / "static" / "vendor" / "vendor.json").read_text(encoding="utf-8"))
    return [f"  {package['name']} {package['version']}: {package['licence']}" for package in packages["packages"]]


def locked_names() -> list[str]:
    lock = (HOME / "requirements.lock").read_text(encoding="utf-8")
    return sorted(set(re.findall(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==", lock, flags=re.MULTILINE)), key=str.lower)


def licence_of(package: Distribution) -> str:
    metadata = package.metadata
    if expression := metadata.get("License-Expression"):
        return expression
    classified = [line.rpartition(" :: ")[2] for line in metadata.get_all("Classifier", []) if line.startswith("License ::")]
    named = (metadata.get("License") or "").strip().splitlines()
    return ", ".join(line for line in classified if line != "OSI Approved") or (named[0] if named else "see its own files")


def installed() -> list[str]:
    lines = []
    for name in locked_names():
        try:
            lines.append(f"  {name}: {licence_of(distribution(name))}")
        except PackageNotFoundError:
            lines.append(f"  {name}: only on other systems, see its own files")
    return lines


def main() -> None:
    text = HEAD + "\n".join(vendored()) + "\n" + DATA + "\n".join(installed()) + "\n"
    (HOME / "NOTICE").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
