"""Days and moments of the story."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone


def weekday(day: date) -> date:
    """The day itself, or the Monday after a weekend: meetings are held on working days (curriculum section 1)."""
    return day + timedelta(days=7 - day.weekday() if day.weekday() > 4 else 0)


def moment(day: date, clock: str = "10:00") -> datetime:
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(clock)))
