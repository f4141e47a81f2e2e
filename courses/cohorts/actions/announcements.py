"""Writing to the people of a cohort."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.cohorts import queries
from courses.cohorts.models import Announcement, AnnouncementCopy, Cohort
from lms.accounts.models import Person
from lms.errors import NotPossible
from lms.journal.actions import record
from lms.notifications.actions import notify

from .locks import locked_cohort

NOBODY_THERE = _("Zurzeit gibt es niemanden mit diesem Stand. Bitte wählen Sie einen anderen.")
SENT_ALREADY = _("Diese Nachricht ist schon gesendet und lässt sich nicht mehr ändern.")


@transaction.atomic
def announce(cohort: Cohort, *, audience: str, title: str, text: str, key: uuid.UUID, by: Person, at: datetime) -> Announcement:
    """Write to everybody of an audience, by mail and in the app; the same `key` sends once.

    Raises NotPossible if nobody is in the audience now, and for the key of another message.
    """
    cohort = locked_cohort(cohort)
    if queries.has_sent_another(cohort, key=key, audience=audience, title=title, text=text):
        raise NotPossible(SENT_ALREADY)
    if sent := Announcement.objects.filter(key=key).first():
        return sent
    enrolments = list(queries.audience_of(cohort, audience))
    if not enrolments:
        raise NotPossible(NOBODY_THERE)
    fields = {"audience": audience, "title": title, "text": text, "key": key}
    announcement = Announcement.objects.create(cohort=cohort, sent_by=by, sent_at=at, **fields)
    AnnouncementCopy.objects.bulk_create(
        [AnnouncementCopy(announcement=announcement, enrolment=enrolment) for enrolment in enrolments]
    )
    record("announcement_sent", announcement, by=by, at=at, audience=audience, people=len(enrolments))
    for enrolment in enrolments:
        notify(enrolment.learner, "announcement", at=at, link="/uebersicht/", announcement=announcement)
    return announcement
