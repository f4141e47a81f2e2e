"""Where people with a valid certificate live or work, and which municipalities have nobody yet.

Counted as the state is today: who was at home in a municipality that merged counts where it went.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Cohort, Enrolment
from lms.accounts.models import District, Municipality, Neighbourhood, Person
from lms.accounts.queries import joined_into, present_successors
from lms.accounts.spelling import spellings

from .models import Certificate, CertificateEvent, Kind

ENDED = [CertificateEvent.What.REPLACED, CertificateEvent.What.REVOKED]


@dataclass(frozen=True)
class Place:
    """A municipality with the people who have a certificate and those who are learning."""

    municipality: Municipality
    certificate_holders: int
    learners: int

    @property
    def is_covered(self) -> bool:
        return self.certificate_holders > 0


@dataclass(frozen=True)
class DistrictCoverage:
    """How many municipalities of a district have somebody."""

    district: District | None
    municipalities: int
    covered: int

    @property
    def uncovered(self) -> int:
        return self.municipalities - self.covered


def certificate_holders(*, on: date) -> QuerySet[Person]:
    """Everybody whose certificate is valid on a day: issued, neither replaced nor revoked, not expired."""
    certificates = (
        Certificate.objects.filter(series__kind=Kind.CERTIFICATE, component_code="")
        .filter(Q(valid_until=None) | Q(valid_until__gte=on), events__what=CertificateEvent.What.ISSUED)
        .exclude(pk__in=CertificateEvent.objects.filter(what__in=ENDED).values("certificate"))
    )
    return Person.objects.filter(erased_at=None, pk__in=certificates.values("content__holder"))


def certificate_holders_at(municipality: Municipality, *, on: date) -> QuerySet[Person]:
    """Who has a valid certificate and works in a municipality or in a neighbourhood of it, also before a merger."""
    here = joined_into([municipality.pk])
    neighbourhoods = Neighbourhood.objects.filter(municipalities__in=here)
    return certificate_holders(on=on).filter(Q(municipality__in=here) | Q(neighbourhood__in=neighbourhoods))


def places(*, on: date) -> list[Place]:
    """Every present municipality but those for tests, by district and name; the same five statements for all of them."""
    present = Municipality.objects.current().real().select_related("district")
    present = present.order_by("district__sort_name", "district", "sort_name", "ags")
    people, learning = people_by_place(on=on)
    return [Place(found, len(people[found.pk]), len(learning[found.pk])) for found in present]


def people_by_place(*, on: date) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """For each municipality's id who has a valid certificate there, and who is learning now. Four statements."""
    successors = present_successors()
    learning: dict[int, set[int]] = defaultdict(set)
    rows = Enrolment.objects.filter(status=Enrolment.Status.CONFIRMED).exclude(cohort__status__in=Cohort.OVER).order_by()
    for place, learner in rows.values_list("municipality", "learner"):
        learning[successors.get(place, place)].add(learner)
    return _at_home(certificate_holders(on=on), successors), learning


def _at_home(people: QuerySet[Person], successors: dict[int, int]) -> dict[int, set[int]]:
    """For each municipality's id the people who work there, by their own municipality or their neighbourhood's."""
    found: dict[int, set[int]] = defaultdict(set)
    for field in ("municipality", "neighbourhood__municipalities"):
        for person, place in people.order_by().values_list("pk", field):
            if place is not None:
                found[successors.get(place, place)].add(person)
    return found


def by_district(found: Iterable[Place]) -> list[DistrictCoverage]:
    """The sums of each district, in the order of the places."""
    rows: dict[District, list[Place]] = defaultdict(list)
    for place in found:
        rows[place.municipality.district].append(place)
    return [summed(group, district=district) for district, group in rows.items()]


def summed(found: list[Place], *, district: District | None = None) -> DistrictCoverage:
    return DistrictCoverage(district, municipalities=len(found), covered=sum(place.is_covered for place in found))


SIZES = {"0": _("Keine Person"), "1": _("Eine Person"), "2": _("Zwei und mehr Personen")}
"""How well a municipality is covered; the last one has no end."""


def narrowed(found: list[Place], *, words: str = "", district: str = "", size: str = "") -> list[Place]:
    """The places whose name contains every word as people type it, in a district, and covered by so many."""
    wanted = [spellings(word) for word in words.split()]
    return [
        place
        for place in found
        if (not district or place.municipality.district_id == district)
        and (not size or min(place.certificate_holders, 2) == int(size))
        and all(any(spelling in place.municipality.sort_name for spelling in options) for options in wanted)
    ]
