"""What a person types before an account is erased."""

from allauth.account.adapter import get_adapter
from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import Person
from lms.ui.layout import LinkButton, form_helper


class EraseAccountForm(forms.Form):
    """The password once more: an open session must not be enough to take an account away."""

    password = forms.CharField(
        label=_("Passwort"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        error_messages={"required": _("Bitte geben Sie Ihr Passwort ein.")},
    )

    helper = form_helper(
        "password", submit=_("Konto löschen"), buttons=[LinkButton(_("Konto behalten"), reverse_lazy("privacy:own"))]
    )

    def __init__(self, *args, person: Person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self):
        if not get_adapter().reauthenticate(self.person, self.cleaned_data["password"]):
            raise get_adapter().validation_error("incorrect_password")


class ErasePersonForm(forms.Form):
    """Why the office erases somebody's account: a choice, so that the journal holds no personal text."""

    REASONS = (
        ("requested", _("Auf Wunsch der Person")),
        ("deceased", _("Die Person ist verstorben")),
        ("double", _("Die Person hat zwei Konten")),
    )

    reason = forms.ChoiceField(
        label=_("Grund"),
        choices=REASONS,
        widget=forms.RadioSelect,
        help_text=_("Der Grund steht im Nachweisprotokoll."),
        error_messages={"required": _("Bitte wählen Sie einen Grund.")},
    )

    def __init__(self, *args, back: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper("reason", submit=_("Konto löschen"), buttons=[LinkButton(_("Konto behalten"), back)])

    @property
    def reason_in_words(self) -> str:
        return str(dict(self.REASONS)[self.cleaned_data["reason"]])
