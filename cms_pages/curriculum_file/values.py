"""From YAML nodes to typed values, guided by the fields of a dataclass.

YAML's own guessing is never asked: a field decides what its text means, so 0.80 stays "0.80" and "no" stays "no".
"""

import re
from collections.abc import Callable
from dataclasses import MISSING, fields
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import yaml
from django.utils.translation import gettext as _

from .problems import Problems

INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,8})$")
BOOLEANS = {"true": True, "false": False}


class Unreadable(Exception):
    """The value has been complained about; whoever needs it cannot be built."""


@cache
def hints_of(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


def line_of(node: yaml.Node) -> int:
    return node.start_mark.line + 1


def mapping(node: yaml.Node, problems: Problems) -> dict[str, tuple[int, yaml.Node]]:
    """The entries of a mapping with their lines; a key written twice is a problem."""
    if not isinstance(node, yaml.MappingNode):
        problems.add(line_of(node), _("Hier werden Angaben der Form „Schlüssel: Wert“ erwartet."))
        raise Unreadable
    entries: dict[str, tuple[int, yaml.Node]] = {}
    for key, value in node.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else ""
        if name in entries:
            problems.add(line_of(key), _("Der Schlüssel „%(key)s“ steht zweimal im selben Block.") % {"key": name})
        entries[name] = (line_of(key), value)
    return entries


def read_object(node: yaml.Node, cls: type, problems: Problems, *, skip: tuple[str, ...] = (), **given: Any) -> Any:
    """Build `cls` from a mapping; every missing, unknown or unreadable entry is noted before giving up."""
    entries = mapping(node, problems)
    values: dict[str, Any] = {"line": line_of(node)} if "line" in hints_of(cls) else {}
    values |= given
    failed = False
    for field in fields(cls):
        if field.name in values or field.metadata.get("written") is False:
            continue
        if field.name in entries:
            line, value = entries.pop(field.name)
            try:
                values[field.name] = read_value(value, hints_of(cls)[field.name], problems, line)
            except Unreadable:
                failed = True
        elif field.default is MISSING and field.default_factory is MISSING:
            problems.add(line_of(node), _("Hier fehlt die Angabe „%(key)s“.") % {"key": field.name})
            failed = True
    for name, (line, _value) in entries.items():
        if name not in skip:
            problems.add(line, _("Den Schlüssel „%(key)s“ gibt es hier nicht.") % {"key": name})
    if failed:
        raise Unreadable
    return cls(**values)


def read_value(node: yaml.Node, hint: Any, problems: Problems, line: int) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        if isinstance(node, yaml.ScalarNode) and not node.style and node.value in ("", "null"):
            return None
        return read_value(node, next(argument for argument in arguments if argument is not NoneType), problems, line)
    if origin is Literal:
        return _one_of(arguments, node, problems, line)
    if origin is tuple:
        return _several(arguments, node, problems, line)
    if origin is dict:
        return {key: read_plain(value, problems) for key, (_line, value) in mapping(node, problems).items()}
    if hint in SCALARS:
        return SCALARS[hint](node, problems, line)
    return read_object(node, hint, problems)


def read_plain(node: yaml.Node, problems: Problems) -> Any:
    """A value whose kind no field tells: integer, true or false, text, list or mapping; never a floating point number."""
    if isinstance(node, yaml.SequenceNode):
        return [read_plain(item, problems) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return {key: read_plain(value, problems) for key, (_line, value) in mapping(node, problems).items()}
    is_plain = isinstance(node, yaml.ScalarNode) and not node.style
    if is_plain and INTEGER.match(node.value):
        return int(node.value)
    return BOOLEANS.get(node.value, node.value) if is_plain else node.value


def _several(arguments, node, problems, line) -> tuple:
    if not isinstance(node, yaml.SequenceNode):
        problems.add(line, _("Hier wird eine Liste erwartet."))
        raise Unreadable
    kinds = [arguments[0]] * len(node.value) if arguments[-1] is Ellipsis else list(arguments)
    if len(kinds) != len(node.value):
        problems.add(line, _("Hier werden genau %(count)s Werte erwartet.") % {"count": len(kinds)})
        raise Unreadable
    values, failed = [], False
    for item, kind in zip(node.value, kinds, strict=True):
        try:
            values.append(read_value(item, kind, problems, line_of(item)))
        except Unreadable:
            failed = True
    if failed:
        raise Unreadable
    return tuple(values)


def _scalar(node, problems, line, sentence) -> str:
    if not isinstance(node, yaml.ScalarNode):
        problems.add(line, sentence)
        raise Unreadable
    return node.value


def _text(node, problems, line) -> str:
    value = _scalar(node, problems, line, _("Hier wird ein Text erwartet.")).strip()
    if not value:
        problems.add(line, _("Hier fehlt der Text."))
        raise Unreadable
    return value


def _integer(node, problems, line) -> int:
    sentence = _("Hier wird eine ganze Zahl erwartet.")
    value = _scalar(node, problems, line, sentence)
    if not INTEGER.match(value):
        problems.add(line, sentence)
        raise Unreadable
    return int(value)


def _boolean(node, problems, line) -> bool:
    sentence = _("Hier wird „true“ oder „false“ erwartet.")
    value = _scalar(node, problems, line, sentence)
    if value not in BOOLEANS:
        problems.add(line, sentence)
        raise Unreadable
    return BOOLEANS[value]


def _day(node, problems, line) -> date:
    sentence = _("Hier wird ein Datum in der Form JJJJ-MM-TT erwartet.")
    value = _scalar(node, problems, line, sentence)
    try:
        return date.fromisoformat(value)
    except ValueError:
        problems.add(line, sentence)
        raise Unreadable from None


def _one_of(allowed, node, problems, line) -> str:
    sentence = _("Hier ist erlaubt: %(values)s.") % {"values": ", ".join(allowed)}
    value = _scalar(node, problems, line, sentence)
    if value not in allowed:
        problems.add(line, sentence)
        raise Unreadable
    return value


SCALARS: dict[type, Callable] = {str: _text, int: _integer, bool: _boolean, date: _day}
