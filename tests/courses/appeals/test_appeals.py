"""Objecting to an assessment, and deciding by somebody who took no part in it."""

import re
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.appeals.actions import decide_appeal, file_appeal
from courses.appeals.queries import decidable_by
from courses.assignments import actions as assignments
from courses.assignments.models import Assignment, ColloquiumRecord
from courses.assignments.queries import running_booking
from courses.catalogue.models import Lesson
from courses.cohorts.models import CohortTrainer
from courses.progress.models import Appeal, AppealRule, LedgerEntry, LessonResult
from courses.quizzes.actions import answer_question, finish_attempt, grade_slot, start_attempt
from courses.quizzes.models import SlotGrade
from courses.quizzes.queries import standing_of
from lms.errors import NotPossible
from lms.journal.models import JournalEntry
from tests.courses.quizzes import samples
from tests.factories.courses import make_cohort, make_enrolment, make_version, publish
from tests.factories.people import LONG_AGO, make_office_person, make_person, make_trainer
from tests.factories.quizzes import make_quiz, make_quiz_enrolment

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
SOON = NOW + timedelta(days=1)
WORDS = "Frage 2 war doppeldeutig."
UPHELD, DISMISSED = "upheld", "dismissed"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(SOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def quiz():
    return make_quiz(samples.single_choice(), samples.essay(), points=2)


@pytest.fixture
def enrolment(quiz):
    return make_quiz_enrolment(quiz)


def teach(cohort):
    person = make_trainer()
    CohortTrainer.objects.create(cohort=cohort, person=person, since=LONG_AGO)
    return person


@pytest.fixture
def grader(enrolment):
    return teach(enrolment.cohort)


@pytest.fixture
def colleague(enrolment):
    return teach(enrolment.cohort)


@pytest.fixture
def office():
    return make_office_person()


@pytest.fixture
def attempt(quiz, enrolment, grader):
    """Graded by a person with nought of four points; one answer came two minutes late."""
    attempt = start_attempt(quiz, enrolment, at=NOW)
    choice, essay = attempt.slots.select_related("question_version")
    answer_question(choice, response="A", based_on=0, writer=uuid4(), writer_seq=1, at=NOW)
    answer_question(essay, response="Mein Quartier.", based_on=0, writer=uuid4(), writer_seq=1, at=NOW)
    attempt = finish_attempt(attempt, by=enrolment.learner, at=NOW)
    answer_question(choice, response="B", based_on=1, writer=uuid4(), writer_seq=1, at=NOW + timedelta(seconds=125))
    grade_slot(essay, points=Fraction(0), feedback="Zu kurz.", by=grader, at=NOW)
    attempt.refresh_from_db()
    return attempt


def object_to(attempt, *, text=WORDS, at=SOON):
    return file_appeal("attempt", attempt, text=text, by=attempt.enrolment.learner, at=at)


@pytest.fixture
def appeal(attempt):
    return object_to(attempt)


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\xa0", " "))


def scores(attempt):
    return [grade.score for grade in SlotGrade.objects.filter(slot__attempt=attempt).newest().order_by("slot__number")]


# --- Filing ---------------------------------------------------------------------------------------


def test_learner_files_from_the_result_and_sees_the_state(client, attempt, office, django_capture_on_commit_callbacks):
    client.force_login(attempt.enrolment.learner)
    result = client.get(attempt.get_absolute_url())
    address = reverse("courses:appeal-attempt", args=[attempt.public_id])
    assert "können Sie bis zum 21. Dezember 2026 Einspruch einlegen." in text(result)
    assert address in result.content.decode()

    form = text(client.get(address))
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(address, {"text": WORDS}, follow=True)

    appeal = Appeal.objects.get()
    assert "Es entscheidet eine Person, die an der Bewertung nicht beteiligt war." in form
    assert answer.redirect_chain == [(appeal.get_absolute_url(), 302)]
    assert "Ihr Einspruch ist eingegangen." in text(answer)
    assert WORDS in text(answer)
    assert {(message.to[0], message.subject) for message in mail.outbox} == {
        (attempt.enrolment.learner.email, "Ihr Einspruch ist eingegangen"),
        (office.email, "Ein Einspruch wartet auf eine Entscheidung"),
    }
    assert JournalEntry.objects.get(verb="appeal_filed").actor == attempt.enrolment.learner
    assert "Wartet auf Entscheidung" in text(client.get(attempt.get_absolute_url()))
    assert client.get(address).url == appeal.get_absolute_url()


def test_appeal_without_words_is_asked_again(client, attempt):
    client.force_login(attempt.enrolment.learner)

    page = client.post(reverse("courses:appeal-attempt", args=[attempt.public_id]), {"text": "  "})

    assert (page.status_code, Appeal.objects.count()) == (422, 0)
    assert "<title>Fehler: " in page.content.decode()


def test_same_words_twice_are_one_appeal_and_other_words_are_refused_and_kept(client, attempt, appeal):
    assert object_to(attempt) == appeal
    client.force_login(attempt.enrolment.learner)

    page = client.post(reverse("courses:appeal-attempt", args=[attempt.public_id]), {"text": "Noch etwas anderes."})

    assert "Zu dieser Bewertung liegt schon Ihr Einspruch vor." in text(page)
    assert "Noch etwas anderes." in page.content.decode()
    assert Appeal.objects.get() == appeal


def test_constraint_knows_one_open_appeal_per_subject(appeal):
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.create(
            enrolment=appeal.enrolment,
            subject_kind="attempt",
            subject_id=appeal.subject_id,
            text="x",
            filed_by=appeal.filed_by,
            filed_at=SOON,
        )


@pytest.mark.parametrize(
    ("day", "hour", "is_possible"), [(21, 22, True), (21, 23, False), (22, 12, False)], ids=["last hour", "midnight", "after"]
)
def test_deadline_is_the_end_of_the_last_day(client, clock, attempt, day, hour, is_possible):
    moment = datetime(2026, 12, day, hour, 30, tzinfo=UTC)
    clock.move_to(moment)
    client.force_login(attempt.enrolment.learner)
    page = text(client.get(attempt.get_absolute_url()))

    if is_possible:
        assert object_to(attempt, at=moment)
    else:
        with pytest.raises(NotPossible, match="Die Frist für einen Einspruch ist am 21"):
            object_to(attempt, at=moment)
    assert ("Einspruch einlegen" in page) is is_possible


def test_deadline_is_a_setting(attempt):
    AppealRule.objects.create(days=1)

    with pytest.raises(NotPossible, match="Frist"):
        object_to(attempt, at=NOW + timedelta(days=2))


def test_correction_starts_the_deadline_anew(attempt, grader):
    later = NOW + timedelta(days=60)
    grade_slot(attempt.slots.get(number=2), points=Fraction(1), reason="Übersehen", by=grader, at=later)

    assert object_to(attempt, at=later + timedelta(days=28))


def test_running_attempt_cannot_be_appealed(client, quiz):
    running = start_attempt(quiz, make_quiz_enrolment(quiz), at=SOON)
    client.force_login(running.enrolment.learner)

    with pytest.raises(NotPossible, match="kein Einspruch möglich"):
        object_to(running)
    page = client.get(reverse("courses:appeal-attempt", args=[running.public_id]))
    assert "Gegen diese Bewertung ist kein Einspruch möglich." in text(page)


def test_nobody_objects_for_somebody_else(client, attempt, grader):
    client.force_login(grader)

    assert client.get(reverse("courses:appeal-attempt", args=[attempt.public_id])).status_code == 404
    with pytest.raises(NotPossible):
        file_appeal("attempt", attempt, text=WORDS, by=grader, at=SOON)


# --- Who decides ----------------------------------------------------------------------------------


def test_office_and_uninvolved_trainers_of_the_cohort_decide_and_nobody_else(quiz, attempt, appeal, grader, colleague, office):
    elsewhere = teach(make_quiz_enrolment(quiz).cohort)
    everybody = [office, colleague, grader, elsewhere, attempt.enrolment.learner, make_person()]

    assert [list(decidable_by(person)) for person in everybody] == [[appeal], [appeal], [], [], [], []]


def test_grader_who_also_runs_cohorts_does_not_decide(client, attempt, appeal, office):
    other = make_office_person()
    CohortTrainer.objects.create(cohort=attempt.enrolment.cohort, person=other, since=LONG_AGO)
    decide_appeal(appeal, outcome=DISMISSED, reason="Passt so.", by=office, at=SOON)
    grade_slot(attempt.slots.get(number=2), points=Fraction(1), reason="Übersehen", by=other, at=SOON + timedelta(hours=1))
    second = object_to(attempt, at=SOON + timedelta(hours=2))

    assert list(decidable_by(other)) == []
    with pytest.raises(NotPossible, match="nicht beteiligt"):
        decide_appeal(second, outcome=DISMISSED, reason="Passt so.", by=other, at=SOON)


def test_decider_reads_words_answers_reasons_and_what_came_late_and_by_how_much(client, attempt, appeal, office):
    client.force_login(office)
    assert "Einspruch entscheiden (Test)" in text(client.get(reverse("courses:office")))

    page = text(client.get(reverse("courses:appeal-decide", args=[appeal.public_id])))

    assert WORDS in page
    assert "Mein Quartier." in page
    assert "Zu kurz." in page
    assert "0 von 4 Punkten, nötig sind 2,4." in page
    assert "Frage 1 , 23. November 2026, 19:02 Uhr: 2 Minuten 5 Sekunden zu spät Antwort B" in page
    assert JournalEntry.objects.get(verb="person_viewed").actor == office


def test_late_answers_are_shown_to_nobody_else(client, attempt, appeal, grader):
    for person, name in [(grader, "attempt-grades"), (attempt.enrolment.learner, "attempt")]:
        client.force_login(person)
        page = text(client.get(reverse(f"courses:{name}", args=[attempt.public_id])))
        assert "zu spät" not in page
    client.force_login(grader)
    assert client.get(reverse("courses:appeal-decide", args=[appeal.public_id])).status_code == 404


def test_papers_close_with_the_decision_to_all_but_who_decided(client, appeal, office):
    other = make_office_person()
    decide_appeal(appeal, outcome=DISMISSED, reason="Passt so.", by=office, at=SOON)
    address = reverse("courses:appeal-decide", args=[appeal.public_id])

    client.force_login(office)
    page = client.get(address)
    assert "Die Bewertung bleibt bestehen" in text(page)
    assert 'name="outcome"' not in page.content.decode()
    client.force_login(other)
    assert client.get(address).status_code == 404


def test_overview_asks_the_same_for_one_and_for_three_appeals(client, quiz, appeal, office):
    client.force_login(office)
    client.get(reverse("courses:office"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("courses:office"))
    for _number in range(2):
        other = make_enrolment(appeal.enrolment.cohort)
        object_to(finish_attempt(start_attempt(quiz, other, at=NOW), by=other.learner, at=NOW))
    with CaptureQueriesContext(connection) as three:
        page = client.get(reverse("courses:office"))

    assert len(three) == len(one)
    assert text(page).count("Einspruch entscheiden") == 3


# --- Deciding about a test ------------------------------------------------------------------------


def typed(**fields):
    return {"outcome": UPHELD, "reason": "Beide Antworten sind vertretbar.", "points-1": "2", "points-2": "1", **fields}


def test_upheld_gives_points_corrects_the_ledger_and_tells_the_learner(
    client, attempt, appeal, colleague, django_capture_on_commit_callbacks
):
    client.force_login(colleague)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("courses:appeal-decide", args=[appeal.public_id]), typed())
    client.force_login(attempt.enrolment.learner)
    own = text(client.get(appeal.get_absolute_url()))

    assert answer.status_code == 302
    assert scores(attempt) == [2, 1]
    assert list(SlotGrade.objects.filter(slot__number=1).values_list("how", "by", "reason").order_by("number")) == [
        ("auto", None, ""),
        ("person", colleague.pk, "Dem Einspruch vom 24.\xa0November 2026 wird gefolgt."),
    ]
    entries = LedgerEntry.objects.order_by("pk")
    assert [(entry.score_num, entry.met, entry.replaces_id) for entry in entries] == [(0, False, None), (3, True, entries[0].pk)]
    assert LessonResult.objects.get(lesson__kind="quiz").state == "done"
    assert [message.subject for message in mail.outbox] == ["Über Ihren Einspruch ist entschieden"]
    assert "Dem Einspruch wird gefolgt" in own
    assert "Beide Antworten sind vertretbar." in own


def test_dismissed_changes_nothing_but_the_appeal(attempt, appeal, office):
    decide_appeal(appeal, outcome=DISMISSED, reason="Der Schlüssel stimmt.", by=office, at=SOON)

    appeal.refresh_from_db()
    assert (appeal.outcome, appeal.decided_by, appeal.reason) == (DISMISSED, office, "Der Schlüssel stimmt.")
    assert (scores(attempt), LedgerEntry.objects.count()) == ([0, 0], 1)
    with pytest.raises(NotPossible, match="ist entschieden"):
        object_to(attempt, text="Noch einmal.")


def test_upheld_can_declare_the_attempt_void(client, quiz, attempt, appeal, office):
    client.force_login(office)
    fields = typed(void="on", **{"points-1": "0", "points-2": "0"})

    client.post(reverse("courses:appeal-decide", args=[appeal.public_id]), fields)

    attempt.refresh_from_db()
    assert (attempt.status, attempt.voided_by) == ("voided", office)
    assert standing_of(quiz, attempt.enrolment, at=SOON).attempts_left == 3


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"outcome": DISMISSED}, "Wählen Sie dazu"),
        ({"outcome": DISMISSED, "void": "on", "points-1": "0", "points-2": "0"}, "Wählen Sie dazu"),
        ({"points-1": "0", "points-2": "0"}, "Geben Sie mindestens einer Antwort mehr Punkte."),
        ({"void": "on"}, "Geben Sie entweder mehr Punkte"),
        ({"reason": " "}, "Begründung, die die Person liest:"),
        ({"points-1": "-1"}, "points-1"),
        ({"points-1": "5"}, "points-1"),
    ],
)
def test_decision_that_does_not_fit_changes_nothing_and_keeps_what_was_typed(client, attempt, appeal, office, fields, sentence):
    client.force_login(office)

    page = client.post(reverse("courses:appeal-decide", args=[appeal.public_id]), typed(**fields))

    appeal.refresh_from_db()
    attempt.refresh_from_db()
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert "<title>Fehler: " in page.content.decode()
    assert (appeal.decided_at, scores(attempt), attempt.status) == (None, [0, 0], "graded")


