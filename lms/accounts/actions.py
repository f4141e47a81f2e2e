"""What changes people, their places and their roles."""

from collections.abc import Collection
from datetime import datetime

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.errors import NotPossible
from lms.journal.actions import record
from lms.notifications.actions import send_mail_only

from .models import District, Municipality, Neighbourhood, Organisation, Person, Responsibility, Role
from .queries import held_roles

ERASED = gettext_lazy("Dieses Konto ist gelöscht.")
SCOPES: dict[str, str] = {Role.MUNICIPAL_CONTACT: "municipality", Role.DISTRICT_COORDINATOR: "district"}
MAY_HAVE_A_DISTRICT = (Role.ADVISOR,)
NEEDS_A_PLACE = {
    "municipality": gettext_lazy("Eine kommunale Ansprechperson braucht ihre Kommune. Geben Sie die ersten Buchstaben ein."),
    "district": gettext_lazy("Eine Kreiskoordination braucht ihren Kreis. Bitte wählen Sie ihn aus."),
}
HAS_NO_PLACE = {
    "municipality": gettext_lazy("Die Rolle „%(role)s“ hat keine Kommune. Bitte leeren Sie dieses Feld."),
    "district": gettext_lazy("Die Rolle „%(role)s“ hat keinen Kreis. Bitte wählen Sie „Kein Kreis“."),
}


@transaction.atomic
def invite(email: str, *, given_name: str, family_name: str, by: Person | None, at: datetime) -> Person:
    """Create an account without password and mail the link to set one; an address is invited once."""
    try:
        with transaction.atomic():
            person = Person.objects.create_user(email, given_name=given_name, family_name=family_name, joined_at=at)
    except IntegrityError as error:
        raise NotPossible(_("Zu dieser E-Mail-Adresse gibt es schon ein Konto.")) from error
    # Without a password the only way in is the mailed link, which proves the address.
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    record("person_invited", person, by=by, at=at)
    key = default_token_generator.make_token(person)
    link = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(person), "key": key})
    send_mail_only(person, "invitation", at=at, link=link)
    return person


def lock_people(ids: Collection[int]) -> list[Person]:
    """Keep these people as they are until the end of the transaction.

    In the order of their ids, so that two groups with somebody in common wait for each other.
    """
    return list(Person.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))


def lock_accounts(*people: Person) -> None:
    """Keep these accounts as they are until the end of the transaction; raises NotPossible once one of them is erased."""
    if any(person.erased_at for person in lock_people({person.pk for person in people})):
        raise NotPossible(ERASED)


@transaction.atomic
def give_role(
    person: Person,
    role: str,
    *,
    municipality: Municipality | None = None,
    district: District | None = None,
    by: Person,
    at: datetime,
) -> Responsibility:
    """Give a role from now on. A contact needs a municipality, a district coordinator a district, an advisor may have several.

    No role is given twice for the same place.
    """
    lock_accounts(person)
    scope = {"municipality": municipality, "district": district}
    needed = "district" if district and role in MAY_HAVE_A_DISTRICT else SCOPES.get(role)
    for name, value in scope.items():
        if name == needed and value is None:
            raise NotPossible(NEEDS_A_PLACE[name], field=name)
        if name != needed and value is not None:
            raise NotPossible(HAS_NO_PLACE[name] % {"role": Role(role).label}, field=name)
    try:
        with transaction.atomic():
            given = Responsibility.objects.create(person=person, role=role, since=at, given_by=by, **scope)
    except IntegrityError as error:
        raise NotPossible(_("Diese Rolle hat die Person schon.")) from error
    follow_roles(person)
    record("role_given", person, by=by, at=at, role=role, scope=scope_key(given))
    return given


