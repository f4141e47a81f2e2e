"""Noting who was present, and what of it counts."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from courses.catalogue.models import Component
from courses.cohorts import actions as cohorts
from courses.cohorts.models import Enrolment, Meeting
from courses.cohorts.queries import expected_at
from courses.progress.actions import record_make_up, record_minutes
from courses.progress.models import LedgerEntry
from lms.accounts.models import Person
from lms.errors import NotPossible
from lms.journal.actions import record
from lms.notifications.actions import notify
from lms.ui.formats import and_more

from .models import AttendanceClaim, MakeUpWork
from .queries import attendance_sheet, make_up_limit_of, refusal_of_list

Source = AttendanceClaim.Source
NAMED = 3
"""How many people a sentence names."""


@dataclass(frozen=True)
class Noted:
    """What one line of a list says: minutes present, and the key of the packet it came in."""

    minutes: int
    client_id: uuid.UUID | None = None


@transaction.atomic
def record_attendance(
    meeting: Meeting, noted: Mapping[Enrolment, Noted], *, by: Person, at: datetime, source: str = Source.LIST
) -> list[Enrolment]:
    """Add a claim for every line and post what is undisputed; returns those whose claims differ.

    A packet that arrives twice adds nothing. A later, different claim changes nothing either: what is posted stays until
    a person decides (`decide_attendance`). Raises NotPossible before the day of the meeting, and once the list is closed or the
    meeting cancelled.
    """
    now = _locked(meeting)
    if now.closed_at:
        raise NotPossible(_("Die Liste ist schon abgeschlossen. Änderungen sind Korrekturen mit Grund."))
    _refuse_while_not_open(now, at=at)
    conflicts = []
    for enrolment in sorted(noted, key=lambda enrolment: enrolment.pk):
        line = noted[enrolment]
        _check(meeting, enrolment, line.minutes)
        _refuse_own(enrolment, by)
        _claim(meeting, enrolment, line.minutes, source=source, client_id=line.client_id, by=by, at=at)
        if not settle(meeting, enrolment, by=by, at=at):
            conflicts.append(enrolment)
    record("attendance_recorded", meeting, by=by, at=at, people=len(noted))
    return conflicts


def settle(meeting: Meeting, enrolment: Enrolment, *, by: Person | None, at: datetime) -> bool:
    """Post the minutes if all claims agree; False while they differ and nobody has decided."""
    Enrolment.objects.select_for_update(no_key=True).only("pk").get(pk=enrolment.pk)
    said = set(AttendanceClaim.objects.filter(meeting=meeting, enrolment=enrolment).values_list("minutes", flat=True))
    if len(said) > 1:
        return False
    record_minutes(enrolment, meeting.lesson, minutes=said.pop(), mode=meeting.mode, by=by, at=at)
    return True


@transaction.atomic
def decide_attendance(
    meeting: Meeting, enrolment: Enrolment, *, minutes: int, reason: str, by: Person, at: datetime
) -> LedgerEntry:
    """A person decides the minutes: of differing claims, or as a correction. The earlier entry stays visible."""
    meeting = _locked(meeting)
    _refuse_while_not_open(meeting, at=at)
    _check(meeting, enrolment, minutes)
    _refuse_own(enrolment, by)
    _claim(meeting, enrolment, minutes, source=Source.CORRECTION, client_id=None, by=by, at=at)
    record("attendance_decided", meeting, by=by, at=at, enrolment=enrolment.pk, minutes=minutes)
    return record_minutes(enrolment, meeting.lesson, minutes=minutes, mode=meeting.mode, by=by, at=at, reason=reason)


@transaction.atomic
def close_list(meeting: Meeting, *, by: Person, at: datetime) -> Meeting:
    """Close the attendance list of a meeting: from now on changes are corrections with a reason.

    Raises NotPossible while somebody who is expected has no line.
    """
    meeting = _locked(meeting)
    if meeting.closed_at:
        return meeting
    _refuse_while_not_open(meeting, at=at)
    if without := _without_a_line(meeting):
        sentence = ngettext(
            "Für %(count)d Person fehlt noch die Angabe: %(names)s.",
            "Für %(count)d Personen fehlt noch die Angabe: %(names)s.",
            len(without),
        )
        raise NotPossible(sentence % {"count": len(without), "names": _first_of(without)})
    meeting.closed_at = at
    meeting.save(update_fields=["closed_at"])
    record("attendance_closed", meeting, by=by, at=at)
    return meeting


def _without_a_line(meeting: Meeting) -> list[str]:
    claims = AttendanceClaim.objects.filter(meeting=meeting).values("enrolment")
    missing = expected_at(meeting).exclude(pk__in=claims)
    return [str(enrolment.learner) for enrolment in missing.select_related("learner").order_by("learner__sort_name", "pk")]


def _first_of(names: list[str]) -> str:
    """The first three of some names, and how many more there are."""
    return and_more(", ".join(names[:NAMED]), len(names) - NAMED)


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, by: Person, at: datetime) -> Meeting:
    """Cancel a meeting nobody went to and tell everybody who is expected; a new date may be planned afterwards.

    Raises NotPossible while its minutes count, which are taken back first with a reason, and once its list is closed.
    """
    meeting = _locked(meeting)
    if _counts(meeting):
        raise NotPossible(
            _("Zu diesem Termin zählen schon Minuten. Fand er nicht statt, legen Sie zuerst für alle 0 Minuten fest.")
        )
    if meeting.closed_at:
        raise NotPossible(cohorts.MEETING_ENDED)
    meeting.cancelled_at, meeting.sequence = at, meeting.sequence + 1
    meeting.save()
    record("meeting_cancelled", meeting, by=by, at=at)
    cohorts.tell_of_meeting(meeting, "meeting_cancelled", at=at)
    return meeting


@transaction.atomic
def move_meeting(
    meeting: Meeting, *, starts_at: datetime, ends_at: datetime, recorded: bool, by: Person, at: datetime, **fields
) -> Meeting:
    """Change date, place or link of a meeting. Raises NotPossible for another date or form once its minutes count."""
    meeting = _locked(meeting)
    stays = (starts_at, ends_at, recorded) == (meeting.starts_at, meeting.ends_at, meeting.recorded)
    if not stays and _counts(meeting):
        raise NotPossible(_("Zu diesem Termin zählen schon Minuten. Ändern lassen sich nur noch Ort und Online-Raum."))
    return cohorts.change_meeting(meeting, starts_at=starts_at, ends_at=ends_at, recorded=recorded, by=by, at=at, **fields)


@transaction.atomic
def set_make_up_work(
    enrolment: Enrolment, component: Component, *, minutes: int, task: str, by: Person, at: datetime
) -> MakeUpWork:
    """Give a person a substitute task for missed minutes and tell them. No reason for the absence is asked or kept.

    More than the rule counts may be given: it applies its limit on reading. The same task given again while it is open is
    the one that is there: a second click.
    """
    if component.version_id != enrolment.cohort.version_id:
        raise NotPossible(_("Dieser Baustein gehört nicht zum Durchgang."))
    _refuse_own(enrolment, by)
    given = {
        "enrolment": Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk),
        "component": component,
        "minutes": minutes,
        "task": task,
    }
    if there := MakeUpWork.objects.filter(**given, status=MakeUpWork.Status.OPEN).first():
        return there
    work = MakeUpWork.objects.create(**given, set_by=by, set_at=at)
    record("make_up_set", work, by=by, at=at, minutes=minutes)
    limit = make_up_limit_of(enrolment.cohort)
    notify(enrolment.learner, "make_up_set", at=at, link=_standing_in(enrolment), work=work, limit=limit)
    return work


@transaction.atomic
def decide_make_up_work(work: MakeUpWork, *, accept: bool, by: Person, at: datetime) -> MakeUpWork:
    """Accept or refuse make-up work and tell the person. Accepted minutes are posted; the rule applies its limit on reading."""
    rows = MakeUpWork.objects.select_for_update(no_key=True, of=("self",))
    work = rows.select_related("enrolment__learner", "enrolment__cohort", "component").get(pk=work.pk)
    _refuse_own(work.enrolment, by)
    if work.status != MakeUpWork.Status.OPEN:
        raise NotPossible(_("Über diese Ersatzleistung ist schon entschieden."))
    work.status = MakeUpWork.Status.ACCEPTED if accept else MakeUpWork.Status.REJECTED
    work.decided_by, work.decided_at = by, at
    work.save()
    record("make_up_decided", work, by=by, at=at, accepted=accept)
    if accept:
        record_make_up(work.enrolment, work.component, minutes=work.minutes, source=("make_up_work", work.pk), by=by, at=at)
    limit = make_up_limit_of(work.enrolment.cohort)
    notify(work.enrolment.learner, "make_up_decided", at=at, link=_standing_in(work.enrolment), work=work, limit=limit)
    return work


def _standing_in(enrolment: Enrolment) -> str:
    return f"/stand/?durchgang={enrolment.cohort.slug}"


def _locked(meeting: Meeting) -> Meeting:
    rows = Meeting.objects.select_for_update(no_key=True, of=("self",)).select_related("cohort", "lesson__component")
    meeting = rows.get(pk=meeting.pk)
    if meeting.cancelled_at:
        raise NotPossible(_("Dieser Termin ist abgesagt."))
    return meeting


def _refuse_while_not_open(meeting: Meeting, *, at: datetime) -> None:
    if refusal := refusal_of_list(meeting, at=at):
        raise NotPossible(refusal)


def _counts(meeting: Meeting) -> bool:
    """Whether minutes count that were claimed at this date: they must not come to stand at another one."""
    return any(line.minutes and line.claims for line in attendance_sheet(meeting))


def _refuse_own(enrolment: Enrolment, by: Person) -> None:
    """Nobody decides about minutes of their own: they are evidence of R4 and R5."""
    if enrolment.learner_id == by.pk:
        raise NotPossible(_("Über Ihre eigenen Minuten entscheidet eine andere Person."))


def _check(meeting: Meeting, enrolment: Enrolment, minutes: int) -> None:
    if enrolment.cohort_id != meeting.cohort_id:
        raise NotPossible(_("Diese Person gehört nicht zum Durchgang des Termins."))
    if not 0 <= minutes <= meeting.planned_minutes:
        raise NotPossible(
            _("Für diesen Termin sind höchstens %(minutes)d Minuten vorgesehen.") % {"minutes": meeting.planned_minutes}
        )


def _claim(meeting, enrolment, minutes, *, source, client_id, by, at) -> None:
    try:
        with transaction.atomic():
            AttendanceClaim.objects.create(
                meeting=meeting,
                enrolment=enrolment,
                minutes=minutes,
                source=source,
                client_id=client_id or uuid.uuid4(),
                noted_at=at,
                received_at=at,
                noted_by=by,
            )
    except IntegrityError:
        if not AttendanceClaim.objects.filter(client_id=client_id).exists():
            raise
