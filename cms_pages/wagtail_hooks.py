"""The back office as a writing desk: our ink, the way to versions and back to the platform, and what publishing means."""

from django.contrib import messages
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from courses.catalogue.rules import can_publish_versions

from .models.content import CourseContentPage


class VersionsMenuItem(MenuItem):
    """Only those who may publish versions see the way there."""

    def is_shown(self, request):
        return can_publish_versions(request.user)


@hooks.register("insert_global_admin_css")
def ink():
    return format_html('<link rel="stylesheet" href="{}">', static("cms_pages/redaktion.css"))


@hooks.register("register_admin_menu_item")
def versions():
    return VersionsMenuItem(gettext_lazy("Fassungen"), reverse("cms_pages:versions"), icon_name="folder-inverse", order=150)


@hooks.register("register_admin_menu_item")
def platform():
    return MenuItem(gettext_lazy("Zur Lernplattform"), "/", icon_name="home", order=9000)


@hooks.register("construct_homepage_summary_items")
def no_site_summary(request, items):
    """Counting pages and images helps nobody to write."""
    items.clear()


@hooks.register("after_publish_page")
def say_what_publishing_means(request, page):
    if isinstance(page, CourseContentPage):
        messages.info(
            request, _("Laufende Durchgänge behalten ihren Text. Neue Durchgänge erhalten ihn mit der nächsten Fassung.")
        )
