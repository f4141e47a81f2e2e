"""Turning a refused action into a sentence on the next page."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.utils.translation import gettext as _

from lms.errors import NotPossible


def attempt(request, action: Callable[[], Any], *, done: str = "") -> bool:
    """Run an action; True and the sentence `done` if it worked, else False and the refusal as a message."""
    try:
        action()
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return False
    if done:
        messages.success(request, done)
    return True


def pressed(request, name: str, buttons: Mapping[str, bool]) -> bool | None:
    """What the pressed button stands for; None if it was none of them, and the next page asks again."""
    decision = buttons.get(request.POST.get(name, ""))
    if decision is None:
        messages.error(request, _("Ihre Entscheidung ist nicht angekommen. Bitte wählen Sie eine der Schaltflächen."))
    return decision
