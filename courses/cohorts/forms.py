"""What people type when they join a cohort, and what the office types when it runs one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import FamilyNameField, GivenNameField, MunicipalityField, NameField
from lms.accounts.models import LONGEST_ADDRESS, Organisation
from lms.errors import NotPossible
from lms.private_files import ALLOWED_WORDS, checked
from lms.ui.layout import LinkButton, Text, form_helper

NEXT = _("Weiter")
WHO_SEES = _(
    "Entsendet Sie Ihre Kommune oder sind Sie engagiert, sieht die Ansprechperson der Kommune Ihren Namen und den Stand Ihrer "
    "Anmeldung. Ergebnisse und Anwesenheit sieht sie nicht."
)


class SenderAddressField(forms.EmailField):
    """The address of the office that confirms an enrolment."""

    def __init__(self, **kwargs):
        invalid = _("Diese E-Mail-Adresse ist unvollständig. Bitte geben Sie sie im Format name@gemeinde.de ein.")
        label = _("E-Mail-Adresse der bestätigenden Stelle")
        super().__init__(label=label, max_length=LONGEST_ADDRESS, error_messages={"invalid": invalid}, **kwargs)


class Step(forms.Form):
    """One page of the enrolment; `title` is its heading."""

    title: Any


class PersonStep(Step):
    """Who asks for a place, spelled as it should stand on documents later."""

    title = _("Person")
    given_name = GivenNameField()
    family_name = FamilyNameField()

    helper = form_helper("given_name", "family_name", submit=NEXT)


class PlaceStep(Step):
    """For which municipality and organisation."""

    title = _("Kommune und Organisation")
    municipality = MunicipalityField()
    organisation_kind = forms.ChoiceField(
        label=_("Art der Organisation"), choices=[("", _("Bitte wählen")), *Organisation.Kind.choices]
    )
    organisation_name = NameField(label=_("Name der Organisation"), max_length=200)

    helper = form_helper("municipality", "organisation_kind", "organisation_name", Text(WHO_SEES), submit=NEXT)


class ConfirmationStep(Step):
    """Who confirms the enrolment: the employer, or the municipality or association a volunteer works with."""

    title = _("Bestätigung")
    email = SenderAddressField(
        required=False,
        help_text=_(
            "Beschäftigte nennen den Arbeitgeber. Engagierte nennen die Kommune oder Organisation, mit der sie arbeiten."
        ),
    )

    helper = form_helper("email", submit=NEXT)


class SubmitStep(Step):
    """Reading everything once more before sending."""

    title = _("Prüfen und absenden")
    is_adult = forms.BooleanField(
        label=_("Ich bin volljährig und habe eine Aufgabe oder ein Vorhaben mit Quartiersbezug in Baden-Württemberg."),
        error_messages={"required": _("Diese Zusage ist für die Teilnahme nötig.")},
    )
    will_do_project = forms.BooleanField(
        label=_("Ich führe während des Durchgangs ein Praxisprojekt durch."),
        error_messages={"required": _("Diese Zusage ist für die Teilnahme nötig.")},
    )

    helper = form_helper("is_adult", "will_do_project", submit=_("Anmeldung absenden"))


class WithdrawForm(forms.Form):
    """Giving a request or place back."""

    def __init__(self, *args, back, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(submit=_("Anmeldung zurückziehen"), buttons=[LinkButton(_("Anmeldung behalten"), back)])


class HandoutForm(forms.Form):
    """A file for a meeting, with the words by which it is found."""

    title = forms.CharField(label=_("Titel"), max_length=120, help_text=_("Zum Beispiel: Folien zum Vormittag."))
    file = forms.FileField(label=_("Datei"), help_text=ALLOWED_WORDS)

    helper = form_helper("title", "file", submit=_("Unterlage hinzufügen"))

    def clean_file(self):
        """The name people gave the file, its kind and its bytes."""
        upload = self.cleaned_data["file"]
        try:
            kind, content = checked(upload)
        except NotPossible as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return upload.name, kind.content_type, content
