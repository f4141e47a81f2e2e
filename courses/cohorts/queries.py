"""Questions about cohorts and the people in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Component
from lms.accounts.models import District, Municipality, Organisation, Person, Responsibility, Role
from lms.accounts.queries import joined_into

from .models import (
    Accommodation,
    Announcement,
    Cohort,
    CohortTrainer,
    ComponentChoice,
    Enrolment,
    Meeting,
    SendingConfirmation,
)


@dataclass
class DistrictShare:
    """The people of a cohort who come from one district."""

    district: District
    seated: int = 0
    waiting: int = 0


def open_cohorts(*, on: date) -> list[Cohort]:
    """The cohorts somebody may ask for a place in on a day, earliest start first."""
    cohorts = Cohort.objects.filter(status=Cohort.Status.OPEN).select_related("version__programme").order_by("starts_on", "code")
    return [cohort for cohort in cohorts if takes_requests(cohort, on=on)]


def with_seats_taken(cohorts):
    """Each cohort with `seats_taken` and `waiting`; numbers of places are never stored."""
    return cohorts.annotate(
        seats_taken=Count("enrolments", filter=Q(enrolments__seat__isnull=False)),
        waiting=Count("enrolments", filter=Q(enrolments__status=Enrolment.Status.WAITLISTED)),
    )


def takes_requests(cohort: Cohort, *, on: date) -> bool:
    """Whether somebody may ask for a place on a day."""
    return (
        cohort.status == Cohort.Status.OPEN
        and (cohort.sign_up_from is None or cohort.sign_up_from <= on)
        and (cohort.sign_up_until is None or on <= cohort.sign_up_until)
    )


def seats_for_newcomers(cohort) -> int:
    """How many seats a newcomer may still have: none while somebody waits. Needs `with_seats_taken`."""
    return 0 if cohort.waiting else max(0, cohort.capacity - cohort.seats_taken)


def status_for_visitors(cohort, *, on: date) -> Promise | str:
    """The status of a cohort in words that fit its places and its days of sign-up. Needs `with_seats_taken`."""
    if cohort.status != Cohort.Status.OPEN:
        return cohort.get_status_display()
    if takes_requests(cohort, on=on):
        return cohort.get_status_display() if seats_for_newcomers(cohort) else _("Warteliste offen")
    if cohort.sign_up_from and on < cohort.sign_up_from:
        return _("Anmeldung noch nicht offen")
    return _("Anmeldung geschlossen")


def balance_of(enrolments: Iterable[Enrolment]) -> list[DistrictShare]:
    """How places and the waiting list spread over districts, most places first; needs `municipality__district`."""
    shares: dict[str, DistrictShare] = {}
    for enrolment in enrolments:
        district = enrolment.municipality.district
        share = shares.setdefault(district.key, DistrictShare(district))
        share.seated += enrolment.seat is not None
        share.waiting += enrolment.status == Enrolment.Status.WAITLISTED
    running = [share for share in shares.values() if share.seated or share.waiting]
    return sorted(running, key=lambda share: (-share.seated, -share.waiting, share.district.key))


def free_seats(cohort: Cohort) -> list[int]:
    """The free place numbers, smallest first. Decide on them only under the cohort's lock."""
    taken = set(Enrolment.objects.filter(cohort=cohort, seat__isnull=False).values_list("seat", flat=True))
    return [seat for seat in range(1, cohort.capacity + 1) if seat not in taken]


def place_in_line(enrolment: Enrolment) -> int:
    """Which place on the waiting list, from 1."""
    return Enrolment.objects.filter(
        cohort_id=enrolment.cohort_id, status=Enrolment.Status.WAITLISTED, arrival__lte=enrolment.arrival
    ).count()


def learning_enrolments(person: Person):
    """Where this person may learn, newest cohort first."""
    return (
        Enrolment.objects.learning()
        .filter(learner=person)
        .select_related("cohort__version__programme")
        .order_by("-cohort__starts_on", "-pk")
    )


def enrolments_with_a_past(person: Person) -> list[Enrolment]:
    """Where this person has ever been confirmed: where they may learn first, then what they have left, newest cohort first."""
    confirmed = Enrolment.objects.filter(learner=person, confirmed_at__isnull=False)
    found = confirmed.select_related("cohort__version__programme").order_by("-cohort__starts_on", "-pk")
    return sorted(found, key=lambda enrolment: enrolment.status not in Enrolment.LEARNS)


