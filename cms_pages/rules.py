"""Who may see what belongs to a text."""

from lms.accounts.models import Person, Role

from .models import Recording
from .queries import is_shown_to


def can_play(person: Person, recording: Recording) -> bool:
    """Whoever writes texts, and whoever learns from a text that shows the recording."""
    return may_write(person) or is_shown_to(person, recording)


def may_write(person: Person) -> bool:
    return person.is_superuser or bool({Role.TRAINER, Role.PROGRAMME_ADMIN} & set(person.running_roles))
