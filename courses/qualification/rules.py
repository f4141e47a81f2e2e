"""Who may release, credit and withdraw."""

from lms.accounts.models import Person, Role
from lms.accounts.roles import holds

from .models import Release


def can_propose_release(person: Person) -> bool:
    return holds(person, Role.PROGRAMME_ADMIN)


def can_confirm_release(person: Person, release: Release) -> bool:
    """R10: a second entitled person; the proposer cannot confirm."""
    return can_propose_release(person) and release.proposed_by_id != person.pk