def test_second_decider_is_told(client, attempt, appeal, office, colleague):
    decide_appeal(appeal, outcome=DISMISSED, reason="Passt so.", by=office, at=SOON)

    with pytest.raises(NotPossible, match="schon entschieden"):
        decide_appeal(appeal, outcome=UPHELD, reason="Doch.", points={1: Fraction(2)}, by=colleague, at=SOON)

    assert scores(attempt) == [0, 0]


def test_decided_appeal_is_never_changed(appeal, office):
    decide_appeal(appeal, outcome=DISMISSED, reason="Passt so.", by=office, at=SOON)

    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.update(reason="Anders.")


# --- Submissions ----------------------------------------------------------------------------------


def make_task(kind="task", **fields):
    lessons = [{"kind": "task", "planned_minutes": 30}]
    version = make_version(components=[{"code": "M1", "lessons": lessons}], published=False)
    rubric = [{"key": "K1", "text": "Kriterium", "levels": ["nein", "teils", "fast", "ja"]}]
    rule = {"min_points": 2, "max_difference": 1}
    lesson = Lesson.objects.get(component__version=version)
    assignment = Assignment.objects.create(
        lesson=lesson, kind=kind, rubric=rubric, **{"max_revisions": 2, "pass_rule": rule, **fields}
    )
    return assignment, make_enrolment(make_cohort(publish(version)))


