"""Completing a programme, releasing certificates, crediting earlier achievements."""

from datetime import datetime
from functools import partial

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Component
from courses.cohorts.models import Cohort, Enrolment
from courses.signals import completion_withdrawn, learning_recorded, programme_completed
from lms import clock
from lms.accounts.models import Person
from lms.errors import NotPossible
from lms.journal.actions import record

from . import queries, rules
from .models import CompletionWithdrawal, CreditTransfer, ProgrammeCompletion, Release, ReleaseItem

SECOND_PERSON = _("Die Freigabe bestätigt eine zweite berechtigte Person.")
DECIDED_MEANWHILE = _("Diese Freigabe ist schon entschieden. Bitte laden Sie die Seite neu.")


@transaction.atomic
def complete_programme_if_earned(enrolment: Enrolment, *, at: datetime) -> ProgrammeCompletion | None:
    """Add a completion when all conditions but the release are met; withdraw it when a correction took one away.

    A completion that was already released stays: what follows from the correction is a person's decision (revocation).
    """
    enrolment = (
        Enrolment.objects.select_for_update(no_key=True, of=("self",))
        .select_related("cohort__version", "learner")
        .get(pk=enrolment.pk)
    )
    if enrolment.status not in (Enrolment.Status.CONFIRMED, Enrolment.Status.COMPLETED):
        return None
    running = ProgrammeCompletion.objects.filter(enrolment=enrolment, withdrawal=None).order_by("-number").first()
    standing = queries.standing_of(enrolment)
    if standing.is_earned and running is None:
        return _complete(enrolment, standing, at=at)
    if not standing.is_earned and running is not None and not _is_released(running):
        _withdraw_completion(running, at=at)
    return running


def _complete(enrolment, standing, *, at) -> ProgrammeCompletion:
    completion = ProgrammeCompletion.objects.create(
        enrolment=enrolment,
        number=ProgrammeCompletion.objects.filter(enrolment=enrolment).count() + 1,
        completed_on=clock.local_date(at),
        recorded_at=at,
        rule_digest=queries.digest_of([condition.rule for condition in standing.conditions]),
        standing=[_as_json(condition) for condition in standing.conditions],
    )
    record("programme_completed", completion, by=None, at=at)
    transaction.on_commit(lambda: programme_completed.send_robust(sender=ProgrammeCompletion, completion=completion))
    return completion


def _as_json(condition) -> dict:
    return {
        "number": condition.rule.number,
        "have": str(condition.have),
        "need": str(condition.need),
        "state": condition.state.value,
        "entries": [line.entry for line in condition.lines if line.entry],
    }


def _is_released(completion: ProgrammeCompletion) -> bool:
    return ReleaseItem.objects.filter(completion=completion, release__confirmed_at__isnull=False).exists()


def _withdraw_completion(completion: ProgrammeCompletion, *, at: datetime) -> None:
    CompletionWithdrawal.objects.create(completion=completion, reason="requirement_no_longer_met", at=at)
    record("completion_withdrawn", completion, by=None, at=at)
    transaction.on_commit(lambda: completion_withdrawn.send_robust(sender=ProgrammeCompletion, completion=completion))


@transaction.atomic
def propose_release(cohort: Cohort, completions, *, by: Person, at: datetime) -> Release:
    """Propose certificates for these completions; raises NotPossible if one of them is gone or already proposed."""
    cohort = Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    if not rules.can_propose_release(by):
        raise NotPossible(_("Eine Freigabe schlägt die Programmadministration vor."))
    wanted = {completion.pk for completion in completions}
    if not wanted:
        raise NotPossible(_("Bitte wählen Sie mindestens eine Person aus."))
    if wanted - set(queries.proposable_completions(cohort).values_list("pk", flat=True)):
        raise NotPossible(_("Eine der Personen ist schon vorgeschlagen. Bitte laden Sie die Seite neu."))
    release = Release.objects.create(cohort=cohort, proposed_by=by, proposed_at=at)
    ReleaseItem.objects.bulk_create(ReleaseItem(release=release, completion_id=pk) for pk in sorted(wanted))
    record("release_proposed", release, by=by, at=at, completions=sorted(wanted))
    return release


