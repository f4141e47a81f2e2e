"""Days and moments of the story."""

from datetime import date, datetime, time, timedelta

from lms.clock import local_moment
from lms.working_days import is_working_day


def weekday(day: date) -> date:
    """The day itself, or the first working day after it: meetings are held on working days (curriculum section 1)."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def moment(day: date, clock: str = "10:00") -> datetime:
    return local_moment(day, time.fromisoformat(clock))
