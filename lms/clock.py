"""The only place that reads the clock; everything else is handed its moment as `at=`."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """This moment, aware, in UTC."""
    return timezone.now()


def local_date(moment: datetime) -> date:
    """The calendar day of a moment in the product's time zone (Europe/Berlin)."""
    return timezone.localtime(moment).date()


def today() -> date:
    """The calendar day in Europe/Berlin."""
    return local_date(now())
