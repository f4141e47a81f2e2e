import pytest
from crispy_forms.utils import render_crispy_form
from django import forms

from lms.ui.fields import GermanDateField
from lms.ui.layout import Fieldset, LinkButton, form_helper


class EveryField(forms.Form):
    name = forms.CharField(label="Name", help_text="Wie im Ausweis")
    email = forms.EmailField(label="E-Mail-Adresse", required=False)
    secret = forms.CharField(label="Passwort", widget=forms.PasswordInput)
    text = forms.CharField(label="Text", widget=forms.Textarea)
    kind = forms.ChoiceField(label="Art", choices=[("a", "A"), ("b", "B")])
    way = forms.ChoiceField(label="Weg", choices=[("x", "X"), ("y", "Y")], widget=forms.RadioSelect)
    days = forms.MultipleChoiceField(
        label="Tage", choices=[("mo", "Montag"), ("di", "Dienstag")], widget=forms.CheckboxSelectMultiple
    )
    agreed = forms.BooleanField(label="Ich habe das gelesen.")
    file = forms.FileField(label="Datei")
    on = GermanDateField(label="Tag")
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    helper = form_helper(
        Fieldset("Person", "name", "email", "secret"),
        "text",
        "kind",
        "way",
        "days",
        "agreed",
        "file",
        "on",
        "token",
        submit="Speichern",
        buttons=[LinkButton("Später weitermachen", "/uebersicht/")],
    )


@pytest.fixture
def empty():
    return render_crispy_form(EveryField())


@pytest.fixture
def refused():
    return render_crispy_form(EveryField({"name": ""}))


def test_every_kind_of_field_carries_its_kern_class(empty):
    for mark in (
        '<input type="text" name="name"',
        '<input type="password" name="secret"',
        'class="kern-form-input__select"',
        '<input type="radio" name="way" value="x" class="kern-form-check__radio"',
        '<input type="checkbox" name="days" value="mo" class="kern-form-check__checkbox"',
        'class="kern-form-check__checkbox"',
        '<input type="file" name="file"',
        '<input type="hidden" name="token"',
    ):
        assert mark in empty


def test_the_hint_is_tied_to_its_field(empty):
    assert '<div class="kern-hint" id="id_name_helptext">Wie im Ausweis</div>' in empty
    assert 'aria-describedby="id_name_helptext"' in empty


def test_optional_fields_are_marked_and_required_ones_are_not(empty):
    assert empty.count("(optional)") == 1


def test_buttons_stand_in_one_row_primary_first(empty):
    row = empty[empty.index('class="qc-actions"') :]

    assert row.index("kern-btn--primary") < row.index("kern-btn--tertiary")
    assert '<a href="/uebersicht/"' in row


def test_a_form_with_a_file_is_sent_as_multipart(empty):
    assert 'enctype="multipart/form-data"' in empty


def test_an_untouched_form_shows_no_summary(empty):
    assert "kern-alert" not in empty


def test_errors_are_counted_and_linked_to_their_fields(refused):
    assert "Bitte prüfen Sie 9 Angaben" in refused
    assert '<a href="#id_name">Name: Bitte füllen Sie dieses Feld aus.</a>' in refused
    assert '<a href="#id_way_0">Weg: Bitte füllen Sie dieses Feld aus.</a>' in refused
    assert 'id="id_way_0"' in refused


def test_a_refused_field_says_so_to_screen_readers(refused):
    assert 'aria-invalid="true" aria-describedby="id_name_helptext id_name_error"' in refused
    assert '<p class="kern-error" id="id_name_error">' in refused


def test_one_error_is_one_angabe():
    class Short(forms.Form):
        code = forms.CharField(label="Prüfcode")

    assert "Bitte prüfen Sie 1 Angabe<" in render_crispy_form(Short({}))
