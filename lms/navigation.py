"""Which way leads where, for whom. Stands on the roof: it names rooms of every package.

An item whose address does not exist (a room not built yet, a page not published) is left out; a dead link never shows.
"""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from lms.accounts.models import Role
from lms.accounts.queries import held_roles, shown_role

CHILD_OF_HOME = 3
ACCOUNT = (_("Konto"), "accounts:profile")
HEADER: dict[str, list[tuple]] = {
    "": [
        (_("Programme"), "page:programme"),
        (_("Zertifikat prüfen"), "certificates:verify"),
        (_("Hilfe und Kontakt"), "page:hilfe"),
    ],
    Role.LEARNER: [
        (_("Übersicht"), "courses:overview"),
        (_("Mein Durchgang"), "courses:my-cohort"),
        (_("Termine"), "courses:meetings"),
        (_("Stand und Nachweise"), "courses:standing"),
        ACCOUNT,
    ],
    Role.TRAINER: [
        (_("Übersicht"), "courses:teach"),
        (_("Meine Durchgänge"), "courses:teach-cohorts"),
        (_("Bewertungen"), "courses:grading"),
        (_("Termine"), "courses:teach-meetings"),
        ACCOUNT,
    ],
    Role.PROGRAMME_ADMIN: [
        (_("Übersicht"), "courses:office"),
        (_("Durchgänge"), "courses:office-cohorts"),
        (_("Personen"), "accounts:people"),
        (_("Berichte"), "courses:reports"),
        ACCOUNT,
    ],
    Role.MUNICIPAL_CONTACT: [
        (_("Übersicht"), "courses:municipality"),
        (_("Bestätigungen"), "courses:confirmations"),
        (_("Unsere Kommune"), "courses:municipality-people"),
        ACCOUNT,
    ],
    Role.DISTRICT_COORDINATOR: [(_("Unser Kreis"), "certificates:district"), ACCOUNT],
    Role.ADVISOR: [(_("Unsere Region"), "certificates:region"), ACCOUNT],
    Role.ADVISORY_BOARD: [(_("Stand im Land"), "certificates:state"), ACCOUNT],
}
ALSO_UNDER: dict[str, tuple[str, ...]] = {
    "courses:standing": ("/nachweise/",),
    "certificates:verify": ("/echtheit/",),
    "accounts:people": (
        "/verwaltung/kommunen/",
        "/verwaltung/organisationen/",
        "/verwaltung/protokoll/",
        "/verwaltung/quartiere/",
    ),
    "courses:grading": ("/einsprueche/", "/lehren/kolloquium/", "/versuche/"),
    "courses:office-cohorts": (
        "/einsprueche/",
        "/lehren/durchgaenge/",
        "/lehren/termine/",
        "/versuche/",
        "/verwaltung/anmeldungen/",
        "/verwaltung/fassungen/",
        "/verwaltung/freigaben/",
        "/verwaltung/zertifikate/",
    ),
}
"""Pages that belong to an item but do not lie below its address. Only the items of the shown role are asked."""
UTILITY = [
    (_("Suche"), "cms_pages:search", "search"),
    (_("Leichte Sprache"), "page:leichte-sprache", "easy-language"),
    (_("Gebärdensprache"), "page:gebaerdensprache", "sign-language"),
]
UNDERSTANDABLE = [
    (_("Leichte Sprache"), "page:leichte-sprache"),
    (_("Gebärdensprache"), "page:gebaerdensprache"),
    (_("Erklärung zur Barrierefreiheit"), "page:barrierefreiheit"),
    (_("Barriere melden"), "page:barriere-melden"),
]
LEGAL = [
    (_("Impressum"), "page:impressum"),
    (_("Datenschutz"), "page:datenschutz"),
    (_("Echtheit eines Zertifikats prüfen"), "certificates:verify"),
    (_("Darstellung: hell, dunkel, wie im System"), "appearance"),
]
IN_ACCOUNT = [
    (_("Persönliche Angaben"), "accounts:profile"),
    (_("E-Mail-Adresse"), "account_email"),
    (_("Passwort"), "account_change_password"),
    (_("Zweiter Faktor"), "mfa_index"),
    (_("Benachrichtigungen"), "notifications:list"),
    (_("Meine Daten"), "privacy:own"),
]
PAGES = {
    name.removeprefix("page:")
    for entries in (*HEADER.values(), UTILITY, UNDERSTANDABLE, LEGAL)
    for _label, name, *_icon in entries
    if name.startswith("page:")
}
AUTHORS = {Role.TRAINER, Role.PROGRAMME_ADMIN}


@dataclass(frozen=True)
class Item:
    label: str
    address: str
    current: str
    """The value of `aria-current`: "page" on the page itself, "true" below it, "" elsewhere."""
    icon: str = ""


class Navigation:
    """The menus of one request. At most two queries: published pages and, for people signed in, their roles."""

    def __init__(self, request):
        self.request = request
        self.role = shown_role(request.user)
        self.pages = set(Page.objects.live().filter(depth=CHILD_OF_HOME, slug__in=PAGES).values_list("slug", flat=True))

    def address(self, name: str) -> str:
        """The address behind a name, or "" if there is none."""
        if name.startswith("page:"):
            slug = name.removeprefix("page:")
            return f"/{slug}/" if slug in self.pages else ""
        try:
            return reverse(name)
        except NoReverseMatch:
            return ""

    def items(self, entries) -> list[Item]:
        found = [(label, name, self.address(name), *icon) for label, name, *icon in entries]
        there = [entry for entry in found if entry[2]]
        nearest = max((address for _label, name, address, *_icon in there if self.is_under(name, address)), key=len, default=None)
        return [Item(label, address, self.current(address, nearest), *icon) for label, _name, address, *icon in there]

    def is_under(self, name: str, address: str) -> bool:
        path = self.request.path
        return path.startswith(address) or (name in ALSO_UNDER and path.startswith(ALSO_UNDER[name]))

    def current(self, address: str, nearest: str | None) -> str:
        if address != nearest:
            return ""
        return "page" if address == self.request.path else "true"

    @property
    def header(self) -> list[Item]:
        return self.items(HEADER[self.role])

    @property
    def account(self) -> list[Item]:
        """What stands beside the pages under "Konto"."""
        may_write = AUTHORS & set(held_roles(self.request.user))
        return self.items([*IN_ACCOUNT, *([(_("Inhalte bearbeiten"), "wagtailadmin_home")] if may_write else [])])

    @property
    def utility(self) -> list[Item]:
        return self.items(UTILITY)

    @property
    def understandable(self) -> list[Item]:
        return self.items(UNDERSTANDABLE)

    @property
    def legal(self) -> list[Item]:
        return self.items(LEGAL)

    @property
    def contact(self) -> str:
        return self.address("page:hilfe")


@login_required
def start(request):
    """Where somebody lands after signing in: the first place of the role the header shows."""
    return redirect(Navigation(request).header[0].address)


def menus(request):
    """Context processor; nothing is read before a template shows a menu."""
    return {"navigation": SimpleLazyObject(lambda: Navigation(request))}
