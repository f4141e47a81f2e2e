"""What the office types on the pages for versions and modules."""

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import Person, Responsibility, Role
from lms.ui.layout import LinkButton, form_helper

from .curriculum_file.reading import LARGEST_FILE
from .models import ModulePage, ProgrammePage
from .rights import trainers_by_module


class EntrustForm(forms.Form):
    """One list of trainers for each module of a programme."""

    def __init__(self, *args, modules: list[ModulePage], back: str, **kwargs):
        super().__init__(*args, **kwargs)
        running = Responsibility.objects.running().filter(role=Role.TRAINER)
        self.trainers = {
            str(person.pk): person for person in Person.objects.filter(is_active=True, pk__in=running.values("person"))
        }
        choices = [(key, str(person)) for key, person in self.trainers.items()]
        entrusted = trainers_by_module()
        for module in modules:
            self.fields[self.name_of(module)] = forms.MultipleChoiceField(
                label=f"{module.code} {module.title}",
                choices=choices,
                widget=forms.CheckboxSelectMultiple,
                required=False,
                initial=[str(key) for key in entrusted.get(module.pk, [])],
            )
        self.helper = form_helper(
            *self.fields,
            submit=_("Zuordnung speichern"),
            buttons=[LinkButton(_("Zurück zur Fassung"), back)],
            optional_marks=False,
        )

    @staticmethod
    def name_of(module: ModulePage) -> str:
        return f"module-{module.pk}"

    def trainers_of(self, module: ModulePage) -> list[Person]:
        return [self.trainers[key] for key in self.cleaned_data[self.name_of(module)]]


class NextLabelForm(forms.Form):
    label = forms.CharField(label=_("Bezeichnung der nächsten Fassung"), max_length=20, help_text=_("Zum Beispiel 1.1"))

    def __init__(self, *args, programme: ProgrammePage, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(
            "label", submit=_("Bezeichnung speichern"), action=reverse("cms_pages:version-label", args=[programme.pk])
        )


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Curriculum-Datei"),
        help_text=_("Eine Textdatei in UTF-8 mit der Endung .md, höchstens 2 MB. Zuerst sehen Sie einen Bericht."),
        error_messages={"required": _("Wählen Sie eine Datei aus."), "empty": _("Die Datei ist leer.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        back = LinkButton(_("Zurück zu den Fassungen"), reverse("cms_pages:versions"))
        action = reverse("cms_pages:curriculum-upload")
        self.helper = form_helper("file", submit=_("Datei prüfen"), buttons=[back], action=action)


class LoadForm(forms.Form):
    """The text that was checked, and the report somebody saw."""

    text = forms.CharField(widget=forms.Textarea, strip=False, max_length=LARGEST_FILE)
    mark = forms.CharField(max_length=64)
    take_away = forms.BooleanField(required=False)


class CorrectionForm(forms.Form):
    reason = forms.CharField(
        label=_("Grund der Berichtigung"),
        max_length=300,
        help_text=_("Ein Satz. Die Teilnehmenden lesen ihn über dem Text."),
    )

    def __init__(self, *args, back: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(
            "reason", submit=_("Berichtigung übernehmen"), buttons=[LinkButton(_("Zurück zu den Berichtigungen"), back)]
        )


class RetireForm(forms.Form):
    """Nothing to type: the page says what happens, the button does it."""

    def __init__(self, *args, back: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(
            submit=_("Fassung außer Kraft setzen"), buttons=[LinkButton(_("Zurück zu den Fassungen"), back)]
        )
