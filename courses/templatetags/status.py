"""Statuses in words; the colour only repeats them."""

from django import template

register = template.Library()

KINDS = {
    "success": "done met accepted confirmed completed passed graded valid issued published",
    "info": "in_progress submitted awaiting in_review requested running awaiting_grading draft planned",
    "warning": "open returned not_yet offered expired in_consultation",
    "danger": "failed out_of_reach rejected declined revoked not_passed cancelled",
}
KIND_OF = {value: kind for kind, values in KINDS.items() for value in values.split()}


@register.inclusion_tag("components/badge.html")
def cohort_badge(cohort) -> dict:
    """A cohort that takes requests is good news; "open" elsewhere means that something is missing."""
    return status_badge("valid" if cohort.status == "open" else cohort.status, cohort.get_status_display())


@register.inclusion_tag("components/badge.html")
def status_badge(value: str, word: str) -> dict:
    """The word for a stored status with the kind of badge that goes with it."""
    kind = KIND_OF.get(str(value), "neutral")
    return {"word": word, "kind": kind, "icon": "" if kind == "neutral" else kind}
