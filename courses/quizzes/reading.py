"""Reading what people type: numbers the German way, and short texts without their spelling habits. No database."""

import re
import unicodedata
from fractions import Fraction

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Each pattern names the decimal part; dots or blanks before it may only stand between groups of three digits.
NUMBERS = [
    re.compile(r"[0-9]+"),
    re.compile(r"[0-9]*,(?P<decimals>[0-9]+)"),
    re.compile(r"[1-9][0-9]{0,2}(\.[0-9]{3})+(,(?P<decimals>[0-9]+))?"),
    re.compile(r"[0-9]{1,3}( [0-9]{3})+(,(?P<decimals>[0-9]+))?"),
    re.compile(r"[0-9]*\.(?P<decimals>[0-9]+)"),
]
LONGEST_NUMBER = 40
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def number(text: str, unit: str = "") -> Fraction:
    """The exact number somebody meant; what could mean two things is refused with a hint.

    "7.200" and "7 200" are 7200, "7.8" and "7,8" are 7.8, "1,234.5" is refused. The unit may stand behind the number.
    """
    words = re.sub(r"\s+", " ", text).strip().replace("−", "-")
    bare = words.removesuffix(unit).strip() if unit else words
    sign, digits = (-1, bare[1:].lstrip()) if bare.startswith("-") else (1, bare.removeprefix("+").lstrip())
    if len(digits) > LONGEST_NUMBER:
        raise ValidationError(_("Diese Zahl ist zu lang. Geben Sie höchstens 40 Zeichen ein."), code="number")
    for pattern in NUMBERS:
        if match := pattern.fullmatch(digits):
            return sign * _exact(digits, match.groupdict().get("decimals") or "")
    raise ValidationError(
        _("„%(text)s“ ist nicht als Zahl lesbar. Schreiben Sie zum Beispiel 7,8 oder 1234,5."),
        code="number",
        params={"text": text},
    )


def _exact(digits: str, decimals: str) -> Fraction:
    whole = digits[: len(digits) - len(decimals)]
    figures = re.sub(r"[^0-9]", "", whole) + decimals
    return Fraction(int(figures), 10 ** len(decimals))


def number_in_words(value: Fraction) -> str:
    """The number as the screen shows it: decimal comma, narrow blank between thousands."""
    whole, _dot, decimals = decimal_text(abs(value)).partition(".")
    grouped = f"{int(whole):,}".replace(",", "\u202f")
    words = f"{grouped},{decimals}" if decimals else grouped
    return f"-{words}" if value < 0 else words


def decimal_text(value: Fraction) -> str:
    """The exact number as a decimal string with a point, as contents store it; endless decimals are cut off."""
    places = 0
    while places < LONGEST_NUMBER and (value * 10**places).denominator != 1:
        places += 1
    figures = str(int(abs(value) * 10**places)).zfill(places + 1)
    text = f"{figures[:-places]}.{figures[-places:]}" if places else figures
    return f"-{text}" if value < 0 else text


def same_words(one: str, other: str) -> bool:
    """True if two short texts differ in nothing but case, blanks, Unicode form and umlaut spelling."""
    return plain_words(one) == plain_words(other)


def plain_words(text: str) -> str:
    """The text as it is compared: composed, lower case, single blanks, umlauts written out, invisible signs dropped."""
    visible = "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")
    return " ".join(visible.casefold().translate(UMLAUTS).split())


def clean_text(text: str) -> str:
    """What a person typed, ready to store: one kind of line break, no signs a database refuses, no outer blanks."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