def judged_task(**fields):
    assignment, enrolment = make_task(**fields)
    judge = teach(enrolment.cohort)
    submission = assignments.hand_in(assignments.save_draft(assignment, enrolment, text="Ein Text.", at=NOW), at=NOW)
    return assignments.decide_task(submission, accept=False, points=[0], comment="Bitte kürzer.", by=judge, at=NOW), judge


def object_to_submission(submission):
    return file_appeal("submission", submission, text=WORDS, by=submission.enrolment.learner, at=SOON)


@pytest.mark.parametrize(("revisions", "before"), [(2, "returned"), (0, "rejected")])
def test_upheld_submission_counts_as_accepted(client, office, revisions, before):
    submission, judge = judged_task(max_revisions=revisions)
    assert submission.status == before
    client.force_login(submission.enrolment.learner)
    task = submission.assignment.lesson.address_in(submission.enrolment.cohort)
    assert "Einspruch einlegen" in text(client.get(task))
    client.post(reverse("courses:appeal-submission", args=[submission.public_id]), {"text": WORDS})
    appeal = Appeal.objects.get()
    assert list(decidable_by(judge)) == []

    client.force_login(office)
    papers = text(client.get(reverse("courses:appeal-decide", args=[appeal.public_id])))
    client.post(reverse("courses:appeal-decide", args=[appeal.public_id]), {"outcome": UPHELD, "reason": "Alles da."})

    submission.refresh_from_db()
    assert "Bitte kürzer." in papers
    assert submission.status == "accepted"
    assert list(LedgerEntry.objects.order_by("pk").values_list("met", flat=True)) == [False, True]
    assert submission.reviews.count() == 1


