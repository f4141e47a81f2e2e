"""Which elective modules a person takes."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Component
from courses.cohorts import queries
from courses.cohorts.models import ComponentChoice, Enrolment
from lms.accounts.models import Person
from lms.errors import NotPossible
from lms.journal.actions import record

from .locks import locked_enrolment


@transaction.atomic
def choose_components(enrolment: Enrolment, components, *, by: Person, at: datetime) -> None:
    """Make exactly these elective modules the person's choice; a dropped one keeps its row with an end.

    Raises NotPossible after the certificate and once the cohort is over.
    """
    enrolment = locked_enrolment(enrolment)
    wanted = {component.pk: component for component in components}
    foreign = [c for c in wanted.values() if c.version_id != enrolment.cohort.version_id or c.kind != Component.Kind.ELECTIVE]
    if foreign:
        raise NotPossible(_("Bitte wählen Sie Wahlpflichtmodule Ihres Durchgangs."))
    if refusal := queries.refusal_of_choice(enrolment):
        raise NotPossible(refusal)
    running = ComponentChoice.objects.filter(enrolment=enrolment, dropped_at=None)
    running.exclude(component__in=wanted).update(dropped_at=at)
    for pk in wanted.keys() - set(running.values_list("component_id", flat=True)):
        ComponentChoice.objects.create(enrolment=enrolment, component_id=pk, chosen_at=at)
    record("electives_chosen", enrolment, by=by, at=at, components=sorted(c.code for c in wanted.values()))
