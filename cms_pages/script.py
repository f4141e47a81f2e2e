"""A whole module in the order it is learned (Drehbuch): its newest drafts with their time, and whether the plan is kept."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

from .models import ModulePage, QuizPage, TaskPage, UnitPage
from .models.content import TimedPage

Mode = TimedPage.Mode
KEPT = {"path", "depth", "numchild", "live", "has_unpublished_changes"}
"""What the page itself knows better than a draft."""


@dataclass(frozen=True)
class Step:
    """One part of a module; a planned meeting has no page of its own."""

    kind: str
    code: str
    title: str
    mode: str
    minutes: int
    page: Any = None

    @property
    def mode_label(self) -> str:
        return str(Mode(self.mode).label) if self.mode else ""

    @property
    def is_missing_time(self) -> bool:
        """A test takes no time of its own; everything else has minutes and a mode."""
        return not isinstance(self.page, QuizPage) and not (self.mode and self.minutes)


@dataclass(frozen=True)
class Sum:
    """The minutes of one learning mode: what the module promises, and what its parts add up to."""

    label: str
    planned: int
    written: int

    @property
    def difference(self) -> int:
        return self.written - self.planned

    @property
    def missing(self) -> int:
        return max(0, self.planned - self.written)


class Script:
    """One module as its authors left it, read with a fixed number of queries."""

    def __init__(self, module: ModulePage):
        self.row = module
        self.module = draft_of(module, module.latest_revision)

    @cached_property
    def children(self) -> list[Any]:
        pages = list(Page.objects.child_of(self.row).order_by("path").specific())
        revisions = Revision.objects.in_bulk([page.latest_revision_id for page in pages])
        return [draft_of(page, revisions.get(page.latest_revision_id)) for page in pages]

    @cached_property
    def steps(self) -> list[Step]:
        """Texts first, then planned meetings, then what is handed in, then the test: as in a version."""
        meetings = [
            Step(str(_("Termin")), block.value["code"], block.value["title"], block.value["mode"], block.value["minutes"] or 0)
            for block in self.module.meetings
        ]
        return [*self._pages(UnitPage), *meetings, *self._pages(TaskPage), *self._pages(QuizPage)]

    def _pages(self, cls: type[Page]) -> list[Step]:
        return [
            Step(
                str(cls._meta.verbose_name),
                page.code,
                page.title,
                getattr(page, "mode", ""),
                getattr(page, "planned_minutes", 0) or 0,
                page,
            )
            for page in self.children
            if isinstance(page, cls)
        ]

    @property
    def sums(self) -> list[Sum]:
        written = {mode: sum(step.minutes for step in self.steps if step.mode == mode) for mode in Mode.values}
        return [Sum(str(Mode(mode).label), self.module.minutes[mode], written[mode]) for mode in Mode.values]

    @property
    def total(self) -> Sum:
        return Sum(str(_("Zusammen")), sum(line.planned for line in self.sums), sum(step.minutes for step in self.steps))


def draft_of(page: Any, revision: Revision | None) -> Any:
    """The page with what a script shows taken from its newest draft; a whole draft would cost queries for every page."""
    content = revision.content if revision else {}
    for field in page._meta.concrete_fields:
        if field.name in content and not field.is_relation and field.name not in KEPT:
            setattr(page, field.name, field.to_python(content[field.name]))
    return page
