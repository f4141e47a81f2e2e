"""Markdown texts of curriculum files and starter pages as body blocks, and back.

Headings become headings, quotations quotations, tables tables, and fences that begin with ```yaml and a kind become the
building stone of that kind; everything between becomes text. HTML in the source is shown as text, never trusted.
"""

import re
from collections.abc import Callable, Iterator
from html import escape
from html.parser import HTMLParser
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from .curriculum_file import CurriculumProblems, stones
from .curriculum_file.problems import Problems
from .curriculum_file.writing import stone_block
from .rich_text import at_home, canonical, cleaned
from .shelf import key_of, name_of

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table").disable("html_inline")
MARKDOWN.add_render_rule(
    "html_block", lambda self, tokens, index, options, env: f"<p>{escape(tokens[index].content.strip())}</p>"
)
TABLE = "table_open"
APART = "<!-- nächster Textbaustein -->"


def body_from(text: str) -> list[dict]:
    """The raw value of a body field, without ids: [{"type": …, "value": …}, …]."""
    blocks: list[dict] = []
    goes_on = False
    for kind, tokens in _passages(MARKDOWN.parse(text)):
        if kind == "text" and goes_on:
            blocks[-1]["value"] += VALUES[kind](tokens)
        elif kind == "stone":
            blocks.append(_stone(tokens[0]))
        elif kind != "comment":
            blocks.append({"type": kind, "value": VALUES[kind](tokens)})
        goes_on = kind == "text"
    return blocks


def _passages(tokens: list[Token]) -> Iterator[tuple[str, list[Token]]]:
    """The top-level passages of a text with the kind of block each becomes."""
    open_tokens: list[Token] = []
    for token in tokens:
        open_tokens.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield _kind(open_tokens[0]), open_tokens
            open_tokens = []


def _kind(token: Token) -> str:
    if stones.kind_in(token):
        return "stone"
    if token.type == "html_block" and token.content.lstrip().startswith("<!--"):
        return "comment"
    return KINDS.get(token.type, "text")


KINDS = {"heading_open": "heading", "blockquote_open": "quotation", TABLE: "table"}


def _html(tokens: list[Token]) -> str:
    """HTML in the words of the rich text editor: <b> and <i> instead of <strong> and <em>."""
    html = MARKDOWN.renderer.render(tokens, MARKDOWN.options, {}).strip()
    for standard, editor in (("strong", "b"), ("em", "i")):
        html = html.replace(f"<{standard}>", f"<{editor}>").replace(f"</{standard}>", f"</{editor}>")
    return at_home(html)


def _plain(tokens: list[Token]) -> list[str]:
    """The words of each inline passage, without marks."""
    return [
        "".join(
            child.content if child.type in ("text", "code_inline") else " " for child in token.children or [] if not child.nesting
        )
        for token in tokens
        if token.type == "inline"
    ]


def _heading(tokens: list[Token]) -> str:
    return " ".join(_plain(tokens))


def _quotation(tokens: list[Token]) -> dict:
    """A quotation; a last line that begins with a dash names its source."""
    lines = [line for passage in tokens if passage.type == "inline" for line in passage.content.split("\n")]
    source = lines.pop().lstrip("–- ") if len(lines) > 1 and lines[-1].startswith(("–", "-")) else ""
    return {"text": "\n".join(lines), "source": source}


def _table(tokens: list[Token]) -> dict:
    cells: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            cells.append([])
        elif token.type == "inline":
            cells[-1].append("".join(_plain([token])).replace("|", "/"))
    return {"caption": cells[0][0] if cells else "", "rows": "\n".join(" | ".join(row) for row in cells)}


VALUES: dict[str, Callable[[list[Token]], Any]] = {"text": _html, "heading": _heading, "quotation": _quotation, "table": _table}


def _stone(token: Token) -> dict:
    """The block a stone stands for. The file was checked before; what still cannot be read is complained about."""
    problems = Problems()
    stone = stones.read_stone(token, line=token.map[0] + 1 if token.map else 1, problems=problems)
    problems.stop_if_any()
    if stone is None:
        raise CurriculumProblems([])
    kind = stones.kind_in(token)
    return {"type": kind, "value": BUILT[kind](stone)}


def _rich(part: Any) -> str:
    return at_home(cleaned(part.html)) if part.html else _html(MARKDOWN.parse(part.text))


def _fields(*names: str) -> Callable[[Any], dict]:
    return lambda stone: {name: getattr(stone, name) for name in names}


BUILT: dict[str, Callable[[Any], Any]] = {
    "text": lambda stone: at_home(cleaned(stone.html)),
    "heading": lambda stone: stone.text,
    "image": lambda stone: {
        "image": key_of("image", stone.file),
        **_fields("alternative_text", "source", "caption")(stone),
    },
    "callout": lambda stone: {"title": stone.title, "text": _rich(stone)},
    "quotation": _fields("text", "source"),
    "table": _fields("caption", "rows"),
    "download": lambda stone: {"document": key_of("document", stone.file), "text": stone.text},
    "accordion": lambda stone: {"entries": [{"title": entry.title, "text": _rich(entry)} for entry in stone.entries]},
    "audio": lambda stone: {"recording": key_of("recording", stone.file), "caption": stone.caption},
    "video": lambda stone: {"recording": key_of("recording", stone.file), "caption": stone.caption},
    "checklist": lambda stone: {"title": stone.title, "points": list(stone.points)},
    "reflection": _fields("question"),
    "practice_question": lambda stone: {"question": key_of("question", stone.question)},
}


