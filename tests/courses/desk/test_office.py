from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from courses.assignments import actions as assignments
from courses.assignments.actions import hand_in, save_draft
from courses.assignments.models import Assignment
from courses.cohorts.models import Accommodation, SendingConfirmation
from courses.desk.forms import NewCohortForm
from courses.desk.overdue import last_overdue_day
from courses.desk.participants import participants_of
from courses.progress.actions import record_minutes
from courses.qualification.models import CreditTransfer
from courses.quizzes.models import Attempt
from lms import clock
from lms.journal.models import JournalEntry
from tests.courses.quizzes import samples
from tests.factories.courses import make_cohort, make_enrolment, make_version, publish
from tests.factories.people import make_office_person, make_person, make_trainer
from tests.factories.quizzes import make_attempt, make_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    return make_cohort(make_version(components=[{"lessons": [{}]}]))


@pytest.fixture
def office(client):
    person = make_office_person()
    client.force_login(person)
    return person


def decide(client, cohort, *enrolments, **fields):
    chosen = [str(enrolment.public_id) for enrolment in enrolments]
    address = reverse("courses:office-enrolments", args=[cohort.slug])
    return client.post(address, {"anmeldung": chosen, "schritt": "bestaetigen", **fields})


def statuses(cohort):
    return list(cohort.enrolments.order_by("arrival").values_list("status", flat=True))


def test_several_requests_are_confirmed_at_once(client, office, cohort):
    first, _second, third = (make_enrolment(cohort, status="requested") for _ in range(3))

    page = decide(client, cohort, first, third)

    assert page.url == reverse("courses:office-enrolments", args=[cohort.slug])
    assert statuses(cohort) == ["confirmed", "requested", "confirmed"]
    assert "2 Personen sind bestätigt." in client.get(page.url).text


def test_somebody_confirmed_in_a_second_window_stays_confirmed(client, office, cohort):
    first, second = (make_enrolment(cohort, status="requested") for _ in range(2))
    decide(client, cohort, first)

    decide(client, cohort, first, second)

    assert statuses(cohort) == ["confirmed", "confirmed"]
    assert first.learner.notices.filter(kind="enrolment_confirmed").count() == 1


def test_all_or_none_are_confirmed(client, office, cohort):
    first, waiting = make_enrolment(cohort, status="requested"), make_enrolment(cohort, status="waitlisted")

    page = decide(client, cohort, first, waiting)

    assertContains(page, f"{waiting.learner}: Bestätigen lässt sich nur eine Anfrage, die einen Platz hat.", status_code=422)
    assertContains(page, f'id="bestaetigen-{first.pk}" checked>', status_code=422)
    assert statuses(cohort) == ["requested", "waitlisted"]


def test_confirming_nobody_asks_for_somebody(client, office, cohort):
    make_enrolment(cohort, status="requested")

    page = decide(client, cohort)

    assert page.status_code == 422
    assert "Bitte wählen Sie mindestens eine Person aus." in page.text
    assert "<title>Fehler: " in page.text


def test_whom_the_sending_organisation_backs_is_ticked_and_districts_are_counted(client, office, cohort):
    backed, other = (make_enrolment(cohort, status="requested") for _ in range(2))
    waiting = make_enrolment(cohort, status="waitlisted")
    answered = {"used_at": clock.now(), "answer": "confirmed", "expires_at": clock.now(), "asked_email": "amt@example.org"}
    SendingConfirmation.objects.create(enrolment=backed, token_hash="a", **answered)

    page = client.get(reverse("courses:office-enrolments", args=[cohort.slug]))

    assertContains(page, f'id="bestaetigen-{backed.pk}" checked>')
    assertContains(page, f'id="bestaetigen-{other.pk}">')
    assertNotContains(page, f'id="bestaetigen-{waiting.pk}"')
    [share] = page.context["balance"]
    assert (share.district, share.seated, share.waiting) == (backed.municipality.district, 2, 1)


