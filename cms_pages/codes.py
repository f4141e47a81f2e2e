"""Codes of other things, written the way people write them: K01, K06, K11."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

CODES = r"^\s*([\w.-]+(\s*,\s*[\w.-]+)*)?\s*$"
are_codes = RegexValidator(CODES, _("Schreiben Sie Kennungen und trennen Sie sie mit Komma."))


def codes_in(text: str) -> tuple[str, ...]:
    return tuple(code.strip() for code in text.split(",") if code.strip())


class CodesField(models.CharField):
    """A list of codes in one line of text; read it with `codes_in`."""

    def __init__(self, *args, **options):
        super().__init__(*args, **{"max_length": 200, "blank": True, "validators": [are_codes], **options})
