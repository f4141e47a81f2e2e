from datetime import date, time

import pytest
from django.core.exceptions import ValidationError

from lms.ui.fields import GermanDateField, GermanTimeField


@pytest.mark.parametrize("typed", ["3.5.27", "03.05.2027", " 3. 5. 2027 ", "3/5/2027", "2027-05-03", "3. Mai 2027", "3 mai 2027"])
def test_a_date_may_be_typed_in_many_ways(typed):
    assert GermanDateField().clean(typed) == date(2027, 5, 3)


@pytest.mark.parametrize("typed", ["31.2.2027", "morgen", "2027", "1.13.27"])
def test_a_day_that_does_not_exist_is_explained(typed):
    with pytest.raises(ValidationError, match="Dieses Datum gibt es nicht"):
        GermanDateField().clean(typed)


def test_a_date_is_shown_as_it_would_be_typed():
    assert GermanDateField().prepare_value(date(2027, 5, 3)) == "03.05.2027"


@pytest.mark.parametrize("typed", ["17:30", "17.30", "17:30 Uhr", "1730"])
def test_a_time_may_be_typed_in_many_ways(typed):
    assert GermanTimeField().clean(typed) == time(17, 30)


def test_a_time_that_does_not_exist_is_explained():
    with pytest.raises(ValidationError, match="Diese Uhrzeit gibt es nicht"):
        GermanTimeField().clean("25:00")
