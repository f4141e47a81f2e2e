"""Building stones inside a text: a fenced block whose first line reads ```yaml and the kind, such as ```yaml callout.

What Markdown can say stands as Markdown; a stone says the rest. Every entry may be missing, because a draft may be
unfinished: publishing a version complains, the file does not. Pictures, recordings and documents are named by their file.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from .problems import Problems
from .sections import compose
from .values import Unreadable, read_object


@dataclass(frozen=True, kw_only=True)
class Text:
    """A text that Markdown cannot say."""

    html: str = ""


@dataclass(frozen=True, kw_only=True)
class Heading:
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Image:
    file: str = ""
    alternative_text: str = ""
    source: str = ""
    caption: str = ""


@dataclass(frozen=True, kw_only=True)
class Callout:
    title: str = ""
    text: str = ""
    html: str = ""


@dataclass(frozen=True, kw_only=True)
class Quotation:
    text: str = ""
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Table:
    caption: str = ""
    rows: str = ""


@dataclass(frozen=True, kw_only=True)
class Download:
    file: str = ""
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class AccordionEntry:
    title: str = ""
    text: str = ""
    html: str = ""


@dataclass(frozen=True, kw_only=True)
class Accordion:
    entries: tuple[AccordionEntry, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Audio:
    file: str = ""
    caption: str = ""


@dataclass(frozen=True, kw_only=True)
class Video(Audio):
    pass


@dataclass(frozen=True, kw_only=True)
class Checklist:
    title: str = ""
    points: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Reflection:
    question: str = ""


@dataclass(frozen=True, kw_only=True)
class PracticeQuestion:
    """A question of the bank by its code."""

    question: str = ""


STONES: dict[str, type] = {
    "text": Text,
    "heading": Heading,
    "image": Image,
    "callout": Callout,
    "quotation": Quotation,
    "table": Table,
    "download": Download,
    "accordion": Accordion,
    "audio": Audio,
    "video": Video,
    "checklist": Checklist,
    "reflection": Reflection,
    "practice_question": PracticeQuestion,
}

NAMED_BY = {Image: "image", Download: "document", Audio: "recording", Video: "recording", PracticeQuestion: "question"}
"""What a stone refers to by name."""


def kind_in(token: Token) -> str:
    """The kind of stone a fence says it is; "" for any other fence."""
    word, _space, kind = token.info.strip().partition(" ")
    return kind.strip() if token.type == "fence" and word == "yaml" else ""


def stones_in(text: str, *, line: int, problems: Problems) -> list[tuple[int, Any]]:
    """Every stone of a text that begins at `line` of the file, with its own line; unreadable ones are complained about."""
    fences = [token for token in MarkdownIt().parse(text) if not token.level and kind_in(token)]
    places = [(line + token.map[0], token) for token in fences if token.map]
    found = [(place, read_stone(token, line=place, problems=problems)) for place, token in places]
    return [(place, stone) for place, stone in found if stone is not None]


def read_stone(token: Token, *, line: int, problems: Problems) -> Any:
    """The stone of one fence that begins at `line` of the file; None after a complaint."""
    kind = kind_in(token)
    if kind not in STONES:
        known = ", ".join(STONES)
        problems.add(line, _("Den Baustein „%(kind)s“ gibt es nicht. Bekannt sind: %(known)s.") % {"kind": kind, "known": known})
        return None
    try:
        node = compose(token.content, line=line, problems=problems)
        return STONES[kind]() if node is None else read_object(node, STONES[kind], problems)
    except Unreadable:
        return None
