"""When a cohort may begin a test.

The window is read under the enrolment's lock when an attempt starts. So it changes under the cohort's lock and those of all its
enrolments: no attempt starts beside it with a deadline of yesterday.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Cohort, Enrolment, QuizWindow
from courses.quizzes.models import Quiz
from lms.accounts.models import Person
from lms.errors import NotPossible
from lms.journal.actions import record

from .attempts import follow_window

CLOSES_BEFORE_OPENING = _("Der Test schließt, bevor er öffnet. Bitte prüfen Sie beide Angaben.")


@transaction.atomic
def set_window(
    quiz: Quiz, cohort: Cohort, *, opens_at: datetime | None, closes_at: datetime | None, by: Person, at: datetime
) -> QuizWindow:
    """Open a test for a cohort from one moment to another; running attempts get the time that follows from it.

    Raises NotPossible if it would close before it opens, or the test belongs to another version.
    """
    if quiz.lesson.component.version_id != cohort.version_id:
        raise NotPossible(_("Dieser Test gehört nicht zur Fassung des Durchgangs."))
    if opens_at and closes_at and closes_at <= opens_at:
        raise NotPossible(CLOSES_BEFORE_OPENING)
    cohort = Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    list(Enrolment.objects.select_for_update(no_key=True).only("pk").filter(cohort=cohort).order_by("pk"))
    window, _is_new = QuizWindow.objects.update_or_create(
        cohort=cohort, lesson_id=quiz.lesson_id, defaults={"opens_at": opens_at, "closes_at": closes_at}
    )
    moments = {"opens_at": opens_at.isoformat() if opens_at else "", "closes_at": closes_at.isoformat() if closes_at else ""}
    record("quiz_window_set", window, by=by, at=at, **moments)
    for attempt in quiz.attempts.open().filter(enrolment__cohort=cohort).order_by("enrolment", "pk"):
        follow_window(attempt, by=by, at=at)
    return window
