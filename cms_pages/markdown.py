"""Markdown texts of curriculum files and starter pages as body blocks, and back.

Headings become headings, quotations quotations, tables tables; everything between becomes text. HTML in the source is
shown as text, never trusted.
"""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
TABLE = "table_open"


def body_from(text: str) -> list[dict]:
    """The raw value of a body field, without ids: [{"type": …, "value": …}, …]."""
    blocks: list[dict] = []
    for kind, tokens in _passages(MARKDOWN.parse(text)):
        if kind == "text" and blocks and blocks[-1]["type"] == "text":
            blocks[-1]["value"] += _html(tokens)
        else:
            blocks.append({"type": kind, "value": VALUES[kind](tokens)})
    return blocks


def _passages(tokens: list[Token]) -> Iterator[tuple[str, list[Token]]]:
    """The top-level passages of a text with the kind of block each becomes."""
    open_tokens: list[Token] = []
    for token in tokens:
        open_tokens.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield KINDS.get(open_tokens[0].type, "text"), open_tokens
            open_tokens = []


KINDS = {"heading_open": "heading", "blockquote_open": "quotation", TABLE: "table"}


def _html(tokens: list[Token]) -> str:
    """HTML in the words of the rich text editor: <b> and <i> instead of <strong> and <em>."""
    html = MARKDOWN.renderer.render(tokens, MARKDOWN.options, {}).strip()
    for standard, editor in (("strong", "b"), ("em", "i")):
        html = html.replace(f"<{standard}>", f"<{editor}>").replace(f"</{standard}>", f"</{editor}>")
    return html


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


VALUES = {"text": _html, "heading": _heading, "quotation": _quotation, "table": _table}


# --- The way back -------------------------------------------------------------------------------------


def markdown_from(blocks: list[dict]) -> str:
    """The Markdown `body_from` reads as these blocks. What a text file cannot hold, such as a picture, leaves a comment."""
    return "\n\n".join(WRITTEN.get(block["type"], _left_out)(block["value"]) for block in blocks)


def _written_text(html: str) -> str:
    writer = TextWriter()
    writer.feed(html)
    return "\n\n".join(part for part in writer.finished() if part)


def _written_quotation(value: dict) -> str:
    lines = [*value["text"].split("\n"), *([f"– {value['source']}"] if value["source"] else [])]
    return "\n".join(f"> {line}" for line in lines)


def _written_table(value: dict) -> str:
    head, *body = [[cell.strip() for cell in row.split("|")] for row in value["rows"].split("\n")]
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *body])


def _left_out(value) -> str:
    return "<!-- Hier steht ein Baustein, den eine Textdatei nicht fassen kann. Bitte ergänzen Sie ihn in der Redaktion. -->"


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
