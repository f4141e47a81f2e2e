"""People, places and who is responsible for what."""

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from .spelling import folded, full_name, order_of_names

LONGEST_NAME = 80
LONGEST_ADDRESS = 254
"""Letters of a given or a family name, the same in every table and form."""


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username):
        return self.get(email=username.lower())

    def create_user(self, email, password=None, **fields):
        person = self.model(email=email.lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_superuser=True, **fields)


class SortedByName(models.Model):
    """Stands in lists where German puts it: ä like a, ß like ss, capitals like small letters.

    No two databases agree on the order of letters, so the folded name is kept. Whoever writes rows without `save` calls
    `fold_name` first.
    """

    LONGEST_ORDER: ClassVar = 120

    sort_name = models.CharField(max_length=LONGEST_ORDER, editable=False)

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        self.fold_name()
        if update_fields is not None:
            update_fields = {*update_fields, "sort_name"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def sorted_under(self) -> str:
        return folded(str(self))

    def fold_name(self) -> None:
        self.sort_name = self.sorted_under()[: self.LONGEST_ORDER]


class District(SortedByName):
    """A Landkreis or Stadtkreis; its key is the first five digits of the AGS."""

    class Kind(models.TextChoices):
        RURAL = "rural", _("Landkreis")
        URBAN = "urban", _("Stadtkreis")

    key = models.CharField(_("Schlüssel"), max_length=5, primary_key=True)
    name = models.CharField(_("Name"), max_length=100)
    kind = models.CharField(_("Art"), max_length=5, choices=Kind)
    region = models.CharField(_("Regierungsbezirk"), max_length=20)

    class Meta:
        verbose_name = _("Kreis")
        verbose_name_plural = _("Kreise")
        ordering = ["sort_name", "key"]
        indexes = [models.Index(fields=["sort_name", "key"], name="districts_by_name")]
        constraints = [models.CheckConstraint(condition=Q(key__regex=r"^08[0-9]{3}$"), name="district_key_is_official")]

    def __str__(self):
        """ "Landkreis Böblingen", but "Ostalbkreis": twelve names carry the word already."""
        if self.kind == self.Kind.RURAL and self.name.lower().endswith("kreis"):
            return self.name
        return f"{self.get_kind_display()} {self.name}"

    def sorted_under(self) -> str:
        """Böblingen among the B, not all forty under "Landkreis"."""
        return folded(self.name)


class MunicipalityQuerySet(models.QuerySet["Municipality"]):
    def current(self):
        return self.filter(valid_until=None)

    def real(self):
        return self.filter(is_test=False)


class Municipality(SortedByName):
    """One legal body under one key (AGS) for the time both stayed the same; names are kept beside it."""

    ags = models.CharField(_("Amtlicher Gemeindeschlüssel"), max_length=8)
    name = models.CharField(_("Name"), max_length=120)
    addition = models.CharField(_("Zusatz"), max_length=120, blank=True)
    district = models.ForeignKey(District, models.PROTECT, verbose_name=_("Kreis"), related_name="municipalities")
    inhabitants = models.PositiveIntegerField(_("Einwohnerzahl"), null=True, blank=True)
    is_test = models.BooleanField(_("Testkommune"), default=False)
    valid_from = models.DateField(_("gültig ab"))
    valid_until = models.DateField(_("gültig bis"), null=True, blank=True)

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = _("Kommune")
        verbose_name_plural = _("Kommunen")
        ordering = ["sort_name", "ags"]
        indexes = [models.Index(fields=["sort_name", "ags"], name="municipalities_by_name")]
        constraints = [
            models.CheckConstraint(condition=Q(ags__regex=r"^08[0-9]{6}$"), name="ags_is_official"),
            models.CheckConstraint(condition=Q(inhabitants=None) | Q(inhabitants__gt=0), name="somebody_lives_there"),
            models.UniqueConstraint(fields=["ags", "valid_from"], name="one_row_per_ags_and_start"),
            models.UniqueConstraint(fields=["ags"], condition=Q(valid_until=None), name="one_current_row_per_ags"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")), name="municipality_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(ags__startswith="08999", is_test=True) | (~Q(ags__startswith="08999") & Q(is_test=False)),
                name="test_municipality_has_test_key",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def full_name(self) -> str:
        """Name with its district, so that the eight names that occur twice can be told apart."""
        is_district = self.district.kind == District.Kind.URBAN
        return f"{self.name} ({self.district.get_kind_display() if is_district else self.district})"


class Succession(models.Model):
    """A municipality took over (part of) another: merger, split or a new key."""

    class Kind(models.TextChoices):
        MERGER = "merger", _("Eingliederung oder Zusammenschluss")
        SPLIT = "split", _("Aufteilung")
        REKEYED = "rekeyed", _("Neuer Schlüssel")

    predecessor = models.ForeignKey(Municipality, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Municipality, models.PROTECT, related_name="preceded_by")
    effective_on = models.DateField()
    kind = models.CharField(max_length=7, choices=Kind)

    class Meta:
        verbose_name = _("Nachfolge einer Kommune")
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor", "effective_on"], name="one_succession"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="nobody_succeeds_itself"),
        ]


class MunicipalityName(models.Model):
    """An earlier or the present name of a municipality, with its dates."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="names")
    name = models.CharField(max_length=120)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("Name einer Kommune")
        constraints = [
            models.UniqueConstraint(fields=["municipality"], condition=Q(valid_until=None), name="one_open_name"),
        ]


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def current(self):
        """Without those that were found to be duplicates."""
        return self.filter(merged_into=None)


class Organisation(SortedByName):
    """Any body a person acts for. The list of kinds is open ("etc." in the strategy): `OTHER` is always there."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", _("Kommune")
        DISTRICT = "district", _("Landkreis")
        CIVIC_INITIATIVE = "civic_initiative", _("Bürgerschaftliche Initiative")
        WELFARE_ASSOCIATION = "welfare_association", _("Verband der freien Wohlfahrtspflege")
        CHURCH = "church", _("Kirche oder Religionsgemeinschaft")
        MEDICAL_PRACTICE = "medical_practice", _("Arztpraxis")
        LOCAL_BUSINESS = "local_business", _("Örtliche Wirtschaft")
        PUBLIC_TRANSPORT = "public_transport", _("Öffentlicher Nahverkehr")
        SOCIAL_ENTERPRISE = "social_enterprise", _("Sozialunternehmen")
        HOUSING_COMPANY = "housing_company", _("Wohnungsunternehmen")
        ACADEMIA = "academia", _("Wissenschaft")
        STATE_ADMINISTRATION = "state_administration", _("Landesverwaltung")
        OTHER = "other", _("Andere")

    kind = models.CharField(_("Organisationsart"), max_length=24, choices=Kind)
    name = models.CharField(_("Name"), max_length=200)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, verbose_name=_("Sitz"), related_name="organisations"
    )
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="duplicates")
    """The organisation this row was a duplicate of. The row stays, so that its spelling leads to the right one."""

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Organisation")
        verbose_name_plural = _("Organisationen")
        ordering = ["sort_name", "pk"]
        indexes = [models.Index(fields=["sort_name", "id"], name="organisations_by_name")]
        constraints = [
            models.CheckConstraint(condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="nothing_is_its_own_duplicate"),
        ]

    def __str__(self):
        return self.name


