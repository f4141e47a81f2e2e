"""Which roles a person holds now; read once per request, because the person is loaded once per request."""

from .models import Person, Responsibility, Role


def roles_of(person: Person) -> set[str]:
    """The roles with a running responsibility; visitors hold none. One statement per person object."""
    if not person.is_authenticated:
        return set()
    if not hasattr(person, "_running_roles"):
        person._running_roles = set(Responsibility.objects.running().filter(person=person).values_list("role", flat=True))
    return person._running_roles


def holds(person: Person, role: Role) -> bool:
    return role in roles_of(person)
