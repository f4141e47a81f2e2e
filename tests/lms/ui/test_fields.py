from datetime import date, time

import pytest
from django import forms
from django.core.exceptions import ValidationError

from lms.accounts.models import Person
from lms.ui.fields import GermanDateField, GermanTimeField, SeveralField
from tests.factories.people import make_person


@pytest.mark.parametrize("typed", ["3.5.27", "03.05.2027", " 3. 5. 2027 ", "3/5/2027", "2027-05-03", "3. Mai 2027", "3 mai 2027"])
def test_a_date_may_be_typed_in_many_ways(typed):
    assert GermanDateField().clean(typed) == date(2027, 5, 3)


@pytest.mark.parametrize("typed", ["31.2.2027", "morgen", "2027", "1.13.27"])
def test_a_day_that_does_not_exist_is_explained(typed):
    with pytest.raises(ValidationError, match="Dieses Datum gibt es nicht"):
        GermanDateField().clean(typed)


@pytest.mark.parametrize(
    ("typed", "is_taken"), [("31.12.1899", False), ("1.1.1900", True), ("31.12.2199", True), ("1.1.2200", False)]
)
def test_a_year_lies_where_people_and_cohorts_live(typed, is_taken):
    field = GermanDateField()

    if is_taken:
        assert field.clean(typed)
    else:
        with pytest.raises(ValidationError, match="Dieses Jahr ist zu weit entfernt"):
            field.clean(typed)


def test_a_date_is_shown_as_it_would_be_typed():
    assert GermanDateField().prepare_value(date(2027, 5, 3)) == "03.05.2027"


@pytest.mark.parametrize("typed", ["17:30", "17.30", "17:30 Uhr", "1730"])
def test_a_time_may_be_typed_in_many_ways(typed):
    assert GermanTimeField().clean(typed) == time(17, 30)


def test_a_time_that_does_not_exist_is_explained():
    with pytest.raises(ValidationError, match="Diese Uhrzeit gibt es nicht"):
        GermanTimeField().clean("25:00")


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        (forms.CharField(max_length=3), "vier", "Hier ist Platz für 3 Zeichen. Ihre Eingabe hat 4."),
        (forms.IntegerField(max_value=3), "4", "Bitte geben Sie höchstens 3 ein."),
        (forms.IntegerField(min_value=3), "2", "Bitte geben Sie mindestens 3 ein."),
        (forms.ModelMultipleChoiceField(Person.objects.none()), ["x"], "Bitte wählen Sie etwas aus der Liste."),
        (forms.CharField(), "a\x00", "Diese Eingabe enthält ein Zeichen, das sich nicht speichern lässt."),
        (forms.URLField(assume_scheme="https"), "kein Ort", "Diese Adresse ist unvollständig."),
    ],
)
def test_what_django_says_sounds_like_us(field, typed, sentence):
    with pytest.raises(ValidationError) as refusal:
        field.clean(typed)

    assert refusal.value.messages[0].startswith(sentence)


@pytest.mark.django_db
@pytest.mark.database
@pytest.mark.parametrize("typed", ["0", "9223372036854775808", "9" * 400])
def test_number_no_row_can_have_is_no_choice(typed):
    make_person()

    with pytest.raises(ValidationError, match="wählen Sie etwas aus der Liste"):
        SeveralField(Person.objects.all()).clean([typed])
