"""From pages and questions back to a curriculum: the inverse of loading. It reads the newest drafts and writes nothing."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any, get_args, get_origin

from wagtail.models import Collection

from courses.catalogue.outline import MODES, REQUIREMENT_PARAMETERS
from courses.quizzes.content import content_of
from courses.quizzes.models import Question
from courses.quizzes.question_types import ROUNDINGS, kind_of

from .codes import codes_in
from .curriculum_file import questions as written
from .curriculum_file.checks import minimum_path
from .curriculum_file.curriculum import (
    ByMode,
    Competence,
    Component,
    Criterion,
    Curriculum,
    Fact,
    LearningOutcome,
    Meeting,
    Note,
    PassRule,
    Programme,
    Quiz,
    Recertification,
    Requirement,
    Rule,
    Slot,
    Task,
    Unit,
    Wording,
)
from .curriculum_file.values import hints_of
from .loading import collection_name, modules_of, raw
from .markdown import markdown_from
from .models import ModulePage, ProgrammePage, QuizPage, TaskPage, UnitPage

NOTHING = ByMode(presence=0, live_online=0, self_study=0, practice=0)


def curriculum_of(programme: ProgrammePage) -> Curriculum:
    """The curriculum a programme page and everything below it would be loaded from."""
    return Export(programme).curriculum()


class Export:
    """One programme on its way into a file: its newest drafts, read once."""

    def __init__(self, programme: ProgrammePage):
        self.page = programme.get_latest_revision_as_object()
        self.modules = [module.get_latest_revision_as_object() for module in modules_of(programme)]
        drafts = [question.get_latest_revision_as_object() for question in Question.objects.order_by("pk")]
        self.questions: dict[int, Question] = {question.pk: question for question in drafts}
        self.collections: dict[int, str] = dict(Collection.objects.values_list("pk", "name"))

    def curriculum(self) -> Curriculum:
        page = self.page
        wording = {block["type"]: block["value"] for block in raw(page.wording)}
        curriculum = Curriculum(
            programme=self.programme(),
            competences=entries(Competence, page.competences),
            rule=Rule(requirements=tuple(map(requirement, raw(page.rule))), notes=entries(Note, page.rule_notes)),
            recertification=built(Recertification, raw(page.recertification)[0]["value"]),
            wording=built(Wording, wording | {"text": markdown_from(raw(page.wording_notes))}),
            components=tuple(self.component(module) for module in self.modules),
        )
        offer = teaching_units(curriculum.components, page.ue_minutes)
        path = teaching_units(minimum_path(curriculum), page.ue_minutes)
        return replace(curriculum, programme=replace(curriculum.programme, offer_ue=offer, minimum_path_ue=path))

    def programme(self) -> Programme:
        page = self.page
        names = ("code", "title", "label", "ue_minutes", "legal_status", "summary", "audience", "certificate_note")
        own = ("charges_fee", "is_recorded", "zfu_number")
        return Programme(
            **{name: getattr(page, name) for name in (*names, *own)},
            admission=tuple(block["value"] for block in raw(page.admission)),
            facts=entries(Fact, page.facts),
            offer_ue=NOTHING,
            minimum_path_ue=NOTHING,
            text=markdown_from(raw(page.body)),
        )

    def component(self, module: ModulePage) -> Component:
        collection = collection_name(self.page.code, module.code)
        return Component(
            **{name: getattr(module, name) for name in ("code", "title", "kind")},
            minutes=ByMode(**module.minutes),
            competences=codes_in(module.competences),
            outcomes=entries(LearningOutcome, module.outcomes),
            meetings=entries(Meeting, module.meetings),
            units=tuple(map(unit, drafts_below(module, UnitPage))),
            tasks=tuple(map(task, drafts_below(module, TaskPage))),
            quizzes=tuple(map(self.quiz, drafts_below(module, QuizPage))),
            questions=tuple(
                question(draft) for draft in self.questions.values() if self.collections[draft.collection_id] == collection
            ),
        )

    def quiz(self, page: QuizPage) -> Quiz:
        names = ("code", "title", "time_limit_minutes", "max_attempts", "wait_hours", "counts")
        return Quiz(
            **{name: getattr(page, name) for name in names},
            points=page.pass_den,
            pass_points=page.pass_num,
            slots=tuple(map(self.slot, raw(page.slots))),
        )

    def slot(self, block: dict[str, Any]) -> Slot:
        if block["type"] == "question":
            return Slot(question=self.questions[block["value"]].code)
        value = block["value"]
        topic = self.collections[value["collection"]].removeprefix(collection_name(self.page.code, ""))
        return Slot(draw=value["draw"], topic=topic, points=value["points"])


def drafts_below(module: ModulePage, cls: Any) -> list[Any]:
    return [page.get_latest_revision_as_object() for page in cls.objects.child_of(module).order_by("path")]


def entries(cls: type, stream) -> tuple:
    return tuple(built(cls, block["value"]) for block in raw(stream))


def built(hint: Any, value: Any) -> Any:
    """A value of the curriculum from the plain value of a block, as its type says; shares become pairs."""
    if isinstance(hint, type) and is_dataclass(hint):
        hints = hints_of(hint)
        names = [field.name for field in fields(hint) if field.name in value]
        return hint(**{name: built(hints[name], value[name]) for name in names})
    if get_origin(hint) is tuple:
        if isinstance(value, dict):
            return value["num"], value["den"]
        return tuple(built(get_args(hint)[0], entry) for entry in value)
    return value


def teaching_units(components, ue_minutes: int) -> ByMode:
    return ByMode(**{mode: sum(component.minutes.of(mode) for component in components) // ue_minutes for mode in MODES})


def requirement(block: dict[str, Any]) -> Requirement:
    value, kind = block["value"], block["type"]
    parameters = {name: parameter(value[name], shape) for name, shape in REQUIREMENT_PARAMETERS[kind].items()}
    names = ("number", "title", "condition")
    return Requirement(kind=kind, parameters=parameters, **{name: value[name] for name in names})


def parameter(value: Any, shape: str) -> Any:
    if shape == "components":
        return list(codes_in(value))
    return [value["num"], value["den"]] if shape == "ratio" else value


def unit(page: UnitPage) -> Unit:
    names = ("code", "title", "mode", "reviewed_on", "reviewed_by_role", "review_due_on", "depends_on")
    return Unit(
        **{name: getattr(page, name) for name in names},
        minutes=page.planned_minutes or 0,
        competences=codes_in(page.competences),
        text=markdown_from(raw(page.body)),
    )


def task(page: TaskPage) -> Task:
    criteria = [block["value"] for block in raw(page.criteria)]
    return Task(
        **{name: getattr(page, name) for name in ("code", "title", "kind", "mode", "max_revisions")},
        minutes=page.planned_minutes or 0,
        accepted_when=tuple(block["value"] for block in raw(page.accepted_when)),
        criteria=tuple(
            Criterion(code=value["code"], title=value["title"], levels=tuple(value[f"level_{points}"] for points in range(4)))
            for value in criteria
        ),
        pass_rule=PassRule(**page.pass_rule) if "reviews" in page.pass_rule else None,
        text=markdown_from(raw(page.body)),
    )


def question(draft: Question) -> written.Question:
    """A question as a trainer would write it; the usual way of scoring is not mentioned."""
    content = content_of(draft)
    kind = kind_of(content)
    common = {
        "code": draft.code,
        "points": content["points"],
        "prompt": content["prompt"],
        "feedback": written.Feedback(**content["feedback"]),
        "scheme": "" if content["scheme"] == next(iter(kind.schemes)) else content["scheme"],
        "rounding": "" if content["rounding"] == next(iter(ROUNDINGS)) else content["rounding"],
    }
    return written.KINDS[content["kind"]](**common, **OWN_PARTS[content["kind"]](content))


def _options(content: dict) -> dict[str, Any]:
    return {"options": tuple(written.Option(text=one["text"], right=one["right"]) for one in content["options"])}


def _named(*names: str) -> Callable[[dict], dict[str, Any]]:
    return lambda content: {name: content[name] for name in names}


OWN_PARTS: dict[str, Callable[[dict], dict[str, Any]]] = {
    "single_choice": _options,
    "multiple_choice": _options,
    "true_false": _named("answer"),
    "numeric": _named("answer", "tolerance", "relative", "unit"),
    "matching": lambda content: {
        "pairs": tuple(written.Pair(left=pair["left"], right=pair["right"]) for pair in content["pairs"])
    },
    "ordering": lambda content: {"steps": tuple(step["text"] for step in content["steps"])},
    "cloze": lambda content: {
        "text": content["text"],
        "gaps": tuple(written.Gap(key=gap["key"], accept=tuple(gap["accept"]), weight=gap["weight"]) for gap in content["gaps"]),
    },
    "short_text": lambda content: {"accept": tuple(content["accept"])},
    "essay": lambda content: {
        "criteria": tuple(written.GradedCriterion(text=one["text"], points=one["points"]) for one in content["criteria"]),
        "min_words": content["min_words"],
        "max_words": content["max_words"],
    },
}
