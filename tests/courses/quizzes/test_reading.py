from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from courses.quizzes.reading import clean_text, number, number_in_words, same_words


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("7,8", "7.8"),
        ("7.8", "7.8"),
        ("7200", "7200"),
        ("7.200", "7200"),
        ("7 200", "7200"),
        ("7\u00a0200", "7200"),
        ("7\u202f200", "7200"),
        ("1.234,5", "1234.5"),
        ("1 234,5", "1234.5"),
        ("1.234.567", "1234567"),
        ("1,234", "1.234"),
        ("0.125", "0.125"),
        ("7.2000", "7.2"),
        ("  7,8  ", "7.8"),
        (",5", "0.5"),
        ("0", "0"),
        ("-3,5", "-3.5"),
        ("−3,5", "-3.5"),
        ("+4", "4"),
        ("7,8 Stunden", "7.8"),
    ],
)
def test_a_number_is_read_the_german_way(typed, meant):
    assert number(typed, "Stunden") == Fraction(meant)


@pytest.mark.parametrize(
    "typed", ["1,234.5", "1.23.456", "7 20", "1.234.5", "", "sieben", "7,", "1 234.567", "1e5", "٣", "7²", "7,8 Tage", "9" * 41]
)
def test_what_could_mean_two_things_is_refused_with_a_hint(typed):
    with pytest.raises(ValidationError) as refused:
        number(typed, "Stunden")

    assert refused.value.code == "number"


def test_hint_repeats_what_was_typed_and_shows_a_readable_number():
    with pytest.raises(ValidationError) as refused:
        number("1,234.5")

    assert refused.value.messages == ["„1,234.5“ ist nicht als Zahl lesbar. Schreiben Sie zum Beispiel 7,8 oder 1234,5."]


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3))
def test_every_number_in_words_is_read_back_as_itself(value):
    exact = Fraction(value)

    assert number(number_in_words(exact)) == exact


@given(st.text(max_size=60))
def test_reading_answers_with_a_number_or_a_hint(text):
    try:
        result = number(text)
    except ValidationError:
        result = None

    assert result is None or isinstance(result, Fraction)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Verstetigung", "  verstetigung "),
        ("Fußgänger", "FUSSGAENGER"),
        ("Ämter", "A\u0308mter"),
        ("offene  Tür", "Offene Tuer"),
        ("Mandats\u00adblatt", "mandatsblatt"),
    ],
)
def test_spelling_habits_do_not_matter(one, other):
    assert same_words(one, other)


def test_other_words_stay_other_words():
    assert not same_words("Verstetigung", "Verstätigung")


def test_stored_text_has_one_kind_of_line_break_and_no_sign_a_database_refuses():
    assert clean_text(" a\r\nb\rc\x00 ") == "a\nb\nc"
