"""The fields in which people name themselves and their municipality."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import LONGEST_NAME, Municipality
from .queries import municipalities_matching, municipality_called
from .spelling import visible


class NameField(forms.CharField):
    """A name as it is seen; signs that show nothing are dropped: pasted by accident, or to look like somebody else."""

    def to_python(self, value):
        return visible(super().to_python(value) or "")


class PersonNameField(NameField):
    """One of the two names of a person, under the one word for it in every form.

    `of_another` where somebody types it for another person: no browser then offers the typist's own.
    """

    known_as: Promise
    autocomplete: str

    def __init__(self, *, of_another: bool = False, **kwargs):
        widget = forms.TextInput({"autocomplete": "off" if of_another else self.autocomplete, "spellcheck": "false"})
        super().__init__(**{"label": self.known_as, "max_length": LONGEST_NAME, "widget": widget, **kwargs})


class GivenNameField(PersonNameField):
    known_as = _("Vorname")
    autocomplete = "given-name"


class FamilyNameField(PersonNameField):
    known_as = _("Nachname")
    autocomplete = "family-name"


@dataclass(frozen=True)
class Typed:
    """What one form sent: the text, the option chosen, and the text that option was offered for."""

    text: str
    chosen: str = ""
    offered_for: str = ""

    def __str__(self):
        return self.text


class MunicipalityWidget(forms.TextInput):
    """A text field; after sending, a list to choose from stands below it. A script may offer the list while typing."""

    kern_template = "kern/fields/municipality.html"

    def value_from_datadict(self, data, files, name):
        parts = (data.get(key, "").replace("\x00", "") for key in (name, f"{name}_ags", f"{name}_offered_for"))
        text, chosen, offered_for = parts
        return Typed(text.strip(), chosen, offered_for)


class MunicipalityField(forms.Field):
    """Becomes a `Municipality`; a name that could be several asks back with a list, on the same page."""

    widget = MunicipalityWidget(attrs={"autocomplete": "off", "spellcheck": "false"})
    default_error_messages = {
        "required": _("Bitte geben Sie die ersten Buchstaben Ihrer Kommune ein."),
        "choose": _("Bitte wählen Sie Ihre Kommune aus der Liste."),
        "unknown": _("Diese Kommune steht nicht in der Liste. Prüfen Sie die Schreibweise. Die ersten Buchstaben genügen."),
    }

    def __init__(self, **kwargs):
        words = {"label": _("Für welche Kommune sind Sie tätig?"), "help_text": _("Geben Sie die ersten Buchstaben ein.")}
        super().__init__(**{**words, **kwargs})
        self.suggestions = []

    def clean(self, value):
        if value is None or not value.text:
            return super().clean(None)
        if municipality := self.chosen(value) or municipality_called(value.text):
            return municipality
        self.suggestions = municipalities_matching(value.text)
        code = "choose" if self.suggestions else "unknown"
        raise ValidationError(self.error_messages[code], code=code)

    def chosen(self, value: Typed) -> Municipality | None:
        """The option ticked in the list, unless the text was changed after the list was made."""
        if not value.chosen or value.text != value.offered_for:
            return None
        return Municipality.objects.current().select_related("district").filter(ags=value.chosen).first()

    def prepare_value(self, value):
        if isinstance(value, int):
            value = Municipality.objects.select_related("district").get(pk=value)
        return value.full_name if isinstance(value, Municipality) else value

    def has_changed(self, initial, data):
        return str(self.prepare_value(initial) or "") != str(data or "")
