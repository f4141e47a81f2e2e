"""Tags and filters every template may use."""

from functools import cache, wraps

from django import template
from django.conf import settings
from django.forms import BaseForm, BoundField
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.translation import gettext

from lms.ui import formats

register = template.Library()

STYLESHEETS = [
    "vendor/kern/kern.min.css",
    *(f"lms/css/{name}.css" for name in ("fonts", "theme", "ground")),
    *(
        f"lms/css/components/{name}.css"
        for name in (
            "header",
            "breadcrumb",
            "footer",
            "button",
            "alert",
            "panel",
            "list",
            "hero",
            "next_step",
            "badge",
            "table",
            "chart",
            "outline",
            "call_out",
            "accordion",
            "recording",
            "checklist",
            "glossary",
            "easy_language",
            "pagination",
            "test",
            "timeline",
            "conditions",
            "tabs",
            "four_eyes",
            "verdict",
            "description_list",
            "attendance",
            "form",
            "print",
        )
    ),
]
BADGE_ICONS = {"success": "success", "info": "info", "warning": "warning", "danger": "danger", "neutral": ""}


def blank_without_value(function):
    """The filter shows nothing where there is no value: a date not yet known is not an error."""

    @wraps(function)
    def shown(value, *arguments):
        return "" if value is None or value == "" else function(value, *arguments)

    return shown


for name in (
    "ue",
    "ue_compared",
    "minutes",
    "duration",
    "times",
    "day",
    "day_short",
    "clock",
    "clock_range",
    "moment",
    "percent",
    "thousands",
    "filesize_de",
    "decimal_cut",
    "waiting_time",
    "and_more",
):
    register.filter(name, blank_without_value(getattr(formats, name)))


@register.simple_tag
@cache
def stylesheets() -> str:
    """One link per component file; hashed names let the browser keep them for good."""
    return format_html_join("\n  ", '<link rel="stylesheet" href="{}">', ((static(path),) for path in STYLESHEETS))


@register.simple_tag
def platform() -> str:
    """The name of the product where a page puts something else under `site_name`: Wagtail the address of a machine."""
    return settings.SITE_NAME


@register.inclusion_tag("components/badge.html")
def badge(word: str, kind: str = "neutral") -> dict:
    """A status in words; `kind` (success, info, warning, danger, neutral) only repeats it."""
    return {"word": word, "kind": kind, "icon": BADGE_ICONS[kind]}


@register.simple_tag(takes_context=True)
def error_prefix(context) -> str:
    """ "Fehler: " before the title of a page where any form carries an error, whatever the page calls the form."""
    shown = (value for value in context.flatten().values() if isinstance(value, BaseForm))
    return gettext("Fehler: ") if any(form.is_bound and form.errors for form in shown) else ""


@register.filter
def answers_to_check(form) -> int:
    """How many fields of a form carry an error."""
    return sum(1 for field in form if field.errors)


@register.filter
def with_colon(label: str) -> str:
    """The label before its message; a question keeps its own mark."""
    return label if str(label).endswith(("?", ":", ".")) else f"{label}:"


@register.filter
def anchor(field: BoundField) -> str:
    """The id an error link jumps to: the field itself, or the first of its options."""
    return f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label


@register.filter
def widget_kind(field: BoundField) -> str:
    """Which of the pack's templates shows the field; a widget may name its own."""
    widget = field.field.widget
    if own := getattr(widget, "kern_template", ""):
        return own
    input_type = getattr(widget, "input_type", "")
    if field.is_hidden:
        return "kern/fields/hidden.html"
    if field.use_fieldset:
        return "kern/fields/options.html"
    if input_type == "checkbox":
        return "kern/fields/checkbox.html"
    if input_type == "select":
        return "kern/fields/select.html"
    return "kern/fields/input.html"


@register.simple_tag
def kern_widget(field: BoundField, css: str) -> str:
    """The bare control with KERN's class beside its own; Django adds `aria-invalid` and `aria-describedby`."""
    own = field.field.widget.attrs.get("class", "")
    error = f"{css}--error" if field.errors else ""
    return field.as_widget(attrs={"class": " ".join(part for part in (css, error, own) if part)})
