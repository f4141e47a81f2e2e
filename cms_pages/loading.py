"""A curriculum becomes drafts: pages below the programme index, questions in the bank.

Loading writes through the same doors as the screens: page revisions and `write_question`. What has not changed is left
alone; published versions are never touched, because nothing here writes to them.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal
from urllib.parse import unquote

from django.db import transaction
from django.utils.text import slugify
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField
from wagtail.models import Collection, Page, Site
from wagtail.models.reference_index import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from courses.catalogue.models import Lesson
from courses.quizzes.actions import publish_question, write_question
from courses.quizzes.models import Question
from lms.accounts.models import Person

from .curriculum_file.curriculum import Component, Curriculum, Quiz, Task, Unit
from .curriculum_file.problems import Problems
from .curriculum_file.stones import NAMED_BY, stones_in
from .markdown import body_from
from .models import HomePage, ModulePage, ProgrammeIndexPage, ProgrammePage, QuizPage, TaskPage, UnitPage
from .rich_text import canonical
from .shelf import NOT_THERE, key_of

LINK_BY_NAME = re.compile(r"""(?:\]\(|href=\\?["'])(seite|datei):([^)"'\\\s]+)""")


@transaction.atomic
def load_curriculum(curriculum: Curriculum, *, by: Person | None, below: ProgrammeIndexPage) -> tuple[ProgrammePage, Counter]:
    """Write every page and question of a curriculum as a draft; returns the programme and how much was new or changed.

    All or nothing. Everything is recognised by its code. Raises CurriculumProblems if a text names a picture, recording,
    document, question or page that is not here.
    """
    load = loaded(curriculum, by=by, below=below)
    return load.root, load.counts


def loaded(curriculum: Curriculum, *, by: Person | None, below: Page) -> "Load":
    """The loading with everything it did; see `load_curriculum`."""
    _refuse_unknown_names(curriculum)
    load = Load(curriculum, by=by)
    with disable_reference_index_auto_update():
        programme = load.programme(below)
        for component in curriculum.components:
            load.write_questions(component)
        for component in curriculum.components:
            load.component(component, programme)
    _rebuild_references(programme, load.questions.values())
    load.root = programme
    return load


@dataclass(frozen=True)
class Change:
    """What loading does, or would do, to one page or question."""

    what: Literal["new", "changed", "missing"]
    kind: str
    code: str
    title: str
    key: int


def missing(load: "Load") -> list[Page | Question]:
    """What belongs to the programme and does not stand in the file: pages from the top, then questions."""
    pages = load.root.get_descendants().exclude(pk__in=load.seen).order_by("path").specific()
    names = [collection_name(load.root.code, page.code) for page in modules_of(load.root)]
    kept = [question.pk for question in load.questions.values()]
    return [*pages, *Question.objects.filter(collection__name__in=names).exclude(pk__in=kept).order_by("code")]


def take_away(thing: Page | Question, *, by: Person | None) -> None:
    """Delete what nothing rests on; anything else is only taken off line, and running cohorts keep it."""
    if isinstance(thing, Page):
        if not Page.objects.filter(pk=thing.pk).exists():
            return  # went with its module
        rests = Lesson.objects.filter(page__in=thing.get_descendants(inclusive=True)).exists()
    else:
        rests = thing.versions.exists()
    if not rests:
        thing.delete()
        return
    for part in thing.get_descendants(inclusive=True).live().specific() if isinstance(thing, Page) else [thing]:
        if part.live:
            part.unpublish(user=by)


def _refuse_unknown_names(curriculum: Curriculum) -> None:
    problems, own = Problems(), curriculum.questions()
    for part in curriculum.texts():
        for line, kind, name in names_in(part.text, line=part.text_line):
            if not (kind == "question" and name in own) and key_of(kind, name) is None:
                problems.add(line, NOT_THERE[kind] % name)
    problems.stop_if_any()


def names_in(text: str, *, line: int) -> Iterator[tuple[int, str, str]]:
    """Everything a text that begins at `line` refers to by name: (line, kind, name)."""
    for place, stone in stones_in(text, line=line, problems=Problems()):
        kind = NAMED_BY.get(type(stone))
        if kind and (name := stone.question if kind == "question" else stone.file):
            yield place, kind, name
    for found in LINK_BY_NAME.finditer(text):
        kind = "page" if found[1] == "seite" else "document"
        yield line + text.count("\n", 0, found.start()), kind, unquote(found[2])


@transaction.atomic
def publish_drafts(programme: ProgrammePage, *, by: Person | None) -> int:
    """Publish every page and question of a programme that has an unpublished draft; returns how many."""
    questions = list(_questions_of(programme))
    pages = [
        page for page in programme.get_descendants(inclusive=True).specific() if page.has_unpublished_changes or not page.live
    ]
    with disable_reference_index_auto_update():
        for question in questions:
            publish_question(question, by=by)
        for page in pages:
            page.get_latest_revision().publish(user=by)
    _rebuild_references(programme, questions)
    return len(questions) + len(pages)


def _questions_of(programme: ProgrammePage):
    """The questions in the collections of the programme that have a draft nobody has published."""
    collections = Collection.objects.filter(
        name__in=[collection_name(programme.code, page.code) for page in modules_of(programme)]
    )
    return Question.objects.filter(collection__in=collections, has_unpublished_changes=True).order_by("code")


def modules_of(programme: ProgrammePage):
    return ModulePage.objects.child_of(programme).order_by("path")


def collection_name(programme_code: str, component_code: str) -> str:
    """The questions of one component are one collection of the bank, so that a quiz can draw from it."""
    return f"{programme_code} {component_code}"


def _rebuild_references(programme: ProgrammePage, questions) -> None:
    """What the index missed while it was switched off; without it "where is this used" would be empty."""
    for page in programme.get_descendants(inclusive=True).specific():
        ReferenceIndex.create_or_update_for_object(page)
    for question in questions:
        ReferenceIndex.create_or_update_for_object(question)


class Load:
    """One loading: what is being loaded, who does it, and what has been written so far."""

    def __init__(self, curriculum: Curriculum, *, by: Person | None):
        self.curriculum, self.by = curriculum, by
        self.counts: Counter = Counter()
        self.changes: list[Change] = []
        self.seen: set[int] = set()
        self.root: ProgrammePage
        self.questions: dict[str, Question] = {}
        self.collections: dict[str, Collection] = {}

    def programme(self, below: Page) -> ProgrammePage:
        return self.page(ProgrammePage, below, slugify(self.curriculum.programme.title), programme_fields(self.curriculum))

    def component(self, component: Component, programme: ProgrammePage) -> None:
        module = self.page(ModulePage, programme, slug_of(component.code), component_fields(component))
        for unit in component.units:
            self.page(UnitPage, module, slug_of(unit.code), unit_fields(unit))
        for task in component.tasks:
            self.page(TaskPage, module, slug_of(task.code), task_fields(task))
        for quiz in component.quizzes:
            self.page(QuizPage, module, slug_of(quiz.code), self.quiz_fields(quiz))

    def write_questions(self, component: Component) -> None:
        if component.questions:
            collection = self.collection(component.code)
            for question in component.questions:
                before = Question.objects.filter(code=question.code).values_list("latest_revision", flat=True).first()
                written = write_question(question.code, question.content(), collection=collection, by=self.by)
                self.questions[question.code] = written
                if before != written.latest_revision_id:
                    self.note("changed" if before else "new", written, title=written.prompt)

    def collection(self, component_code: str) -> Collection:
        name = collection_name(self.curriculum.programme.code, component_code)
        if name not in self.collections:
            found = Collection.objects.filter(name=name).first()
            self.collections[name] = found or Collection.get_first_root_node().add_child(name=name)
        return self.collections[name]

    def quiz_fields(self, quiz: Quiz) -> dict[str, Any]:
        slots = [
            {"type": "question", "value": self.questions[slot.question].pk}
            if slot.question
            else {
                "type": "draw",
                "value": {"collection": self.collection(slot.topic).pk, "draw": slot.draw, "points": slot.points},
            }
            for slot in quiz.slots
        ]
        return {
            "code": quiz.code,
            "title": quiz.title,
            "time_limit_minutes": quiz.time_limit_minutes,
            "max_attempts": quiz.max_attempts,
            "wait_hours": quiz.wait_hours,
            "counts": quiz.counts,
            "pass_num": quiz.pass_points,
            "pass_den": quiz.points,
            "slots": slots,
        }

    def page(self, cls: type[Page], parent: Page, slug: str, values: dict[str, Any]) -> Any:
        """The page of this code with these values in its newest draft; a revision is added only where something differs."""
        page = self.found(cls, parent, slug, values["code"])
        if page is None:
            page = cls(slug=slug, live=False, has_unpublished_changes=True)
            _assign(page, values)
            parent.add_child(instance=page)
            self.counts["created"] += 1
            self.note("new", page, title=page.title)
        else:
            page = page.get_latest_revision_as_object()
            self.seen.add(page.pk)
            if not _assign(page, values):
                self.counts["unchanged"] += 1
                return page
            self.counts["changed"] += 1
            self.note("changed", page, title=page.title)
        self.seen.add(page.pk)
        page.save_revision(user=self.by)
        return page

    def found(self, cls: Any, parent: Page, slug: str, code: str) -> Any:
        siblings = cls.objects.child_of(parent)
        return siblings.filter(code=code).first() or siblings.filter(slug=slug).first()

    def note(self, what: Literal["new", "changed", "missing"], thing: Any, *, title: str) -> None:
        self.changes.append(Change(what, str(thing._meta.verbose_name), thing.code, title, thing.pk))


def slug_of(code: str) -> str:
    return slugify(code.replace(".", "-"))


def _assign(page: Page, values: dict[str, Any]) -> bool:
    """Set the values that differ; returns whether any did."""
    changed = False
    for name, value in values.items():
        field = page._meta.get_field(name)
        if isinstance(field, StreamField):
            if reads_the_same(raw(getattr(page, name)), value):
                continue
            value = StreamValue(field.stream_block, value, is_lazy=True)
        elif getattr(page, name) == value:
            continue
        setattr(page, name, value)
        changed = True
    return changed


def reads_the_same(present: list[dict], loaded: list[dict]) -> bool:
    """Whether two streams say the same; the editor writes ids into texts, leaves out line breaks and fills in empty entries."""
    return _comparable(present) == _comparable(loaded)


def _comparable(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _comparable(entry) for name, entry in value.items() if entry not in ("", None)}
    if isinstance(value, list):
        return [_comparable(entry) for entry in value]
    return canonical(value) if isinstance(value, str) and "<" in value else value


def raw(stream: StreamValue) -> list[dict[str, Any]]:
    """What stands in a stream, in the plain values it is loaded from."""
    return _without_ids(stream.get_prep_value())


def _without_ids(value: Any) -> Any:
    """A raw stream value without the ids of its entries; list entries become their plain values."""
    if isinstance(value, list):
        return [_without_ids(entry) for entry in value]
    if isinstance(value, dict):
        if value.keys() - {"id"} == {"type", "value"}:
            inner = _without_ids(value["value"])
            return inner if value["type"] == "item" else {"type": value["type"], "value": inner}
        return {name: _without_ids(entry) for name, entry in value.items()}
    return value


def stream(kind: str, entries) -> list[dict]:
    return [{"type": kind, "value": entry} for entry in entries]


def plain(value: Any) -> dict[str, Any]:
    """The fields of a dataclass of the curriculum, without its line, pairs as shares."""
    return _plain(asdict(value))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: {"num": entry[0], "den": entry[1]} if name.endswith("_ratio") else _plain(entry)
            for name, entry in value.items()
            if name != "line"
        }
    return [_plain(entry) for entry in value] if isinstance(value, list | tuple) else value


def programme_fields(curriculum: Curriculum) -> dict[str, Any]:
    programme, wording = curriculum.programme, plain(curriculum.wording)
    return {
        "title": programme.title,
        "code": programme.code,
        "label": programme.label,
        "ue_minutes": programme.ue_minutes,
        "legal_status": programme.legal_status,
        "summary": programme.summary,
        "audience": programme.audience,
        "admission": stream("point", programme.admission),
        "facts": stream("fact", map(plain, programme.facts)),
        "body": body_from(programme.text),
        "certificate_note": programme.certificate_note,
        "charges_fee": programme.charges_fee,
        "is_recorded": programme.is_recorded,
        "zfu_number": programme.zfu_number,
        "competences": stream("competence", map(plain, curriculum.competences)),
        "rule": [
            {"type": requirement.kind, "value": _requirement(plain(requirement))} for requirement in curriculum.rule.requirements
        ],
        "rule_notes": stream("note", map(plain, curriculum.rule.notes)),
        "recertification": stream("recertification", [plain(curriculum.recertification)]),
        "wording": [
            {"type": name, "value": wording[name]} for name in ("certificate", "supplement", "participation", "verification")
        ],
        "wording_notes": body_from(curriculum.wording.text),
    }


def _requirement(entry: dict[str, Any]) -> dict[str, Any]:
    parameters = entry.pop("parameters")
    del entry["kind"]
    if "components" in parameters:
        parameters["components"] = ", ".join(parameters["components"])
    return entry | parameters


def component_fields(component: Component) -> dict[str, Any]:
    return {
        "code": component.code,
        "title": component.title,
        "kind": component.kind,
        "presence_minutes": component.minutes.presence,
        "live_online_minutes": component.minutes.live_online,
        "self_study_minutes": component.minutes.self_study,
        "practice_minutes": component.minutes.practice,
        "competences": ", ".join(component.competences),
        "outcomes": stream("outcome", map(plain, component.outcomes)),
        "meetings": stream("meeting", map(plain, component.meetings)),
    }


def unit_fields(unit: Unit) -> dict[str, Any]:
    return {
        "code": unit.code,
        "title": unit.title,
        "planned_minutes": unit.minutes,
        "mode": unit.mode,
        "competences": ", ".join(unit.competences),
        "reviewed_on": unit.reviewed_on,
        "reviewed_by_role": unit.reviewed_by_role,
        "review_due_on": unit.review_due_on,
        "depends_on": unit.depends_on,
        "body": body_from(unit.text),
    }


def task_fields(task: Task) -> dict[str, Any]:
    criteria = [
        {"code": criterion.code, "title": criterion.title}
        | {f"level_{points}": text for points, text in enumerate(criterion.levels)}
        for criterion in task.criteria
    ]
    rule = {
        name: getattr(task.pass_rule, name, None) for name in ("reviews", "min_points", "min_per_criterion", "max_difference")
    }
    return {
        "code": task.code,
        "title": task.title,
        "kind": task.kind,
        "mode": task.mode,
        "planned_minutes": task.minutes,
        "body": body_from(task.text),
        "accepted_when": stream("condition", task.accepted_when),
        "criteria": stream("criterion", criteria),
        "max_revisions": task.max_revisions,
        **rule,
    }


def programme_index() -> ProgrammeIndexPage:
    """The page programmes stand under, made with the start page if this is a new installation."""
    if index := ProgrammeIndexPage.objects.first():
        return index
    home = HomePage.objects.first()
    if home is None:
        root = Page.get_first_root_node()
        home = root.add_child(instance=HomePage(title="Startseite", slug="start"))
        welcome = Page.objects.filter(sites_rooted_here__isnull=False, numchild=0).first()
        Site.objects.update(root_page=home)
        Site.clear_site_root_paths_cache()
        if welcome:  # a page of Wagtail's own, in English, that greets whoever has just installed it
            welcome.delete()
    return home.add_child(instance=ProgrammeIndexPage(title="Programme", slug="programme"))