@pytest.mark.parametrize("typed", ["", "unbekannt", "7", "\x00"])
def test_decision_about_no_enrolment_is_not_found(client, office, cohort, typed):
    page = client.post(reverse("courses:office-enrolments", args=[cohort.slug]), {"anmeldung": typed, "schritt": "bestaetigen"})

    assert page.status_code == 404


def test_refused_reviewers_stay_chosen(client, office):
    version = make_version(components=[{"lessons": [{"kind": "project"}]}], published=False)
    assignment = Assignment.objects.create(lesson=version.components.get().lessons.get(), kind="project", pass_rule={})
    enrolment, trainer = make_enrolment(make_cohort(publish(version))), make_trainer()
    submission = hand_in(save_draft(assignment, enrolment, title="Mittagstisch", text="Text", at=clock.now()), at=clock.now())
    typed = {"schritt": "bewertende", "submission": submission.pk, "first": trainer.pk, "second": trainer.pk}

    page = client.post(reverse("courses:office-reviews", args=[enrolment.cohort.slug]), typed)

    assert page.status_code == 422
    assertContains(page, f'<option value="{trainer.pk}" selected>', count=2, status_code=422)
    assert submission.reviews.count() == 0


@pytest.mark.parametrize("typed", ["", "unbekannt", "\x00", "9" * 40])
def test_third_reviewer_who_is_none_is_asked_for_again(client, office, cohort, typed):
    address = reverse("courses:office-reviews", args=[cohort.slug])
    page = client.post(address, {"schritt": "dritte", "submission": "1", "third": typed}, follow=True)

    assert "Bitte wählen Sie eine Person für die dritte Bewertung." in page.content.decode()


def test_somebody_who_is_no_trainer_cannot_become_one_of_a_cohort(client, office, cohort):
    address = reverse("courses:cohort-trainers", args=[cohort.slug])
    page = client.post(address, {"trainers": [make_person().pk]}, follow=True)

    assert cohort.trainer_rows.count() == 0
    assert "Bitte wählen Sie noch einmal." in page.content.decode()


def test_credit_is_not_decided_without_a_pressed_button(client, office, cohort):
    transfer = CreditTransfer.objects.create(
        enrolment=make_enrolment(cohort),
        component=cohort.version.components.get(),
        evidence="Zeugnis",
        proposed_by=make_office_person(),
        proposed_at=clock.now(),
    )

    client.post(reverse("courses:credit-decide", args=[transfer.pk]))

    transfer.refresh_from_db()
    assert transfer.status == CreditTransfer.Status.PROPOSED


@pytest.mark.parametrize("code", ["planen", "PLANEN"])
def test_cohort_is_not_called_like_the_address_of_its_form(code):
    form = NewCohortForm({"code": code})

    assert form.errors["code"] == ["Dieses Kürzel gibt es schon. Bitte wählen Sie ein anderes."]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("courses:office-enrolment", {"schritt": "anrechnung"}),
        ("courses:office-enrolment", {"schritt": "nachteilsausgleich", "factor": "7"}),
        ("courses:office-reviews", {"schritt": "zeitfenster"}),
        ("courses:office-enrolments", {"schritt": "ablehnen"}),
    ],
)
def test_title_of_a_page_with_several_forms_names_the_error_first(client, office, cohort, name, data):
    enrolment = make_enrolment(cohort, status="requested")
    on_person = name == "courses:office-enrolment"
    address = reverse(name, args=[enrolment.public_id if on_person else cohort.slug])

    page = client.post(address, {**data, "anmeldung": enrolment.public_id}).content.decode()

    assert "<title>Fehler: " in page
    assert "<title>Fehler: " not in client.get(address).content.decode()


def offer_slot(cohort, office):
    examiners = {"examiner_1": make_trainer(), "examiner_2": make_trainer()}
    return assignments.offer_slot(cohort, starts_at=clock.now() + timedelta(days=7), **examiners, by=office, at=clock.now())


