"""Turning a refused action into a sentence on the next page."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages

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
