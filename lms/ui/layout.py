"""Laying out forms. Every form of the product is shown with `{% crispy form %}` and a helper made here."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout, LayoutObject
from crispy_forms.utils import TEMPLATE_PACK
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

__all__ = ["ButtonRow", "Div", "Fieldset", "Inline", "LinkButton", "SubmitButton", "Text", "form_helper"]


class SubmitButton(LayoutObject):
    """A button that sends the form; `name` and `value` tell several of them apart."""

    href = ""

    def __init__(self, label, *, kind="primary", name="", value="", icon=""):
        self.context = {"label": label, "kind": kind, "name": name, "value": value, "icon": icon, "href": self.href}

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        return mark_safe(render_to_string("components/button.html", self.context))  # noqa: S308 rendered by a template


class LinkButton(SubmitButton):
    """A link that looks like a button: the way out beside the way on."""

    def __init__(self, label, href, *, kind="tertiary", icon=""):
        self.href = href
        super().__init__(label, kind=kind, icon=icon)


class ButtonRow(Div):
    """The buttons of a form, primary first."""

    css_class = "qc-actions"


class Inline(Div):
    """A short form on one line: one field and its button."""

    css_class = "qc-inline"


class Text(LayoutObject):
    """A paragraph between fields, such as the consequence of a step; plain text, escaped."""

    def __init__(self, text):
        self.text = text

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        return render_to_string("kern/layout/text.html", {"text": self.text})


def form_helper(*fields, submit="", buttons=(), action="", method="post", optional_marks=True, tag=True) -> FormHelper:
    """The helper of one form: fields and layout objects in order, then one row of buttons.

    `submit` is the label of the primary button; `buttons` follow it. `action` may be a URL name.
    Without `tag` the page writes <form> itself.
    The browser's own checks are off: it would speak its own language and stop before our summary.
    """
    helper = FormHelper()
    row = [SubmitButton(submit), *buttons] if submit else list(buttons)
    helper.layout = Layout(*fields, *([ButtonRow(*row)] if row else []))
    helper.form_method = method
    helper.form_action = action
    helper.form_class = "qc-form"
    helper.form_tag = tag
    helper.disable_csrf = not tag
    helper.hide_optional = not optional_marks
    helper.attrs = {"novalidate": True}
    return helper