@transaction.atomic
def confirm(release: Release, *, by: Person, at: datetime) -> list[ProgrammeCompletion]:
    """Confirm a release by a second person (R10); returns the completions that are still earned, to be certified.

    Raises NotPossible for the proposer, and for whoever comes second to a decided release.
    """
    release = Release.objects.select_for_update(no_key=True).get(pk=release.pk)
    if release.confirmed_at or release.returned_at:
        raise NotPossible(DECIDED_MEANWHILE)
    if not rules.can_confirm_release(by, release):
        raise NotPossible(SECOND_PERSON)
    release.confirmed_by, release.confirmed_at = by, at
    try:
        with transaction.atomic():
            release.save()
    except IntegrityError as error:
        raise NotPossible(SECOND_PERSON) from error
    earned = [item.completion for item in release.items.select_related("completion__enrolment__learner") if _keep(item)]
    record("release_confirmed", release, by=by, at=at, completions=[completion.pk for completion in earned])
    for completion in earned:
        transaction.on_commit(partial(learning_recorded.send_robust, sender=Release, enrolment=completion.enrolment, at=at))
    return earned


def _keep(item: ReleaseItem) -> bool:
    still_earned = not CompletionWithdrawal.objects.filter(completion=item.completion).exists()
    item.outcome = ReleaseItem.Outcome.ISSUED if still_earned else ReleaseItem.Outcome.NO_LONGER_EARNED
    item.save(update_fields=["outcome"])
    return still_earned


@transaction.atomic
def return_release(release: Release, *, reason: str, by: Person, at: datetime) -> Release:
    """Give a proposal back with a reason; its people can be proposed again."""
    release = Release.objects.select_for_update(no_key=True).get(pk=release.pk)
    if release.confirmed_at or release.returned_at:
        raise NotPossible(DECIDED_MEANWHILE)
    release.returned_by, release.returned_at, release.return_reason = by, at, reason
    release.save()
    record("release_returned", release, by=by, at=at)
    return release


@transaction.atomic
def propose_credit(enrolment: Enrolment, component: Component, *, evidence: str, by: Person, at: datetime) -> CreditTransfer:
    """Propose to recognise an earlier achievement for one component (curriculum section 3, "Anrechnung").

    Project and colloquium cannot be credited, and all credits together stay below the rule's limit.
    """
    Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)
    if component.version_id != enrolment.cohort.version_id or not component.is_module:
        raise NotPossible(_("Praxisprojekt und Kolloquium lassen sich nicht anrechnen."))
    limit = _credit_limit(enrolment)
    credited = sum(
        transfer.component.minutes
        for transfer in CreditTransfer.objects.filter(enrolment=enrolment)
        .exclude(status=CreditTransfer.Status.REJECTED)
        .select_related("component")
    )
    if limit is not None and credited + component.minutes > limit:
        raise NotPossible(_("Mehr als %(ue)d UE lassen sich nicht anrechnen.") % {"ue": limit // 45})
    try:
        with transaction.atomic():
            transfer = CreditTransfer.objects.create(
                enrolment=enrolment, component=component, evidence=evidence, proposed_by=by, proposed_at=at
            )
    except IntegrityError as error:
        raise NotPossible(_("Für diesen Baustein gibt es schon eine Anrechnung.")) from error
    record("credit_proposed", transfer, by=by, at=at, component=component.code)
    return transfer


def _credit_limit(enrolment: Enrolment) -> int | None:
    for rule in queries.rules_of(enrolment.cohort.version):
        if rule.kind == "credited_minutes":
            return rule.parameters.get("credit_transfer_max_minutes")
    return None


@transaction.atomic
def decide_credit(transfer: CreditTransfer, *, accept: bool, by: Person, at: datetime) -> CreditTransfer:
    """Accept or reject a proposed credit; a second person decides."""
    transfer = CreditTransfer.objects.select_for_update(no_key=True, of=("self",)).select_related("enrolment").get(pk=transfer.pk)
    if transfer.status != CreditTransfer.Status.PROPOSED:
        raise NotPossible(_("Über diese Anrechnung ist schon entschieden."))
    if by.pk in (transfer.proposed_by_id, transfer.enrolment.learner_id):
        raise NotPossible(_("Über eine Anrechnung entscheidet eine zweite Person."))
    transfer.status = CreditTransfer.Status.ACCEPTED if accept else CreditTransfer.Status.REJECTED
    transfer.decided_by, transfer.decided_at = by, at
    transfer.save()
    record("credit_decided", transfer, by=by, at=at, accepted=accept)
    transaction.on_commit(lambda: learning_recorded.send_robust(sender=CreditTransfer, enrolment=transfer.enrolment, at=at))
    return transfer