# --- The way back -------------------------------------------------------------------------------------


def markdown_from(blocks: list[dict]) -> str:
    """The Markdown `body_from` reads as these blocks: plain where Markdown can say it, else as a building stone."""
    written: list[str] = []
    goes_on = False
    for block in blocks:
        plain = _plainly(block)
        if plain and goes_on and block["type"] == "text":
            written.append(APART)
        written.append(plain or stone_block(block["type"], STONE_OF[block["type"]](block["value"])))
        goes_on = bool(plain) and block["type"] == "text"
    return "\n\n".join(written)


def _plainly(block: dict) -> str:
    """The block in plain Markdown; "" if reading that would not give the same block."""
    if block["type"] not in WRITTEN:
        return ""
    plain = WRITTEN[block["type"]](block["value"])
    return plain if plain and [_comparable(found) for found in body_from(plain)] == [_comparable(block)] else ""


def _comparable(block: dict) -> tuple[str, Any]:
    return block["type"], canonical(block["value"]) if block["type"] == "text" else block["value"]


def _richly(html: str) -> dict:
    """A rich text as an entry of a stone: Markdown if that says the same, else HTML."""
    text = _written_text(html)
    is_same = text == text.strip() and canonical(_html(MARKDOWN.parse(text))) == canonical(html)
    return {"text": text} if is_same else {"html": canonical(html)}


STONE_OF: dict[str, Callable[[Any], Any]] = {
    "text": lambda value: stones.Text(html=canonical(value)),
    "heading": lambda value: stones.Heading(text=value),
    "image": lambda value: stones.Image(
        file=name_of("image", value.get("image")), **_texts(value, "alternative_text", "source", "caption")
    ),
    "callout": lambda value: stones.Callout(**_texts(value, "title"), **_richly(value.get("text") or "")),
    "quotation": lambda value: stones.Quotation(**_texts(value, "text", "source")),
    "table": lambda value: stones.Table(**_texts(value, "caption", "rows")),
    "download": lambda value: stones.Download(file=name_of("document", value.get("document")), **_texts(value, "text")),
    "accordion": lambda value: stones.Accordion(
        entries=tuple(
            stones.AccordionEntry(**_texts(entry, "title"), **_richly(entry.get("text") or "")) for entry in value["entries"]
        )
    ),
    "audio": lambda value: stones.Audio(file=name_of("recording", value.get("recording")), **_texts(value, "caption")),
    "video": lambda value: stones.Video(file=name_of("recording", value.get("recording")), **_texts(value, "caption")),
    "checklist": lambda value: stones.Checklist(**_texts(value, "title"), points=tuple(value["points"])),
    "reflection": lambda value: stones.Reflection(**_texts(value, "question")),
    "practice_question": lambda value: stones.PracticeQuestion(question=name_of("question", value.get("question"))),
}


def _texts(value: dict, *names: str) -> dict[str, str]:
    return {name: value.get(name) or "" for name in names}


def _written_text(html: str) -> str:
    writer = TextWriter()
    writer.feed(canonical(html))
    return "\n\n".join(part for part in writer.finished() if part)


def _written_quotation(value: dict) -> str:
    lines = [*value["text"].split("\n"), *([f"– {value['source']}"] if value["source"] else [])]
    return "\n".join(f"> {line}" for line in lines)


def _written_table(value: dict) -> str:
    head, *body = [[cell.strip() for cell in row.split("|")] for row in value["rows"].split("\n")]
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *body])


WRITTEN: dict[str, Callable[[Any], str]] = {
    "text": _written_text,
    "heading": lambda value: f"#### {value}",
    "quotation": _written_quotation,
    "table": _written_table,
}
MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`"}
LISTS = ("ul", "ol")
MARKED = re.compile(r"([\\`*_\[\]<>])")
LINE_START = re.compile(r"^(\d*)([-+#.)])(?=\s)")


class TextWriter(HTMLParser):
    """Paragraphs, lists, emphasis and links of the rich text editor as Markdown."""

    def __init__(self):
        super().__init__()
        self.parts: list[str] = [""]
        self.lists: list[list] = []
        self.links: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag in LISTS:
            self.lists.append([tag, 0])
        elif tag == "li":
            self._begin_item()
        elif tag in MARKS:
            self.parts[-1] += MARKS[tag]
        elif tag == "br":
            self.parts[-1] += "\\\n"
        elif tag == "a":
            self.links.append(dict(attrs).get("href") or "")
            self.parts[-1] += "["

    def handle_endtag(self, tag):
        if tag in LISTS:
            self.lists.pop()
        if tag == "p" or (tag in LISTS and not self.lists):
            self.parts.append("")
        elif tag in MARKS:
            self.parts[-1] += MARKS[tag]
        elif tag == "a":
            self.parts[-1] += f"]({self.links.pop()})"

    def handle_data(self, data):
        if data.strip() or not self.lists:
            text = MARKED.sub(r"\\\1", data)
            self.parts[-1] += text if self.parts[-1] else LINE_START.sub(r"\1\\\2", text)

    def _begin_item(self):
        kind, number = self.lists[-1][0], self.lists[-1][1] + 1
        self.lists[-1][1] = number
        indent = "   " * (len(self.lists) - 1)
        self.parts[-1] += ("\n" if self.parts[-1] else "") + indent + (f"{number}. " if kind == "ol" else "- ")

    def finished(self) -> list[str]:
        self.close()
        return [part.strip() for part in self.parts]
