"""Finds the terms of the glossary in a text and links each where it first appears. No database."""

import re
from collections.abc import Iterable
from html import escape
from html.parser import HTMLParser
from typing import Protocol

ENDINGS = "e|en|er|ern|em|es|n|s|se|sen"
"""How German words end when they are declined; whatever changes inside the word is named as a form of its own."""
NOT_INSIDE = {
    *("a", "audio", "button", "caption", "code", "form", "h1", "h2", "h3", "h4", "h5", "h6", "label", "legend", "pre"),
    *("script", "style", "summary", "svg", "th", "video"),
}  # fmt: skip


class Term(Protocol):
    term: str

    @property
    def forms(self) -> list[str]: ...

    @property
    def address(self) -> str: ...


def linked(html: str, terms: Iterable[Term]) -> str:
    """The same HTML with the first whole-word appearance of every term as a link to its explanation.

    Headings, links and whatever is clicked or typed into stay as they are.
    """
    by_form = {form: term for term in terms for form in term.forms}
    if not by_form:
        return html
    linker = Linker(by_form)
    linker.feed(html)
    linker.close()
    return "".join(linker.parts)


class Linker(HTMLParser):
    """Copies HTML as it stands and looks for terms in its text."""

    def __init__(self, by_form: dict[str, Term]):
        super().__init__(convert_charrefs=False)
        self.by_form = by_form
        forms = "|".join(re.escape(form) for form in sorted(by_form, key=len, reverse=True))
        self.pattern = re.compile(rf"\b({forms})(?:{ENDINGS})?\b(?!-)")
        self.parts: list[str] = []
        self.closed_inside = 0
        self.seen: set[str] = set()

    def handle_starttag(self, tag, attrs):
        self.closed_inside += tag in NOT_INSIDE
        self.parts.append(self.get_starttag_text() or "")

    def handle_startendtag(self, tag, attrs):
        self.parts.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag):
        self.closed_inside -= tag in NOT_INSIDE
        self.parts.append(f"</{tag}>")

    def handle_data(self, data):
        self.parts.append(data if self.closed_inside else self.pattern.sub(self.link, data))

    def handle_entityref(self, name):
        self.parts.append(f"&{name};")

    def handle_charref(self, name):
        self.parts.append(f"&#{name};")

    def handle_comment(self, data):
        self.parts.append(f"<!--{data}-->")

    def link(self, found: re.Match) -> str:
        term = self.by_form[found[1]]
        if term.term in self.seen:
            return found[0]
        self.seen.add(term.term)
        return f'<a class="qc-term" href="{escape(term.address)}">{found[0]}</a>'
