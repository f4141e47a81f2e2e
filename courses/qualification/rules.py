"""Who may release, credit and withdraw."""

from lms.accounts.models import Person, Role

from .models import Release


def can_propose_release(person: Person) -> bool:
    return Role.PROGRAMME_ADMIN in person.running_roles


def can_confirm_release(person: Person, release: Release) -> bool:
    """R10: a second entitled person; the proposer cannot confirm."""
    return can_propose_release(person) and release.proposed_by_id != person.pk
