"""What the office types on the pages for versions and modules."""

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import Person, Responsibility, Role
from lms.ui.layout import LinkButton, form_helper

from .models import ModulePage, ProgrammePage
from .rights import module_group


class EntrustForm(forms.Form):
    """One list of trainers for each module of a programme."""

    def __init__(self, *args, modules: list[ModulePage], back: str, **kwargs):
        super().__init__(*args, **kwargs)
        trainers = Person.objects.filter(
            is_active=True, pk__in=Responsibility.objects.running().filter(role=Role.TRAINER).values("person")
        )
        for module in modules:
            self.fields[self.name_of(module)] = forms.ModelMultipleChoiceField(
                trainers,
                label=f"{module.code} {module.title}",
                widget=forms.CheckboxSelectMultiple,
                required=False,
                initial=module_group(module).user_set.all(),
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


class NextLabelForm(forms.Form):
    label = forms.CharField(label=_("Bezeichnung der nächsten Fassung"), max_length=20, help_text=_("Zum Beispiel 1.1"))

    def __init__(self, *args, programme: ProgrammePage, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(
            "label", submit=_("Bezeichnung speichern"), action=reverse("cms_pages:version-label", args=[programme.pk])
        )


class CorrectionForm(forms.Form):
    reason = forms.CharField(
        label=_("Grund der Berichtigung"),
        max_length=300,
        help_text=_("Ein Satz. Die Teilnehmenden lesen ihn über dem Text."),
    )

    def __init__(self, *args, back: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(
            "reason", submit=_("Berichtigung übernehmen"), buttons=[LinkButton(_("Zurück zu den Fassungen"), back)]
        )


class RetireForm(forms.Form):
    """Nothing to type: the page says what happens, the button does it."""

    def __init__(self, *args, back: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(
            submit=_("Fassung außer Kraft setzen"), buttons=[LinkButton(_("Zurück zu den Fassungen"), back)]
        )
