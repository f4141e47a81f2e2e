"""What its period is over for (data-model, section 3); `actions.run_retention` deletes it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import PROTECT, Exists, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Accommodation, AnnouncementCopy, ComponentChoice, Enrolment, SendingConfirmation
from lms.months import add_months


def accommodations_over(before: date) -> QuerySet:
    """Of people who belong to no cohort that ended later or is still to come."""
    later = Enrolment.objects.running().filter(learner=OuterRef("person"), cohort__ends_on__gt=before)
    return Accommodation.objects.filter(~Exists(later), since__date__lte=before)


BELOW_A_REQUEST = (AnnouncementCopy, SendingConfirmation, ComponentChoice)
"""What a request without a place may have; it goes with the request."""


def traces_of_learning() -> list[str]:
    """The ways from an enrolment to every row that would not let it go."""
    below = [relation for relation in Enrolment._meta.related_objects if relation.on_delete is PROTECT]
    return [str(relation.name) for relation in below if relation.related_model not in BELOW_A_REQUEST]


def enrolments_over(before: date) -> QuerySet:
    """Requests that never became a place, in cohorts that began earlier; nobody has learned on them."""
    never = Enrolment.objects.exclude(status__in=[Enrolment.Status.CONFIRMED, Enrolment.Status.COMPLETED])
    untouched = dict.fromkeys(traces_of_learning())
    return never.filter(confirmed_at=None, cohort__starts_on__lte=before, **untouched)


@dataclass(frozen=True)
class Rule:
    """One period of `settings.RETENTION_MONTHS`: what is due before a day."""

    period: str
    title: str | Promise
    due: Callable[[date], QuerySet]

    def before(self, on: date) -> date:
        return add_months(on, -settings.RETENTION_MONTHS[self.period])


RULES = {
    rule.period: rule
    for rule in [
        Rule("accommodation", _("Nachteilsausgleich"), accommodations_over),
        Rule("unfinished", _("Anmeldungen ohne Teilnahme"), enrolments_over),
    ]
}
