"""Where a piece of work stands in the reader's queue; the pages of the rooms below ask the desk through this tag."""

from django import template

from courses.desk.queries import Place, place_in_queue

register = template.Library()


@register.simple_tag(takes_context=True)
def grading_place(context) -> Place:
    """The place of the page one is on, in the queue as it was filtered."""
    request = context["request"]
    chosen = {"cohort": request.GET.get("durchgang", ""), "kind": request.GET.get("art", "")}
    return place_in_queue(request.user, request.path, **chosen)
