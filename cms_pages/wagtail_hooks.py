"""The back office as a writing desk: our ink, one short menu, what waits for whom, and what publishing means."""

from django.contrib import messages
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail.snippets.models import register_snippet

from courses.catalogue.models import Lesson
from courses.catalogue.rules import can_publish_versions

from .authoring import GlossaryViewSet, RecordingViewSet
from .desk import ConsultationPanel, DueUnitsPanel, RecentPanel, WaitingPanel
from .models import AccessibilityPage, EasyLanguagePage, NewsPage, PrivacyPage, SignLanguagePage, StandardPage
from .models.content import CourseContentPage
from .rights import is_office

MENU = [
    "overview", "modules", "questions", "media", "glossary", "help",
    "versions", "pages", "settings", "reports",
    "platform",
]  # fmt: skip
"""Everybody's items, what the office has besides, and the way out."""

register_snippet(RecordingViewSet)
register_snippet(GlossaryViewSet)

PUBLIC = (StandardPage, AccessibilityPage, EasyLanguagePage, NewsPage, PrivacyPage, SignLanguagePage)


class OfficeMenuItem(MenuItem):
    def is_shown(self, request):
        return is_office(request.user)


class VersionsMenuItem(MenuItem):
    """Only those who may publish versions see the way there."""

    def is_shown(self, request):
        return can_publish_versions(request.user)


@hooks.register("insert_global_admin_css")
def ink():
    return format_html('<link rel="stylesheet" href="{}">', static("cms_pages/redaktion.css"))


@hooks.register("register_admin_menu_item")
def overview():
    return MenuItem(gettext_lazy("Übersicht"), reverse("wagtailadmin_home"), name="overview", icon_name="home")


@hooks.register("register_admin_menu_item")
def modules():
    label, address = gettext_lazy("Meine Module"), reverse("cms_pages:modules")
    return MenuItem(label, address, name="modules", icon_name="folder-open-inverse")


@hooks.register("register_admin_menu_item")
def versions():
    label, address = gettext_lazy("Programme und Fassungen"), reverse("cms_pages:versions")
    return VersionsMenuItem(label, address, name="versions", icon_name="folder-inverse")


@hooks.register("register_admin_menu_item")
def pages():
    label, address = gettext_lazy("Seiten"), reverse("wagtailadmin_explore_root")
    return OfficeMenuItem(label, address, name="pages", icon_name="doc-full-inverse")


@hooks.register("register_admin_menu_item")
def media():
    items = [
        MenuItem(gettext_lazy("Bilder"), reverse("wagtailimages:index"), name="images", icon_name="image", order=1),
        MenuItem(gettext_lazy("Dokumente"), reverse("wagtaildocs:index"), name="documents", icon_name="doc-full", order=2),
        MenuItem(
            gettext_lazy("Ton und Video"),
            reverse("wagtailsnippets_cms_pages_recording:list"),
            name="recordings",
            icon_name="media",
            order=3,
        ),
    ]
    return SubmenuMenuItem(gettext_lazy("Medien"), Menu(items=items), name="media", icon_name="image")


@hooks.register("register_admin_menu_item")
def help_page():
    return MenuItem(gettext_lazy("Hilfe"), "/hilfe/", name="help", icon_name="help")


@hooks.register("register_admin_menu_item")
def platform():
    return MenuItem(gettext_lazy("Zur Lernplattform"), "/", name="platform", icon_name="view")


@hooks.register("construct_main_menu")
def only_what_authors_need(request, items):
    """Wagtail's own help leads to its makers; a report would show a trainer other people's modules."""
    items[:] = [
        item
        for item in items
        if item.name in MENU
        and (item.name != "reports" or is_office(request.user))
        and not (item.name == "help" and isinstance(item, SubmenuMenuItem))
    ]
    for item in items:
        item.order = MENU.index(item.name)


@hooks.register("construct_homepage_panels")
def what_waits(request, panels):
    panels[:] = [WaitingPanel(), RecentPanel(), ConsultationPanel(), DueUnitsPanel()]


@hooks.register("construct_homepage_summary_items", order=1000)
def no_site_summary(request, items):
    """Counting pages and images helps nobody to write. Comes last, after Wagtail has added its items."""
    items.clear()


@hooks.register("construct_page_chooser_queryset")
def only_pages_within_reach(pages, request):
    """A link leads to a page of the house or into one's own modules, never to somebody else's drafts."""
    if is_office(request.user):
        return pages
    reachable = policy_registry.get_by_type(Page).explorable_instances(request.user)
    return pages.filter(pk__in=reachable.values("pk")) | pages.filter(pk__in=Page.objects.live().type(PUBLIC).values("pk"))


@hooks.register("before_delete_page")
def keep_what_a_version_rests_on(request, page):
    """A page that a version was frozen from stays; it can only be taken off line."""
    if Lesson.objects.filter(page__in=page.get_descendants(inclusive=True)).exists():
        messages.error(request, _("Auf dieser Seite beruht eine Fassung. Sie lässt sich nicht löschen, nur zurückziehen."))
        return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("after_publish_page")
def say_what_publishing_means(request, page):
    if isinstance(page, CourseContentPage):
        messages.info(
            request, _("Laufende Durchgänge behalten ihren Text. Neue Durchgänge erhalten ihn mit der nächsten Fassung.")
        )
