"""What every list of a cohort has in common: columns, and rows for some of its people."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from courses.catalogue.models import Lesson
from courses.cohorts.models import Cohort, Enrolment
from lms.accounts.spelling import full_name

from .sources import OF_A_LINE, Line, lessons_of


@dataclass(frozen=True)
class Column:
    """One column: what stands at its head on the screen, what in a file, and whether its cells are numbers."""

    title: str
    head: str = ""
    is_number: bool = False

    @property
    def short(self) -> str:
        return self.head or self.title


class Report:
    """A list with one row per person. A kind of list names itself and fills the cells after person and municipality."""

    do_not_call_in_templates = True
    slug = ""
    title: str | Promise = ""
    purpose: str | Promise = ""
    lesson_kinds: tuple[str, ...] = ()
    """Of which lessons the list has columns; without any, of all."""
    is_about_points = False
    """Points of tests are for those who teach; the programme administration sees them on appeal only (requirements 4.2)."""

    def __init__(self, cohort: Cohort, *, shows_points: bool):
        self.cohort = cohort
        self.shows_points = shows_points

    @cached_property
    def lessons(self) -> list[Lesson]:
        return lessons_of(self.cohort, *self.lesson_kinds)

    def columns(self) -> list[Column]:
        """The columns after person and municipality, the same for every page of the list."""
        raise NotImplementedError

    def cells(self, lines: list[Line]) -> dict[int, list[str | int]]:
        """For each line's `pk` its cells; a constant number of statements for however many people."""
        raise NotImplementedError

    def enrolments(self):
        """Whoever stands on the list."""
        return Enrolment.objects.learning().filter(cohort=self.cohort)

    def people(self):
        """The people of the list by family name, as `rows` takes them."""
        return self.enrolments().order_by("learner__sort_name", "pk").values_list(*OF_A_LINE)

    def all_columns(self) -> list[Column]:
        return [Column(_("Person")), Column(_("Kommune")), *self.columns()]

    def rows(self, people: Iterable[tuple]) -> list[list[str | int]]:
        lines = [Line._make(person) for person in people]
        cells = self.cells(lines)
        return [[full_name(line.given_name, line.family_name), line.municipality, *cells[line.pk]] for line in lines]