@transaction.atomic
def take_role(responsibility: Responsibility, *, by: Person, at: datetime) -> None:
    """End a role; the row stays. The last programme administration cannot be ended, or nobody could give roles."""
    # All of an administration's rows in one order: two who end each other wait, and the second is the last.
    running = Responsibility.objects.select_for_update(no_key=True).running().order_by("pk")
    alike = Q(role=Role.PROGRAMME_ADMIN) if responsibility.role == Role.PROGRAMME_ADMIN else Q(pk=responsibility.pk)
    locked = {row.pk: row for row in running.filter(alike)}
    held = locked.get(responsibility.pk)
    if held is None:
        raise NotPossible(_("Diese Rolle ist schon beendet."))
    if held.role == Role.PROGRAMME_ADMIN and len(locked) == 1:
        raise NotPossible(_("Die letzte Programmadministration kann nicht beendet werden."))
    held.until = at
    held.save(update_fields=["until"])
    follow_roles(held.person)
    record("role_taken", held.person, by=by, at=at, role=held.role, scope=scope_key(held))


def follow_roles(person: Person) -> None:
    """Put the person into the groups of the running roles and out of all others; what a group may do is said elsewhere.

    A group is called like its role. Groups that are no role's are left alone.
    """
    running = set(person.responsibilities.running().values_list("role", flat=True))
    ended = Group.objects.filter(name__in=set(Role.values) - running)
    person.groups.remove(*ended)
    person.groups.add(*(Group.objects.get_or_create(name=role)[0] for role in sorted(running)))


def scope_key(responsibility: Responsibility) -> str:
    """The key of the place a role is held for, or "" for the whole programme."""
    municipality = responsibility.municipality
    return municipality.ags if municipality else responsibility.district_id or ""


@transaction.atomic
def change_profile(
    person: Person,
    *,
    given_name: str,
    family_name: str,
    municipality: Municipality | None,
    organisation_kind: str = "",
    organisation_name: str = "",
    neighbourhood_kind: str = "",
    neighbourhood_name: str = "",
    by: Person,
    at: datetime,
) -> None:
    """Write the person's own data; the journal keeps which fields changed, not what stands in them.

    Raises NotPossible once the account is erased: no page left open may write a name back into it.
    """
    lock_accounts(person)
    person = Person.objects.get(pk=person.pk)
    wanted = {
        "given_name": given_name,
        "family_name": family_name,
        "municipality": municipality,
        "organisation": organisation_called(organisation_kind, organisation_name, municipality),
        "neighbourhood": neighbourhood_called(neighbourhood_kind, neighbourhood_name, municipality),
    }
    changed = [name for name, value in wanted.items() if getattr(person, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(person, name, wanted[name])
    person.save(update_fields=changed)
    record("profile_changed", person, by=by, at=at, fields=changed)


def organisation_called(kind: str, name: str, municipality: Municipality | None) -> Organisation | None:
    """The organisation of that name; a spelling that was a duplicate leads to the one it was merged into."""
    if not name:
        return None
    fields = {"kind": kind or Organisation.Kind.OTHER, "name": name, "municipality": municipality}
    known = Organisation.objects.filter(**fields).select_related("merged_into").order_by("merged_into", "pk").first()
    return (known.merged_into or known) if known else Organisation.objects.create(**fields)


def neighbourhood_called(kind: str, name: str, municipality: Municipality | None) -> Neighbourhood | None:
    """The neighbourhood of that name in the municipality; made if it is not known yet."""
    if not name:
        return None
    if municipality is None:
        raise NotPossible(_("Ein Quartier gehört zu einer Kommune. Bitte nennen Sie zuerst Ihre Kommune."))
    kind = kind or Neighbourhood.Kind.OTHER
    known = Neighbourhood.objects.filter(kind=kind, name=name, municipalities=municipality).first()
    if known:
        return known
    made = Neighbourhood.objects.create(kind=kind, name=name)
    made.municipalities.add(municipality)
    return made


@transaction.atomic
def switch_role(person: Person, role: str, *, at: datetime) -> None:
    """Show the header of another role the person holds; rights do not change."""
    if role not in held_roles(person):
        raise NotPossible(_("Diese Rolle haben Sie nicht."))
    person.active_role = role
    person.save(update_fields=["active_role"])
    record("role_switched", person, by=person, at=at, role=role)


@transaction.atomic
def note_disclosure(person: Person, *, by: Person, at: datetime) -> None:
    """Journal that somebody else's data were looked at."""
    record("person_viewed", person, by=by, at=at)
