"""From text to a curriculum: find the blocks, read each one, put them together, then check how they fit."""

from collections import defaultdict
from dataclasses import fields, replace
from typing import Any

import yaml
from django.utils.translation import gettext as _

from . import questions
from .checks import check
from .curriculum import Competence, Component, Curriculum, Programme, Quiz, Recertification, Rule, Task, Unit, Wording
from .problems import CurriculumProblems, Problems
from .sections import Section, sections
from .values import Unreadable, line_of, mapping, read_object

LARGEST_FILE = 2_000_000
ONCE = {"programme": Programme, "competences": None, "rule": Rule, "recertification": Recertification, "wording": Wording}
UNDER_COMPONENT = {"unit": Unit, "task": Task, "quiz": Quiz, "questions": None}
LISTS: dict[str, type] = {"competences": Competence, "questions": questions.Question}
PLACES = {"unit": "units", "task": "tasks", "quiz": "quizzes", "questions": "questions"}


def read_curriculum(text: str) -> Curriculum:
    """The curriculum a file describes; raises `CurriculumProblems` with every problem found and its line."""
    if len(text) > LARGEST_FILE:
        raise CurriculumProblems([(1, _("Die Datei ist größer als 2 MB. Bilder und Dokumente gehören nicht in die Datei."))])
    problems = Problems()
    parts = Parts()
    for section in sections(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"), problems):
        try:
            _read_section(section, parts, problems)
        except Unreadable:
            continue
    for kind in ONCE:
        if kind not in parts.once and not problems.found:
            problems.add(1, _("In der Datei fehlt der Block „%(kind)s“.") % {"kind": kind})
    problems.stop_if_any()
    curriculum = Curriculum(components=tuple(parts.whole_components()), **parts.once)
    check(curriculum, problems)
    problems.stop_if_any()
    return curriculum


class Parts:
    """What has been read so far; a unit, task, quiz or question belongs to the component above it."""

    def __init__(self):
        self.once: dict[str, Any] = {}
        self.components: list[Component] = []
        self.children: dict[int, dict[str, list]] = defaultdict(lambda: defaultdict(list))

    def add_child(self, place: str, children: list) -> None:
        self.children[len(self.components) - 1][place].extend(children)

    def whole_components(self):
        for number, component in enumerate(self.components):
            children: dict[str, Any] = {place: tuple(found) for place, found in self.children[number].items()}
            yield replace(component, **children)


def _read_section(section: Section, parts: Parts, problems: Problems) -> None:
    kind = _kind_of(section.node, "block", [*ONCE, "component", *UNDER_COMPONENT], problems)
    if kind in ONCE and kind in parts.once:
        problems.add(section.line, _("Den Block „%(kind)s“ gibt es schon.") % {"kind": kind})
    if kind == "component":
        _no_text(section, problems)
        parts.components.append(read_object(section.node, Component, problems, skip=("block",)))
    elif kind in ONCE:
        parts.once[kind] = _read_block(section, kind, ONCE[kind], problems)
    elif not parts.components:
        problems.add(section.line, _("Über diesem Block fehlt der Block „component“, zu dem er gehört."))
    elif kind in LISTS:
        parts.add_child(PLACES[kind], list(_read_list(section, kind, problems)))
    else:
        parts.add_child(PLACES[kind], [_read_block(section, kind, UNDER_COMPONENT[kind], problems)])


def _kind_of(node: yaml.Node, key: str, known, problems: Problems) -> str:
    line, value = mapping(node, problems).get(key, (line_of(node), None))
    kind = value.value if isinstance(value, yaml.ScalarNode) else ""
    if kind not in known:
        problems.add(
            line,
            _("Die Angabe „%(key)s“ fehlt oder ist unbekannt. Bekannt sind: %(known)s.")
            % {"key": key, "known": ", ".join(known)},
        )
        raise Unreadable
    return kind


def _read_block(section: Section, kind: str, cls: type | None, problems: Problems) -> Any:
    if cls is None:
        return tuple(_read_list(section, kind, problems))
    given: dict[str, Any] = {}
    if any(field.metadata.get("prose") for field in fields(cls)):
        given["text"] = section.text
        if any(field.name == "text_line" for field in fields(cls)):
            given["text_line"] = section.text_line
    else:
        _no_text(section, problems)
    return read_object(section.node, cls, problems, skip=("block",), **given)


def _read_list(section: Section, name: str, problems: Problems):
    _no_text(section, problems)
    entries = mapping(section.node, problems)
    for key, (line, _node) in entries.items():
        if key not in ("block", name):
            problems.add(line, _("Den Schlüssel „%(key)s“ gibt es hier nicht.") % {"key": key})
    line, node = entries.get(name, (section.line, None))
    if not isinstance(node, yaml.SequenceNode):
        problems.add(line, _("Hier fehlt die Liste „%(key)s“.") % {"key": name})
        return
    for item in node.value:
        try:
            yield _read_item(item, LISTS[name], problems)
        except Unreadable:
            continue


def _read_item(node: yaml.Node, cls: type, problems: Problems) -> Any:
    """An entry of a list; a question says itself of which kind it is."""
    if cls is not questions.Question:
        return read_object(node, cls, problems)
    kind = _kind_of(node, "kind", questions.KINDS, problems)
    return read_object(node, questions.KINDS[kind], problems, skip=("kind",))


def _no_text(section: Section, problems: Problems) -> None:
    if section.text:
        problems.add(section.text_line, _("Zu diesem Block gehört kein Text. Prüfen Sie die Überschrift darüber."))