def chosen_among(enrolments: list[Enrolment], slug: str | None) -> Enrolment | None:
    """The one in the cohort an address names, else the first; None where there is none."""
    return next((enrolment for enrolment in enrolments if enrolment.cohort.slug == slug), enrolments[0] if enrolments else None)


def learning_enrolment_or_404(person: Person, cohort_slug: str) -> Enrolment:
    """The person's own place in this cohort; everybody else is told that the page does not exist."""
    return get_object_or_404(learning_enrolments(person), cohort__slug=cohort_slug)


def meetings_of(person: Person):
    """Every meeting of the cohorts somebody learns in, soonest first, each with `is_theirs` and `changes_of_choice`.

    Until electives are chosen the meetings of all of them are theirs, afterwards those of the chosen ones; of a cancelled cohort
    those whose list is closed, for they were held. Whoever may have been told of a meeting before can be told that it is theirs
    no longer.
    """
    choices = ComponentChoice.objects.filter(
        enrolment__learner=person, enrolment__cohort=OuterRef("cohort"), enrolment__status__in=Enrolment.LEARNS
    )
    running = choices.filter(dropped_at=None)
    is_theirs = (
        ~Q(lesson__component__kind=Component.Kind.ELECTIVE) | _chosen_or_undecided(running, OuterRef("lesson__component"))
    ) & (~Q(cohort__status=Cohort.Status.CANCELLED) | Q(closed_at__isnull=False))
    changes = choices.order_by().values("enrolment").annotate(changes=Count("pk") + Count("dropped_at")).values("changes")
    return (
        Meeting.objects.filter(cohort__in=learning_enrolments(person).order_by().values("cohort"))
        .annotate(is_theirs=is_theirs, changes_of_choice=Coalesce(Subquery(changes), 0))
        .select_related("lesson__component", "cohort")
        .order_by("starts_at", "pk")
    )


def coming_meetings(person: Person, *, at: datetime):
    """Meetings somebody is expected at from a moment on, also while they last, soonest first; none of a cohort that is over."""
    return meetings_of(person).filter(is_theirs=True, ends_at__gte=at).exclude(cohort__status__in=Cohort.OVER)


def past_meetings(person: Person, *, at: datetime):
    """Meetings somebody was expected at before a moment, in their order."""
    return meetings_of(person).filter(is_theirs=True, ends_at__lt=at)


def expected_at(meeting: Meeting):
    """Who learns in the cohort and is expected: everybody, at an elective those who chose it or have not chosen yet."""
    people = Enrolment.objects.learning().filter(cohort_id=meeting.cohort_id)
    component = meeting.lesson.component
    if component.kind != Component.Kind.ELECTIVE:
        return people
    running = ComponentChoice.objects.filter(enrolment=OuterRef("pk"), dropped_at=None)
    return people.filter(_chosen_or_undecided(running, component))


def _chosen_or_undecided(running, component) -> Q:
    """Whether an elective concerns somebody with these running choices: it is among them, or there are none yet."""
    return ~Exists(running) | Exists(running.filter(component=component))


def taught_cohorts(person: Person):
    """Cohorts this person teaches at present."""
    taught = CohortTrainer.objects.running().filter(person=person)
    return Cohort.objects.filter(pk__in=taught.values("cohort")).select_related("version__programme")


def taught_meetings(person: Person):
    """Meetings of the cohorts this person teaches at present, without those that do not take place."""
    cohorts = taught_cohorts(person).exclude(status=Cohort.Status.CANCELLED)
    return Meeting.objects.filter(cohort__in=cohorts, cancelled_at=None).select_related("lesson__component", "cohort")


def unanswered_confirmations(*, at: datetime):
    """Requests whose sending organisation let the last link run out without an answer, oldest first.

    A cohort that is over asks nobody.
    """
    asked = SendingConfirmation.objects.present()
    settled = asked.filter(Q(used_at__isnull=False) | Q(expires_at__gte=at))
    return (
        Enrolment.objects.filter(status=Enrolment.Status.REQUESTED, pk__in=asked.values("enrolment"))
        .exclude(Q(pk__in=settled.values("enrolment")) | Q(cohort__status__in=Cohort.OVER))
        .select_related("cohort", "learner")
        .order_by("requested_at", "pk")
    )


