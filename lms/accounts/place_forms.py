"""What the office types about organisations and neighbourhoods."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lms.ui.fields import GermanDateField, SeveralField
from lms.ui.layout import Inline, SubmitButton, form_helper

from .fields import MunicipalityField, NameField
from .models import District, Neighbourhood, Organisation

ANY = _("Alle")
CHOOSE = ("", _("Bitte wählen"))
GROUPS_OF_THREE = re.compile(r"[0-9]{1,3}([.\s][0-9]{3})*")
NOWHERE = _("Ein Quartier gehört zu mindestens einer Kommune.")


class PlaceFilter(forms.Form):
    """Words and a district; each list adds what else it can be narrowed by."""

    q = forms.CharField(label=_("Suchwort"), required=False)
    kreis = forms.ModelChoiceField(District.objects.all(), label=_("Kreis"), required=False, empty_label=ANY)

    @property
    def helper(self):
        buttons = [SubmitButton(_("Liste anzeigen"), kind="secondary")]
        return form_helper(*self.fields, buttons=buttons, method="get", optional_marks=False)

    @property
    def wanted(self) -> dict:
        """What was chosen and can be understood; the rest counts as not chosen."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


class OrganisationFilter(PlaceFilter):
    art = forms.ChoiceField(label=_("Organisationsart"), choices=[("", ANY), *Organisation.Kind.choices], required=False)
    doppelt = forms.BooleanField(label=_("Nur Namen, die mehrfach vorkommen"), required=False)


class NeighbourhoodFilter(PlaceFilter):
    art = forms.ChoiceField(label=_("Art"), choices=[("", ANY), *Neighbourhood.Kind.choices], required=False)


class OrganisationSearch(forms.Form):
    q = forms.CharField(label=_("Name der Organisation, die bleibt"), required=False)

    helper = form_helper(
        Inline("q", SubmitButton(_("Organisation suchen"), kind="secondary")), method="get", optional_marks=False
    )


class OrganisationForm(forms.Form):
    kind = forms.ChoiceField(label=_("Organisationsart"), choices=[CHOOSE, *Organisation.Kind.choices])
    name = NameField(label=_("Name"), max_length=200)
    municipality = MunicipalityField(label=_("Sitz"), required=False)

    helper = form_helper("kind", "name", "municipality", submit=_("Organisation speichern"))


class ChangeOrganisationForm(OrganisationForm):
    renamed_on = GermanDateField(
        label=_("Der neue Name gilt ab"),
        required=False,
        help_text=_("Leer lassen, wenn Sie nur die Schreibweise berichtigen."),
    )

    helper = form_helper("kind", "name", "renamed_on", "municipality", submit=_("Organisation speichern"))


class InhabitantsForm(forms.Form):
    inhabitants = forms.CharField(
        label=_("Einwohnerzahl"), required=False, max_length=12, help_text=_("Leer lassen, wenn sie nicht bekannt ist.")
    )

    helper = form_helper("inhabitants", submit=_("Einwohnerzahl speichern"), optional_marks=False)

    def clean_inhabitants(self) -> int | None:
        typed = self.cleaned_data["inhabitants"]
        if not typed:
            return None
        digits = re.sub(r"[.\s]", "", typed) if GROUPS_OF_THREE.fullmatch(typed) else typed
        if not re.fullmatch(r"[0-9]{1,8}", digits) or int(digits) == 0:
            raise ValidationError(_("Geben Sie eine Zahl ein, zum Beispiel 4.932."))
        return int(digits)


class KeptMunicipalities(SeveralField):
    """The municipalities a neighbourhood has now; whoever takes a tick away takes it out."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, municipalities):
        super().__init__(municipalities, label=_("Kommunen"), required=False)

    def label_from_instance(self, obj):
        return obj.full_name


class NeighbourhoodForm(forms.Form):
    """Municipalities ticked stay; another one is added by its name."""

    name = NameField(label=_("Name des Quartiers"), max_length=120)
    kind = forms.ChoiceField(label=_("Art"), choices=[CHOOSE, *Neighbourhood.Kind.choices])
    description = forms.CharField(label=_("Beschreibung"), max_length=2000, required=False, widget=forms.Textarea({"rows": 4}))
    another = MunicipalityField(
        label=_("Weitere Kommune"), help_text=_("Bleibt das Feld leer, kommt keine dazu."), required=False
    )

    def __init__(self, *args, neighbourhood=None, **kwargs):
        super().__init__(*args, **kwargs)
        if neighbourhood:
            self.fields["kept"] = KeptMunicipalities(neighbourhood.municipalities.select_related("district"))
            self.order_fields(["name", "kind", "description", "kept"])
        else:
            self.fields["another"] = MunicipalityField(label=_("Kommune"), error_messages={"required": NOWHERE})
        self.helper = form_helper(*self.fields, submit=_("Quartier speichern"), optional_marks=neighbourhood is None)

    def clean(self):
        super().clean()
        another = self.cleaned_data.pop("another", None)
        kept = self.cleaned_data.pop("kept", [])
        self.cleaned_data["municipalities"] = {*kept, *([another] if another else [])}
        if not self.cleaned_data["municipalities"] and "another" not in self.errors:
            self.add_error("another", NOWHERE)
        return self.cleaned_data

    @staticmethod
    def values_of(neighbourhood: Neighbourhood) -> dict:
        return {
            "name": neighbourhood.name,
            "kind": neighbourhood.kind,
            "description": neighbourhood.description,
            "kept": list(neighbourhood.municipalities.values_list("pk", flat=True)),
        }
