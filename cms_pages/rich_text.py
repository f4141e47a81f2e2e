"""Rich text on its way into a file and back: one way of writing it, links that mean the same everywhere, nothing that runs."""

import re
from html import escape, unescape
from html.parser import HTMLParser

import nh3

from .shelf import key_of, name_of

BLOCKS = {"p", "ul", "ol", "li", "h2", "h3", "h4", "h5", "h6", "pre", "hr", "br"}
SAME = {"strong": "b", "em": "i"}
VOID = {"br", "hr"}
ALLOWED = {"p", "b", "i", "a", "ul", "ol", "li", "br", "code", "pre", "hr"}
SCHEMES = {"http", "https", "mailto", "tel", "seite", "datei"}
LINK_KINDS = {"page": "seite", "document": "datei"}
NAMED_LINK = re.compile(r'<a href="(seite|datei):([^"]*)">')


def canonical(html: str) -> str:
    """The same text written the one way: no ids of the editor, no line breaks between paragraphs, links by name."""
    writer = Canonical()
    writer.feed(html)
    writer.close()
    return "".join(writer.parts)


def cleaned(html: str) -> str:
    """HTML from a file with everything taken away that the editor could not have written."""
    return canonical(nh3.clean(html, tags=ALLOWED, attributes={"a": {"href"}}, url_schemes=SCHEMES, link_rel=None))


def at_home(html: str) -> str:
    """Links by name as links of this installation; a name nobody knows stays a link by name."""

    def found(match: re.Match) -> str:
        kind = next(kind for kind, scheme in LINK_KINDS.items() if scheme == match[1])
        key = key_of(kind, unescape(match[2]))
        return f'<a linktype="{kind}" id="{key}">' if key else match[0]

    return NAMED_LINK.sub(found, html)


class Canonical(HTMLParser):
    def __init__(self):
        super().__init__()
        self.parts: list[str] = []
        self.after_block = True

    def handle_starttag(self, tag, attrs):
        tag = SAME.get(tag, tag)
        self._tag(tag, f'<{tag} href="{escape(address_in(dict(attrs)))}">' if tag == "a" else f"<{tag}>")

    def handle_endtag(self, tag):
        tag = SAME.get(tag, tag)
        if tag not in VOID:
            self._tag(tag, f"</{tag}>")

    def handle_data(self, data):
        text = data.lstrip("\n") if self.after_block else data
        if text:
            self.parts.append(escape(text, quote=False))
            self.after_block = False

    def _tag(self, tag, written):
        if tag in BLOCKS and self.parts and not self.after_block:
            self.parts[-1] = self.parts[-1].rstrip("\n")
        self.after_block = tag in BLOCKS
        self.parts.append(written)


def address_in(attrs: dict) -> str:
    """Where a link leads: an address, or the name of a page or document of this house."""
    kind = attrs.get("linktype")
    if kind in LINK_KINDS:
        return f"{LINK_KINDS[kind]}:{name_of(kind, int(attrs.get('id') or 0))}"
    return attrs.get("href") or ""
