"""What people type about documents."""

import unicodedata

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lms import clock
from lms.accounts.fields import FamilyNameField, GivenNameField
from lms.accounts.place_forms import ANY, PlaceFilter
from lms.errors import NotPossible
from lms.ui.fields import GermanDateField
from lms.ui.layout import Inline, SubmitButton, form_helper

from . import codes
from .coverage import SIZES
from .pdf.fonts import printable, without_symbols

LARGEST_DOCUMENT = 2_000_000
CANNOT_BE = _("Dieses Geburtsdatum kann nicht stimmen. Bitte prüfen Sie das Jahr.")


class CodeForm(forms.Form):
    """The code on a document. A mistyped one is found by its check symbols, before anything is looked up."""

    code = forms.CharField(
        label=_("Prüfcode"),
        max_length=200,
        help_text=_("16 Zeichen in vier Gruppen, zum Beispiel B1CC-HQYW-J26T-NR95"),
        widget=forms.TextInput({"class": "qc-w-code", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Bitte geben Sie den Prüfcode ein. Er steht unten auf dem Dokument.")},
    )

    helper = form_helper("code", submit=_("Echtheit prüfen"), action="certificates:verify")

    def clean_code(self):
        # Whoever copied the link from a document has the code behind its address.
        typed = self.cleaned_data["code"].rpartition(reverse("certificates:verify"))[2]
        if (count := sum(symbol.isalnum() for symbol in typed)) != codes.LENGTH:
            words = {"count": count, "length": codes.LENGTH}
            raise forms.ValidationError(
                ngettext(
                    "Ein Prüfcode hat %(length)d Zeichen, eingegeben ist %(count)d.",
                    "Ein Prüfcode hat %(length)d Zeichen, eingegeben sind %(count)d.",
                    count,
                )
                % words
            )
        code = codes.read_code(typed)
        if code is None:
            raise forms.ValidationError(
                _("Dieser Prüfcode enthält einen Tippfehler. Vergleichen Sie die Zeichen mit dem Dokument.")
            )
        return code


class AnotherCodeForm(CodeForm):
    """The same question beside a verdict."""

    helper = form_helper("code", buttons=[SubmitButton(_("Echtheit prüfen"), kind="secondary")], action="certificates:verify")

    def __init__(self, data=None):
        super().__init__(data, auto_id="weiterer_%s")


class FileForm(forms.Form):
    """A document as a file. It is looked at in memory and forgotten."""

    file = forms.FileField(
        label=_("Nachweis als PDF"),
        help_text=_("Eine PDF-Datei bis 2 MB. Wir prüfen sie und speichern sie nicht."),
        widget=forms.FileInput({"accept": "application/pdf"}),
        error_messages={
            "required": _("Bitte wählen Sie eine PDF-Datei bis 2 MB aus."),
            "empty": _("Diese Datei ist leer. Bitte wählen Sie den Nachweis als PDF-Datei."),
        },
    )

    helper = form_helper("file", buttons=[SubmitButton(_("Datei prüfen"), kind="secondary")], action="certificates:verify-file")

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST_DOCUMENT:
            raise forms.ValidationError(_("Diese Datei ist größer als 2 MB. Nachweise sind kleiner."))
        content = upload.read()
        if b"%PDF-" not in content[:1024]:
            raise forms.ValidationError(_("Diese Datei ist kein PDF. Bitte wählen Sie den Nachweis als PDF-Datei."))
        return content


class FamilyNameForm(forms.Form):
    family_name = FamilyNameField(
        of_another=True,
        label=_("Nachname auf dem Zertifikat"),
        help_text=_("So, wie er auf dem Dokument steht."),
        error_messages={"required": _("Bitte geben Sie den Nachnamen ein.")},
    )

    helper = form_helper(Inline("family_name", SubmitButton(_("Namen vergleichen"), kind="secondary")))


class ReturnForm(forms.Form):
    reason = forms.CharField(label=_("Grund"), max_length=300, widget=forms.Textarea({"rows": 3}))


class RevocationForm(forms.Form):
    reason = forms.CharField(label=_("Grund (nur intern sichtbar)"), max_length=300, widget=forms.Textarea({"rows": 3}))


class ReplaceForm(forms.Form):
    """The corrected name of a new edition."""

    given_name = GivenNameField(of_another=True)
    family_name = FamilyNameField(of_another=True)
    reason = forms.CharField(label=_("Grund (nur intern sichtbar)"), max_length=300)


class DetailsForm(forms.Form):
    """How the holder wants to be named. What the typeface lacks is refused here, not when the document is drawn."""

    given_name = GivenNameField()
    family_name = FamilyNameField()
    project_title = forms.CharField(label=_("Thema des Praxisprojekts"), max_length=200)
    birth_date = GermanDateField(
        label=_("Geburtsdatum"),
        required=False,
        help_text=_("TT.MM.JJJJ. Bleibt das Feld leer, steht kein Geburtsdatum auf dem Zertifikat."),
        error_messages={
            "invalid": _("Dieses Datum gibt es nicht. Bitte geben Sie es im Format TT.MM.JJJJ ein, zum Beispiel 03.05.1965."),
            "far": CANNOT_BE,
        },
    )

    def __init__(self, *args, with_title, **kwargs):
        super().__init__(*args, **kwargs)
        if not with_title:
            del self.fields["project_title"]
        self.helper = form_helper(*self.fields, submit=_("Angaben bestätigen"))

    def clean_given_name(self):
        return self._printable_name("given_name")

    def clean_family_name(self):
        return self._printable_name("family_name")

    def _printable_name(self, field: str) -> str:
        try:
            return printable(self.cleaned_data[field])
        except NotPossible as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean_project_title(self):
        title = " ".join(self.cleaned_data["project_title"].split())
        if without_symbols(title) != unicodedata.normalize("NFC", title):
            raise forms.ValidationError(
                _("Das Thema enthält ein Zeichen, das sich nicht drucken lässt. Bitte lassen Sie es weg.")
            )
        return title

    def clean_birth_date(self):
        day = self.cleaned_data["birth_date"]
        if day and day >= clock.today():
            raise forms.ValidationError(CANNOT_BE)
        return day


class CoverageFilter(PlaceFilter):
    abdeckung = forms.ChoiceField(label=_("Mit gültigem Zertifikat"), choices=[("", ANY), *SIZES.items()], required=False)
