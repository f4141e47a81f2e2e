"""What a person may ask for under the General Data Protection Regulation."""

from collections.abc import Callable, Collection
from datetime import date, datetime
from importlib import import_module
from typing import IO, NamedTuple

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from certificates.actions import hand_out
from certificates.models import Certificate
from courses.assignments.actions import remove_file
from courses.assignments.models import Submission, SubmissionFile
from courses.cohorts.models import Accommodation, CohortTrainer, Enrolment
from lms import clock
from lms.accounts.actions import lock_people, take_role
from lms.accounts.models import Person
from lms.accounts.rules import can_manage_people
from lms.errors import NotPossible
from lms.journal.actions import record
from lms.notifications.actions import send_to_address

from . import queries
from .declarations import Declaration, declarations
from .due import BELOW_A_REQUEST, Rule, accommodations_over, enrolments_over
from .export import archive_of
from .models import RetentionRun

NAMELESS = (_("Gelöschte"), _("Person"))


def hand_over_data(person: Person, *, at: datetime) -> IO[bytes]:
    """The copy of one's own data as a ZIP file (GDPR Art. 15 and 20); journalled, because it leaves the house.

    The sealed documents are in it, so this may be the first time their holder takes them.
    """
    archive = archive_of(person, at=at)
    for certificate in Certificate.objects.filter(content__holder=person, file__isnull=False):
        hand_out(certificate, to=person, at=at)
    record("data_handed_over", person, by=person, at=at)
    return archive


@transaction.atomic
def erase_person(person: Person, *, by: Person, at: datetime, reason: str = "") -> None:
    """Erase an account for good (GDPR Art. 17): the person is emptied, never deleted.

    Every model's rows are deleted, made anonymous or kept as it declares. What is kept hangs on a person without name and
    address until its period is over. Refused while something of the person is open (`queries.obstacles`).
    """
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if obstacles := queries.obstacles(person):
        raise NotPossible(obstacles[0])
    address = person.email
    _end_duties(person, by=by, at=at)
    _remove_files_of_drafts(person)
    for declaration in reversed(declarations()):
        _carry_out(declaration, person)
    _empty(person, at=at)
    _end_sessions(person, at=at)
    record("person_erased", person, by=by, at=at, reason=reason)
    if address:
        send_to_address(address, "account_erased", at=at)


def _end_duties(person: Person, *, by: Person, at: datetime) -> None:
    for responsibility in person.responsibilities.running():
        take_role(responsibility, by=by, at=at)
    CohortTrainer.objects.filter(person=person, until=None).update(until=at)


def _remove_files_of_drafts(person: Person) -> None:
    """Deleting a row would leave its bytes behind."""
    for file in SubmissionFile.objects.filter(submission__enrolment__learner=person, submission__status=Submission.Status.DRAFT):
        remove_file(file)


def _carry_out(declaration: Declaration, person: Person) -> None:
    if declaration.owner == "self":
        return
    declaration.going(person).delete()
    if declaration.on_erasure == "anonymise":
        declaration.rows_of(person).update(**{declaration.owner: None})


def _empty(person: Person, *, at: datetime) -> None:
    person.given_name, person.family_name = map(str, NAMELESS)
    person.email = person.municipality = person.organisation = person.neighbourhood = person.last_login = None
    person.active_role, person.is_active, person.is_superuser, person.erased_at = "", False, False, at
    person.set_unusable_password()
    person.groups.clear()
    person.user_permissions.clear()
    person.save()


def _end_sessions(person: Person, *, at: datetime) -> None:
    """A session knows its person only inside; there are as many as people who are signed in.

    Each ends through the engine: one that keeps copies in a cache would hold on to the steps of a request not yet sent.
    """
    sessions = import_module(settings.SESSION_ENGINE).SessionStore()
    for session in Session.objects.filter(expire_date__gte=at).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(person.pk):
            sessions.delete(session.session_key)


class Deletion(NamedTuple):
    """What a retention run did: rows it deleted, and rows it left because something was added to them meanwhile."""

    deleted: int
    skipped: int


@transaction.atomic
def run_retention(rule: Rule, *, by: Person, at: datetime) -> Deletion:
    """Delete what the period of one rule is over for. Approved by the programme administration.

    The run is open only inside this transaction, so nothing but these rows leaves the records (data-model, section 3).
    """
    if not can_manage_people(by):
        raise NotPossible(_("Einen Löschlauf gibt die Programmadministration frei."))
    before = rule.before(clock.local_date(at))
    run = RetentionRun.objects.create(category=rule.period, rule=before.isoformat(), started_at=at, approved_by=by)
    done = DELETE[rule.period](before)
    run.finished_at = at
    run.save(update_fields=["finished_at"])
    record("retention_run", run, by=by, at=at, category=str(rule.title), rows=done.deleted, skipped=done.skipped)
    return done


def delete_accommodations(before: date) -> Deletion:
    """Under the lock of their people: whoever asks for a place in between keeps theirs."""
    due = dict(accommodations_over(before).values_list("pk", "person"))
    lock_people(set(due.values()))
    accommodations_over(before).filter(pk__in=due).delete()
    return _outcome(Accommodation, due)


def delete_enrolments(before: date) -> Deletion:
    """Under a lock nothing can be added beneath; what was added or confirmed before it was taken keeps its request."""
    locked = enrolments_over(before).select_for_update(of=("self",)).order_by("pk")
    due = [enrolment.pk for enrolment in locked]
    over = list(enrolments_over(before).filter(pk__in=due).values_list("pk", flat=True))
    for below in BELOW_A_REQUEST:
        below.objects.filter(enrolment__in=over).delete()
    Enrolment.objects.filter(pk__in=over).delete()
    return _outcome(Enrolment, due)


def _outcome(model: type[Model], due: Collection[int]) -> Deletion:
    stayed = model._default_manager.filter(pk__in=due).count()
    return Deletion(len(due) - stayed, stayed)


DELETE: dict[str, Callable[[date], Deletion]] = {"accommodation": delete_accommodations, "unfinished": delete_enrolments}
"""How each rule's rows go, bottom-up."""
