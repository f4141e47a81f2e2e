"""Erasing an account: the person is emptied, what serves nobody else goes, what is evidence stays without a name."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends import cached_db
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.files.storage import storages
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from courses.appeals.actions import file_appeal
from courses.assignments.actions import attach_file, save_draft
from courses.assignments.models import (
    Assignment,
    ColloquiumBooking,
    ColloquiumRecord,
    ColloquiumSlot,
    RecordSignature,
    Submission,
    SubmissionFile,
)
from courses.cohorts.models import Accommodation, Cohort, CohortTrainer, Enrolment
from courses.progress.models import Appeal, LedgerEntry, LessonResult
from courses.qualification.actions import complete_programme_if_earned
from courses.qualification.models import ProgrammeCompletion, Release, ReleaseItem
from courses.qualification.queries import cohorts_to_release, proposable_completions
from courses.quizzes.actions import finish_attempt
from courses.quizzes.models import AnswerStep, Attempt
from lms import clock
from lms.accounts.models import Person, Responsibility
from lms.errors import NotPossible
from lms.journal.models import JournalEntry
from lms.notifications.models import Notice
from lms.privacy.actions import erase_person
from lms.privacy.declarations import declarations
from lms.privacy.retention import CATEGORIES
from tests.campus import signed_in
from tests.courses.quizzes import samples
from tests.factories.courses import make_cohort, make_enrolment, make_version, publish
from tests.factories.people import make_municipality, make_office_person, make_person
from tests.factories.quizzes import make_attempt, make_quiz

pytestmark = pytest.mark.django_db

PAGE = "/konto/daten/loeschen/"
PASSWORD = "ein-langes-passwort"
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def person():
    person = Person.objects.create_user(
        "person07@example.org", PASSWORD, given_name="Teilnehmende", family_name="Person 07", municipality=make_municipality()
    )
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    return person


@pytest.fixture
def browser_of():
    def sit_down(person) -> Client:
        client = Client()
        client.cookies["sessionid"] = signed_in(person)
        return client

    return sit_down


def erase(person) -> Person:
    erase_person(person, by=person, at=AT)
    person.refresh_from_db()
    return person


def test_person_is_emptied_but_not_deleted(person):
    person.groups.create(name="irgendeine")

    erase(person)

    assert (str(person), person.email, person.municipality, person.erased_at) == ("Gelöschte Person", None, None, AT)
    assert (person.is_active, person.has_usable_password(), person.groups.exists()) == (False, False, False)


def test_everything_that_serves_only_the_account_goes(person, browser_of):
    browser_of(person)
    Notice.objects.create(person=person, kind="test", subject="Betreff", body="Text", sent_at=AT)
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
    Accommodation.objects.create(person=person, kind="time", factor=150, since=AT, decided_by=make_office_person())

    erase(person)

    left = [Notice, Authenticator, EmailAddress, Accommodation, Session]
    assert [model.__name__ for model in left if model.objects.exists()] == []


def test_nothing_typed_stays_in_the_cache_of_the_sessions(person, settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
    session = cached_db.SessionStore(signed_in(person))
    session["enrol-1"] = {"person": {"given_name": "Teilnehmende"}}
    session.save()

    erase(person)

    assert "enrol-1" not in cached_db.SessionStore(session.session_key)


def test_sessions_of_others_go_on(person, browser_of):
    other = browser_of(make_person())

    erase(person)

    assert other.get("/konto/daten/").status_code == 200


def test_evidence_stays_with_a_person_without_name(person):
    version = make_version(components=[{"code": "M1", "lessons": [{}]}])
    enrolment = make_enrolment(make_cohort(version), person, status="completed")
    component, entry = version.components.get(), {"kind": "minutes", "minutes": 90, "source_kind": "lesson", "source_id": 1}
    LedgerEntry.objects.create(enrolment=enrolment, component=component, recorded_at=AT, **entry)
    LessonResult.objects.create(enrolment=enrolment, lesson=component.lessons.get(), opened_at=AT, changed_at=AT)

    erase(person)

    assert (LedgerEntry.objects.get().minutes, str(Enrolment.objects.get().learner)) == (90, "Gelöschte Person")
    assert LessonResult.objects.count() == 0


def test_answers_stay_because_no_retention_run_is_open(person):
    attempt = make_attempt(make_quiz(samples.single_choice()), at=AT)
    Enrolment.objects.update(learner=person, status="discontinued", seat=None)
    attempt.slots.get().steps.create(number=1, counted=True, writer=person.public_id, writer_seq=1, saved_at=AT, response="A")
    finish_attempt(attempt, by=person, at=AT)

    erase(person)

    assert AnswerStep.objects.get().response == "A"


@pytest.fixture
def drafts(person):
    """Two versions of a task with a file each: one returned, one never handed in."""
    version = make_version(components=[{"lessons": [{"kind": "task"}]}], published=False)
    task = Assignment.objects.create(lesson=version.components.get().lessons.get(), kind="task")
    enrolment = make_enrolment(make_cohort(publish(version)), person)
    work = {"assignment": task, "enrolment": enrolment, "saved_at": AT}
    for number in (1, 2):
        draft = Submission.objects.create(number=number, **work)
        attach_file(draft, name="plan.pdf", kind="application/pdf", content=f"%PDF-{number}".encode(), at=AT)
        if number == 1:
            Submission.objects.update(status="returned", submitted_at=AT, decided_at=AT)
    Enrolment.objects.update(status="completed")


def test_what_was_never_handed_in_goes_with_its_file(person, drafts, django_capture_on_commit_callbacks):
    handed_in, draft = (file.storage_name for file in SubmissionFile.objects.order_by("pk"))

    with django_capture_on_commit_callbacks(execute=True):
        erase(person)

    assert [(left.number, left.files.count()) for left in Submission.objects.all()] == [(1, 1)]
    assert (storages["private"].exists(handed_in), storages["private"].exists(draft)) == (True, False)


def test_request_still_under_way_writes_nothing_into_an_erased_account(person, drafts):
    returned, task = Submission.objects.get(number=1), Assignment.objects.get()
    Enrolment.objects.update(status="confirmed")
    Cohort.objects.update(status="completed")
    erase(person)

    with pytest.raises(NotPossible, match="Dieses Konto ist gelöscht"):
        save_draft(task, returned.enrolment, text="Nachgetragen", at=AT)
    with pytest.raises(NotPossible, match="Dieses Konto ist gelöscht"):
        file_appeal(Appeal.Kind.SUBMISSION, returned, text="Nachgetragen", by=person, at=AT)

    assert (Submission.objects.count(), Appeal.objects.count()) == (1, 0)


def test_page_counts_only_what_was_handed_in_as_staying(person, browser_of, drafts):
    page = browser_of(person).get(PAGE).text

    assert "Entwürfe von Abgaben" in page
    assert ("Abgaben: 1" in page, "Dateien zu Abgaben: 1" in page) == (True, True)


def test_erasure_is_journalled_without_personal_text_and_confirmed_by_mail(person, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        erase(person)

    entry = JournalEntry.objects.first()
    assert (entry.verb, entry.actor, entry.subject_id, entry.facts) == ("person_erased", person, str(person.pk), {"reason": ""})
    assert (mail.outbox[0].to, mail.outbox[0].subject) == (["person07@example.org"], "Ihr Konto ist gelöscht")
    assert "Person 07" not in mail.outbox[0].body


def test_address_is_free_for_a_new_account(person):
    erase(person)

    assert Person.objects.create_user("person07@example.org", PASSWORD).pk != person.pk


def test_other_roles_end_with_the_account(person):
    held = Responsibility.objects.create(person=person, role="advisor", since=AT - timedelta(days=9))
    CohortTrainer.objects.create(cohort=make_cohort(), person=person, since=AT)

    erase(person)

    held.refresh_from_db()
    assert (held.until, CohortTrainer.objects.get().until) == (AT, AT)


def running_enrolment(person):
    make_enrolment(make_cohort(code="QK-07"), person)


def graded_later(person):
    make_attempt(make_quiz(samples.essay()), at=AT)
    Attempt.objects.update(status="awaiting_grading", submitted_at=AT)
    Enrolment.objects.update(learner=person, status="discontinued", seat=None)


def judged_later(person):
    version = make_version(components=[{"lessons": [{"kind": "task"}]}], published=False)
    task = Assignment.objects.create(lesson=version.components.get().lessons.get(), kind="task")
    enrolment = make_enrolment(make_cohort(publish(version)), person, status="completed")
    moments = {"saved_at": AT, "submitted_at": AT}
    Submission.objects.create(assignment=task, enrolment=enrolment, number=1, status="submitted", **moments)


def open_appeal(person):
    enrolment = make_enrolment(make_cohort(), person, status="completed")
    Appeal.objects.create(enrolment=enrolment, subject_kind="attempt", subject_id=1, text="Grund", filed_by=person, filed_at=AT)


def booked_colloquium(examiner, *, signed=()):
    """A colloquium this person examines in; of every set of minutes, who signed it."""
    version = make_version(components=[{"kind": "colloquium", "lessons": [{"kind": "task"}]}])
    slot = ColloquiumSlot.objects.create(cohort=make_cohort(version), starts_at=AT, examiner_1=make_person(), examiner_2=examiner)
    enrolment = make_enrolment(slot.cohort)
    booking = ColloquiumBooking.objects.create(slot=slot, enrolment=enrolment, attempt_number=1, booked_at=AT)
    words = {"place": "Ort", "topics": "Bedarf", "result": "passed", "reasons": "Klar.", "written_by": slot.examiner_1}
    written = None
    for signers in signed:
        written = ColloquiumRecord.objects.create(
            booking=booking, corrects=written, began_at=AT, ended_at=AT + timedelta(minutes=30), **words
        )
        for signer in signers:
            RecordSignature.objects.create(record=written, examiner=signer, at=AT)


def unsigned_correction(examiner):
    booked_colloquium(examiner, signed=[[examiner], []])


def trainer_role(person):
    Responsibility.objects.create(person=person, role="trainer", since=AT)


def last_office(person):
    Responsibility.objects.create(person=person, role="programme_admin", since=AT)


def one_of_the_office(person):
    last_office(person)
    make_office_person()


@pytest.mark.parametrize(
    ("arrange", "sentence"),
    [
        (running_enrolment, "Die Anmeldung zum Durchgang QK-07 läuft noch. Sie muss zuerst zurückgezogen werden."),
        (graded_later, "Ein Test wartet noch auf die Bewertung."),
        (judged_later, "Eine Abgabe wartet noch auf die Bewertung."),
        (open_appeal, "Über einen Einspruch ist noch nicht entschieden."),
        (booked_colloquium, "Zu einem gebuchten Kolloquium fehlt noch die Unterschrift."),
        (unsigned_correction, "Zu einem gebuchten Kolloquium fehlt noch die Unterschrift."),
        (trainer_role, "Die Rolle „Kursleitung“ läuft noch. Die Programmadministration beendet sie zuerst."),
        (one_of_the_office, "Die Rolle „Programmadministration“ läuft noch. Die Programmadministration beendet sie zuerst."),
        (last_office, "Ohne dieses Konto gäbe es keine Programmadministration. Bitte geben Sie die Rolle zuerst weiter."),
    ],
)
def test_account_stays_while_something_is_open(person, browser_of, arrange, sentence):
    arrange(person)

    with pytest.raises(NotPossible):
        erase_person(person, by=person, at=AT)
    page = browser_of(person).get(PAGE)

    assert sentence in page.text
    assert 'name="password"' not in page.text


def test_whoever_has_to_withdraw_first_finds_the_way(person, browser_of):
    enrolment = make_enrolment(make_cohort(code="QK-07"), person)
    over = make_enrolment(make_cohort(status="completed"), person)

    page = browser_of(person).get(PAGE).text

    assert reverse("courses:enrolment-withdraw", args=[enrolment.public_id]) in page
    assert "Anmeldung zum Durchgang QK-07 zurückziehen" in page
    assert reverse("courses:enrolment-withdraw", args=[over.public_id]) not in page


def test_signed_minutes_hold_no_account(person):
    booked_colloquium(person, signed=[[], [person]])

    assert erase(person).erased_at == AT


def test_colloquium_of_somebody_who_left_holds_no_account(person):
    booked_colloquium(person)
    Enrolment.objects.update(status="withdrawn", seat=None)

    assert erase(person).erased_at == AT


def test_somebody_closes_their_account(person, browser_of):
    client = browser_of(person)

    answer = client.post(PAGE, {"password": PASSWORD})
    page = client.get("/einloggen/")

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert "Ihr Konto ist gelöscht." in page.text
    assert not page.context["user"].is_authenticated
    assert Person.objects.get(pk=person.pk).erased_at is not None


def test_wrong_password_keeps_the_account(person, browser_of):
    answer = browser_of(person).post(PAGE, {"password": "ein-anderes-passwort"})

    assert answer.status_code == 422
    assert Person.objects.get(pk=person.pk).erased_at is None


def test_page_says_what_goes_and_what_stays(person, browser_of):
    make_enrolment(make_cohort(), person, status="withdrawn", seat=None)

    page = browser_of(person).get(PAGE).text

    assert "Anmeldungen zu Durchgängen: 1" in page
    assert "Konto löschen" in page
    assert "Konto behalten" in page


@pytest.fixture
def completion(person):
    """Earned in a cohort that is over; nobody has proposed the certificate yet."""
    enrolment = make_enrolment(make_cohort(status="completed"), person)
    return ProgrammeCompletion.objects.create(
        enrolment=enrolment, number=1, completed_on=AT.date(), recorded_at=AT, rule_digest="0" * 64, standing=[]
    )


LAST_CHANCE = "Ein Zertifikat ist noch nicht ausgestellt. Nach dem Löschen wird es nicht mehr ausgestellt."


def test_page_warns_of_a_certificate_that_is_not_issued_yet(person, browser_of, completion):
    page = browser_of(person).get(PAGE).text

    assert LAST_CHANCE in page
    assert 'name="password"' in page


def test_page_does_not_warn_of_a_certificate_that_is_issued(person, browser_of, completion):
    release = Release.objects.create(
        cohort=completion.enrolment.cohort, proposed_by=make_person(), proposed_at=AT, confirmed_by=make_person(), confirmed_at=AT
    )
    ReleaseItem.objects.create(release=release, completion=completion, outcome="issued")

    assert LAST_CHANCE not in browser_of(person).get(PAGE).text


def test_no_certificate_is_issued_in_the_name_of_an_erased_person(person, completion):
    cohort = completion.enrolment.cohort
    assert (list(proposable_completions(cohort)), list(cohorts_to_release())) == ([completion], [cohort])

    erase(person)

    assert (list(proposable_completions(cohort)), list(cohorts_to_release())) == ([], [])


def test_erased_person_completes_no_programme(person):
    version = make_version(requirements=[("R3", "credited_minutes", {"min_minutes": 0})])
    enrolment = make_enrolment(make_cohort(version, status="completed"), person)
    erase(person)

    call_command("complete_programmes", stdout=StringIO())

    assert complete_programme_if_earned(enrolment, at=AT) is None
    assert not ProgrammeCompletion.objects.exists()


def test_page_names_everything_that_is_declared_to_go(person, browser_of):
    page = browser_of(person).get(PAGE).text
    going, _rest = page.split('id="bleibt"')

    titles = {label: str(title) for category in CATEGORIES for label, title in category.contents.items()}
    deleted = [titles[said.label] for said in declarations() if said.on_erasure == "delete"]
    assert [title for title in deleted if title not in going] == []
    assert "Zertifikate und Bescheinigungen: Bestätigte Angaben für das Zertifikat" in going


def test_office_closes_an_account_on_request(person, browser_of):
    office = make_office_person()

    answer = browser_of(office).post(
        f"/verwaltung/personen/{person.public_id}/konto-loeschen/", {"reason": "requested"}, follow=True
    )

    entry = JournalEntry.objects.filter(verb="person_erased").get()
    assert "Das Konto ist gelöscht." in answer.text
    assert (entry.actor, entry.facts) == (office, {"reason": "Auf Wunsch der Person"})


def test_page_of_the_office_is_journalled_as_a_look_at_the_person(person, browser_of):
    office = make_office_person()

    browser_of(office).get(f"/verwaltung/personen/{person.public_id}/konto-loeschen/")

    entry = JournalEntry.objects.get()
    assert (entry.verb, entry.actor, entry.subject_id) == ("person_viewed", office, str(person.pk))


def test_office_names_a_reason(person, browser_of):
    answer = browser_of(make_office_person()).post(f"/verwaltung/personen/{person.public_id}/konto-loeschen/", {})

    assert answer.status_code == 422
    assert Person.objects.get(pk=person.pk).erased_at is None


def test_erased_person_is_given_no_role(person, browser_of):
    erase(person)
    client = browser_of(make_office_person())

    page = client.get(f"/verwaltung/personen/{person.public_id}/")
    answer = client.post(f"/verwaltung/personen/{person.public_id}/", {"role": "trainer"})

    assert "Rolle geben" not in page.text
    assert (answer.status_code, Responsibility.objects.filter(person=person).exists()) == (422, False)
    assert client.get(f"/verwaltung/personen/{person.public_id}/konto-loeschen/").status_code == 404


def test_account_is_closed_once(person):
    erase(person)

    with pytest.raises(NotPossible, match="schon gelöscht"):
        erase_person(person, by=person, at=clock.now())
