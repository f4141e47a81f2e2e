"""Completing a programme, releasing certificates, crediting earlier achievements."""

from datetime import date, datetime, timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Component
from courses.cohorts.models import Cohort, Enrolment
from courses.signals import completion_withdrawn, learning_recorded, programme_completed
from lms import clock
from lms.accounts.actions import lock_accounts, lock_people
from lms.accounts.models import Person
from lms.errors import NotPossible
from lms.journal.actions import record
from lms.notifications.actions import notify
from lms.notifications.models import Notice

from . import queries, rules
from .models import CertificateDetails, CompletionWithdrawal, CreditTransfer, ProgrammeCompletion, Release, ReleaseItem

SECOND_PERSON = _("Die Freigabe bestätigt eine zweite berechtigte Person.")
NOT_CONFIRMED = _("Nicht alle haben ihre Angaben bestätigt. Erinnern Sie sie, oder wählen Sie „Auch ohne bestätigte Angaben“.")
REMINDER = "certificate_details"
ONE_REMINDER_A_DAY = timedelta(hours=24)
NO_LONGER_EARNED = _("Eine der Personen hat die Teilnahme beendet oder ihr Konto gelöscht. Bitte laden Sie die Seite neu.")
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
    if enrolment.status not in (Enrolment.Status.CONFIRMED, Enrolment.Status.COMPLETED) or enrolment.learner.erased_at:
        return None
    running = ProgrammeCompletion.objects.filter(enrolment=enrolment, withdrawal=None).order_by("-number").first()
    standing = queries.standing_of(enrolment)
    if standing.is_earned and running is None:
        return _complete(enrolment, standing, at=at)
    if not standing.is_earned and running is not None and not _is_released(running):
        _withdraw_completion(running, because="requirement_no_longer_met", at=at)
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


def _withdraw_completion(completion: ProgrammeCompletion, *, because: str, at: datetime) -> None:
    CompletionWithdrawal.objects.create(completion=completion, reason=because, at=at)
    record("completion_withdrawn", completion, by=None, at=at)
    transaction.on_commit(lambda: completion_withdrawn.send_robust(sender=ProgrammeCompletion, completion=completion))


@transaction.atomic
def confirm_details(
    enrolment: Enrolment, *, given_name: str, family_name: str, project_title: str, birth_date: date | None, at: datetime
) -> CertificateDetails:
    """Keep what a person wants on the certificate.

    Raises NotPossible before everything is fulfilled, once it is proposed, and once the account is erased: no page left open may
    write a name and a day of birth back.
    """
    Cohort.objects.select_for_update(no_key=True).get(pk=enrolment.cohort_id)
    lock_accounts(enrolment.learner)
    if refusal := queries.refusal_of_details(enrolment):
        raise NotPossible(refusal)
    said = {"given_name": given_name, "family_name": family_name, "project_title": project_title, "birth_date": birth_date}
    details, _is_new = CertificateDetails.objects.update_or_create(enrolment=enrolment, defaults={**said, "confirmed_at": at})
    record("certificate_details_confirmed", details, by=enrolment.learner, at=at, enrolment=enrolment.pk)
    return details


@transaction.atomic
def remind_of_details(cohort: Cohort, *, by: Person, at: datetime) -> int:
    """Ask everybody who could be proposed but has not confirmed the details, nobody twice within a day; how many were asked."""
    cohort = Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    waiting = queries.without_details(queries.proposable_completions(cohort))
    told = Notice.objects.filter(kind=REMINDER, sent_at__gt=at - ONE_REMINDER_A_DAY).values("person")
    learners = [completion.enrolment.learner for completion in waiting.exclude(enrolment__learner__in=told)]
    for learner in learners:
        notify(learner, REMINDER, at=at, link=f"/nachweise/angaben/{cohort.slug}/", cohort=cohort)
    if learners:
        record("certificate_details_reminded", cohort, by=by, at=at, people=[learner.pk for learner in learners])
    return len(learners)


