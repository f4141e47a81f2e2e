"""Who may release, credit and withdraw."""

from lms.accounts.models import Person, Role

from .models import Release


def can_propose_release(person: Person) -> bool:
    return Role.PROGRAMME_ADMIN in person.running_roles


def can_confirm_release(person: Person, release: Release) -> bool:
    """R10: a second entitled person; neither the proposer nor anybody whose own certificate is among them."""
    if not can_propose_release(person) or release.proposed_by_id == person.pk:
        return False
    return not release.items.filter(completion__enrolment__learner=person).exists()