def test_time_that_is_over_is_not_offered(client, office, cohort):
    typed = {"schritt": "zeitfenster", "day": "30.11.2020", "begins": "10:00"}
    examiners = {"examiner_1": make_trainer().pk, "examiner_2": make_trainer().pk}

    answer = client.post(reverse("courses:office-reviews", args=[cohort.slug]), {**typed, **examiners})

    assertContains(answer, "Dieses Zeitfenster liegt in der Vergangenheit. Bitte prüfen Sie das Datum.", status_code=422)
    assertContains(answer, 'value="30.11.2020"', status_code=422)
    assert not cohort.colloquium_slots.exists()


def test_time_nobody_has_booked_is_taken_back(client, office, cohort):
    slot, address = offer_slot(cohort, office), reverse("courses:office-reviews", args=[cohort.slug])
    typed = {"schritt": "zuruecknehmen", "slot": slot.pk}

    page = client.get(address)
    done, twice = (client.post(address, typed, follow=True) for _ in range(2))

    assertContains(page, f'name="slot" value="{slot.pk}"')
    assertContains(done, "Das Zeitfenster ist zurückgenommen.")
    assertContains(twice, "Dieses Zeitfenster gibt es nicht mehr.")
    assert not cohort.colloquium_slots.exists()
    assert JournalEntry.objects.filter(verb="colloquium_slot_withdrawn").count() == 1


def test_time_somebody_has_booked_is_not_taken_back(client, office, cohort):
    slot = offer_slot(cohort, office)
    enrolment = make_enrolment(cohort, make_person(family_name="Prüfling"))
    slot.bookings.create(enrolment=enrolment, attempt_number=1, booked_at=clock.now())
    address = reverse("courses:office-reviews", args=[cohort.slug])

    page = client.get(address)
    refused = client.post(address, {"schritt": "zuruecknehmen", "slot": slot.pk}, follow=True)

    assertContains(page, "Prüfling")
    assertContains(refused, "Dieses Zeitfenster ist gebucht.")
    assert slot.bookings.count() == 1


def test_time_whose_booking_was_given_up_is_taken_back(client, office, cohort):
    enrolment, now = make_enrolment(cohort), clock.now()
    given_up = offer_slot(cohort, office)
    kept = cohort.colloquium_slots.create(
        starts_at=given_up.ends_at, examiner_1=given_up.examiner_1, examiner_2=given_up.examiner_2
    )
    for slot in (given_up, kept):
        assignments.book_slot(slot, enrolment, by=enrolment.learner, at=now)
    address = reverse("courses:office-reviews", args=[cohort.slug])

    done = client.post(address, {"schritt": "zuruecknehmen", "slot": given_up.pk}, follow=True)

    assertContains(done, "Das Zeitfenster ist zurückgenommen.")
    assert list(cohort.colloquium_slots.all()) == [kept]
    assert [booking.slot for booking in enrolment.colloquium_bookings.all()] == [kept]


def test_office_ends_the_membership_of_somebody_who_cannot(client, office, cohort):
    enrolment = make_enrolment(cohort)
    address = reverse("courses:office-enrolment", args=[enrolment.public_id])
    typed = {"schritt": "beenden", "end-reason": "Absage am Telefon"}

    page = client.get(address)
    unreasoned = client.post(address, {**typed, "end-reason": ""})
    done = client.post(address, typed, follow=True)

    enrolment.refresh_from_db()
    assert "Der Platz wird sofort frei." in page.text
    assert unreasoned.status_code == 422
    assert "<title>Fehler: " in unreasoned.text
    assert all(words in done.text for words in ("Die Teilnahme ist beendet.", "Absage am Telefon"))
    assert 'value="beenden"' not in done.text
    assert (enrolment.status, enrolment.seat, enrolment.ended_because) == ("discontinued", None, "Absage am Telefon")
    assert JournalEntry.objects.get(verb="enrolment_withdrawn").actor == office


def test_completed_membership_is_not_ended(client, office, cohort):
    enrolment = make_enrolment(cohort, status="completed", ended_at=clock.now())
    address = reverse("courses:office-enrolment", args=[enrolment.public_id])

    page = client.get(address)
    refused = client.post(address, {"schritt": "beenden", "end-reason": "Absage"})

    assert 'value="beenden"' not in page.text
    assert refused.status_code == 422
    assert "schon abgeschlossen" in refused.text


