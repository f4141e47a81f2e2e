"""Fira Sans in four faces, registered once per process, and the check that every character can be printed."""

import unicodedata
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from lms.errors import NotPossible

REGULAR, MEDIUM, BOLD = "FiraSans-Regular", "FiraSans-Medium", "FiraSans-SemiBold"
FOLDER = Path(__file__).parent / "fonts"


@cache
def register() -> None:
    """Make the faces known to ReportLab; a second registration would be ignored silently."""
    for name in (REGULAR, MEDIUM, BOLD):
        pdfmetrics.registerFont(TTFont(name, FOLDER / f"{name}.ttf"))


def printable(text: str) -> str:
    """The text in composed form. Raises NotPossible for a character the typeface lacks: never print a box."""
    register()
    composed = unicodedata.normalize("NFC", text)
    known = pdfmetrics.getFont(REGULAR).face.charToGlyph
    for character in composed:
        if ord(character) not in known:
            raise NotPossible(
                _("Das Zeichen „%(character)s“ lässt sich nicht drucken. Bitte geben Sie den Namen in lateinischer Schrift an.")
                % {"character": character}
            )
    return composed


def without_symbols(text: str) -> str:
    """The text without characters the typeface lacks, such as pictures of houses in the title of a project."""
    register()
    known = pdfmetrics.getFont(REGULAR).face.charToGlyph
    kept = (character for character in unicodedata.normalize("NFC", text) if ord(character) in known)
    return " ".join("".join(kept).split())


def width_of(text: str, font: str, size: float) -> float:
    """Points."""
    return pdfmetrics.stringWidth(text, font, size)
