"""Long lists, page by page."""

from django.core.paginator import Page, Paginator


def page_of(rows, request, *, per_page: int = 25) -> Page:
    """The page asked for by `?seite=`; a number that does not exist leads to the nearest page there is."""
    return Paginator(rows, per_page).get_page(request.GET.get("seite"))
