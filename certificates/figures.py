"""Coverage as numbers for people who may see nobody: coordinators of a district, advisors, the advisory board.

The rule for small numbers (Kleinzahlenregel) holds: what rests on fewer people than the smallest group is not told, nor what
would let somebody work it out from a sum.
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
    """One area: how many municipalities, how many have somebody with a certificate, how many people; as it may be told."""

    area: str
    municipalities: str
    covered: str
    uncovered: str
    coordinators: str
    learners: str


@dataclass(frozen=True)
class Area:
    """The exact numbers of one area, which stay in here."""

    name: str
    municipalities: int
    covered: int
    coordinators: int
    learners: int


def figures(
    municipalities: Iterable[Municipality], *, area_of: Callable[[Municipality], tuple[Hashable, str]], on: date
) -> list[Figures]:
    """A row for each area in the order of the municipalities, and with several a last one for all of them.

    `area_of` is the key and the name of a municipality's area. The same four statements for however many municipalities.
    """
    found = list(municipalities)
    people, learning = people_by_place(on=on)

    def area(name: str, places: list[Municipality]) -> Area:
        coordinators, learners = ([group[place.pk] for place in places] for group in (people, learning))
        covered = sum(bool(here) for here in coordinators)
        return Area(name, len(places), covered, len(set().union(*coordinators)), len(set().union(*learners)))

    groups = [(key, list(group)) for key, group in groupby(found, key=area_of)]
    areas = [area(name, places) for (_key, name), places in groups]
    without_coordinators = withheld([one.coordinators for one in areas])
    without_learners = withheld([one.learners for one in areas])
    rows = [
        _told(one, hides_coordinators=number in without_coordinators, hides_learners=number in without_learners)
        for number, one in enumerate(areas)
    ]
    if len(areas) > 1:
        everywhere = area(_("Zusammen"), found)
        is_small = {name: is_too_small(getattr(everywhere, name)) for name in ("coordinators", "learners")}
        rows.append(_told(everywhere, hides_coordinators=is_small["coordinators"], hides_learners=is_small["learners"]))
    return rows


def is_too_small(people: int) -> bool:
    """Nobody is a number one may tell; one to four are not (with the usual smallest group of five)."""
    return 0 < people < settings.SMALLEST_GROUP


def withheld(counts: list[int]) -> set[int]:
    """Which numbers of a column with a known sum are not told: those too small, and one more if they could be worked out."""
    small = {number for number, count in enumerate(counts) if is_too_small(count)}
    if not small or not is_too_small(sum(counts[number] for number in small)):
        return small
    large = [number for number, count in enumerate(counts) if count and number not in small]
    return small | set(sorted(large, key=lambda number: counts[number])[:1])


def _told(area: Area, *, hides_coordinators: bool, hides_learners: bool) -> Figures:
    return Figures(
        area=area.name,
        municipalities=thousands(area.municipalities),
        covered=_("nicht genannt") if hides_coordinators else thousands(area.covered),
        uncovered=_("nicht genannt") if hides_coordinators else thousands(area.municipalities - area.covered),
        coordinators=_people(area.coordinators, hides=hides_coordinators),
        learners=_people(area.learners, hides=hides_learners),
    )


def _people(count: int, *, hides: bool) -> str:
    if is_too_small(count):
        return _("unter %(smallest)d") % {"smallest": settings.SMALLEST_GROUP}
    return _("nicht genannt") if hides else thousands(count)
