"""Who may publish versions."""

from lms.accounts.models import Person, Role

from .models import ProgrammeVersion


def can_publish_versions(person: Person) -> bool:
    """Propose, confirm and retire versions: programme administration."""
    return person.is_authenticated and Role.PROGRAMME_ADMIN in person.running_roles


def can_confirm(person: Person, version: ProgrammeVersion) -> bool:
    """The second of two persons; whoever proposed a version does not publish it."""
    return can_publish_versions(person) and version.proposed_by_id != person.pk
