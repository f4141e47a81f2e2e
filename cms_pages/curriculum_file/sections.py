"""Where the blocks and texts of a file are: the only part that reads Markdown.

Headings of level 1 to 3 order the file for human eyes and belong to no text. What follows a block, up to the next such
heading or block, is the text of that block; the building stones inside it are read in `stones`. Comments
(`<!-- … -->`) are skipped.
"""

from dataclasses import dataclass

import yaml
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markdown_it import MarkdownIt

from .problems import Problems
from .values import Unreadable

try:
    from yaml import CSafeLoader as Loader
except ImportError:
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

STRUCTURE = {"h1", "h2", "h3"}
DEEPEST = 10
UNREADABLE = gettext_lazy("Ab hier ist der Block nicht lesbar. Prüfen Sie Einrückung, Anführungszeichen und Doppelpunkte.")


ALIAS = gettext_lazy("Verweise mit & und * sind in dieser Datei nicht erlaubt. Schreiben Sie den Wert aus.")
TOO_DEEP = gettext_lazy("Dieser Block ist zu tief verschachtelt.")


class Refused(Exception):
    """YAML that a curriculum never needs, from this line on."""

    def __init__(self, event: yaml.Event, sentence):
        super().__init__(sentence)
        self.line = event.start_mark.line + 1 if event.start_mark else 1
        self.sentence = sentence


@dataclass
class Section:
    """One YAML block with the text below it."""

    line: int
    node: yaml.MappingNode
    text: str = ""
    text_line: int = 0


def sections(text: str, problems: Problems) -> list[Section]:
    lines = text.split("\n")
    found: list[Section] = []
    current: Section | None = None
    open_text: list[tuple[int, int]] = []

    def close_text():
        if not open_text:
            return
        first, last = open_text[0][0], open_text[-1][1]
        if current is None:
            problems.add(
                first + 1, _("Dieser Text gehört zu keinem Block. Setzen Sie ihn unter einen Block oder in einen Kommentar.")
            )
        else:
            current.text, current.text_line = "\n".join(lines[first:last]).strip(), first + 1
        open_text.clear()

    for token in MarkdownIt().parse(text):
        if token.level or token.map is None:
            continue
        first, last = token.map
        if token.type == "fence" and token.info.strip() == "yaml":
            close_text()
            current = _block(token, lines, problems)
            if current:
                found.append(current)
        elif token.type == "heading_open" and token.tag in STRUCTURE:
            close_text()
            current = None
        elif not (token.type == "html_block" and token.content.lstrip().startswith("<!--")):
            if token.type == "fence" and token.info.startswith("yaml "):
                _is_closed(token, lines, problems)
            open_text.append((first, last))
    close_text()
    return found


def _block(token, lines, problems) -> Section | None:
    line = token.map[0] + 1
    if not _is_closed(token, lines, problems):
        return None
    try:
        node = compose(token.content, line=line, problems=problems)
    except Unreadable:
        return None
    if not isinstance(node, yaml.MappingNode):
        problems.add(line, _("Ein Block besteht aus Zeilen der Form „Schlüssel: Wert“ und beginnt mit „block:“."))
        return None
    return Section(line, node)


def _is_closed(token, lines, problems) -> bool:
    first, last = token.map
    if lines[last - 1].strip().startswith(token.markup) and last - first >= 2:
        return True
    sentence = _("Dieser Block hat kein Ende. Schließen Sie ihn mit einer Zeile aus drei Akzentzeichen (```).")
    problems.add(first + 1, sentence)
    return False


def compose(text: str, *, line: int, problems: Problems) -> yaml.Node | None:
    """The nodes of a block whose fence stands at `line`, None if it is empty; raises Unreadable after a complaint."""
    try:
        return _compose("\n" * line + text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problems.add(mark.line + 1 if mark else line, UNREADABLE)
    except Refused as refusal:
        problems.add(refusal.line, refusal.sentence)
    except yaml.YAMLError:
        problems.add(line, _("Dieser Block ist nicht lesbar. Prüfen Sie Sonderzeichen und Verschachtelung."))
    raise Unreadable


def _compose(text: str) -> yaml.Node | None:
    """The nodes of one block, never turned into Python objects; references and deep nesting are refused early."""
    depth = 0
    for event in yaml.parse(text, Loader=Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise Refused(event, ALIAS)
        if depth > DEEPEST:
            raise Refused(event, TOO_DEEP)
    return yaml.compose(text, Loader=Loader)
