"""Coverage as numbers for people who may see nobody: district coordinators, advisors, the advisory board.

The rule for small numbers (Kleinzahlenregel) holds: every number is a span as wide as the smallest group, on every page and in
every sum. So nothing exact can be worked out by subtracting one row, or one page, from another.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.conf import settings
from django.utils.translation import gettext as _

from lms.accounts.models import Municipality
from lms.ui.formats import thousands

from .coverage import people_by_place


@dataclass(frozen=True)
class Figures:
    """One area: how many municipalities, and as spans how many have nobody with a certificate and how many people there are."""

    area: str
    municipalities: str
    uncovered: str
    certificate_holders: str
    learners: str


def figures(
    municipalities: Iterable[Municipality], *, area_of: Callable[[Municipality], tuple[Hashable, str]], on: date
) -> list[Figures]:
    """A row for each area in the order of the municipalities, and with several a last one for all of them.

    `area_of` is the key and the name of a municipality's area. The same four statements for however many municipalities.
    """
    found = list(municipalities)
    people, learning = people_by_place(on=on)

    def row(name: str, places: list[Municipality]) -> Figures:
        holders, learners = ([group[place.pk] for place in places] for group in (people, learning))
        return Figures(
            area=name,
            municipalities=thousands(len(places)),
            uncovered=span_of_the_rest(sum(bool(here) for here in holders), of=len(places)),
            certificate_holders=span(len(set().union(*holders))),
            learners=span(len(set().union(*learners))),
        )

    rows = [row(name, list(places)) for (_key, name), places in groupby(found, key=area_of)]
    return [*rows, row(_("Zusammen"), found)] if len(rows) > 1 else rows


def span(count: int) -> str:
    """The span a number lies in: "unter 5", "5 bis 9", "10 bis 14", with the usual smallest group of five."""
    first = _first(count)
    return _in_words(first, first + settings.SMALLEST_GROUP - 1)


def span_of_the_rest(count: int, *, of: int) -> str:
    """What the span of a number leaves of a whole that everybody knows: "206 bis 210" of 210.

    A span of the rest itself would begin at the whole, "210 bis 214", and tell that the number is 0.
    """
    first = _first(count)
    return _in_words(max(of - first - settings.SMALLEST_GROUP + 1, 0), of - first)


def _first(count: int) -> int:
    return count - count % settings.SMALLEST_GROUP


def _in_words(first: int, last: int) -> str:
    if last < settings.SMALLEST_GROUP:
        return _("unter %(width)d") % {"width": settings.SMALLEST_GROUP}
    return _("%(first)s bis %(last)s") % {"first": thousands(first), "last": thousands(last)}
