from datetime import date

import pytest

from lms.months import add_months


@pytest.mark.parametrize(
    ("day", "months", "counted"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2027, 5, 31), -3, date(2027, 2, 28)),
        (date(2025, 2, 28), 36, date(2028, 2, 28)),
        (date(2028, 2, 29), 36, date(2031, 2, 28)),
        (date(2027, 12, 1), 1, date(2028, 1, 1)),
        (date(2027, 11, 30), 1, date(2027, 12, 30)),
        (date(2027, 1, 15), -1, date(2026, 12, 15)),
        (date(2027, 12, 1), -12, date(2026, 12, 1)),
        (date(2027, 3, 31), 0, date(2027, 3, 31)),
    ],
)
def test_months_are_counted_by_the_calendar(day, months, counted):
    assert add_months(day, months) == counted
