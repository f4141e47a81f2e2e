"""How it looks, and what is shown when something went wrong."""

import logging
import uuid

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from .layout import form_helper

logger = logging.getLogger(__name__)


class AppearanceForm(forms.Form):
    """Light or dark; kept in the session, so that no further cookie is needed."""

    theme = forms.ChoiceField(
        label=_("Wie soll Quartier Campus aussehen?"),
        choices=[("", _("Wie im System")), ("light", _("Hell")), ("dark", _("Dunkel"))],
        widget=forms.RadioSelect,
        required=False,
        help_text=_("Ihre Wahl gilt in diesem Browser, bis Sie ihn schließen oder sich ausloggen."),
    )
    helper = form_helper("theme", submit=_("Darstellung übernehmen"), optional_marks=False)


@require_http_methods(["GET", "HEAD", "POST"])
def appearance(request):
    form = AppearanceForm(request.POST or None, initial={"theme": request.session.get("theme", "")})
    if form.is_bound and form.is_valid():
        request.session["theme"] = form.cleaned_data["theme"]
        messages.success(request, _("Die Darstellung ist geändert."))
        return redirect("appearance")
    return render(request, "ui/appearance.html", {"form": form}, status=422 if form.errors else 200)


def csrf_failure(request, reason=""):
    return render(request, "403_csrf.html", status=403)


def server_error(request):
    """The last page: it needs neither database nor session, and names a number that stands in the log."""
    reference = uuid.uuid4().hex[:8].upper()
    logger.error("Reference %s", reference, exc_info=True)
    return render(None, "500.html", {"reference": reference}, status=500)
