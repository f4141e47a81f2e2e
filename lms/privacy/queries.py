"""What the product knows about one person."""

from dataclasses import dataclass

from lms.accounts.models import Person

from .declarations import Declaration, declarations
from .retention import CATEGORIES, Category
from .words import column_words, field_at, value_words


@dataclass(frozen=True)
class Part:
    """The rows of one kind that are shown to a person."""

    title: str
    declaration: Declaration
    rows: list[dict]

    @property
    def columns(self) -> list[str]:
        return [column_words(self.declaration, path) for path in self.declaration.exported]

    @property
    def rows_in_words(self) -> list[list[tuple[str, str]]]:
        """Every row as pairs of column and value."""
        fields = [field_at(self.declaration, path) for path in self.declaration.exported]
        return [
            [(column, value_words(value, field)) for column, value, field in zip(self.columns, row.values(), fields, strict=True)]
            for row in self.rows
        ]


@dataclass(frozen=True)
class Chapter:
    """Everything of one category, with how long it is kept and why."""

    category: Category
    parts: list[Part]


@dataclass(frozen=True)
class Holding:
    """How much of a category is stored about a person."""

    category: Category
    counts: list[tuple[str, int]]


def exported_declarations() -> dict[str, Declaration]:
    """What a person gets a copy of, by the model's label."""
    return {said.label: said for said in declarations() if said.exported}


def holdings(person: Person) -> list[Holding]:
    """What is stored about a person and shown to them, by category; one query per model."""
    known = exported_declarations()
    found = []
    for category in CATEGORIES:
        counted = [
            (str(title), known[label].shown_to(person).count()) for label, title in category.contents.items() if label in known
        ]
        if counts := [(title, count) for title, count in counted if count]:
            found.append(Holding(category, counts))
    return found


def chapters(person: Person) -> list[Chapter]:
    """Everything a person gets a copy of; one query per model."""
    known = exported_declarations()
    found = []
    for category in CATEGORIES:
        read = [_part(known[label], person, str(title)) for label, title in category.contents.items() if label in known]
        if parts := [part for part in read if part.rows]:
            found.append(Chapter(category, parts))
    return found


def _part(declaration: Declaration, person: Person, title: str) -> Part:
    return Part(title, declaration, list(declaration.shown_to(person).values(*declaration.exported)))
