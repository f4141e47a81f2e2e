import pytest
from django import forms
from django.core.exceptions import ValidationError

from certificates.forms import DetailsForm, ReplaceForm
from courses.cohorts.forms import PersonStep
from lms.accounts.fields import MunicipalityField, NameField
from lms.accounts.forms import InvitationForm, ProfileForm, SignUpForm

pytestmark = pytest.mark.django_db


class Form(forms.Form):
    municipality = MunicipalityField()


def test_a_name_that_only_one_has_is_taken(balingen):
    form = Form({"municipality": "balingen"})

    assert form.is_valid()
    assert form.cleaned_data["municipality"] == balingen


def test_first_letters_ask_back_with_a_list(schoembergs):
    form = Form({"municipality": "schöm"})

    assert form.errors == {"municipality": ["Bitte wählen Sie Ihre Kommune aus der Liste."]}
    assert form.fields["municipality"].suggestions == schoembergs


def test_the_option_chosen_for_this_text_counts(schoembergs):
    form = Form({"municipality": "schöm", "municipality_offered_for": "schöm", "municipality_ags": "08417052"})

    assert form.is_valid()
    assert form.cleaned_data["municipality"] == schoembergs[1]


def test_an_option_chosen_for_an_earlier_text_does_not_count(schoembergs, balingen):
    form = Form({"municipality": "balingen", "municipality_offered_for": "schöm", "municipality_ags": "08417052"})

    assert form.is_valid()
    assert form.cleaned_data["municipality"] == balingen


def test_the_full_name_a_script_filled_in_is_taken(schoembergs):
    assert Form({"municipality": "Schömberg (Landkreis Calw)"}).is_valid()


def test_an_unknown_name_says_what_to_do(balingen):
    form = Form({"municipality": "Atlantis"})

    assert "Diese Kommune steht nicht in der Liste." in form.errors["municipality"][0]
    assert str(form["municipality"].value()) == "Atlantis"


def test_nothing_typed_is_asked_for():
    assert Form({}).errors == {"municipality": ["Bitte geben Sie die ersten Buchstaben Ihrer Kommune ein."]}


def test_the_present_municipality_is_shown_with_its_district(balingen):
    assert Form(initial={"municipality": balingen})["municipality"].value() == "Balingen (Zollernalbkreis)"
    assert Form(initial={"municipality": balingen.pk})["municipality"].value() == "Balingen (Zollernalbkreis)"


def test_null_characters_never_reach_the_database():
    typed = MunicipalityField().widget.value_from_datadict({"m": "Neu\x00", "m_ags": "\x00", "m_offered_for": "Neu\x00"}, {}, "m")

    assert (typed.text, typed.chosen, typed.offered_for) == ("Neu", "", "Neu")


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("  Ada\u00a0 Lovelace ", "Ada Lovelace"),
        ("A\u200bd\u200da\ufeff", "Ada"),
        ("\u202eadA\u202c", "adA"),
        ("Mu\u0308ller", "Müller"),
        ("Anna\tMaria\r\n", "Anna Maria"),
        ("Ada\u00ad\ufe0f\u3164", "Ada"),
        ("A\u180bd\u180fa\U00016fe4\U0001d159", "Ada"),
        ("Jean-Luc d’Arc Łukasz Şükrü Ångström", "Jean-Luc d’Arc Łukasz Şükrü Ångström"),
        ("Γιώργος Юлия", "Γιώργος Юлия"),
    ],
)
def test_name_is_kept_as_it_is_seen(typed, seen):
    assert NameField().clean(typed) == seen


def test_name_of_invisible_signs_is_no_name():
    with pytest.raises(ValidationError):
        NameField().clean("\u200b\u202e\u2800")


@pytest.mark.parametrize(
    ("form", "autocomplete"),
    [
        (SignUpForm, ["given-name", "family-name"]),
        (ProfileForm, ["given-name", "family-name"]),
        (PersonStep, ["given-name", "family-name"]),
        (DetailsForm, ["given-name", "family-name"]),
        (InvitationForm, ["off", "off"]),
        (ReplaceForm, ["off", "off"]),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_people_are_named_alike_in_every_form(form, autocomplete):
    fields = [form.base_fields[name] for name in ("given_name", "family_name")]

    assert [str(field.label) for field in fields] == ["Vorname", "Nachname"]
    assert [field.max_length for field in fields] == [80, 80]
    assert [field.widget.attrs["autocomplete"] for field in fields] == autocomplete
