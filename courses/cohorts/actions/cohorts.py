"""Planning and changing a cohort, and who teaches it."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import ProgrammeVersion
from courses.cohorts.models import Cohort, CohortTrainer, Enrolment
from lms import clock
from lms.accounts.models import Person
from lms.errors import NotPossible
from lms.journal.actions import record
from lms.notifications.actions import notify
from lms.ui.formats import day

from .locks import locked_cohort
from .places import decline_request, offer_free_seats

CODE_IS_TAKEN = _("Dieses Kürzel gibt es schon. Bitte wählen Sie ein anderes.")
OVER_BECAUSE: dict[str, Promise] = {
    Cohort.Status.CANCELLED: _("Der Durchgang ist abgesagt."),
    Cohort.Status.COMPLETED: _("Der Durchgang ist abgeschlossen."),
}


@transaction.atomic
def plan_cohort(version: ProgrammeVersion, *, by: Person, at: datetime, **fields) -> Cohort:
    """Create a cohort bound to a published version. Raises NotPossible for a code that another cohort has."""
    if version.status != ProgrammeVersion.Status.PUBLISHED:
        raise NotPossible(_("Ein Durchgang braucht eine veröffentlichte Fassung."))
    try:
        with transaction.atomic():
            cohort = Cohort.objects.create(version=version, **fields)
    except IntegrityError as error:
        raise NotPossible(CODE_IS_TAKEN) from error
    record("cohort_planned", cohort, by=by, at=at, version=str(version))
    return cohort


@transaction.atomic
def change_cohort(cohort: Cohort, *, known_status: str = "", by: Person, at: datetime, **fields) -> Cohort:
    """Change dates, places or status; a larger capacity is offered to those who wait.

    All are told if it is cancelled. Once it is over, nobody is left waiting: open requests are declined.

    Raises NotPossible if people already sit on places that would disappear, if meetings would lie outside of its time, and if
    its status is no longer the one that was shown.
    """
    cohort = locked_cohort(cohort)
    if known_status and known_status != cohort.status:
        raise NotPossible(_("Der Status wurde inzwischen geändert. Bitte prüfen Sie ihn."), field="status")
    was = cohort.status
    capacity = fields.get("capacity", cohort.capacity)
    if Enrolment.objects.filter(cohort=cohort, seat__gt=capacity).exists():
        raise NotPossible(_("Es sind bereits mehr Plätze vergeben. Bitte wählen Sie eine größere Zahl."), field="capacity")
    for name, value in fields.items():
        setattr(cohort, name, value)
    if {"starts_on", "ends_on"} & fields.keys():
        _refuse_meetings_outside(cohort)
    cohort.save()
    record("cohort_changed", cohort, by=by, at=at, fields=sorted(fields))
    offer_free_seats(cohort, at=at)
    if cohort.status != was:
        _carry_on_from(was, cohort, by=by, at=at)
    return cohort


def _carry_on_from(was: str, cohort: Cohort, *, by: Person, at: datetime) -> None:
    """What a new status means for the meetings in calendars, for those who wait, and for everybody else."""
    if Cohort.Status.CANCELLED in (was, cohort.status):
        cohort.meetings.update(sequence=F("sequence") + 1)
    if cohort.is_over:
        _leave_nobody_waiting(cohort, by=by, at=at)
    if cohort.status == Cohort.Status.CANCELLED:
        _tell_of_the_end(cohort, at=at)


def _refuse_meetings_outside(cohort: Cohort) -> None:
    for meeting in cohort.meetings.filter(cancelled_at=None).select_related("lesson"):
        on = clock.local_date(meeting.starts_at)
        if not cohort.starts_on <= on <= cohort.ends_on:
            words = {"meeting": meeting.lesson.title, "day": day(on)}
            sentence = _("Der Termin „%(meeting)s“ am %(day)s läge außerhalb. Bitte verschieben Sie ihn zuerst.") % words
            raise NotPossible(sentence, field="starts_on" if on < cohort.starts_on else "ends_on")


def _leave_nobody_waiting(cohort: Cohort, *, by: Person, at: datetime) -> None:
    """A cohort that is cancelled or completed: its requests are declined."""
    for enrolment in cohort.enrolments.filter(status__in=Enrolment.UNDECIDED):
        decline_request(enrolment, reason=str(OVER_BECAUSE[cohort.status]), by=by, at=at)


def _tell_of_the_end(cohort: Cohort, *, at: datetime) -> None:
    """A cancelled cohort: whoever has a place and whoever teaches is told."""
    for enrolment in cohort.enrolments.filter(status=Enrolment.Status.CONFIRMED).select_related("learner", "cohort"):
        notify(enrolment.learner, "cohort_cancelled", at=at, link="/uebersicht/", enrolment=enrolment)
    for row in CohortTrainer.objects.running().filter(cohort=cohort).select_related("person"):
        notify(row.person, "taught_cohort_cancelled", at=at, link="/lehren/durchgaenge/", cohort=cohort)


@transaction.atomic
def set_trainers(cohort: Cohort, trainers, *, by: Person, at: datetime) -> None:
    """Make exactly these people the trainers of a cohort; who no longer teaches keeps a row with an end."""
    cohort = locked_cohort(cohort)
    wanted = {trainer.pk: trainer for trainer in trainers}
    running = CohortTrainer.objects.filter(cohort=cohort, until=None)
    running.exclude(person__in=wanted).update(until=at)
    for pk in wanted.keys() - set(running.values_list("person_id", flat=True)):
        CohortTrainer.objects.create(cohort=cohort, person_id=pk, since=at)
    record("trainers_set", cohort, by=by, at=at, trainers=sorted(wanted))