class OrganisationName(models.Model):
    """The name of an organisation in a period: documents carry the name valid on their day."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="names")
    name = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("Name einer Organisation")
        constraints = [
            models.UniqueConstraint(fields=["organisation"], condition=Q(valid_until=None), name="one_open_organisation_name"),
        ]


class Neighbourhood(SortedByName):
    """The place somebody works on: free name, never a polygon, not bound to one municipality's border."""

    class Kind(models.TextChoices):
        STREET = "street", _("Straßenzug")
        NEIGHBOURHOOD = "neighbourhood", _("Nachbarschaft")
        TOWN_DISTRICT = "town_district", _("Stadtteil oder Teilort")
        VILLAGE = "village", _("Ganzes Dorf")
        OTHER = "other", _("Anderes")

    name = models.CharField(_("Name des Quartiers"), max_length=120)
    kind = models.CharField(_("Art"), max_length=16, choices=Kind)
    description = models.TextField(_("Beschreibung"), blank=True)
    municipalities = models.ManyToManyField(Municipality, verbose_name=_("Kommunen"), related_name="neighbourhoods")

    class Meta:
        verbose_name = _("Quartier")
        verbose_name_plural = _("Quartiere")
        ordering = ["sort_name", "pk"]
        indexes = [models.Index(fields=["sort_name", "id"], name="neighbourhoods_by_name")]

    def __str__(self):
        return self.name


