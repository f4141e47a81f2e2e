"""Working days (Werktage) in Baden-Württemberg: Monday to Friday without public holidays."""

from datetime import date, timedelta

FIXED = {(1, 1), (1, 6), (5, 1), (10, 3), (11, 1), (12, 25), (12, 26)}
FROM_EASTER = (-2, 1, 39, 50, 60)
"""Good Friday, Easter Monday, Ascension, Whit Monday, Corpus Christi, in days from Easter Sunday."""


def easter(year: int) -> date:
    """Easter Sunday by the Gregorian rule."""
    golden, century = year % 19, year // 100
    epact = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    full_moon = epact - (epact // 28) * (1 - (29 // (epact + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + full_moon + 2 - century + century // 4) % 7
    days = full_moon - weekday
    month = 3 + (days + 40) // 44
    return date(year, month, days + 28 - 31 * (month // 4))


def is_working_day(day: date) -> bool:
    is_holiday = (day.month, day.day) in FIXED or (day - easter(day.year)).days in FROM_EASTER
    return day.weekday() < 5 and not is_holiday


def working_days_between(first: date, last: date) -> int:
    """How many working days have begun since `first`, up to and with `last`."""
    return sum(is_working_day(first + timedelta(days=count)) for count in range(1, (last - first).days + 1))
