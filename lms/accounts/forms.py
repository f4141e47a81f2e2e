"""Forms about people."""

from allauth.account import forms as allauth
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as MfaReauthenticateForm
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.totp.forms import ActivateTOTPForm, DeactivateTOTPForm
from django import forms
from django.contrib.auth.hashers import make_password
from django.core.validators import MaxLengthValidator
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.ui.layout import Fieldset, Inline, LinkButton, SubmitButton, form_helper

from .fields import FamilyNameField, GivenNameField, MunicipalityField, NameField
from .models import LONGEST_ADDRESS, District, Neighbourhood, Organisation, Person, Role

OPEN = [("", _("Keine Angabe"))]
GIVEN_ROLES = [choice for choice in Role.choices if choice[0] != Role.LEARNER]


class InOurLook(forms.Form):
    """Takes allauth's placeholders, hints and autofocus away and sends the form through our helper.

    Its addresses may be longer than the column; ours may not.
    """

    submit: str | Promise = ""
    labels: dict = {}
    hints: dict = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            for attribute in ("placeholder", "autofocus"):
                field.widget.attrs.pop(attribute, None)
            if isinstance(field, forms.EmailField):
                others = [one for one in field.validators if not isinstance(one, MaxLengthValidator)]
                field.max_length, field.validators = LONGEST_ADDRESS, [*others, MaxLengthValidator(LONGEST_ADDRESS)]
                field.widget.attrs["maxlength"] = str(LONGEST_ADDRESS)

    @property
    def helper(self):
        return form_helper(*self.fields, submit=self.submit)


PASSWORD_HINT = _("Mindestens 12 Zeichen, zum Beispiel ein Satz, den Sie sich leicht merken.")


class SignInForm(InOurLook, allauth.LoginForm):
    submit = _("Einloggen")
    labels = {"login": _("E-Mail-Adresse"), "password": _("Passwort")}


