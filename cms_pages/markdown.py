"""Markdown texts of curriculum files and starter pages as body blocks.

Headings become headings, quotations quotations, tables tables; everything between becomes text. HTML in the source is
shown as text, never trusted.
"""

from collections.abc import Iterator

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