def test_reviewer_of_an_earlier_version_is_involved(office):
    first, judge = judged_task()
    other = teach(first.enrolment.cohort)
    draft = assignments.save_draft(first.assignment, first.enrolment, text="Neu.", at=SOON)
    second = assignments.hand_in(draft, at=SOON)
    assignments.decide_task(second, accept=False, points=[0], comment="Noch kürzer.", by=other, at=SOON)

    appeal = object_to_submission(second)

    assert [list(decidable_by(person)) for person in (judge, other, office)] == [[], [], [appeal]]


def test_nothing_is_revised_while_the_appeal_waits(client):
    submission, _judge = judged_task()
    object_to_submission(submission)
    client.force_login(submission.enrolment.learner)
    task = submission.assignment.lesson.address_in(submission.enrolment.cohort)

    page = client.get(task)
    with pytest.raises(NotPossible, match="noch nicht entschieden"):
        assignments.save_draft(submission.assignment, submission.enrolment, text="Neu.", at=SOON)

    assert "Wartet auf Entscheidung" in text(page)
    assert 'name="schritt"' not in page.content.decode()


def test_begun_revision_and_acceptance_leave_nothing_to_appeal():
    submission, _judge = judged_task()
    assignments.save_draft(submission.assignment, submission.enrolment, text="Neu.", at=SOON)

    with pytest.raises(NotPossible, match="kein Einspruch möglich"):
        object_to_submission(submission)


