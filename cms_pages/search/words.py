"""German words: their stems, and the passage of a text in which they stand. No database."""

import re
from html import unescape

import snowballstemmer
from django.utils.html import strip_tags

STEMMER = snowballstemmer.stemmer("german")
WORD = re.compile(r"\w+(?:-\w+)*")
SHORTEST_PART = 4
"""A stem of so many letters is also found inside a compound: "Beteiligung" in "Beteiligungsformat"."""
AROUND = 90
"""Letters shown on each side of the first match."""


def stems_of(text: str) -> list[str]:
    """The stems of the words of a text, in their order."""
    return list(STEMMER.stemWords([word.lower() for word in WORD.findall(text)]))


def is_match(wanted: str, stem: str) -> bool:
    return wanted == stem or (len(wanted) >= SHORTEST_PART and wanted in stem)


def contains_all(wanted: list[str], stems: frozenset[str]) -> bool:
    """Whether every wanted stem stands in the text."""
    return all(part in stems or any(is_match(part, stem) for stem in stems) for part in wanted)


def plain(parts) -> str:
    """What people read of a page's searchable content, without markup."""
    texts = [part for value in parts for part in (value if isinstance(value, list) else [value]) if part]
    return " ".join(unescape(strip_tags(str(text).replace("<", " <"))) for text in texts)


def passage(text: str, wanted: list[str]) -> list[tuple[str, bool]]:
    """The surroundings of the first match in pieces; True marks a piece that matches."""
    words = list(WORD.finditer(text))
    hits = [word for word in words if _hits(word[0], wanted)]
    if not hits:
        return [(text[: 2 * AROUND].strip(), False)] if text else []
    start, end = _edges(text, hits[0])
    pieces, at = [], start
    for hit in (hit for hit in hits if start <= hit.start() and hit.end() <= end):
        pieces += [(text[at : hit.start()], False), (hit[0], True)]
        at = hit.end()
    pieces.append((text[at:end], False))
    return [("… ", False)] * (start > 0) + pieces + [(" …", False)] * (end < len(text))


def _hits(word: str, wanted: list[str]) -> bool:
    stem = STEMMER.stemWord(word.lower())
    return any(is_match(part, stem) for part in wanted)


def _edges(text: str, hit: re.Match) -> tuple[int, int]:
    """Where the passage begins and ends: at a space, or at the end of the text."""
    start = text.find(" ", max(0, hit.start() - AROUND)) + 1 if hit.start() > AROUND else 0
    end = text.rfind(" ", hit.end(), hit.end() + AROUND) if len(text) > hit.end() + AROUND else len(text)
    return min(start, hit.start()), max(end, hit.end())
