"""German names as people type them: without umlauts, with ae for ä, in capitals."""

import unicodedata

TWO_LETTERS = {"ae": "a", "oe": "o", "ue": "u"}


def folded(name: str) -> str:
    """Lower case, ß as ss, without accents, single spaces: sorts and searches ä like a."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


def spellings(typed: str) -> set[str]:
    """What the typed letters may mean, folded: "Boeblingen" is Böblingen, but "Neuenstein" has no ü."""
    plain = folded(typed)
    umlauts = plain
    for pair, letter in TWO_LETTERS.items():
        umlauts = umlauts.replace(pair, letter)
    return {plain, umlauts}