class SignUpForm(InOurLook, allauth.SignupForm):
    given_name = GivenNameField()
    family_name = FamilyNameField()

    field_order = ["given_name", "family_name", "email", "password1"]
    submit = _("Konto anlegen")
    labels = {"email": _("E-Mail-Adresse"), "password1": _("Passwort")}
    hints = {"email": _("An diese Adresse schicken wir die Bestätigung."), "password1": PASSWORD_HINT}

    def try_save(self, request):
        """A known address takes as long as a new one: the time must not tell who has an account."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class AskForPasswordForm(InOurLook, allauth.ResetPasswordForm):
    submit = _("Neues Passwort anfordern")
    labels = {"email": _("E-Mail-Adresse")}


class NewPasswordForm(InOurLook, allauth.ResetPasswordKeyForm):
    submit = _("Passwort festlegen")
    labels = {"password1": _("Neues Passwort"), "password2": _("Neues Passwort wiederholen")}
    hints = {"password1": PASSWORD_HINT}


class ChangePasswordForm(InOurLook, allauth.ChangePasswordForm):
    submit = _("Passwort ändern")
    labels = {
        "oldpassword": _("Bisheriges Passwort"),
        "password1": _("Neues Passwort"),
        "password2": _("Neues Passwort wiederholen"),
    }
    hints = {"password1": PASSWORD_HINT}


class ReauthenticateForm(InOurLook, allauth.ReauthenticateForm):
    submit = _("Passwort bestätigen")
    labels = {"password": _("Passwort")}


class ChangeAddressForm(InOurLook, allauth.AddEmailForm):
    labels = {"email": _("Neue E-Mail-Adresse")}
    hints = {"email": _("Wir schicken eine Bestätigung dorthin. Bis dahin gilt die bisherige Adresse.")}

    @property
    def helper(self):
        return form_helper("email", buttons=[SubmitButton(_("Adresse ändern"), name="action_add", value="1")])


class SecondFactorForm(InOurLook, AuthenticateForm):
    submit = _("Einloggen")
    labels = {"code": _("Code")}
    hints = {"code": _("6 Ziffern aus Ihrer App, oder einer Ihrer Ersatzcodes.")}


class SecondFactorAgainForm(InOurLook, MfaReauthenticateForm):
    submit = _("Code bestätigen")
    labels = {"code": _("Code")}
    hints = SecondFactorForm.hints


class ActivateAppForm(InOurLook, ActivateTOTPForm):
    submit = _("Zweiten Faktor einschalten")
    labels = {"code": _("Code aus der App")}
    hints = {"code": _("6 Ziffern")}


class DeactivateAppForm(InOurLook, DeactivateTOTPForm):
    submit = _("Zweiten Faktor ausschalten")


class RecoveryCodesForm(InOurLook, GenerateRecoveryCodesForm):
    submit = _("Neue Ersatzcodes erzeugen")


class ProfileForm(forms.Form):
    given_name = GivenNameField()
    family_name = FamilyNameField()
    municipality = MunicipalityField(required=False)
    organisation_kind = forms.ChoiceField(
        label=_("Art der Organisation"), choices=OPEN + Organisation.Kind.choices, required=False
    )
    organisation_name = NameField(label=_("Name der Organisation"), max_length=200, required=False)
    neighbourhood_name = NameField(
        label=_("Name des Quartiers"), max_length=120, required=False, help_text=_("So, wie man es vor Ort nennt.")
    )
    neighbourhood_kind = forms.ChoiceField(
        label=_("Art des Quartiers"), choices=OPEN + Neighbourhood.Kind.choices, required=False
    )

    helper = form_helper(
        "given_name",
        "family_name",
        "municipality",
        Fieldset(_("Ihre Organisation"), "organisation_kind", "organisation_name"),
        Fieldset(_("Ihr Quartier"), "neighbourhood_name", "neighbourhood_kind"),
        submit=_("Änderungen speichern"),
    )

    def clean(self):
        super().clean()
        lacks_place = self.cleaned_data.get("neighbourhood_name") and not self.cleaned_data.get("municipality")
        if lacks_place and "municipality" not in self.errors:
            self.add_error("municipality", _("Ein Quartier gehört zu einer Kommune. Bitte nennen Sie Ihre Kommune."))
        return self.cleaned_data

    @staticmethod
    def values_of(person: Person) -> dict:
        """What the form shows before anything was typed."""
        organisation, neighbourhood = person.organisation, person.neighbourhood
        return {
            "given_name": person.given_name,
            "family_name": person.family_name,
            "municipality": person.municipality,
            "organisation_kind": organisation.kind if organisation else "",
            "organisation_name": organisation.name if organisation else "",
            "neighbourhood_kind": neighbourhood.kind if neighbourhood else "",
            "neighbourhood_name": neighbourhood.name if neighbourhood else "",
        }


class RoleChoiceForm(forms.Form):
    """ "Ansicht wechseln" for people with several roles."""

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"] = forms.ChoiceField(label=_("Ansicht"), widget=forms.RadioSelect, choices=choices)
        self.helper = form_helper(
            "role", buttons=[SubmitButton(_("Ansicht wechseln"), kind="secondary")], action="accounts:switch-role"
        )


class PeopleFilter(forms.Form):
    q = forms.CharField(label=_("Name, E-Mail-Adresse oder Kommune"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(Inline("q", SubmitButton(_("Suchen"))), method="get", optional_marks=False)


class InvitationForm(forms.Form):
    given_name = GivenNameField(of_another=True)
    family_name = FamilyNameField(of_another=True)
    email = forms.EmailField(
        label=_("E-Mail-Adresse"),
        max_length=LONGEST_ADDRESS,
        help_text=_("Dorthin schicken wir einen Link. Er gilt 3 Tage."),
    )

    helper = form_helper(
        "given_name",
        "family_name",
        "email",
        submit=_("Person einladen"),
        buttons=[LinkButton(_("Zurück zu den Personen"), reverse_lazy("accounts:people"))],
    )


class GiveRoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Rolle"), choices=GIVEN_ROLES)
    municipality = MunicipalityField(label=_("Kommune"), help_text=_("Nur für kommunale Ansprechpersonen."), required=False)
    district = forms.ModelChoiceField(
        District.objects.all(),
        label=_("Kreis"),
        help_text=_("Für Kreiskoordination und Fachberatung. Eine Fachberatung kann mehrere Kreise haben."),
        required=False,
        empty_label=_("Kein Kreis"),
    )

    helper = form_helper("role", "municipality", "district", submit=_("Rolle geben"))
