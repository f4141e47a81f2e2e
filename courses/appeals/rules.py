"""Who may see and decide appeals."""

from courses.progress.models import Appeal
from lms.accounts.models import Person

from .queries import decidable_by


def can_see_appeal(person: Person, appeal: Appeal) -> bool:
    """Whoever filed it."""
    return appeal.filed_by_id == person.pk


def can_decide_appeal(person: Person, appeal: Appeal) -> bool:
    """Somebody of the office or a trainer of the cohort who took no part in the assessment, while it is open."""
    return decidable_by(person).filter(pk=appeal.pk).exists()


def can_read_decision(person: Person, appeal: Appeal) -> bool:
    """The papers stay open to whoever may decide, afterwards only to whoever decided."""
    return appeal.decided_by_id == person.pk or can_decide_appeal(person, appeal)