@transaction.atomic
def propose_release(cohort: Cohort, completions, *, without_details: bool = False, by: Person, at: datetime) -> Release:
    """Propose certificates for these completions; raises NotPossible if one of them is gone, or already proposed.

    Who has not confirmed the details is proposed only where the office says so; the account's name is printed then.
    """
    cohort = Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    if not rules.can_propose_release(by):
        raise NotPossible(_("Eine Freigabe schlägt die Programmadministration vor."))
    wanted = {completion.pk for completion in completions}
    if not wanted:
        raise NotPossible(_("Bitte wählen Sie mindestens eine Person aus."))
    lock_people(ProgrammeCompletion.objects.filter(pk__in=wanted).values_list("enrolment__learner", flat=True))
    if wanted - set(queries.running_completions(cohort).values_list("pk", flat=True)):
        raise NotPossible(NO_LONGER_EARNED)
    if wanted - set(queries.proposable_completions(cohort).values_list("pk", flat=True)):
        raise NotPossible(_("Eine der Personen ist schon vorgeschlagen. Bitte laden Sie die Seite neu."))
    unconfirmed = queries.without_details(ProgrammeCompletion.objects.filter(pk__in=wanted)).values_list("pk", flat=True)
    unconfirmed = sorted(unconfirmed)
    if unconfirmed and not without_details:
        raise NotPossible(NOT_CONFIRMED)
    release = Release.objects.create(cohort=cohort, proposed_by=by, proposed_at=at)
    ReleaseItem.objects.bulk_create(ReleaseItem(release=release, completion_id=pk) for pk in sorted(wanted))
    record("release_proposed", release, by=by, at=at, completions=sorted(wanted), unconfirmed=unconfirmed)
    return release


@transaction.atomic
def confirm(release: Release, *, by: Person, at: datetime) -> list[ProgrammeCompletion]:
    """Confirm a release by a second person (R10); returns the completions that are still earned, to be certified.

    Whoever has left or erased the account since the proposal gets no certificate. Raises NotPossible for the proposer, and for
    whoever comes second to a decided release.
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
    # Whoever withdraws a completion holds the enrolment: after these locks the answer stays as it is.
    items = list(release.items.select_related("completion__enrolment__learner").order_by("completion__enrolment"))
    for item in items:
        Enrolment.objects.select_for_update(no_key=True).only("pk").get(pk=item.completion.enrolment_id)
    lock_people({item.completion.enrolment.learner_id for item in items})
    earned = [item.completion for item in items if _keep(item, at=at)]
    record("release_confirmed", release, by=by, at=at, completions=[completion.pk for completion in earned])
    for completion in earned:
        transaction.on_commit(partial(learning_recorded.send_robust, sender=Release, enrolment=completion.enrolment, at=at))
    return earned


def _keep(item: ReleaseItem, *, at: datetime) -> bool:
    still_earned = queries.is_running(item.completion)
    item.outcome = ReleaseItem.Outcome.ISSUED if still_earned else ReleaseItem.Outcome.NO_LONGER_EARNED
    item.save(update_fields=["outcome"])
    if not still_earned and not CompletionWithdrawal.objects.filter(completion=item.completion).exists():
        # Else a confirmed release would contain it, and whoever comes back could never be proposed again.
        _withdraw_completion(item.completion, because="learner_has_left", at=at)
    return still_earned


@transaction.atomic
def return_release(release: Release, *, reason: str, by: Person, at: datetime) -> Release:
    """Give a proposal back with a reason; its people can be proposed again, and whoever proposed them is told."""
    release = Release.objects.select_for_update(no_key=True).get(pk=release.pk)
    if release.confirmed_at or release.returned_at:
        raise NotPossible(DECIDED_MEANWHILE)
    release.returned_by, release.returned_at, release.return_reason = by, at, reason
    release.save()
    record("release_returned", release, by=by, at=at)
    if release.proposed_by_id != by.pk:
        link = f"/verwaltung/freigaben/{release.public_id}/"
        notify(release.proposed_by, "release_returned", at=at, link=link, release=release)
    return release


@transaction.atomic
def propose_credit(enrolment: Enrolment, component: Component, *, evidence: str, by: Person, at: datetime) -> CreditTransfer:
    """Propose to recognise an earlier achievement for one component (curriculum section 3, "Anrechnung").

    Only somebody who learns is credited. Project and colloquium cannot be credited, and all credits together stay below the
    rule's limit.
    """
    Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)
    if not Enrolment.objects.learning().filter(pk=enrolment.pk).exists():
        raise NotPossible(_("Anrechnen lässt sich nur etwas bei bestätigter Teilnahme."))
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
