"""What changes the authoring space besides its own pages: whom a module is entrusted to."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import Person, Role
from lms.errors import NotPossible
from lms.journal.actions import record

from .models import ModulePage
from .rights import set_module_rights


@transaction.atomic
def entrust_module(module: ModulePage, trainers: Iterable[Person], *, by: Person, at: datetime) -> None:
    """Make exactly these trainers responsible for a module, its pages and its questions.

    Raises NotPossible if somebody does not hold the role of a trainer.
    """
    wanted = set(trainers)
    if any(Role.TRAINER not in person.running_roles for person in wanted):
        raise NotPossible(_("Ein Modul betreuen nur Personen mit der Rolle Kursleitung."))
    group = set_module_rights(module)
    present = set(group.user_set.select_for_update(no_key=True))
    if wanted == present:
        return
    group.user_set.set(wanted)
    record("module_entrusted", module, by=by, at=at, people=sorted(person.pk for person in wanted))
