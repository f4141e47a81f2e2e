"""What people type about documents."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.ui.layout import Inline, SubmitButton, form_helper

from . import codes

LARGEST_DOCUMENT = 2_000_000


class CodeForm(forms.Form):
    """The code on a document. A mistyped one is found by its check symbols, before anything is looked up."""

    code = forms.CharField(
        label=_("Prüfcode"),
        max_length=60,
        help_text=_("16 Zeichen in vier Gruppen, zum Beispiel B1CC-HQYW-J26T-NR95"),
        widget=forms.TextInput({"class": "qc-w-code", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Bitte geben Sie den Prüfcode ein. Er steht unten auf dem Dokument.")},
    )

    helper = form_helper("code", submit=_("Echtheit prüfen"), action="certificates:verify")

    def clean_code(self):
        code = codes.read_code(self.cleaned_data["code"])
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


class SurnameForm(forms.Form):
    family_name = forms.CharField(
        label=_("Familienname auf dem Zertifikat"),
        max_length=80,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Bitte geben Sie den Familiennamen ein.")},
    )

    helper = form_helper(Inline("family_name", SubmitButton(_("Namen vergleichen"), kind="secondary")))


class ReturnForm(forms.Form):
    reason = forms.CharField(label=_("Grund"), max_length=300, widget=forms.Textarea({"rows": 3}))


class RevocationForm(forms.Form):
    reason = forms.CharField(label=_("Grund (nur intern sichtbar)"), max_length=300, widget=forms.Textarea({"rows": 3}))


class ReplaceForm(forms.Form):
    """The corrected name of a new edition."""

    given_name = forms.CharField(label=_("Vorname"), max_length=80)
    family_name = forms.CharField(label=_("Nachname"), max_length=80)
    reason = forms.CharField(label=_("Grund (nur intern sichtbar)"), max_length=300)