SPEAKS_FOR = (Organisation.Kind.MUNICIPALITY, Organisation.Kind.CIVIC_INITIATIVE)
"""Whose people a municipality sends: its own, and volunteers. Other employers answer for theirs."""


def municipalities_of(contact: Person):
    """The municipalities a person is the contact of now."""
    held = Responsibility.objects.running().filter(person=contact, role=Role.MUNICIPAL_CONTACT)
    return Municipality.objects.filter(pk__in=held.values("municipality")).select_related("district")


def enrolments_sent_by(contact: Person):
    """Whose sending organisation a municipal contact speaks for, also from before mergers; never the contact's own."""
    here = joined_into(list(municipalities_of(contact).values_list("pk", flat=True)))
    return (
        Enrolment.objects.filter(municipality__in=here)
        .filter(Q(sending_organisation=None) | Q(sending_organisation__kind__in=SPEAKS_FOR))
        .filter(learner__erased_at=None)
        .exclude(learner=contact)
        .select_related("cohort__version", "learner", "municipality")
    )


def requests_to_back(contact: Person):
    """Requests that wait for the word of the municipality, the oldest first; a cohort that is over asks nobody."""
    answered = SendingConfirmation.objects.answered().values("enrolment")
    waiting = enrolments_sent_by(contact).filter(status__in=Enrolment.UNDECIDED)
    return waiting.exclude(Q(pk__in=answered) | Q(cohort__status__in=Cohort.OVER)).order_by("requested_at", "pk")


def refusal_of_word(enrolment: Enrolment) -> Promise | str:
    """Why nobody needs the sending organisation's word any more; empty while the request is undecided."""
    if enrolment.cohort.is_over:
        return _("Dieser Durchgang ist vorbei. Eine Antwort ist nicht mehr nötig.")
    if enrolment.status not in Enrolment.UNDECIDED:
        return _("Diese Anmeldung ist schon entschieden oder zurückgezogen. Eine Antwort ist nicht mehr nötig.")
    return ""


def refusal_of_link(confirmation: SendingConfirmation, *, at: datetime) -> Promise | str:
    """Why a link cannot be answered any more; empty while it can."""
    if confirmation.used_at or confirmation.expires_at <= at:
        return _("Dieser Link gilt nicht mehr. Bitte wenden Sie sich an die Programmadministration.")
    return refusal_of_word(confirmation.enrolment)


def audience_of(cohort: Cohort, audience: str):
    """The enrolments an announcement would go to now: all running ones, or those in one state."""
    running = Enrolment.objects.running().filter(cohort=cohort, learner__erased_at=None).select_related("learner")
    return running if audience == Announcement.EVERYBODY else running.filter(status=audience)


def refusal_of_choice(enrolment: Enrolment) -> Promise | str:
    """Why elective modules cannot be chosen any more; empty while they can."""
    if enrolment.status == Enrolment.Status.COMPLETED:
        return _("Nach dem Zertifikat lässt sich die Auswahl der Wahlpflichtmodule nicht mehr ändern.")
    if enrolment.cohort.is_over:
        return _("Der Durchgang ist vorbei. Die Auswahl der Wahlpflichtmodule lässt sich nicht mehr ändern.")
    return ""


def has_sent_another(cohort: Cohort, *, key: UUID, **said: str) -> bool:
    """Whether a page has sent its message already, and this is another one: somebody went back and wrote on."""
    return Announcement.objects.filter(key=key).exclude(cohort=cohort, **said).exists()


def announcements_in(cohort: Cohort):
    """What was written to a cohort, newest first, each with its number of `readers`. One statement."""
    return cohort.announcements.select_related("sent_by").annotate(readers=Count("copies")).order_by("-sent_at", "-pk")


def announcements_to(person: Person):
    """What was written to a person as a member of a cohort, newest first."""
    return Announcement.objects.filter(copies__enrolment__learner=person).select_related("cohort", "sent_by")


def time_factor(person: Person, *, at: datetime) -> int:
    """Percent of the usual test time this person has at a moment: 100, 125, 150 or 200."""
    factors = (
        Accommodation.objects.filter(person=person, kind=Accommodation.Kind.TIME, since__lte=at)
        .filter(Q(until=None) | Q(until__gt=at))
        .values_list("factor", flat=True)
    )
    return max(factors, default=100)
