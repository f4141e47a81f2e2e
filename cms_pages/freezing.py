"""A page tree becomes a version outline: the way from the authoring space to the running space.

Only what is published counts: pages with their live revision, questions with their live version. `outline_of` builds the
plain values, `findings_of` says what is missing; neither writes anything.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from wagtail.fields import StreamField
from wagtail.models import Page

from courses.catalogue.outline import (
    MODES,
    REQUIREMENT_PARAMETERS,
    AssignmentOutline,
    CompetenceOutline,
    ComponentOutline,
    CriterionOutline,
    LearningOutcomeOutline,
    LessonOutline,
    ProgrammeOutline,
    QuizOutline,
    RequirementOutline,
    SlotOutline,
)
from courses.quizzes.models import Question

from .codes import codes_in
from .distance_learning import Assessment, assess
from .findings import Finding
from .models import DistanceLearningRule, ModulePage, ProgrammePage, QuizPage, TaskPage, UnitPage
from .style import strings_in, style_hints


def outline_of(programme: ProgrammePage) -> ProgrammeOutline:
    """The published content of a programme as one outline; ask `findings_of` first whether it is complete."""
    return Tree(programme).outline()


def findings_of(programme: ProgrammePage, *, on: date) -> list[Finding]:
    """Everything that blocks a version, and hints that do not, page by page in the order of the tree."""
    return list(Tree(programme).findings(on=on))


def distance_learning_of(programme: ProgrammePage) -> Assessment:
    """Fee and synchronous share of what is published, as the law on distance teaching looks at them."""
    return Tree(programme).distance_learning()


@dataclass(frozen=True)
class LiveQuestion:
    points: int
    version_id: int
    collection_id: int
    code: str
    content: dict[str, Any]


class Tree:
    """A programme with its modules and their pages, read with a fixed number of queries."""

    def __init__(self, programme: ProgrammePage):
        self.programme = ProgrammePage.objects.get(pk=programme.pk)
        pages = list(self.programme.get_descendants().order_by("path").specific())
        self.all_modules = [page for page in pages if isinstance(page, ModulePage)]
        self.all_children = {
            module.pk: [page for page in pages if page.path.startswith(module.path) and page.depth == module.depth + 1]
            for module in self.all_modules
        }

    @property
    def modules(self) -> list[ModulePage]:
        return [module for module in self.all_modules if module.live]

    def children(self, module: ModulePage, cls: type[Page]) -> list[Any]:
        return [page for page in self.all_children[module.pk] if page.live and isinstance(page, cls)]

    @cached_property
    def questions(self) -> dict[int, LiveQuestion]:
        """Every live question that a quiz of this programme asks or may draw, with the version that says so."""
        asked, collections = set(), set()
        for quiz in self.quizzes:
            for slot in quiz.slots.raw_data:
                if slot["type"] == "question":
                    asked.add(slot["value"])
                else:
                    collections.add(slot["value"]["collection"])
        live = Question.objects.filter(live=True).prefetch_related("versions")
        found = [*live.filter(pk__in=asked), *live.filter(collection__in=collections).exclude(pk__in=asked)]
        return {
            question.pk: LiveQuestion(question.points, version.pk, question.collection_id, question.code, version.content)
            for question in found
            if (version := question.current_version)
        }

    @property
    def quizzes(self) -> list[QuizPage]:
        return [quiz for module in self.modules for quiz in self.children(module, QuizPage)]

    # --- The outline --------------------------------------------------------------------------------

    def outline(self) -> ProgrammeOutline:
        page = self.programme
        return ProgrammeOutline(
            code=page.code,
            title=page.title,
            label=page.label,
            ue_minutes=page.ue_minutes,
            page_id=page.pk,
            components=tuple(self.component(module, position) for position, module in enumerate(self.modules, start=1)),
            requirements=tuple(requirement_from(block) for block in page.rule),
            competences=tuple(
                CompetenceOutline(code=block.value["code"], text=block.value["text"], area=block.value["area"])
                for block in page.competences
            ),
            recertification=next((json_from(block.value) for block in page.recertification), {}),
            wording={block.block_type: json_from(block.value) for block in page.wording}
            | {"rule_notes": [json_from(block.value) for block in page.rule_notes]},
        )

    def component(self, module: ModulePage, position: int) -> ComponentOutline:
        return ComponentOutline(
            code=module.code,
            slug=module.slug,
            title=module.title,
            kind=module.kind,
            position=position,
            minutes=module.minutes,
            lessons=tuple(self.lessons(module)),
            outcomes=tuple(
                LearningOutcomeOutline(code=block.value["code"], text=block.value["text"], level=block.value["level"])
                for block in module.outcomes
            ),
            competences=codes_in(module.competences),
        )

    def lessons(self, module: ModulePage) -> Iterator[LessonOutline]:
        """Texts first, then the planned meetings, then what is handed in, then the test."""
        for unit in self.children(module, UnitPage):
            yield lesson_from("unit", unit, mode=unit.mode, minutes=unit.planned_minutes)
        for block in module.meetings:
            meeting = block.value
            yield LessonOutline(
                kind="meeting",
                code=meeting["code"],
                slug=slug_of_meeting(meeting["code"]),
                title=meeting["title"],
                mode=meeting["mode"],
                planned_minutes=meeting["minutes"],
            )
        for task in self.children(module, TaskPage):
            yield lesson_from("task", task, mode=task.mode, minutes=task.planned_minutes, activity=assignment_from(task))
        for quiz in self.children(module, QuizPage):
            yield lesson_from("quiz", quiz, mode="self_study", minutes=0, activity=self.quiz(quiz))

    def quiz(self, page: QuizPage) -> QuizOutline:
        return QuizOutline(
            slots=tuple(self.slot(slot, page) for slot in page.slots.raw_data),
            pass_ratio=(page.pass_num, page.pass_den),
            time_limit_minutes=page.time_limit_minutes,
            max_attempts=page.max_attempts,
            wait_minutes=page.wait_hours * 60,
            counts=page.counts,
        )

    def slot(self, slot: dict, page: QuizPage) -> SlotOutline:
        """A named question is a pool of one; a draw is every live question of the collection worth these points."""
        if slot["type"] == "question":
            question = self.questions.get(slot["value"])
            return (
                SlotOutline(points=question.points, question_versions=(question.version_id,)) if question else SlotOutline(0, ())
            )
        value = slot["value"]
        return SlotOutline(points=value["points"], question_versions=self.pool(value, page), draws=value["draw"])

    def pool(self, draw: dict, page: QuizPage) -> tuple[int, ...]:
        asked = {slot["value"] for slot in page.slots.raw_data if slot["type"] == "question"}
        return tuple(
            question.version_id
            for pk, question in self.questions.items()
            if question.collection_id == draw["collection"] and question.points == draw["points"] and pk not in asked
        )

    # --- The findings -------------------------------------------------------------------------------

    def findings(self, *, on: date) -> Iterator[Finding]:
        yield from self.programme_findings()
        for module in self.all_modules:
            yield from publication_findings(module)
            if module.live:
                yield from self.module_findings(module)
                for page in self.all_children[module.pk]:
                    yield from publication_findings(page)
                    if page.live:
                        yield from (finding(page, sentence) for sentence in self.page_problems(page))
                        yield from review_findings(page, on=on)
                        yield from style_findings(page)
                        if isinstance(page, QuizPage):
                            yield from self.question_findings(page)

    def programme_findings(self) -> Iterator[Finding]:
        page = self.programme
        yield from publication_findings(page)
        known = {module.code for module in self.modules}
        sentences = []
        if not known:
            sentences.append(_("Das Programm hat noch keine veröffentlichten Bausteine."))
        if not page.rule:
            sentences.append(_("Die Qualifikationsregel ist leer."))
        if not page.recertification:
            sentences.append(_("Die Angaben zur Gültigkeit und Verlängerung fehlen."))
        if missing := {"certificate", "supplement", "participation", "verification"} - {
            block.block_type for block in page.wording
        }:
            sentences.append(_("Der Wortlaut der Nachweise ist unvollständig: %s.") % ", ".join(sorted(missing)))
        for block in page.rule:
            sentences += [
                _("„%(number)s“ nennt den Baustein „%(code)s“, den es nicht gibt.")
                % {"number": block.value["number"], "code": code}
                for code in codes_in(block.value.get("components") or "")
                if code not in known
            ]
        yield from (finding(page, sentence) for sentence in sentences)
        if self.distance_learning().needs_licence and not page.zfu_number:
            sentence = _("Entgelt und zu wenig synchrone Zeit: Prüfung durch die ZFU nötig. Tragen Sie die Zulassungsnummer ein.")
            yield finding(page, sentence)
        yield from style_findings(page)

    def distance_learning(self) -> Assessment:
        """What the law on distance teaching may ask of this programme."""
        components = [self.component(module, position=0) for module in self.modules]
        requirements = [requirement_from(block) for block in self.programme.rule]
        return assess(self.programme, components, requirements, DistanceLearningRule.in_force())

    def question_findings(self, page: QuizPage) -> Iterator[Finding]:
        """Hints on the wording of questions, at the test that asks them."""
        versions = {version for slot in self.quiz(page).slots for version in slot.question_versions}
        for question in self.questions.values():
            if question.version_id in versions:
                for sentence in style_hints(strings_in(question.content)):
                    yield finding(page, f"{question.code}: {sentence}", is_blocking=False)

    def module_findings(self, module: ModulePage) -> Iterator[Finding]:
        component = self.component(module, position=1)
        if not component.lessons:
            yield finding(
                module, _("Der Baustein ist leer. Er braucht eine Einheit, einen Test, eine Aufgabe oder einen Termin.")
            )
        planned = component.lesson_minutes()
        for mode in MODES:
            if planned[mode] != component.minutes[mode]:
                yield finding(
                    module,
                    _("%(mode)s: Der Baustein nennt %(stated)s Minuten, seine Teile ergeben %(planned)s.")
                    % {"mode": UnitPage.Mode(mode).label, "stated": component.minutes[mode], "planned": planned[mode]},
                )
        profile = {block.value["code"] for block in self.programme.competences}
        for code in (
            *component.competences,
            *(code for unit in self.children(module, UnitPage) for code in codes_in(unit.competences)),
        ):
            if code not in profile:
                yield finding(module, _("Die Kompetenz „%s“ steht nicht im Kompetenzprofil.") % code)
        own = {component.code, *(lesson.code for lesson in component.lessons)}
        for code in sorted(code for code in own if self.uses_of_codes[code] > 1):
            yield finding(module, _("Die Kennung „%s“ gibt es in diesem Programm mehrmals.") % code)
        slugs = [lesson.slug for lesson in component.lessons]
        for slug in sorted({slug for slug in slugs if slugs.count(slug) > 1}):
            yield finding(module, _("Die Adresse „%s“ gibt es in diesem Baustein zweimal.") % slug)

    @cached_property
    def uses_of_codes(self) -> Counter[str]:
        """How often each code of a component or of a part of one is there; a curriculum file finds pages by their code."""
        components = [self.component(module, position=0) for module in self.modules]
        parts = (lesson.code for component in components for lesson in component.lessons)
        return Counter([*(component.code for component in components), *parts])

    def page_problems(self, page: Page) -> Iterator[str]:
        if isinstance(page, UnitPage | TaskPage):
            if page.planned_minutes is None:
                yield _("Die Lernzeit fehlt.")
            if not page.mode:
                yield _("Die Lernform fehlt.")
            if not page.body:
                yield _("Der Text fehlt.")
            yield from image_problems(page)
            yield from self.practice_problems(page)
        if isinstance(page, QuizPage):
            yield from self.quiz_problems(page)

    def practice_problems(self, page: UnitPage | TaskPage) -> Iterator[str]:
        """A question to practise on is published, can be scored, and gives no test away."""
        for block in page.body:
            if block.block_type != "practice_question":
                continue
            question = block.value["question"]
            if question is None:
                yield _("Eine Übungsfrage ist nicht ausgewählt.")
            elif not question.live:
                yield _("Die Übungsfrage %s ist noch nicht veröffentlicht.") % question.code
            elif question.kind == "essay":
                yield _("Die Übungsfrage %s ist ein freier Text. Die Plattform kann ihn nicht auswerten.") % question.code
            elif question.pk in self.questions:
                yield _("Die Übungsfrage %s steht auch in einem Test. Nehmen Sie eine andere.") % question.code

    def quiz_problems(self, page: QuizPage) -> Iterator[str]:
        outline = self.quiz(page)
        if not outline.slots:
            yield _("Der Test enthält keine Frage.")
        drawn = [version for slot in outline.slots for version in slot.question_versions]
        if any(len(slot.question_versions) < slot.draws for slot in outline.slots):
            yield _("Im Test fehlen veröffentlichte Fragen.")
        elif len(set(drawn)) < sum(slot.draws for slot in outline.slots):
            yield _("Mehrere Plätze teilen sich zu wenige Fragen. Eine Frage kommt im Test höchstens einmal vor.")


def finding(page: Page, sentence: str, *, is_blocking: bool = True) -> Finding:
    return Finding(page.pk, page.get_admin_display_title(), sentence, is_blocking)


def publication_findings(page: Page) -> Iterator[Finding]:
    if not page.live:
        is_programme = isinstance(page, ProgrammePage)
        yield finding(page, _("Diese Seite ist ein Entwurf. In der Fassung fehlt sie."), is_blocking=is_programme)
    elif page.live_revision_id is None:
        yield finding(page, _("Diese Seite hat noch keinen gespeicherten Stand. Veröffentlichen Sie sie erneut."))
    elif page.has_unpublished_changes:
        yield finding(page, _("Es gibt Änderungen, die noch nicht veröffentlicht sind."), is_blocking=False)


def style_findings(page: Page) -> Iterator[Finding]:
    """Hints on the wording of a page: all its texts, wherever they stand."""
    streams = [field.name for field in page._meta.get_fields() if isinstance(field, StreamField)]
    texts = [getattr(page, name) for name in ("title", "summary", "audience", "certificate_note") if hasattr(page, name)]
    texts += strings_in([getattr(page, name).get_prep_value() for name in streams])
    yield from (finding(page, sentence, is_blocking=False) for sentence in style_hints(texts))


def review_findings(page: Page, *, on: date) -> Iterator[Finding]:
    if isinstance(page, UnitPage) and page.review_due_on and page.review_due_on < on:
        yield finding(page, _("Die Wiedervorlage ist überschritten. Prüfen Sie den Inhalt."), is_blocking=False)


def image_problems(page: UnitPage | TaskPage) -> Iterator[str]:
    for block in page.body:
        value = block.value
        if block.block_type == "image" and not (value["alternative_text"] and value["source"]):
            yield _("Ein Bild hat keine Beschreibung oder keine Quelle.")
        elif block.block_type == "image" and value["image"] is None:
            yield _("Ein Bild ist nicht ausgewählt.")
        if block.block_type in ("audio", "video"):
            if value["recording"] is None:
                yield _("Eine Aufnahme ist nicht ausgewählt.")
            elif value["recording"].kind != block.block_type:
                yield _("Eine Aufnahme steht im falschen Baustein: Ton und Video sind getrennt.")


def lesson_from(kind: str, page: Any, *, mode: str, minutes: int | None, activity=None) -> LessonOutline:
    return LessonOutline(
        kind=kind,
        code=page.code,
        slug=page.slug,
        title=page.title,
        mode=mode,
        planned_minutes=minutes or 0,
        page_id=page.pk,
        revision_id=page.live_revision_id,
        activity=activity,
    )


def slug_of_meeting(code: str) -> str:
    return code.lower().replace(".", "-")


def assignment_from(task: TaskPage) -> AssignmentOutline:
    """The rubric of a project; a practice task is judged by its conditions, each simply met or not."""
    criteria = tuple(
        CriterionOutline(
            key=block.value["code"],
            text=block.value["title"],
            levels=tuple(block.value[f"level_{points}"] for points in range(4)),
        )
        for block in task.criteria
    )
    conditions = tuple(
        CriterionOutline(key=str(number), text=block.value) for number, block in enumerate(task.accepted_when, start=1)
    )
    return AssignmentOutline(
        kind=task.kind, criteria=criteria or conditions, max_revisions=task.max_revisions, pass_rule=task.pass_rule
    )


def requirement_from(block: Any) -> RequirementOutline:
    value = block.value
    return RequirementOutline(
        number=value["number"],
        kind=block.block_type,
        title=value["title"],
        condition=value["condition"],
        parameters={name: parameter_from(value[name], shape) for name, shape in REQUIREMENT_PARAMETERS[block.block_type].items()},
    )


def parameter_from(value: Any, shape: str) -> Any:
    if shape == "components":
        return list(codes_in(value))
    return [value["num"], value["den"]] if shape == "ratio" else value


def json_from(value: Any) -> Any:
    """The plain JSON of a block's value: shares as pairs, lists as lists."""
    if hasattr(value, "items"):
        plain = {name: json_from(entry) for name, entry in value.items()}
        return [plain["num"], plain["den"]] if plain.keys() == {"num", "den"} else plain
    if isinstance(value, str | int | None):
        return value
    return [json_from(entry) for entry in value]
