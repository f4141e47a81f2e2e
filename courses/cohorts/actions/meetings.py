"""The dates of a cohort's meetings, and the files for them."""

import hashlib
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import LearningMode, Lesson
from courses.cohorts import queries
from courses.cohorts.models import Cohort, Enrolment, Handout, Meeting
from lms.accounts.models import Person
from lms.errors import NotPossible
from lms.journal.actions import record
from lms.notifications.actions import notify

MEETING_ENDED = _("Dieser Termin ist abgesagt oder seine Anwesenheitsliste abgeschlossen. Er lässt sich nicht mehr ändern.")


@transaction.atomic
def plan_meeting(
    cohort: Cohort, lesson: Lesson, *, starts_at: datetime, ends_at: datetime, by: Person, at: datetime, **fields
) -> Meeting:
    """Set the date of a planned meeting. Minutes and mode come from the version; a recording makes it self-study.

    After it was cancelled, everybody who is expected is told the new date; first dates are only shown.
    """
    if lesson.component.version_id != cohort.version_id or lesson.kind != Lesson.Kind.MEETING:
        raise NotPossible(_("Dieser Termin gehört nicht zur Fassung des Durchgangs."))
    try:
        with transaction.atomic():
            meeting = Meeting.objects.create(
                cohort=cohort,
                lesson=lesson,
                starts_at=starts_at,
                ends_at=ends_at,
                planned_minutes=lesson.planned_minutes,
                mode=_mode_of(lesson, recorded=fields.get("recorded", False)),
                **fields,
            )
    except IntegrityError as error:
        raise NotPossible(
            _("Für diesen Termin steht schon ein Datum fest. Bitte verschieben Sie den vorhandenen Termin.")
        ) from error
    record("meeting_planned", meeting, by=by, at=at)
    if Meeting.objects.filter(cohort=cohort, lesson=lesson).exclude(cancelled_at=None).exists():
        tell_of_meeting(meeting, "meeting_planned_anew", at=at)
    return meeting


def _mode_of(lesson: Lesson, *, recorded: bool) -> str:
    return LearningMode.SELF_STUDY if recorded else lesson.mode


@transaction.atomic
def change_meeting(meeting: Meeting, *, starts_at: datetime, ends_at: datetime, by: Person, at: datetime, **fields) -> Meeting:
    """Change date or place of a meeting and tell everybody who is expected; what stays as it is, is told to nobody.

    Raises NotPossible once it is cancelled or its attendance list is closed. Whether minutes count already, `move_meeting` of
    attendance asks before.
    """
    meeting = Meeting.objects.select_for_update(no_key=True).select_related("cohort", "lesson").get(pk=meeting.pk)
    if meeting.cancelled_at or meeting.closed_at:
        raise NotPossible(MEETING_ENDED)
    said = {"starts_at": starts_at, "ends_at": ends_at, **fields}
    if all(getattr(meeting, name) == value for name, value in said.items()):
        return meeting
    earlier = meeting.starts_at
    meeting.sequence += 1
    for name, value in said.items():
        setattr(meeting, name, value)
    meeting.mode = _mode_of(meeting.lesson, recorded=meeting.recorded)
    meeting.save()
    record("meeting_moved", meeting, by=by, at=at, earlier=earlier.isoformat(), starts_at=starts_at.isoformat())
    tell_of_meeting(meeting, "meeting_changed", at=at, earlier=earlier)
    return meeting


def tell_of_meeting(meeting: Meeting, kind: str, *, at: datetime, **words) -> None:
    """Tell everybody who is expected at a meeting what became of it."""
    for enrolment in queries.expected_at(meeting).filter(status=Enrolment.Status.CONFIRMED).select_related("learner"):
        notify(enrolment.learner, kind, at=at, link="/termine/", meeting=meeting, **words)


@transaction.atomic
def add_handout(meeting: Meeting, *, title: str, name: str, kind: str, content: bytes, by: Person, at: datetime) -> Handout:
    """Keep a file for the people of the meeting's cohort; the same content twice is one handout."""
    meeting = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    handout, is_new = Handout.objects.get_or_create(
        meeting=meeting,
        sha256=hashlib.sha256(content).hexdigest(),
        defaults={"title": title, "name": name, "kind": kind, "size": len(content), "added_by": by, "added_at": at},
    )
    if is_new:
        storages["private"].save(handout.storage_name, ContentFile(content))
        record("handout_added", meeting, by=by, at=at, name=title)
    return handout


@transaction.atomic
def take_back_handout(handout: Handout, *, by: Person, at: datetime) -> None:
    """Remove a handout and its file; taken back twice is taken back once."""
    if Handout.objects.select_for_update(no_key=True).filter(pk=handout.pk).delete()[0]:
        record("handout_taken_back", handout.meeting, by=by, at=at, name=handout.title)
        transaction.on_commit(lambda: storages["private"].delete(handout.storage_name))