class Person(SortedByName, AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]  # Wagtail's locked_by
    """Somebody with an account. Signs in by e-mail; is never deleted, but emptied (`erased_at`)."""

    given_name = models.CharField(_("Vorname"), max_length=LONGEST_NAME)
    family_name = models.CharField(_("Nachname"), max_length=LONGEST_NAME)
    email = models.EmailField(_("E-Mail-Adresse"), max_length=LONGEST_ADDRESS, null=True, unique=True)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, verbose_name=_("Kommune"), related_name="people"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name=_("Organisation"), related_name="people"
    )
    neighbourhood = models.ForeignKey(
        Neighbourhood, models.PROTECT, null=True, blank=True, verbose_name=_("Quartier"), related_name="people"
    )
    active_role = models.CharField(max_length=24, blank=True, editable=False)
    is_active = models.BooleanField(_("aktiv"), default=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["given_name", "family_name"]

    class PersonalData:
        owner = "self"
        exported = [
            "given_name",
            "family_name",
            "email",
            "municipality__name",
            "organisation__name",
            "neighbourhood__name",
            "joined_at",
            "last_login",
        ]
        on_erasure = "anonymise"

    class Meta:
        verbose_name = _("Person")
        verbose_name_plural = _("Personen")
        ordering = ["sort_name", "pk"]
        indexes = [models.Index(fields=["sort_name", "id"], name="people_by_name")]
        constraints = [
            models.CheckConstraint(condition=Q(erased_at=None) | Q(email=None), name="erased_person_has_no_address"),
        ]

    def __str__(self):
        return self.get_full_name()

    def sorted_under(self) -> str:
        return order_of_names(self.family_name, self.given_name)

    def get_full_name(self):
        return full_name(self.given_name, self.family_name)

    def get_short_name(self):
        return self.given_name

    @cached_property
    def running_roles(self) -> frozenset[str]:
        """The roles held now, read once per object and so at most once per request."""
        return frozenset(self.responsibilities.running().values_list("role", flat=True))

    @property
    def is_staff(self):
        """Django's word for who may open its own admin; that admin is not part of the product."""
        return False


class Role(models.TextChoices):
    """What a person may be in the product; learner and trainer follow from enrolments and assignments too."""

    LEARNER = "learner", _("Teilnehmende Person")
    TRAINER = "trainer", _("Kursleitung")
    PROGRAMME_ADMIN = "programme_admin", _("Programmadministration")
    MUNICIPAL_CONTACT = "municipal_contact", _("Kommunale Ansprechperson")
    ADVISOR = "advisor", _("Fachberatung")
    ADVISORY_BOARD = "advisory_board", _("Begleitgruppe")
    DISTRICT_COORDINATOR = "district_coordinator", _("Kreiskoordination")


class ResponsibilityQuerySet(models.QuerySet["Responsibility"]):
    def running(self):
        return self.filter(until=None)


class Responsibility(models.Model):
    """For whom or what a person holds a role, from when until when. A role without a running row sees nothing."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="responsibilities")
    role = models.CharField(_("Rolle"), max_length=24, choices=[choice for choice in Role.choices if choice[0] != Role.LEARNER])
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, verbose_name=_("Kommune"), related_name="+"
    )
    district = models.ForeignKey(District, models.PROTECT, null=True, blank=True, verbose_name=_("Kreis"), related_name="+")
    programme = models.BigIntegerField(
        _("Programm"), null=True, blank=True, help_text="id only: accounts must not know the catalogue"
    )
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    given_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = ResponsibilityQuerySet.as_manager()

    class PersonalData:
        owner = "person"
        exported = ["role", "municipality__name", "district__name", "since", "until"]
        on_erasure = "keep"  # accountability for decisions made in the role

    class Meta:
        verbose_name = _("Rolle")
        constraints = [
            models.CheckConstraint(
                name="scope_fits_role",
                condition=(
                    Q(role="municipal_contact", municipality__isnull=False, district=None, programme=None)
                    | Q(role="district_coordinator", district__isnull=False, municipality=None, programme=None)
                    | Q(role__in=["advisor", "advisory_board", "trainer", "programme_admin"], municipality=None)
                ),
            ),
            models.UniqueConstraint(
                fields=["person", "role"],
                condition=Q(until=None, municipality=None, district=None, programme=None),
                name="one_running_responsibility",
            ),
            models.UniqueConstraint(
                fields=["person", "role", "municipality"],
                condition=Q(until=None, municipality__isnull=False),
                name="one_running_responsibility_per_municipality",
            ),
            models.UniqueConstraint(
                fields=["person", "role", "district"],
                condition=Q(until=None, district__isnull=False),
                name="one_running_responsibility_per_district",
            ),
            models.UniqueConstraint(
                fields=["person", "role", "programme"],
                condition=Q(until=None, programme__isnull=False),
                name="one_running_responsibility_per_programme",
            ),
        ]
