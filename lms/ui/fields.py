"""Form fields that forgive how people type."""

import re
from datetime import date, time

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .formats import MONTHS, day_short

NUMERIC_DATE = re.compile(r"(\d{1,2})[.\s/-]+(\d{1,2})[.\s/-]+(\d{4}|\d{2})")
ISO_DATE = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
WRITTEN_DATE = re.compile(rf"(\d{{1,2}})\.?\s*({'|'.join(MONTHS)})\s+(\d{{4}})", re.IGNORECASE)
CLOCK = re.compile(r"(\d{1,2})(?:[.:\s]?(\d{2}))?(?:\s*uhr)?", re.IGNORECASE)

YEARS = range(1900, 2200)
"""Outside of them a slip of the finger is meant, and at the edges of the calendar no day can be reckoned with or stored."""


def read_date(text: str) -> date | None:
    """ "3.5.27", "03.05.2027", "3. Mai 2027" or "2027-05-03"; None where no such day exists."""
    text = text.strip()
    if match := ISO_DATE.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := NUMERIC_DATE.fullmatch(text):
        day, month, year = (int(part) for part in match.groups())
    elif match := WRITTEN_DATE.fullmatch(text):
        day, year = int(match[1]), int(match[3])
        month = [name.lower() for name in MONTHS].index(match[2].lower()) + 1
    else:
        return None
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


def read_time(text: str) -> time | None:
    """ "17:30", "17.30 Uhr", "1730" or "17"; None where no such time exists."""
    match = CLOCK.fullmatch(text.strip())
    if not match:
        return None
    try:
        return time(int(match[1]), int(match[2] or 0))
    except ValueError:
        return None


class StampField(forms.UUIDField):
    """A hidden number that a page sends along; only a page that was tampered with has a wrong one."""

    widget = forms.HiddenInput
    default_error_messages = {
        "invalid": _("Diese Seite ist unvollständig angekommen. Kopieren Sie Ihren Text und öffnen Sie die Seite neu."),
        "required": _("Diese Seite ist unvollständig angekommen. Kopieren Sie Ihren Text und öffnen Sie die Seite neu."),
    }


class SeveralField(forms.ModelMultipleChoiceField):
    """Several rows to choose from; a number no row can have is no choice, like any other that is not offered."""

    def clean(self, value):
        try:
            return super().clean(value)
        except OverflowError as error:
            message = self.error_messages["invalid_choice"] % {"value": ", ".join(map(str, value))}
            raise ValidationError(message, code="invalid_choice") from error


class GermanDateField(forms.DateField):
    """One text field TT.MM.JJJJ."""

    widget = forms.TextInput(attrs={"class": "qc-w-date", "autocomplete": "off"})
    default_error_messages = {
        "invalid": _("Dieses Datum gibt es nicht. Bitte geben Sie es im Format TT.MM.JJJJ ein, zum Beispiel 03.05.2027."),
        "far": _("Dieses Jahr ist zu weit entfernt. Bitte prüfen Sie das Datum."),
    }

    def __init__(self, **kwargs):
        super().__init__(**{"help_text": _("TT.MM.JJJJ"), **kwargs})

    def to_python(self, value):
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        found = read_date(value)
        if found is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if found.year not in YEARS:
            raise ValidationError(self.error_messages["far"], code="far")
        return found

    def prepare_value(self, value):
        return day_short(value) if isinstance(value, date) else value


class GermanTimeField(forms.TimeField):
    """One text field HH:MM."""

    widget = forms.TextInput(attrs={"class": "qc-w-number", "autocomplete": "off"})
    default_error_messages = {
        "invalid": _("Diese Uhrzeit gibt es nicht. Bitte geben Sie sie im Format HH:MM ein, zum Beispiel 17:30.")
    }

    def __init__(self, **kwargs):
        super().__init__(**{"help_text": _("HH:MM"), **kwargs})

    def to_python(self, value):
        if value in self.empty_values or isinstance(value, time):
            return super().to_python(value)
        if found := read_time(value):
            return found
        raise ValidationError(self.error_messages["invalid"], code="invalid")

    def prepare_value(self, value):
        return f"{value:%H:%M}" if isinstance(value, time) else value