@pytest.mark.parametrize("status", ["requested", "withdrawn", "discontinued"])
def test_only_somebody_who_learns_is_credited(client, office, cohort, status):
    enrolment = make_enrolment(cohort, status=status)
    typed = {"schritt": "anrechnung", "component": cohort.version.components.get().pk, "evidence": "Zertifikat"}

    page = client.post(reverse("courses:office-enrolment", args=[enrolment.public_id]), typed)

    assert page.status_code == 422
    assert "Anrechnen lässt sich nur etwas bei bestätigter Teilnahme." in page.text
    assert not enrolment.credit_transfers.exists()


@pytest.mark.parametrize(("decides", "status"), [("proposer", "proposed"), ("learner", "proposed"), ("somebody", "accepted")])
def test_credit_is_decided_by_a_second_person_who_does_not_learn_by_it(client, cohort, decides, status):
    people = {name: make_office_person() for name in ("proposer", "learner", "somebody")}
    enrolment, component = make_enrolment(cohort, people["learner"]), cohort.version.components.get()
    transfer = CreditTransfer.objects.create(
        enrolment=enrolment, component=component, evidence="Zeugnis", proposed_by=people["proposer"], proposed_at=clock.now()
    )
    client.force_login(people[decides])

    page = client.post(reverse("courses:credit-decide", args=[transfer.pk]), {"ergebnis": "anrechnen"}, follow=True)

    transfer.refresh_from_db()
    assert transfer.status == status
    assert ("Über eine Anrechnung entscheidet eine zweite Person." in page.text) is (status == "proposed")


def test_nobody_gives_themselves_more_time(client, office, cohort):
    own, other = make_enrolment(cohort, office), make_enrolment(cohort)
    addresses = [reverse("courses:office-enrolment", args=[enrolment.public_id]) for enrolment in (own, other)]

    refused, given = (client.post(address, {"schritt": "nachteilsausgleich", "factor": "200"}) for address in addresses)

    assert (refused.status_code, given.status_code) == (422, 302)
    assert "Über Ihren eigenen Nachteilsausgleich entscheidet eine andere Person." in refused.text
    assert Accommodation.objects.get().person == other.learner


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2026, 11, 23), date(2026, 11, 8)),
        (date(2026, 11, 27), date(2026, 11, 12)),
        (date(2027, 1, 8), date(2026, 12, 21)),
    ],
)
def test_ten_working_days_are_promised_and_holidays_are_none(today, day):
    assert last_overdue_day(today) == day


@pytest.mark.parametrize(("days", "is_overdue"), [(0, True), (1, False)])
def test_judging_that_takes_longer_than_promised_is_shown_per_cohort(client, office, days, is_overdue):
    submitted_at = timezone.make_aware(datetime.combine(last_overdue_day(clock.today()) + timedelta(days=days), time(12)))
    attempt = make_attempt(make_quiz(samples.essay()))
    Attempt.objects.filter(pk=attempt.pk).update(status="awaiting_grading", submitted_at=submitted_at)

    page = client.get(reverse("courses:office")).content.decode()

    assert (f"{attempt.enrolment.cohort.code}: Tests, Kursleitung ansehen" in page) == is_overdue
    assert ("1 offen, seit" in page) == is_overdue


@pytest.mark.parametrize(
    ("asked", "is_shown"),
    [
        ([{"days": -1}], True),
        ([{"days": 1}], False),
        ([{"days": -1}, {"days": 1}], False),
        ([{"days": -1, "answer": "confirmed"}], False),
        ([], False),
    ],
)
def test_confirmation_that_nobody_answered_is_shown(client, office, cohort, asked, is_shown):
    enrolment, now = make_enrolment(cohort, status="requested"), clock.now()
    for number, fields in enumerate(asked):
        answered = {"answer": fields["answer"], "used_at": now} if "answer" in fields else {}
        SendingConfirmation.objects.create(
            enrolment=enrolment,
            asked_email="amt@example.org",
            token_hash=str(number),
            expires_at=now + timedelta(days=fields["days"]),
            **answered,
        )

    page = client.get(reverse("courses:office")).content.decode()

    assert ("Bestätigungen ohne Antwort" in page) == is_shown


