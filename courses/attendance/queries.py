"""What was said about presence, and where it differs."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Sum
from django.utils.translation import gettext as _

from courses.catalogue.models import Requirement
from courses.catalogue.outline import make_up_limit
from courses.cohorts.models import Cohort, Enrolment, Meeting
from courses.cohorts.queries import expected_at
from courses.progress.models import LedgerEntry
from courses.progress.queries import current_entries
from lms.ui.formats import minutes_and_ue, moment

from .models import AttendanceClaim, MakeUpWork


@dataclass
class SheetLine:
    """One person on the attendance sheet: what counts, and what sources said."""

    enrolment: Enrolment
    entry: LedgerEntry | None
    claims: list[AttendanceClaim]

    @property
    def minutes(self) -> int | None:
        return self.entry.minutes if self.entry else None

    @property
    def is_conflict(self) -> bool:
        """Sources differ and nobody has decided since."""
        if len({claim.minutes for claim in self.claims}) < 2:
            return False
        return self.claims[-1].source != AttendanceClaim.Source.CORRECTION


def attendance_sheet(meeting: Meeting, *, named: Collection[int] = ()) -> list[SheetLine]:
    """Everybody who is expected, everybody of whom something was said here, and who is named of the cohort. Three statements.

    `named` are the enrolments of a sheet that was opened before somebody chose other modules: what is typed there still counts.
    """
    said_about = AttendanceClaim.objects.filter(meeting=meeting, enrolment=OuterRef("pk"))
    still_here = Enrolment.objects.learning().filter(cohort_id=meeting.cohort_id, pk__in=named)
    people = expected_at(meeting) | Enrolment.objects.filter(Exists(said_about)) | still_here
    enrolments = list(people.select_related("learner", "municipality").order_by("learner__sort_name", "pk"))
    claims: dict[int, list] = {enrolment.pk: [] for enrolment in enrolments}
    for claim in AttendanceClaim.objects.filter(meeting=meeting).select_related("noted_by").order_by("pk"):
        if claim.enrolment_id in claims:
            claims[claim.enrolment_id].append(claim)
    entries = {
        enrolment: next((e for e in rows if e.source_kind == "lesson" and e.source_id == meeting.lesson_id), None)
        for enrolment, rows in current_entries(enrolments).items()
    }
    return [SheetLine(enrolment, entries[enrolment.pk], claims[enrolment.pk]) for enrolment in enrolments]


def refusal_of_list(meeting: Meeting, *, at: datetime) -> str:
    """Why nothing can be noted yet; empty once the list is open."""
    return "" if at >= meeting.list_opens_at else _("Die Liste öffnet am %(moment)s.") % {"moment": moment(meeting.list_opens_at)}


def meetings_without_attendance(cohorts, *, at):
    """Meetings that are over and whose list is still open, oldest first; those of a cancelled cohort wait for nothing."""
    return (
        Meeting.objects.filter(cohort__in=cohorts, ends_at__lt=at, closed_at=None, cancelled_at=None)
        .exclude(cohort__status=Cohort.Status.CANCELLED)
        .select_related("lesson__component", "cohort")
        .order_by("starts_at")
    )


def make_up_limit_of(cohort: Cohort) -> int | None:
    """How many minutes of make-up work the rule counts for a person in all; None where it does not ask for attendance."""
    rule = Requirement.objects.filter(version_id=cohort.version_id, parent=None, kind="attendance_total").first()
    return make_up_limit(rule.parameters) if rule else None


def make_up_beyond_limit(enrolment: Enrolment) -> str:
    """Says that a person was given more make-up work than counts; empty where all of it counts. Refused work is no part of it."""
    work = MakeUpWork.objects.filter(enrolment=enrolment).exclude(status=MakeUpWork.Status.REJECTED)
    given, limit = work.aggregate(minutes=Sum("minutes"))["minutes"] or 0, make_up_limit_of(enrolment.cohort)
    if limit is None or given <= limit:
        return ""
    words = _("Gestellt sind jetzt %(given)s, davon zählen nur %(limit)s.")
    return words % {"given": minutes_and_ue(given), "limit": minutes_and_ue(limit)}
