"""Meetings as iCalendar text."""

from collections.abc import Iterable

from icalendar import Calendar, Event

from .models import Cohort, Meeting


def as_ical(meetings: Iterable[Meeting]) -> bytes:
    """One event per meeting. `SEQUENCE` rises with every change, so calendars replace what they have; cancelled ones, and
    those of a cancelled cohort, say so."""
    calendar = Calendar()
    calendar.add("prodid", "-//Quartier Campus//Termine//DE")
    calendar.add("version", "2.0")
    for meeting in meetings:
        calendar.add_component(_event(meeting))
    return calendar.to_ical()


def _event(meeting: Meeting) -> Event:
    event = Event()
    event.add("uid", f"{meeting.public_id}@quartier-campus")
    event.add("summary", f"{meeting.cohort.code}: {meeting.lesson.title}")
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.ends_at)
    event.add("dtstamp", meeting.starts_at)
    event.add("sequence", meeting.sequence)
    event.add("location", meeting.place or meeting.link)
    if meeting.cancelled_at or meeting.cohort.status == Cohort.Status.CANCELLED:
        event.add("status", "CANCELLED")
    return event