def test_cohort_page_shows_blocked_people_first_then_ready_ones(client, office):
    rule = [
        ("R1", "mandatory_components", {"components": ["M1"]}),
        ("R4", "attendance_total", {"min_ratio": [80, 100], "make_up_max_minutes": 0}),
        ("R5", "attendance_per_component", {"min_ratio": [50, 100]}),
        ("R10", "release", {"persons": 2}),
    ]
    cohort = make_cohort(make_version(components=[{"lessons": [{"planned_minutes": 90}]}], requirements=rule))
    lesson = cohort.version.components.get().lessons.get()
    behind, ready, blocked = (make_enrolment(cohort) for _ in range(3))
    for enrolment, minutes in ((ready, 90), (blocked, 10)):
        record_minutes(enrolment, lesson, minutes=minutes, mode="presence", by=None, at=clock.now())

    people = participants_of(cohort)
    page = client.get(reverse("courses:office-cohort", args=[cohort.slug])).content.decode()

    assert [person.enrolment for person in people] == [blocked, ready, behind]
    assert [person.attendance.counted for person in people] == [10, 90, 0]
    assert "Bereit zur Freigabe" in page
    assert "Nicht mehr erreichbar" in page
    assert page.index(str(blocked.learner)) < page.index(str(ready.learner)) < page.index(str(behind.learner))


def test_empty_ledger_of_somebody_else_is_not_called_yours(client, office, cohort):
    enrolment = make_enrolment(cohort)

    page = client.get(reverse("courses:office-enrolment", args=[enrolment.public_id])).text

    assert "Hier stehen Ergebnisse, sobald" in page
    assert "Ihre Ergebnisse" not in page


@pytest.mark.parametrize(
    ("on", "is_refused"), [("31.08.2025", True), ("01.09.2026", False), ("03.06.2027", False), ("04.06.2027", True)]
)
def test_meeting_lies_within_the_time_of_its_cohort(client, on, is_refused):
    version = make_version(components=[{"lessons": [{"kind": "meeting"}]}])
    cohort = make_cohort(version, starts_on=date(2026, 9, 1), ends_on=date(2027, 6, 3))
    client.force_login(make_office_person())
    address = reverse("courses:meeting-date", args=[cohort.slug, version.components.get().lessons.get().pk])

    answer = client.post(address, {"day": on, "begins": "11:00", "ends": "12:30", "place": "", "link": ""})

    assert answer.status_code == (422 if is_refused else 302)
    assert ("Der Durchgang dauert vom 1.\xa0September 2026 bis 3.\xa0Juni 2027." in answer.text) is is_refused
    assert cohort.meetings.count() == (0 if is_refused else 1)


@pytest.mark.parametrize(("letters", "is_refused"), [(300, False), (1000, False), (1001, True)])
def test_address_of_an_online_room_may_be_long_but_fits_its_column(client, letters, is_refused):
    version = make_version(components=[{"lessons": [{"kind": "meeting"}]}])
    cohort = make_cohort(version, starts_on=date(2026, 9, 1), ends_on=date(2027, 6, 3))
    client.force_login(make_office_person())
    address = reverse("courses:meeting-date", args=[cohort.slug, version.components.get().lessons.get().pk])
    link = "https://raum.example/".ljust(letters, "a")

    answer = client.post(address, {"day": "01.09.2026", "begins": "11:00", "ends": "12:30", "place": "", "link": link})

    assert answer.status_code == (422 if is_refused else 302)
    for meeting in cohort.meetings.all():
        meeting.full_clean()
    assert [meeting.link for meeting in cohort.meetings.all()] == ([] if is_refused else [link])
