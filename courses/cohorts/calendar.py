"""Meetings as iCalendar text."""

from datetime import datetime

from icalendar import Calendar, Event


def as_ical(meetings, *, at: datetime) -> bytes:
    """One event for each of somebody's meetings, as `meetings_of` finds them, told at a moment.

    `SEQUENCE` rises with every change, so calendars replace what they have. Cancelled ones say so, and those that are no longer
    theirs: an earlier file may have named them.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Quartier Campus//Termine//DE")
    calendar.add("version", "2.0")
    for meeting in meetings:
        calendar.add_component(_event(meeting, at))
    return calendar.to_ical()


def _event(meeting, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{meeting.public_id}@quartier-campus")
    event.add("summary", f"{meeting.cohort.code}, {meeting.lesson.component.short_name}: {meeting.lesson.title}")
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.ends_at)
    event.add("dtstamp", at)
    event.add("sequence", meeting.sequence + meeting.changes_of_choice)
    event.add("location", meeting.place or meeting.link)
    if meeting.cancelled_at or not meeting.is_theirs:
        event.add("status", "CANCELLED")
    return event
