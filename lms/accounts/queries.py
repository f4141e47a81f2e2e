"""Questions about people and places."""

from collections.abc import Collection

from allauth.account.models import EmailAddress
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower

from .models import Municipality, Neighbourhood, Organisation, Person, Role, Succession
from .spelling import spellings

OF_RANK = [
    Role.PROGRAMME_ADMIN,
    Role.TRAINER,
    Role.MUNICIPAL_CONTACT,
    Role.DISTRICT_COORDINATOR,
    Role.ADVISOR,
    Role.ADVISORY_BOARD,
    Role.LEARNER,
]


def held_roles(person: Person) -> list[str]:
    """The roles a person holds now, each with a view of its own, highest first; everybody is a learner."""
    return [role.value for role in OF_RANK if role == Role.LEARNER or role in person.running_roles]


def shown_role(user) -> str:
    """The one role the header shows: the chosen one if it is still held, else the highest; "" for a visitor."""
    if not user.is_authenticated:
        return ""
    roles = held_roles(user)
    return user.active_role if user.active_role in roles else roles[0]


def is_address_of(person: Person, email: str) -> bool:
    """Whether an address is one of a person's own: the one they sign in with, or another they have given, confirmed or not."""
    # Compared here: SQLite knows upper and lower case of plain letters only, and a domain may have an umlaut.
    own = [person.email or "", *EmailAddress.objects.filter(user=person).values_list("email", flat=True)]
    return email.casefold() in [address.casefold() for address in own]


def holders_of(role: str) -> QuerySet[Person]:
    """Everybody who holds a role now, each once."""
    return Person.objects.filter(responsibilities__role=role, responsibilities__until=None).distinct()


LONGEST_QUESTION = 200
"""Letters of a question that are read: more than any name has, and few enough words for one statement."""


def words_of(text: str) -> list[str]:
    """What somebody looks for, word by word."""
    return text[:LONGEST_QUESTION].split()


def people_matching(text: str) -> QuerySet[Person]:
    """Everybody who was not erased and whose name, address or municipality contains every word; all without words."""
    found = Person.objects.filter(erased_at=None).select_related("municipality")
    for word in words_of(text):
        found = found.filter(
            Q(given_name__icontains=word)
            | Q(family_name__icontains=word)
            | Q(email__icontains=word)
            | Q(municipality__name__icontains=word)
        )
    return found


def organisations_matching(text: str, *, kind: str = "", district: str = "", only_twins: bool = False) -> QuerySet[Organisation]:
    """Organisations whose present or earlier name, or the spelling of a duplicate, contains every word; all without words.

    `only_twins` leaves those whose name occurs more than once.
    """
    found = Organisation.objects.current().select_related("municipality__district")
    if kind:
        found = found.filter(kind=kind)
    if district:
        found = found.filter(municipality__district=district)
    for word in words_of(text):
        named = Organisation.objects.filter(
            Q(name__icontains=word) | Q(names__name__icontains=word) | Q(duplicates__name__icontains=word)
        )
        found = found.filter(pk__in=named.values("pk"))
    if only_twins:
        names = Organisation.objects.current().order_by().values(plain=Lower("name"))
        twins = names.annotate(count=Count("pk")).filter(count__gt=1).values("plain")
        found = found.alias(plain=Lower("name")).filter(plain__in=twins)
    return found


def neighbourhoods_matching(text: str, *, kind: str = "", district: str = "") -> QuerySet[Neighbourhood]:
    """Neighbourhoods whose name or municipality contains every word; all without words."""
    found = Neighbourhood.objects.prefetch_related("municipalities__district")
    if kind:
        found = found.filter(kind=kind)
    if district:
        found = found.filter(pk__in=Neighbourhood.objects.filter(municipalities__district=district).values("pk"))
    for word in words_of(text):
        named = Neighbourhood.objects.filter(Q(name__icontains=word) | Q(municipalities__name__icontains=word))
        found = found.filter(pk__in=named.values("pk"))
    return found


def present_successors() -> dict[int, int]:
    """For each municipality that is gone the one that took it over in the end; who took parts of a split cannot be told."""
    steps = _steps()
    return {pk: _chain(pk, steps)[-1] for pk in steps}


def joined_into(municipalities: Collection[int]) -> set[int]:
    """These municipalities and every one that was joined into one of them, over however many mergers."""
    steps = _steps()
    return {*municipalities, *(pk for pk in steps if not set(municipalities).isdisjoint(_chain(pk, steps)))}


def _steps() -> dict[int, int]:
    return dict(Succession.objects.exclude(kind=Succession.Kind.SPLIT).values_list("predecessor", "successor"))


def _chain(pk: int, steps: dict[int, int]) -> list[int]:
    chain = [pk]
    while (following := steps.get(chain[-1])) and following not in chain:
        chain.append(following)
    return chain


def municipalities_matching(text: str, *, limit: int = 20) -> list[Municipality]:
    """Present municipalities by the first letters of their name, then of a later word in it.

    "boblingen", "Boeblingen" and "BÖBLINGEN" all find Böblingen; fewer than two letters find nothing.
    """
    wanted = {spelling for spelling in spellings(text[:LONGEST_QUESTION]) if len(spelling) >= 2}
    if not wanted:
        return []
    begins = contains = Q()
    for spelling in wanted:
        begins |= Q(sort_name__startswith=spelling)
        contains |= Q(sort_name__contains=f" {spelling}") | Q(sort_name__contains=f"-{spelling}")
    found = Municipality.objects.current().select_related("district")
    first = list(found.filter(begins)[:limit])
    return first + list(found.filter(contains).exclude(begins)[: limit - len(first)])


def municipality_called(text: str) -> Municipality | None:
    """The one municipality whose name, or name with district, is exactly what was typed; None if several share it."""
    name = text.split("(")[0]
    named = Municipality.objects.current().select_related("district").filter(sort_name__in=spellings(name))
    exact = [one for one in named if "(" not in text or one.full_name.casefold() == text.strip().casefold()]
    return exact[0] if len(exact) == 1 else None
