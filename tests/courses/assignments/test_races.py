"""Times of one examiner offered at once, and minutes signed in several tabs. On an SQLite file and on PostgreSQL."""

from datetime import UTC, datetime, timedelta

import pytest

from courses.assignments import actions
from courses.assignments.models import Assignment, ColloquiumSlot, RecordSignature
from courses.progress.models import LedgerEntry
from lms.errors import NotPossible
from lms.journal.models import JournalEntry
from lms.notifications.models import Notice
from tests.factories.courses import make_cohort, make_enrolment, make_version, publish
from tests.factories.people import make_office_person, make_trainer
from tests.threads import run_together

pytestmark = [pytest.mark.database, pytest.mark.threads, pytest.mark.django_db(transaction=True)]

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
WORDS = {
    "place": "Stuttgart",
    "topics": "Bedarf",
    "result": "passed",
    "began_at": NOW,
    "ended_at": NOW + timedelta(minutes=30),
}


def test_of_overlapping_times_offered_at_once_one_is_kept():
    first, second, office = make_trainer(), make_trainer(), make_office_person()
    cohorts = [make_cohort() for _ in range(6)]

    def offering(number):
        examiners = (first, second) if number % 2 else (second, first)
        starts_at = NOW + timedelta(minutes=number)
        return lambda: actions.offer_slot(
            cohorts[number], starts_at=starts_at, examiner_1=examiners[0], examiner_2=examiners[1], by=office, at=NOW
        )

    answers = run_together(*[offering(number) for number in range(6)])

    kept = ColloquiumSlot.objects.get()
    assert [answer for answer in answers if isinstance(answer, ColloquiumSlot)] == [kept]
    assert {str(answer) for answer in answers if isinstance(answer, NotPossible)} == {str(actions.EXAMINER_IS_BUSY)}


def test_two_offices_give_one_examiner_no_overlapping_times():
    shared, offices = make_trainer(), (make_office_person(), make_office_person())
    cohorts = [make_cohort() for _office in offices]

    def offering(number):
        pair = (
            {"examiner_1": shared, "examiner_2": make_trainer()}
            if number
            else {"examiner_1": make_trainer(), "examiner_2": shared}
        )
        starts_at = NOW + timedelta(minutes=20 * number)
        return lambda: actions.offer_slot(cohorts[number], starts_at=starts_at, **pair, by=offices[number], at=NOW)

    answers = run_together(offering(0), offering(1))

    assert [answer for answer in answers if isinstance(answer, ColloquiumSlot)] == [ColloquiumSlot.objects.get()]
    assert [str(answer) for answer in answers if isinstance(answer, NotPossible)] == [str(actions.EXAMINER_IS_BUSY)]


@pytest.fixture
def written():
    """Minutes of a colloquium, not signed yet."""
    examiners = make_trainer(), make_trainer()
    lessons = [{"kind": "task", "planned_minutes": 30}]
    version = make_version(components=[{"code": "K", "kind": "colloquium", "lessons": lessons}], published=False)
    lesson = version.components.get().lessons.get()
    Assignment.objects.create(lesson=lesson, kind=Assignment.Kind.COLLOQUIUM, rubric=[], max_revisions=0, pass_rule={})
    enrolment = make_enrolment(make_cohort(publish(version)))
    pair = {"examiner_1": examiners[0], "examiner_2": examiners[1]}
    slot = actions.offer_slot(enrolment.cohort, starts_at=NOW, **pair, by=make_office_person(), at=NOW)
    booking = actions.book_slot(slot, enrolment, by=enrolment.learner, at=NOW)
    return actions.write_record(booking, **WORDS, reasons="Klar.", by=examiners[0], at=NOW)


def signing(written, examiner):
    return lambda: actions.sign_record(written, based_on=written.wording, by=examiner, at=NOW)


def test_minutes_signed_in_two_tabs_by_each_examiner_carry_two_signatures_and_count_once(written):
    slot = written.booking.slot

    answers = run_together(*[signing(written, examiner) for examiner in (slot.examiner_1, slot.examiner_2)] * 2)

    assert answers == [written] * 4
    assert sorted(written.signatures.values_list("examiner", flat=True)) == sorted([slot.examiner_1_id, slot.examiner_2_id])
    assert LedgerEntry.objects.filter(kind="colloquium").count() == 1
    assert Notice.objects.filter(kind="colloquium_result").count() == 1
    assert JournalEntry.objects.filter(verb="colloquium_record_signed").count() == 2


def test_nobody_signs_words_that_are_changed_at_the_same_moment(written):
    slot = written.booking.slot
    changing = {**WORDS, "reasons": "Anders.", "based_on": written.wording, "by": slot.examiner_2, "at": NOW}

    run_together(
        signing(written, slot.examiner_1),
        lambda: actions.write_record(written.booking, **changing),
    )

    signed = RecordSignature.objects.values_list("record__reasons", flat=True)
    latest = written.booking.records.order_by("-pk").first()
    assert (latest.reasons, list(signed)) in [("Anders.", []), ("Anders.", ["Klar."]), ("Klar.", ["Klar."])]
