"""The only place that reads the clock; everything else is handed its moment as `at=`."""

from datetime import date, datetime, time

from django.utils import timezone


def now() -> datetime:
    """This moment, aware, in UTC."""
    return timezone.now()


def local_date(moment: datetime) -> date:
    """The calendar day of a moment in the product's time zone (Europe/Berlin)."""
    return timezone.localtime(moment).date()


def local_moment(day: date, hour: time) -> datetime:
    """The moment of a day and an hour in Europe/Berlin."""
    return timezone.make_aware(datetime.combine(day, hour))


def today() -> date:
    """The calendar day in Europe/Berlin."""
    return local_date(now())