def test_page_of_returned_work_says_what_a_revision_gives_up(client):
    submission, _judge = judged_task()
    client.force_login(submission.enrolment.learner)
    task = submission.assignment.lesson.address_in(submission.enrolment.cohort)
    words = "Wenn Sie mit der Überarbeitung beginnen, ist kein Einspruch gegen diese Bewertung mehr möglich."

    with time_machine.travel(SOON, tick=False):
        before = text(client.get(task))
        assignments.save_draft(submission.assignment, submission.enrolment, text="Neu.", at=SOON)
        begun = text(client.get(task))

    assert words in before
    assert words not in begun


# --- Colloquium -----------------------------------------------------------------------------------


def failed_colloquium():
    assignment, enrolment = make_task(kind="colloquium", max_revisions=0)
    examiners = make_trainer(), make_trainer()
    booking = hold_colloquium(enrolment, examiners, NOW)
    return assignment, booking, examiners


def hold_colloquium(enrolment, examiners, starts_at):
    slot = assignments.offer_slot(
        enrolment.cohort,
        starts_at=starts_at,
        examiner_1=examiners[0],
        examiner_2=examiners[1],
        by=make_office_person(),
        at=NOW,
    )
    booking = assignments.book_slot(slot, enrolment, by=enrolment.learner, at=NOW)
    written = assignments.write_record(
        booking,
        place="Stuttgart",
        began_at=slot.starts_at,
        ended_at=slot.ends_at,
        topics="Wirkung",
        result=ColloquiumRecord.Result.NOT_PASSED,
        reasons="Offene Fragen.",
        by=examiners[0],
        at=slot.starts_at,
    )
    for examiner in examiners:
        assignments.sign_record(written, by=examiner, at=slot.starts_at)
    return booking


def test_upheld_colloquium_may_be_repeated_and_its_minutes_stay(client, office):
    assignment, booking, examiners = failed_colloquium()
    enrolment = booking.enrolment
    for examiner in examiners:
        CohortTrainer.objects.create(cohort=enrolment.cohort, person=examiner, since=LONG_AGO)
    client.force_login(enrolment.learner)
    task = assignment.lesson.address_in(enrolment.cohort)
    assert "Einspruch einlegen" in text(client.get(task))
    client.post(reverse("courses:appeal-colloquium", args=[booking.pk]), {"text": WORDS})
    appeal = Appeal.objects.get()
    assert [list(decidable_by(person)) for person in (*examiners, office)] == [[], [], [appeal]]

    decide_appeal(appeal, outcome=UPHELD, reason="Die Zeit war zu kurz.", by=office, at=SOON)

    again = hold_colloquium(enrolment, examiners, SOON)
    assert (again.attempt_number, running_booking(enrolment)) == (1, again)
    assert booking.records.count() == 1
    assert "Dem Einspruch wird gefolgt" in text(client.get(appeal.get_absolute_url()))


def test_no_time_is_booked_while_the_appeal_waits(client):
    assignment, booking, examiners = failed_colloquium()
    file_appeal("colloquium_booking", booking, text=WORDS, by=booking.enrolment.learner, at=SOON)

    with pytest.raises(NotPossible, match="noch nicht entschieden"):
        hold_colloquium(booking.enrolment, examiners, SOON)
    client.force_login(booking.enrolment.learner)
    assert "Zeitfenster wählen" not in text(client.get(assignment.lesson.address_in(booking.enrolment.cohort)))
