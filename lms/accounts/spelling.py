"""Names as people type them: without umlauts, with ae for ä, in capitals, pasted with signs nobody sees."""

import unicodedata

TWO_LETTERS = {"ae": "a", "oe": "o", "ue": "u"}

UNSEEN = {"\u034f", "\u115f", "\u1160", "\u17b4", "\u17b5", "\u2800", "\u3164", "\uffa0", "\U00016fe4", "\U0001d159"}
"""Fillers and joiners that count as letters, marks or symbols but show nothing."""
VARIATIONS = (range(0x180B, 0x1810), range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


def visible(text: str) -> str:
    """The text as it is seen: composed (NFC), single spaces, without signs that show nothing or turn the direction round.

    Letters of different scripts may still look alike. No European script needs a joiner inside a name.
    """
    spaced = (" " if sign.isspace() else sign for sign in text)
    return unicodedata.normalize("NFC", " ".join("".join(sign for sign in spaced if not _is_unseen(sign)).split()))


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign).startswith("C") or sign in UNSEEN or any(ord(sign) in part for part in VARIATIONS)


def folded(name: str) -> str:
    """Lower case, ß as ss, without accents, single spaces: sorts and searches ä like a."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


def full_name(given_name: str, family_name: str) -> str:
    """How somebody is written everywhere; either name may be missing."""
    return f"{given_name} {family_name}".strip()


def order_of_names(family_name: str, given_name: str) -> str:
    """What people are sorted by. Two spaces come before every letter and sign: Ott stands before Ott-Huber."""
    return f"{folded(family_name)}  {folded(given_name)}"


def spellings(typed: str) -> set[str]:
    """What the typed letters may mean, folded: "Boeblingen" is Böblingen, but "Neuenstein" has no ü."""
    plain = folded(typed)
    umlauts = plain
    for pair, letter in TWO_LETTERS.items():
        umlauts = umlauts.replace(pair, letter)
    return {plain, umlauts}
