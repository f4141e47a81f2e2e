from datetime import date

import pytest

from lms.working_days import easter, is_working_day, working_days_between


@pytest.mark.parametrize(
    "sunday", [date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2027, 3, 28), date(2038, 4, 25), date(2285, 3, 22)]
)
def test_easter_is_where_the_calendar_has_it(sunday):
    assert easter(sunday.year) == sunday


@pytest.mark.parametrize(
    ("day", "is_one"),
    [
        (date(2026, 11, 23), True),
        (date(2026, 11, 21), False),
        (date(2026, 11, 22), False),
        (date(2026, 1, 6), False),
        (date(2026, 4, 3), False),
        (date(2026, 4, 6), False),
        (date(2026, 5, 14), False),
        (date(2026, 5, 25), False),
        (date(2026, 6, 4), False),
        (date(2027, 11, 1), False),
        (date(2026, 12, 24), True),
    ],
)
def test_holidays_of_baden_wuerttemberg_are_no_working_days(day, is_one):
    assert is_working_day(day) is is_one


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        (date(2026, 11, 23), date(2026, 11, 23), 0),
        (date(2026, 11, 20), date(2026, 11, 22), 0),
        (date(2026, 11, 20), date(2026, 11, 23), 1),
        (date(2026, 11, 13), date(2026, 11, 23), 6),
        (date(2026, 12, 23), date(2027, 1, 7), 8),
        (date(2026, 11, 23), date(2026, 11, 20), 0),
    ],
)
def test_working_days_since_a_day_do_not_count_the_day_itself(first, last, count):
    assert working_days_between(first, last) == count
