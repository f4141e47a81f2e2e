"""More time for a person, wherever they learn."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Accommodation
from courses.signals import accommodation_given
from lms.accounts.actions import lock_accounts
from lms.accounts.models import Person
from lms.errors import NotPossible
from lms.journal.actions import record


@transaction.atomic
def accommodate(person: Person, *, factor: int, by: Person, at: datetime) -> Accommodation:
    """Give a person more time in every test from now on; an earlier time factor ends. Only the effect is stored.

    Raises NotPossible for oneself, and once the account is erased.
    """
    if person == by:
        raise NotPossible(_("Über Ihren eigenen Nachteilsausgleich entscheidet eine andere Person."))
    lock_accounts(person)
    running = Accommodation.objects.filter(person=person, kind=Accommodation.Kind.TIME, until=None)
    running.update(until=at)
    given = Accommodation.objects.create(person=person, kind=Accommodation.Kind.TIME, factor=factor, since=at, decided_by=by)
    record("accommodation_given", given, by=by, at=at)
    transaction.on_commit(lambda: accommodation_given.send_robust(sender=Accommodation, person=person, at=at))
    return given
