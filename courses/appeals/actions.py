"""Filing and deciding appeals. Locks are taken in the order enrolment, person, appeal, then what the decision changes."""

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from courses.assignments.actions import accept_on_appeal, repeat_on_appeal
from courses.cohorts.models import Enrolment
from courses.progress.models import Appeal
from courses.quizzes.actions import raise_points, void_attempt
from lms.accounts.actions import lock_accounts
from lms.accounts.models import Person, Role
from lms.accounts.queries import holders_of
from lms.errors import NotPossible
from lms.journal.actions import record
from lms.notifications.actions import notify
from lms.ui.formats import day

from . import queries, rules

Kind = Appeal.Kind
Outcome = Appeal.Outcome
FILED_ALREADY = _("Zu dieser Bewertung liegt schon Ihr Einspruch vor.")
DECIDED_ALREADY = _("Über diesen Einspruch ist schon entschieden. Bitte laden Sie die Seite neu.")
NO_WAY = _("Gegen diese Bewertung ist kein Einspruch möglich.")


@transaction.atomic
def file_appeal(kind: str, row: Any, *, text: str, by: Person, at: datetime) -> Appeal:
    """Object to an assessment of one's own; the same words twice are one appeal.

    Raises NotPossible after the deadline, without a reason, while or after the same assessment was objected to, and once the
    account is erased.
    """
    enrolment = Enrolment.objects.select_for_update(no_key=True, of=("self",)).select_related("learner").get(pk=row.enrolment_id)
    if enrolment.learner_id != by.pk:
        raise NotPossible(_("Einspruch legt die Person ein, die bewertet wurde."))
    lock_accounts(by)
    if not text.strip():
        raise NotPossible(_("Bitte schreiben Sie, womit Sie nicht einverstanden sind."))
    row = queries.subjects(kind).get(pk=row.pk)
    same = Appeal.objects.filter(enrolment=enrolment, subject_kind=kind, subject_id=row.pk, decided_at=None, text=text).first()
    if same:
        return same
    _refuse_closed_way(kind, row, at=at)
    try:
        with transaction.atomic():
            appeal = Appeal.objects.create(
                enrolment=enrolment, subject_kind=kind, subject_id=row.pk, text=text, filed_by=by, filed_at=at
            )
    except IntegrityError as error:
        raise NotPossible(FILED_ALREADY) from error
    record("appeal_filed", appeal, by=by, at=at)
    notify(by, "appeal_received", at=at, link=appeal.get_absolute_url())
    for person in holders_of(Role.PROGRAMME_ADMIN).exclude(pk=by.pk):
        notify(person, "appeal_filed", at=at, link="/verwaltung/")
    return appeal


def _refuse_closed_way(kind: str, row: Any, *, at: datetime) -> None:
    way = queries.way_of(kind, row, at=at)
    if way is None:
        raise NotPossible(NO_WAY)
    if way.is_waiting:
        raise NotPossible(FILED_ALREADY)
    if not way.can_file and way.appeals:
        raise NotPossible(_("Über Ihren Einspruch gegen diese Bewertung ist entschieden."))
    if not way.can_file:
        raise NotPossible(_("Die Frist für einen Einspruch ist am %(until)s abgelaufen.") % {"until": day(way.until)})


@transaction.atomic
def decide_appeal(
    appeal: Appeal,
    *,
    outcome: str,
    reason: str,
    points: Mapping[int, Fraction] | None = None,
    void: bool = False,
    by: Person,
    at: datetime,
) -> Appeal:
    """Decide an appeal with a reason. Whoever comes second is told so; the learner is told in any case.

    Upheld, a test gets more `points` (by question number) or is declared void, a submission counts as accepted, and a colloquium
    may be repeated. Certificates that were issued stay as they are.
    """
    Enrolment.objects.select_for_update(no_key=True).only("pk").get(pk=appeal.enrolment_id)
    appeal = Appeal.objects.select_for_update(no_key=True, of=("self",)).select_related("enrolment__learner").get(pk=appeal.pk)
    if appeal.decided_at:
        raise NotPossible(DECIDED_ALREADY)
    if not rules.can_decide_appeal(by, appeal):
        raise NotPossible(_("Über einen Einspruch entscheidet eine Person, die nicht beteiligt war."))
    if not reason.strip():
        raise NotPossible(_("Bitte begründen Sie die Entscheidung."))
    row = queries.subject_of(appeal)
    appeal.outcome, appeal.reason, appeal.decided_by, appeal.decided_at = outcome, reason, by, at
    appeal.save(update_fields=["outcome", "reason", "decided_by", "decided_at"])
    record("appeal_decided", appeal, by=by, at=at, outcome=outcome)
    if outcome == Outcome.UPHELD:
        _follow(appeal, row, points=points or {}, void=void, by=by, at=at)
    elif void or points:
        raise NotPossible(_("Sie haben Punkte oder Gültigkeit geändert. Wählen Sie dazu „Dem Einspruch wird gefolgt“."))
    notify(appeal.enrolment.learner, "appeal_decided", at=at, link=appeal.get_absolute_url())
    return appeal


def _follow(appeal: Appeal, row: Any, *, points: Mapping[int, Fraction], void: bool, by: Person, at: datetime) -> None:
    words = str(_("Dem Einspruch vom %(day)s wird gefolgt.") % {"day": day(appeal.filed_at)})
    if appeal.subject_kind == Kind.SUBMISSION:
        accept_on_appeal(row, reason=words, by=by, at=at)
    elif appeal.subject_kind == Kind.COLLOQUIUM:
        repeat_on_appeal(row, by=by, at=at)
    elif void and points:
        raise NotPossible(_("Geben Sie entweder mehr Punkte, oder erklären Sie den Versuch für ungültig."))
    elif void:
        void_attempt(row, reason=words, by=by, at=at)
    else:
        raise_points(row, points, reason=words, by=by, at=at)
