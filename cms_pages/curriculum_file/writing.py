"""From a curriculum to a file a trainer can go on writing in."""

import json
import re
from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from typing import Any

from .curriculum import Component, Curriculum
from .questions import Question

GUIDE = """<!--
Lesehilfe. Texte stehen als Markdown, Daten in Blöcken zwischen ```yaml und ```.
Der Text unter einem Block gehört zu ihm, bis die nächste Überschrift mit #, ## oder ### oder der nächste Block kommt.
Zwischenüberschriften in Texten beginnen mit ####. Kommentare wie dieser werden nicht übernommen.
Zeiten stehen in Minuten, Anteile als zwei ganze Zahlen: [80, 100] sind 80 %. Texte stehen in Anführungszeichen.
-->"""
HEADINGS = {
    "programme": "Programm",
    "competences": "Kompetenzprofil",
    "rule": "Qualifikationsregel",
    "recertification": "Rezertifizierung",
    "wording": "Wortlaut der Nachweise",
}
PLAIN = re.compile(r"([^\W\d][\w.-]*|-?\d+\.\d+)$")
NOT_PLAIN = {"true", "false", "null", "yes", "no", "on", "off"}
UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")
LITERAL = re.compile(r"(?!.*```)[^\s\x00-\x1f][^\x00-\x08\x0b-\x1f]*\S", re.DOTALL)
WIDE = 110


def write_curriculum(curriculum: Curriculum) -> str:
    """The file for a curriculum; `read_curriculum` gives back an equal one."""
    return "\n\n".join([GUIDE, f"# {curriculum.programme.title}", *_sections(curriculum)]) + "\n"


def _sections(curriculum: Curriculum) -> Iterator[str]:
    for kind, heading in HEADINGS.items():
        yield f"## {heading}"
        value = getattr(curriculum, kind)
        yield from _block(kind, {kind: value} if isinstance(value, tuple) else value)
    for component in curriculum.components:
        yield from _component(component)


def _component(component: Component) -> Iterator[str]:
    yield f"## {component.code} {component.title}"
    yield from _block("component", component)
    for kind, parts in (("unit", component.units), ("task", component.tasks), ("quiz", component.quizzes)):
        for part in parts:
            yield f"### {part.code} {part.title}"
            yield from _block(kind, part)
    if component.questions:
        yield f"### Fragen zu {component.code}"
        yield from _block("questions", {"questions": component.questions})


def _block(kind: str, value: Any) -> Iterator[str]:
    lines = [f"block: {kind}", *(line for name, part in _entries(value) for line in _lines(name, part, ""))]
    yield "\n".join(["```yaml", *lines, "```"])
    if text := getattr(value, "text", ""):
        yield text


def stone_block(kind: str, stone: Any) -> str:
    """A building stone as a fence; several lines of text stay readable as they are."""
    lines = [line for name, part in _entries(stone) for line in _readable(name, part)]
    return "\n".join([f"```yaml {kind}", *lines, "```"])


def _readable(name: str, value: Any) -> list[str]:
    if isinstance(value, str) and "\n" in value and LITERAL.fullmatch(value) and not UNSAFE.search(value):
        return [f"{name}: |", *(f"  {line}" if line else "" for line in value.split("\n"))]
    return _lines(name, value, "")


def _entries(value: Any) -> list[tuple[str, Any]]:
    """What is written of a value, in the order of its fields; what equals its default is left out."""
    if isinstance(value, dict):
        return list(value.items())
    written = [field for field in fields(value) if field.metadata.get("written") is not False]
    entries = [(field.name, part) for field in written if (part := getattr(value, field.name)) != _default(field)]
    return [("kind", value.kind), *entries] if isinstance(value, Question) else entries


def _default(field) -> Any:
    return field.default_factory() if field.default_factory is not MISSING else field.default


def _is_mapping(value: Any) -> bool:
    return isinstance(value, dict) or is_dataclass(value)


def _lines(name: str, value: Any, indent: str) -> list[str]:
    """One entry: on one line where it fits, else one line for each part."""
    flat = f"{indent}{name}: {_flow(value)}"
    if len(flat) <= WIDE or not (_is_mapping(value) or isinstance(value, list | tuple)):
        return [flat]
    if _is_mapping(value):
        return [f"{indent}{name}:", *(line for key, part in _entries(value) for line in _lines(key, part, indent + "  "))]
    return [f"{indent}{name}:", *(line for item in value for line in _item(item, indent + "  "))]


def _item(value: Any, indent: str) -> list[str]:
    flat = f"{indent}- {_flow(value)}"
    if len(flat) <= WIDE or not _is_mapping(value):
        return [flat]
    lines = [line for key, part in _entries(value) for line in _lines(key, part, indent + "  ")]
    return [f"{indent}- {lines[0].lstrip()}", *lines[1:]]


def _flow(value: Any) -> str:
    if _is_mapping(value):
        return "{" + ", ".join(f"{name}: {_flow(part)}" for name, part in _entries(value)) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if PLAIN.match(value) and value not in NOT_PLAIN:
        return value
    return UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))
