from collections import Counter

import pytest

from lms.privacy.declarations import declarations
from lms.privacy.retention import CATEGORIES, months_in_words
from lms.privacy.words import column_words


def test_everything_that_is_declared_has_one_category():
    listed = Counter(label for category in CATEGORIES for label in category.contents)

    assert listed == Counter(declaration.label for declaration in declarations())


@pytest.mark.parametrize("declaration", declarations(), ids=lambda declaration: declaration.label)
def test_every_exported_column_has_a_name_of_its_own(declaration):
    guessed_by_django = {path: path.split("__")[-1].replace("_", " ") for path in declaration.exported}

    assert [path for path, guess in guessed_by_django.items() if column_words(declaration, path) == guess] == []


@pytest.mark.parametrize(
    ("months", "words"), [(1, "1 Monat"), (6, "6 Monate"), (12, "1 Jahr"), (18, "18 Monate"), (36, "3 Jahre")]
)
def test_periods_are_years_where_they_come_out_even(months, words):
    assert months_in_words(months) == words


def test_a_period_is_a_setting(settings):
    settings.RETENTION_MONTHS = {**settings.RETENTION_MONTHS, "papers": 24}

    words = [category.kept_in_words for category in CATEGORIES if category.period == "papers"]

    assert words == ["2 Jahre nach dem Ende des Jahres, in dem der Durchgang endete."]
