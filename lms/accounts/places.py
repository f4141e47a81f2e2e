"""What changes organisations and neighbourhoods: the office corrects what people have typed."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms import clock
from lms.errors import NotPossible
from lms.journal.actions import record

from .models import Municipality, Neighbourhood, Organisation, OrganisationName, Person
from .signals import organisation_merging

SINCE_EVER = date(1952, 4, 25)
"""The state is founded: the start of names whose first day nobody has written down."""

NAME_STAYS = gettext_lazy("Der Name ist noch der bisherige. Tragen Sie den neuen Namen ein oder leeren Sie dieses Feld.")


@transaction.atomic
def create_organisation(*, kind: str, name: str, municipality: Municipality | None, by: Person, at: datetime) -> Organisation:
    """Add an organisation. Raises NotPossible if the same one is there already."""
    fields = {"kind": kind, "name": name, "municipality": municipality}
    if Organisation.objects.current().filter(**fields).exists():
        raise NotPossible(_("Diese Organisation gibt es schon."))
    organisation = Organisation.objects.create(**fields)
    record("organisation_created", organisation, by=by, at=at)
    return organisation


@transaction.atomic
def change_organisation(
    organisation: Organisation,
    *,
    kind: str,
    name: str,
    municipality: Municipality | None,
    renamed_on: date | None = None,
    by: Person,
    at: datetime,
) -> Organisation:
    """Correct an organisation. With `renamed_on` the old name stays known until that day, else its spelling is mended.

    Raises NotPossible for such a day without a new name; a second click is none.
    """
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    _refuse_merged(organisation)
    wanted = {"kind": kind, "name": name, "municipality": municipality}
    changed = [field for field, value in wanted.items() if getattr(organisation, field) != value]
    if renamed_on and "name" not in changed and not organisation.names.filter(name=name, valid_from=renamed_on).exists():
        raise NotPossible(NAME_STAYS, field="renamed_on")
    if not changed:
        return organisation
    if "name" in changed:
        _rename(organisation, name, on=renamed_on, today=clock.local_date(at))
    for field in changed:
        setattr(organisation, field, wanted[field])
    organisation.save(update_fields=changed)
    record("organisation_changed", organisation, by=by, at=at, fields=changed)
    return organisation


def _rename(organisation: Organisation, name: str, *, on: date | None, today: date) -> None:
    if on is None:
        organisation.names.filter(valid_until=None).update(name=name)
        return
    if on > today:
        raise NotPossible(_("Der neue Name gilt noch nicht. Bitte tragen Sie ihn an dem Tag ein, ab dem er gilt."))
    running = organisation.names.filter(valid_until=None).first()
    running = running or OrganisationName(organisation=organisation, name=organisation.name, valid_from=SINCE_EVER)
    if on <= running.valid_from:
        raise NotPossible(_("Der bisherige Name gilt erst seit diesem Tag oder später. Bitte prüfen Sie das Datum."))
    running.valid_until = on
    running.save()
    OrganisationName.objects.create(organisation=organisation, name=name, valid_from=on)


@transaction.atomic
def merge_organisation(duplicate: Organisation, *, into: Organisation, by: Person, at: datetime) -> Organisation:
    """Make everything that names a duplicate name the right organisation; the duplicate's row stays and leads there.

    Raises NotPossible if one of them was merged before, or a room above refuses.
    """
    if duplicate.pk == into.pk:
        raise NotPossible(_("Das ist dieselbe Organisation. Bitte wählen Sie eine andere."))
    rows = Organisation.objects.select_for_update().filter(pk__in=[duplicate.pk, into.pk]).order_by("pk")
    locked = {row.pk: row for row in rows}
    duplicate, into = locked[duplicate.pk], locked[into.pk]
    _refuse_merged(duplicate)
    _refuse_merged(into)
    organisation_merging.send(sender=Organisation, duplicate=duplicate, into=into)
    moved = sum(
        relation.related_model._base_manager.filter(**{relation.field.name: duplicate}).update(**{relation.field.name: into})
        for relation in references_to_organisations()
    )
    duplicate.duplicates.update(merged_into=into)
    duplicate.merged_into = into
    duplicate.save(update_fields=["merged_into"])
    record("organisation_merged", duplicate, by=by, at=at, into=into.pk, moved=moved)
    return into


def references_to_organisations() -> list:
    """Every foreign key of the house to an organisation, also those without a way back, but its own names and duplicates."""
    own = (Organisation, OrganisationName)
    fields = Organisation._meta.get_fields(include_hidden=True)
    return [field for field in fields if field.one_to_many and field.related_model not in own]


def _refuse_merged(organisation: Organisation) -> None:
    if organisation.merged_into_id:
        raise NotPossible(_("Diese Organisation ist schon mit einer anderen zusammengeführt."))


@transaction.atomic
def create_neighbourhood(*, name: str, kind: str, description: str, municipalities, by: Person, at: datetime) -> Neighbourhood:
    """Add a neighbourhood in one or more municipalities."""
    _refuse_nowhere(municipalities)
    neighbourhood = Neighbourhood.objects.create(name=name, kind=kind, description=description)
    neighbourhood.municipalities.set(municipalities)
    record("neighbourhood_created", neighbourhood, by=by, at=at)
    return neighbourhood


@transaction.atomic
def change_neighbourhood(
    neighbourhood: Neighbourhood, *, name: str, kind: str, description: str, municipalities, by: Person, at: datetime
) -> Neighbourhood:
    """Correct a neighbourhood; it stays in at least one municipality."""
    _refuse_nowhere(municipalities)
    neighbourhood = Neighbourhood.objects.select_for_update(no_key=True).get(pk=neighbourhood.pk)
    neighbourhood.name, neighbourhood.kind, neighbourhood.description = name, kind, description
    neighbourhood.save()
    neighbourhood.municipalities.set(municipalities)
    record("neighbourhood_changed", neighbourhood, by=by, at=at)
    return neighbourhood


def _refuse_nowhere(municipalities) -> None:
    if not municipalities:
        raise NotPossible(_("Ein Quartier gehört zu mindestens einer Kommune."))
