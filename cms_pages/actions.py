"""What changes the authoring space from outside: whom a module is entrusted to, what the next version is called."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import ProgrammeVersion
from lms.accounts.models import Person, Role
from lms.errors import NotPossible
from lms.journal.actions import record

from .models import ModulePage, ProgrammePage
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


@transaction.atomic
def name_next_version(programme: ProgrammePage, label: str, *, by: Person) -> None:
    """Give the next version its label and publish the programme page with it.

    Raises NotPossible while the page has a draft: nobody's unfinished text is published along the way.
    """
    programme = ProgrammePage.objects.select_for_update(no_key=True).get(pk=programme.pk)
    if programme.has_unpublished_changes:
        raise NotPossible(_("Die Programmseite hat einen Entwurf. Bitte veröffentlichen Sie ihn zuerst in der Redaktion."))
    if ProgrammeVersion.objects.filter(programme__code=programme.code, label=label, published_at__isnull=False).exists():
        raise NotPossible(_("Diese Bezeichnung ist schon vergeben."))
    programme.label = label
    programme.save_revision(user=by).publish(user=by)
