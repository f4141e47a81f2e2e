"""How the parts of a curriculum fit together: codes, references, sums, questions, placeholders."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from functools import singledispatch
from string import Formatter
from typing import Any

from django.utils.translation import gettext as _

from courses.catalogue.outline import MODES, REQUIREMENT_PARAMETERS

from .curriculum import ByMode, Component, Curriculum, Meeting, Quiz, Requirement, Slot, Task, Unit
from .problems import Problems
from .questions import Cloze, Essay, Matching, MultipleChoice, Numeric, Ordering, Question, ShortText, SingleChoice
from .stones import stones_in

Complaint = tuple[int, str]
PLACEHOLDERS = {
    "given_name", "family_name", "ue", "begins_on", "ends_on", "version", "topic", "valid_until", "place", "issued_on",
    "issuer", "number", "code", "address", "date", "extension_until", "competences",
}  # fmt: skip
LEVELS = 4


def check(curriculum: Curriculum, problems: Problems) -> None:
    """Add everything that does not fit; the single values have been read already."""
    for part in curriculum.texts():
        stones_in(part.text, line=part.text_line, problems=problems)
    for finder in (_codes, _references, _rule, _component_minutes, _teaching_units, _quizzes, _tasks, _questions, _placeholders):
        for line, sentence in finder(curriculum):
            problems.add(line, sentence)


def _codes(curriculum: Curriculum) -> Iterator[Complaint]:
    seen: dict[str, int] = {}
    for part, code in _coded(curriculum):
        if code in seen:
            yield part.line, _("Die Kennung „%(code)s“ steht schon in Zeile %(line)s.") % {"code": code, "line": seen[code]}
        seen.setdefault(code, part.line)


def _coded(curriculum: Curriculum) -> Iterator[tuple[Any, str]]:
    for competence in curriculum.competences:
        yield competence, competence.code
    for requirement in curriculum.rule.requirements:
        yield requirement, requirement.number
    for condition in curriculum.recertification.conditions:
        yield condition, condition.number
    for component in curriculum.components:
        yield component, component.code
        parts: tuple[Any, ...] = (
            *component.outcomes,
            *component.meetings,
            *component.units,
            *component.tasks,
            *component.quizzes,
            *component.questions,
        )
        yield from ((part, part.code) for part in parts)


def _references(curriculum: Curriculum) -> Iterator[Complaint]:
    known = {competence.code for competence in curriculum.competences}
    for component in curriculum.components:
        parts: tuple[Component | Unit, ...] = (component, *component.units)
        for part in parts:
            for code in part.competences:
                if code not in known:
                    yield part.line, _("Die Kompetenz „%(code)s“ gibt es in dieser Datei nicht.") % {"code": code}


def _rule(curriculum: Curriculum) -> Iterator[Complaint]:
    components = {component.code for component in curriculum.components}
    for requirement in curriculum.rule.requirements:
        expected = REQUIREMENT_PARAMETERS.get(requirement.kind)
        if expected is None:
            known = ", ".join(REQUIREMENT_PARAMETERS)
            yield (
                requirement.line,
                _("Die Art „%(kind)s“ ist unbekannt. Bekannt sind: %(known)s.") % {"kind": requirement.kind, "known": known},
            )
        else:
            yield from _parameters(requirement, expected, components)


def _parameters(requirement: Requirement, expected: dict[str, str], components: set[str]) -> Iterator[Complaint]:
    if set(requirement.parameters) != set(expected):
        names = ", ".join(expected) or _("keine")
        yield (
            requirement.line,
            _("„%(number)s“ braucht genau diese Angaben: %(names)s.") % {"number": requirement.number, "names": names},
        )
        return
    for name, shape in expected.items():
        value = requirement.parameters[name]
        if not SHAPES[shape](value):
            yield (
                requirement.line,
                _("Die Angabe „%(name)s“ von „%(number)s“ passt nicht.") % {"name": name, "number": requirement.number},
            )
        elif shape == "components":
            for code in value:
                if code not in components:
                    yield requirement.line, _("Den Baustein „%(code)s“ gibt es in dieser Datei nicht.") % {"code": code}


def _is_whole(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_ratio(value) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(_is_whole, value)) and 0 <= value[0] <= value[1] > 0


SHAPES = {
    "whole": _is_whole,
    "ratio": _is_ratio,
    "components": lambda value: isinstance(value, list) and value and all(isinstance(code, str) for code in value),
}


def _component_minutes(curriculum: Curriculum) -> Iterator[Complaint]:
    for component in curriculum.components:
        parts: tuple[Meeting | Unit | Task, ...] = (*component.meetings, *component.units, *component.tasks)
        for mode in MODES:
            planned = sum(part.minutes for part in parts if part.mode == mode)
            stated = component.minutes.of(mode)
            if planned != stated:
                sentence = _("„%(code)s“ nennt %(stated)s Minuten „%(mode)s“, die Teile ergeben %(planned)s.")
                yield (
                    component.minutes.line,
                    sentence % {"code": component.code, "mode": mode, "stated": stated, "planned": planned},
                )


def _teaching_units(curriculum: Curriculum) -> Iterator[Complaint]:
    programme = curriculum.programme
    yield from _ue_table(_("Das gesamte Angebot"), programme.offer_ue, curriculum.components, programme.ue_minutes)
    if path := minimum_path(curriculum):
        yield from _ue_table(_("Der Mindestweg"), programme.minimum_path_ue, path, programme.ue_minutes)


def minimum_path(curriculum: Curriculum) -> list[Component]:
    """Every component one has to take, with as many electives as the rule asks for, the shortest first."""
    electives = sorted((part for part in curriculum.components if part.kind == "elective"), key=lambda part: part.minutes.total)
    needed = sum(
        requirement.parameters.get("min_count", 0)
        for requirement in curriculum.rule.requirements
        if requirement.kind == "elective_count" and _is_whole(requirement.parameters.get("min_count"))
    )
    return [part for part in curriculum.components if part.kind != "elective"] + electives[:needed]


def _ue_table(subject: str, stated: ByMode, components: Iterable[Component], ue_minutes: int) -> Iterator[Complaint]:
    for mode in MODES:
        minutes = sum(component.minutes.of(mode) for component in components)
        if stated.of(mode) * ue_minutes != minutes:
            yield stated.line, _("%(subject)s nennt für „%(mode)s“ %(ue)s UE, die Bausteine ergeben %(minutes)s Minuten.") % {
                "subject": subject, "mode": mode, "ue": stated.of(mode), "minutes": minutes,
            }  # fmt: skip


def _quizzes(curriculum: Curriculum) -> Iterator[Complaint]:
    questions = curriculum.questions()
    by_topic = {component.code: component.questions for component in curriculum.components}
    for component in curriculum.components:
        for quiz in component.quizzes:
            yield from _quiz(quiz, questions, by_topic)


def _quiz(quiz: Quiz, questions: dict[str, Question], by_topic: dict[str, tuple[Question, ...]]) -> Iterator[Complaint]:
    total = 0
    for slot in quiz.slots:
        if slot.question and slot.question not in questions:
            yield slot.line, _("Die Frage „%(code)s“ gibt es in dieser Datei nicht.") % {"code": slot.question}
        elif slot.question:
            total += questions[slot.question].points
        else:
            yield from _draw(slot, by_topic)
            total += slot.draw * slot.points
    if not quiz.slots:
        yield quiz.line, _("Der Test „%(code)s“ enthält keine Frage.") % {"code": quiz.code}
    elif total != quiz.points:
        yield quiz.line, _("Der Test „%(code)s“ nennt %(stated)s Punkte, die Fragen ergeben %(total)s.") % {
            "code": quiz.code, "stated": quiz.points, "total": total,
        }  # fmt: skip
    if not 0 <= quiz.pass_points <= quiz.points:
        yield quiz.line, _("Die Punkte zum Bestehen liegen nicht zwischen 0 und der Punktzahl des Tests.")


def _draw(slot: Slot, by_topic: dict[str, tuple[Question, ...]]) -> Iterator[Complaint]:
    if slot.draw < 1 or slot.points < 1 or slot.topic not in by_topic:
        yield slot.line, _("Nennen Sie eine Frage, oder Zahl, Punkte und Baustein der zu ziehenden Fragen.")
        return
    offered = sum(question.points == slot.points for question in by_topic[slot.topic])
    if offered < slot.draw:
        yield slot.line, _("„%(topic)s“ hat %(offered)s Fragen mit %(points)s Punkten, gezogen werden %(draw)s.") % {
            "topic": slot.topic, "offered": offered, "points": slot.points, "draw": slot.draw,
        }  # fmt: skip


def _tasks(curriculum: Curriculum) -> Iterator[Complaint]:
    for component in curriculum.components:
        if component.kind in ("project", "colloquium") and [task.kind for task in component.tasks] != [component.kind]:
            yield (
                component.line,
                _("„%(code)s“ braucht genau eine Aufgabe der Art „%(kind)s“.") % {"code": component.code, "kind": component.kind},
            )
        for task in component.tasks:
            yield from _task(task)


def _task(task: Task) -> Iterator[Complaint]:
    if not task.text:
        yield task.line, _("Unter „%(code)s“ fehlt der Auftrag als Text.") % {"code": task.code}
    for criterion in task.criteria:
        if len(criterion.levels) != LEVELS:
            yield (
                criterion.line,
                _("„%(code)s“ braucht vier Beschreibungen: für 0, 1, 2 und 3 Punkte.") % {"code": criterion.code},
            )
    if task.pass_rule and task.pass_rule.min_points > len(task.criteria) * (LEVELS - 1):
        yield task.pass_rule.line, _("So viele Punkte sind mit diesen Kriterien nicht erreichbar.")


def _questions(curriculum: Curriculum) -> Iterator[Complaint]:
    for question in curriculum.questions().values():
        if question.points < 1:
            yield question.line, _("Eine Frage hat mindestens einen Punkt.")
        for sentence in question_problems(question):
            yield question.line, sentence


@singledispatch
def question_problems(question: Question) -> Iterator[str]:
    """Sentences about what makes a question unanswerable; each kind has its own."""
    return iter(())


@question_problems.register
def _single_choice(question: SingleChoice) -> Iterator[str]:
    yield from _distinct([option.text for option in question.options])
    if sum(option.right for option in question.options) != 1:
        yield _("Bei einer Einfachauswahl ist genau eine Antwort richtig.")


@question_problems.register
def _multiple_choice(question: MultipleChoice) -> Iterator[str]:
    yield from _distinct([option.text for option in question.options])
    if not any(option.right for option in question.options):
        yield _("Bei einer Mehrfachauswahl ist mindestens eine Antwort richtig.")


@question_problems.register
def _matching(question: Matching) -> Iterator[str]:
    yield from _distinct([pair.left for pair in question.pairs])


@question_problems.register
def _ordering(question: Ordering) -> Iterator[str]:
    yield from _distinct(list(question.steps))


def _distinct(texts: list[str]) -> Iterator[str]:
    if not 2 <= len(texts) <= 26:
        yield _("Hier werden zwei bis 26 Möglichkeiten erwartet.")
    if len(set(texts)) != len(texts):
        yield _("Eine Möglichkeit steht zweimal da.")


@question_problems.register
def _cloze(question: Cloze) -> Iterator[str]:
    shown = re.findall(r"\{\{(\w+)\}\}", question.text)
    keys = [gap.key for gap in question.gaps]
    if sorted(shown) != sorted(keys) or len(set(keys)) != len(keys):
        yield _("Die Lücken im Text und in der Liste sind nicht dieselben.")
    if any(not gap.accept or gap.weight < 1 for gap in question.gaps):
        yield _("Jede Lücke braucht mindestens eine Lösung und ein Gewicht ab 1.")


@question_problems.register
def _numeric(question: Numeric) -> Iterator[str]:
    if not (_is_decimal(question.answer) and _is_decimal(question.tolerance) and Decimal(question.tolerance) >= 0):
        yield _("Antwort und Toleranz sind Zahlen mit Punkt als Dezimalzeichen.")


def _is_decimal(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


@question_problems.register
def _short_text(question: ShortText) -> Iterator[str]:
    if not question.accept:
        yield _("Eine Kurzantwort braucht mindestens eine Lösung.")


@question_problems.register
def _essay(question: Essay) -> Iterator[str]:
    if sum(criterion.points for criterion in question.criteria) != question.points:
        yield _("Die Punkte der Kriterien ergeben nicht die Punkte der Frage.")
    if question.min_words is not None and question.max_words is not None and question.min_words > question.max_words:
        yield _("Die kleinste Wortzahl ist größer als die größte.")


def _placeholders(curriculum: Curriculum) -> Iterator[Complaint]:
    wording = curriculum.wording
    for part in (wording.certificate, wording.supplement, wording.participation, wording.verification):
        for name, text in vars(part).items():
            if isinstance(text, str):
                yield from ((part.line, sentence) for sentence in _unknown_placeholders(name, text))


def _unknown_placeholders(name: str, text: str) -> Iterator[str]:
    try:
        used = {placeholder for _literal, placeholder, _spec, _conversion in Formatter().parse(text) if placeholder is not None}
    except ValueError:
        used = {"{"}
    for placeholder in sorted(used - PLACEHOLDERS):
        yield _("Der Platzhalter „%(placeholder)s“ in „%(name)s“ ist unbekannt.") % {"placeholder": placeholder, "name": name}
