"""The doors of the back office that Wagtail's permissions leave ajar.

Wagtail asks its permissions on nearly every route. A few show the title of any page, or a report over all of them, to
whoever is let in at all; and its screens for people and groups would be a second way to roles.
"""

from django.db.models import QuerySet
from django.http import Http404
from wagtail.models import Page
from wagtail.permissions import policy_registry

from courses.quizzes.authoring import within_reach_of as questions_of
from lms.keys import is_key

from .authoring import changeable_by as recordings_of
from .rights import is_office

PREFIX = "/redaktion/"
FOR_NOBODY = ("users/", "groups/")
LEADS_NOWHERE = "snippets/"
"""A list of kinds of content; the menu leads to each of them."""
FOR_THE_OFFICE = ("reports/", "workflows/", "collections/")
NAMES_A_PAGE = {"page_id", "parent_page_id", "parent_id", "page_to_move_id", "destination_id"}


class BackOfficeDoors:
    """Middleware: what somebody may not see in the back office does not exist for them."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.path.startswith(PREFIX) or not request.user.is_authenticated or request.user.is_superuser:
            return
        path = request.path.removeprefix(PREFIX)
        if path.startswith(FOR_NOBODY) or path == LEADS_NOWHERE or not can_be_asked_in_bulk(request, path):
            raise Http404
        if is_office(request.user):
            return
        if path.startswith(FOR_THE_OFFICE) or not (
            within_reach(pages_of(request.user), named_pages(request, path, kwargs))
            and within_reach(questions_of(request.user), named_in_bulk(request, path, "courses/question"))
            and within_reach(recordings_of(request.user), named_in_bulk(request, path, "cms_pages/recording"))
        ):
            raise Http404


def named_pages(request, path: str, kwargs: dict) -> set[str]:
    """The keys of all pages the address names; "all" stands among them where a list of keys may say so."""
    named = {str(kwargs[name]) for name in NAMES_A_PAGE & kwargs.keys()}
    if path.startswith(("choose-page/", "bulk/wagtailcore/page/")):
        named |= {*request.GET.getlist("id"), *request.GET.getlist("childOf")}
    return named


def named_in_bulk(request, path: str, model: str) -> set[str]:
    return set(request.GET.getlist("id")) if path.startswith(f"bulk/{model}/") else set()


def can_be_asked_in_bulk(request, path: str) -> bool:
    """Whether an action on many things names keys that a row can have ("all" names a whole list) and a page that exists."""
    if not path.startswith("bulk/"):
        return True
    chosen, parents = {*request.GET.getlist("id")} - {"all"}, {*request.GET.getlist("childOf")}
    return all(is_key(key) for key in chosen) and within_reach(Page.objects.all(), parents)


def pages_of(user) -> QuerySet[Page]:
    """The pages the person works on, and those above them."""
    return policy_registry.get_by_type(Page).explorable_instances(user)


def within_reach(reachable: QuerySet, keys: set[str]) -> bool:
    """Whether everything named may be seen; whoever names everything at once names too much."""
    if not all(is_key(key) for key in keys):
        return False
    return not keys or reachable.filter(pk__in=keys).count() == len(keys)
