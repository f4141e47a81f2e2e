from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from courses.attendance.actions import (
    Noted,
    cancel_meeting,
    close_list,
    decide_attendance,
    decide_make_up_work,
    record_attendance,
    set_make_up_work,
)
from courses.attendance.models import AttendanceClaim, MakeUpWork
from courses.attendance.queries import attendance_sheet
from courses.cohorts.actions import choose_components, set_trainers, withdraw
from courses.cohorts.models import Cohort, Meeting
from courses.progress.models import LedgerEntry
from courses.qualification.queries import rules_and_evidence
from lms.errors import NotPossible
from lms.notifications.models import Notice
from tests.factories.courses import make_cohort, make_enrolment, make_meeting, make_version
from tests.factories.people import make_office_person, make_person, make_trainer

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
NOT_OPEN = "Die Liste öffnet am 23.\N{NO-BREAK SPACE}November 2026, 00:00\N{NO-BREAK SPACE}Uhr."


@pytest.fixture
def meeting():
    version = make_version(components=[{"lessons": [{"planned_minutes": 90}]}])
    return make_meeting(make_cohort(version), version.components.get().lessons.get(), starts_at=NOW)


def test_closed_list_takes_no_more_lines(meeting):
    trainer, enrolment = make_trainer(), make_enrolment(meeting.cohort)
    record_attendance(meeting, {enrolment: Noted(90)}, by=trainer, at=NOW)
    close_list(meeting, by=trainer, at=NOW)

    with pytest.raises(NotPossible, match="schon abgeschlossen"):
        record_attendance(meeting, {enrolment: Noted(45)}, by=trainer, at=NOW)

    assert AttendanceClaim.objects.count() == 1


def test_nobody_was_present_before_the_day(meeting):
    trainer, enrolment = make_trainer(), make_enrolment(meeting.cohort)
    the_evening_before, that_morning = NOW - timedelta(hours=12), NOW - timedelta(hours=4)

    with pytest.raises(NotPossible, match=NOT_OPEN):
        record_attendance(meeting, {enrolment: Noted(90)}, by=trainer, at=the_evening_before)
    with pytest.raises(NotPossible, match=NOT_OPEN):
        decide_attendance(meeting, enrolment, minutes=90, reason="Zusage", by=trainer, at=the_evening_before)
    with pytest.raises(NotPossible, match=NOT_OPEN):
        close_list(meeting, by=trainer, at=the_evening_before)

    assert record_attendance(meeting, {enrolment: Noted(90)}, by=trainer, at=that_morning) == []
    assert AttendanceClaim.objects.count() == 1


@pytest.mark.parametrize(
    ("address", "people"),
    [("attendance-sheet", 0), ("attendance-decide", 1)],
)
def test_page_says_when_the_list_opens_instead_of_letting_one_type(client, meeting, address, people):
    trainer, enrolment = make_trainer(), make_enrolment(meeting.cohort)
    set_trainers(meeting.cohort, [trainer], by=trainer, at=NOW)
    page = reverse(f"courses:{address}", args=[meeting.public_id, *[enrolment.public_id][:people]])
    midnight = datetime(2026, 11, 22, 23, tzinfo=UTC)

    with time_machine.travel(midnight - timedelta(seconds=1), tick=False):
        client.force_login(trainer)
        before, sent = client.get(page), client.post(page, {f"presence_{enrolment.pk}": "present", "minutes": 90, "reason": "?"})
    with time_machine.travel(midnight, tick=False):
        after = client.get(page)

    for answer in (before, sent):
        assert answer.content.decode().count(NOT_OPEN) == 1
        assert f"presence_{enrolment.pk}" not in answer.content.decode()
        assert "Minuten, die zählen" not in answer.content.decode()
    assert sent.status_code == 422
    assert NOT_OPEN not in after.content.decode()
    assert not AttendanceClaim.objects.exists()


def test_meeting_whose_minutes_count_is_not_cancelled_before_they_are_taken_back(client, meeting):
    trainer, enrolment = make_trainer(), make_enrolment(meeting.cohort)
    record_attendance(meeting, {enrolment: Noted(90)}, by=trainer, at=NOW)
    date = reverse("courses:meeting-date", args=[meeting.cohort.slug, meeting.lesson_id])
    client.force_login(make_office_person())

    refused = client.post(date, {"schritt": "absagen"}, follow=True).content.decode()
    meeting.refresh_from_db()
    is_kept = meeting.cancelled_at is None
    decide_attendance(meeting, enrolment, minutes=0, reason="Ausgefallen", by=trainer, at=NOW)
    done = client.post(date, {"schritt": "absagen"}, follow=True).content.decode()

    meeting.refresh_from_db()
    assert is_kept
    assert "Zu diesem Termin zählen schon Minuten" in refused
    assert "Der Termin entfällt" in done
    assert meeting.cancelled_at is not None
    with pytest.raises(NotPossible, match="ist abgesagt"):
        decide_attendance(meeting, enrolment, minutes=90, reason="Doch", by=trainer, at=NOW)
    with pytest.raises(NotPossible, match="ist abgesagt"):
        record_attendance(meeting, {enrolment: Noted(90)}, by=trainer, at=NOW)
    with pytest.raises(NotPossible, match="ist abgesagt"):
        close_list(meeting, by=trainer, at=NOW)


def test_cancelling_is_told_once_to_whoever_learns(meeting):
    learner = make_enrolment(meeting.cohort).learner
    make_enrolment(meeting.cohort, status="waitlisted")

    cancel_meeting(meeting, by=make_office_person(), at=NOW)

    with pytest.raises(NotPossible, match="ist abgesagt"):
        cancel_meeting(meeting, by=make_office_person(), at=NOW)
    assert list(Notice.objects.values_list("person", "kind")) == [(learner.pk, "meeting_cancelled")]


def test_meeting_with_a_closed_list_is_not_cancelled(meeting):
    close_list(meeting, by=make_trainer(), at=NOW)

    with pytest.raises(NotPossible, match="nicht mehr ändern"):
        cancel_meeting(meeting, by=make_office_person(), at=NOW)

    meeting.refresh_from_db()
    assert meeting.cancelled_at is None


@pytest.mark.parametrize(
    ("changed", "is_refused"),
    [({"day": "24.11.2026"}, True), ({"begins": "10:30"}, True), ({"recorded": "on"}, True), ({"place": "Rathaus"}, False)],
)
def test_meeting_whose_minutes_count_changes_nothing_but_its_place(client, meeting, changed, is_refused):
    record_attendance(meeting, {make_enrolment(meeting.cohort): Noted(90)}, by=make_trainer(), at=NOW)
    date = reverse("courses:meeting-date", args=[meeting.cohort.slug, meeting.lesson_id])
    client.force_login(make_office_person())
    typed = {"day": "23.11.2026", "begins": "11:00", "ends": "12:30", "place": "", "link": ""}

    answer = client.post(date, typed | changed)

    now = Meeting.objects.get()
    assert answer.status_code == (422 if is_refused else 302)
    assert ("Ändern lassen sich nur noch Ort und Online-Raum." in answer.text) is is_refused
    assert (now.starts_at, now.ends_at, now.recorded) == (meeting.starts_at, meeting.ends_at, False)
    assert now.place == ("" if is_refused else "Rathaus")


def test_minutes_of_a_cancelled_meeting_are_still_possible(meeting):
    trainer, enrolment = make_trainer(), make_enrolment(meeting.cohort)
    record_attendance(meeting, {enrolment: Noted(0)}, by=trainer, at=NOW)

    cancel_meeting(meeting, by=trainer, at=NOW)

    _rules, evidence = rules_and_evidence(enrolment)
    assert evidence.components[0].possible == 90


def test_nobody_decides_about_minutes_of_their_own(meeting):
    trainer = make_trainer()
    own = make_enrolment(meeting.cohort, trainer)

    with pytest.raises(NotPossible, match="eigenen Minuten"):
        record_attendance(meeting, {own: Noted(90)}, by=trainer, at=NOW)
    with pytest.raises(NotPossible, match="eigenen Minuten"):
        set_make_up_work(own, meeting.lesson.component, minutes=45, task="Protokoll", by=trainer, at=NOW)
    work = set_make_up_work(own, meeting.lesson.component, minutes=45, task="Protokoll", by=make_trainer(), at=NOW)
    with pytest.raises(NotPossible, match="eigenen Minuten"):
        decide_make_up_work(work, accept=True, by=trainer, at=NOW)
    with pytest.raises(NotPossible, match="eigenen Minuten"):
        decide_attendance(meeting, own, minutes=90, reason="Nachgetragen", by=trainer, at=NOW)

    assert not LedgerEntry.objects.exists()


def test_make_up_work_is_not_decided_without_a_pressed_button(client, meeting):
    trainer, enrolment = make_trainer(), make_enrolment(meeting.cohort)
    set_trainers(meeting.cohort, [trainer], by=trainer, at=NOW)
    component = meeting.lesson.component
    work = set_make_up_work(enrolment, component, minutes=45, task="Protokoll", by=trainer, at=NOW)
    client.force_login(trainer)

    client.post(reverse("courses:make-up-decide", args=[work.pk]))

    work.refresh_from_db()
    assert work.status == MakeUpWork.Status.OPEN


def test_way_back_from_the_sheet_exists_for_trainer_and_office(client, meeting):
    trainer, office = make_trainer(), make_office_person()
    set_trainers(meeting.cohort, [trainer], by=office, at=NOW)
    back = {trainer: "/lehren/termine/", office: f"/verwaltung/durchgaenge/{meeting.cohort.slug}/termine/"}

    for person, address in back.items():
        client.force_login(person)
        sheet = client.get(reverse("courses:attendance-sheet", args=[meeting.public_id])).content.decode()

        assert f'<a href="{address}">Termine</a>' in sheet
        assert client.get(address).status_code == 200


@pytest.mark.parametrize(("hours_before", "is_said"), [(12, False), (4, True)], ids=["evening before", "that morning"])
def test_list_is_called_open_from_its_day_on(client, meeting, hours_before, is_said):
    trainer = make_trainer()
    set_trainers(meeting.cohort, [trainer], by=trainer, at=NOW)
    client.force_login(trainer)

    with time_machine.travel(NOW - timedelta(hours=hours_before), tick=False):
        page = client.get("/lehren/termine/").content.decode()

    assert ("Liste offen" in page) == is_said


def test_list_of_a_new_date_is_closed_whatever_the_cancelled_one_said(client, meeting):
    trainer, absent, present = make_trainer(), make_enrolment(meeting.cohort), make_enrolment(meeting.cohort)
    set_trainers(meeting.cohort, [trainer], by=trainer, at=NOW)
    record_attendance(meeting, {absent: Noted(0), present: Noted(0)}, by=trainer, at=NOW)
    cancel_meeting(meeting, by=trainer, at=NOW)
    anew = make_meeting(meeting.cohort, meeting.lesson, starts_at=NOW)
    sheet = reverse("courses:attendance-sheet", args=[anew.public_id])
    client.force_login(trainer)

    empty = client.get(sheet)
    client.post(sheet, {f"presence_{absent.pk}": "absent", "schritt": "speichern"})
    client.post(sheet, {"schritt": "alle"})
    client.post(sheet, {"schritt": "abschliessen"})

    anew.refresh_from_db()
    assert empty.context["entered"] == 0
    assert " checked" not in empty.text
    assert dict(anew.claims.values_list("enrolment", "minutes")) == {absent.pk: 0, present.pk: 90}
    assert anew.closed_at


def test_minutes_of_somebody_who_left_are_taken_back_before_a_meeting_is_cancelled(client, meeting):
    trainer, left, never_came = make_trainer(), make_enrolment(meeting.cohort), make_enrolment(meeting.cohort)
    set_trainers(meeting.cohort, [trainer], by=trainer, at=NOW)
    record_attendance(meeting, {left: Noted(90)}, by=trainer, at=NOW)
    for enrolment in (left, never_came):
        withdraw(enrolment, by=enrolment.learner, at=NOW)
    client.force_login(trainer)
    decide = reverse("courses:attendance-decide", args=[meeting.public_id, left.public_id])

    with pytest.raises(NotPossible, match="zählen schon Minuten"):
        cancel_meeting(meeting, by=trainer, at=NOW)
    sheet = client.get(reverse("courses:attendance-sheet", args=[meeting.public_id]))
    client.post(decide, {"minutes": "0", "reason": "Ausgefallen"})
    cancel_meeting(meeting, by=trainer, at=NOW)

    assert [line.enrolment for line in sheet.context["form"].lines] == [left]
    assert decide in sheet.text
    assert list(left.ledger.order_by("pk").values_list("minutes", flat=True)) == [90, 0]


def test_sheet_with_differing_claims_is_no_plain_success(client, meeting):
    trainer, enrolment = make_trainer(), make_enrolment(meeting.cohort)
    set_trainers(meeting.cohort, [trainer], by=trainer, at=NOW)
    record_attendance(meeting, {enrolment: Noted(90)}, by=trainer, at=NOW)
    sheet = reverse("courses:attendance-sheet", args=[meeting.public_id])
    client.force_login(trainer)

    client.post(sheet, {f"presence_{enrolment.pk}": "absent", "schritt": "speichern"})
    [message] = client.get(sheet).context["messages"]

    assert message.level_tag == "warning"
    assert str(message) == (
        "Die Anwesenheit ist gespeichert. Für eine Person liegen verschiedene Angaben vor. Bitte entscheiden Sie."
    )


@pytest.mark.parametrize("presence", ["", "present", "absent"])
@pytest.mark.parametrize("step", ["speichern", "alle", "abschliessen"])
def test_minutes_that_do_not_fit_the_choice_are_asked_about_instead_of_dropped(client, meeting, presence, step):
    trainer, enrolment = make_trainer(), make_enrolment(meeting.cohort)
    set_trainers(meeting.cohort, [trainer], by=trainer, at=NOW)
    client.force_login(trainer)
    sent = {f"presence_{enrolment.pk}": presence, f"minutes_{enrolment.pk}": "45", "schritt": step}

    with time_machine.travel(NOW, tick=False):
        answer = client.post(reverse("courses:attendance-sheet", args=[meeting.public_id]), sent)

    assert answer.status_code == 422
    assert "Wählen Sie dazu „Zum Teil“ oder leeren Sie das Feld." in answer.content.decode()
    assert 'value="45"' in answer.content.decode()
    assert not AttendanceClaim.objects.exists()


@pytest.mark.parametrize(("presence", "minutes"), [("present", 90), ("absent", 0)])
def test_minutes_that_say_the_same_as_the_choice_are_no_mistake(client, meeting, presence, minutes):
    trainer, enrolment = make_trainer(), make_enrolment(meeting.cohort)
    set_trainers(meeting.cohort, [trainer], by=trainer, at=NOW)
    client.force_login(trainer)
    sent = {f"presence_{enrolment.pk}": presence, f"minutes_{enrolment.pk}": str(minutes), "schritt": "speichern"}

    with time_machine.travel(NOW, tick=False):
        client.post(reverse("courses:attendance-sheet", args=[meeting.public_id]), sent)

    assert AttendanceClaim.objects.get().minutes == minutes


def test_more_make_up_work_than_counts_is_given_and_accepted_and_said(client, mailoutbox, django_capture_on_commit_callbacks):
    """Worked case C5 of the curriculum: nine units may be accepted, eight count."""
    rule = [("R4", "attendance_total", {"min_ratio": [80, 100], "make_up_max_minutes": 360})]
    cohort = make_cohort(make_version(components=[{"lessons": [{"planned_minutes": 450}]}], requirements=rule))
    enrolment, component = make_enrolment(cohort), cohort.version.components.get()
    client.force_login(make_office_person())
    page = reverse("courses:make-up-set", args=[cohort.slug])
    task = {"enrolment": enrolment.pk, "component": component.pk, "task": "Protokoll"}

    before = client.get(page).text
    with django_capture_on_commit_callbacks(execute=True):
        within = client.post(page, {**task, "minutes": 360}, follow=True)
        beyond = client.post(page, {**task, "minutes": 45}, follow=True)

    assert "Je Person zählen zusammen höchstens 8\N{NO-BREAK SPACE}UE. Mehr lässt sich stellen und annehmen" in before
    done = "Die Ersatzaufgabe ist gestellt. Die Person ist benachrichtigt."
    assert [str(said) for said in within.context["messages"]] == [done]
    limit = "Gestellt sind jetzt 405 Minuten (9 UE), davon zählen nur 360 Minuten (8 UE)."
    assert [str(said).replace("\N{NO-BREAK SPACE}", " ") for said in beyond.context["messages"]] == [f"{done} {limit}"]
    for work in MakeUpWork.objects.all():
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("courses:make-up-decide", args=[work.pk]), {"ergebnis": "annehmen"})
    assert [entry.minutes for entry in LedgerEntry.objects.filter(kind="make_up").order_by("pk")] == [360, 45]
    mails = [mail for mail in mailoutbox if "Ersatzaufgabe" in mail.subject]
    assert len(mails) == 4
    for mail in mails:
        assert "Zusammen zählen höchstens 8\N{NO-BREAK SPACE}UE." in mail.body


def test_list_of_a_cancelled_cohort_waits_for_nobody(client, meeting):
    trainer = make_trainer()
    set_trainers(meeting.cohort, [trainer], by=trainer, at=NOW)
    Cohort.objects.update(status="cancelled")
    client.force_login(trainer)

    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert "Anwesenheit eintragen" not in client.get(reverse("courses:teach")).text


def test_meetings_are_named_with_their_module_where_a_trainer_works(client, meeting):
    trainer = make_trainer()
    set_trainers(meeting.cohort, [trainer], by=trainer, at=NOW)
    client.force_login(trainer)
    name = f"M1: {meeting.lesson.title}"
    sheet = reverse("courses:attendance-sheet", args=[meeting.public_id])

    with time_machine.travel(NOW, tick=False):
        assert name in client.get(reverse("courses:teach")).text.partition("Nächste Termine")[2]
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert f"Anwesenheit eintragen: {name}" in client.get(reverse("courses:teach")).text
    assert f"Anwesenheit: {name}</h1>" in client.get(sheet).text


def test_second_click_sets_the_same_make_up_work_once(meeting):
    enrolment, trainer = make_enrolment(meeting.cohort), make_trainer()
    given = {"minutes": 45, "task": "Protokoll einer Sitzung", "by": trainer, "at": NOW}

    first, second = (set_make_up_work(enrolment, meeting.lesson.component, **given) for _click in range(2))

    assert first == second
    assert enrolment.learner.notices.filter(kind="make_up_set").count() == 1
    decide_make_up_work(first, accept=False, by=trainer, at=NOW)
    assert set_make_up_work(enrolment, meeting.lesson.component, **given) != first


def test_list_names_whose_line_is_missing(meeting):
    learners = [make_enrolment(meeting.cohort).learner for _number in range(5)]

    with pytest.raises(NotPossible) as refused:
        close_list(meeting, by=make_trainer(), at=NOW)

    names = ", ".join(str(learner) for learner in sorted(learners, key=lambda learner: learner.sort_name)[:3])
    assert str(refused.value) == f"Für 5 Personen fehlt noch die Angabe: {names} und 2 weitere."


# --- Elective modules ---------------------------------------------------------------------------------------------------


@pytest.fixture
def elective():
    """The meeting of an elective module, in a cohort of three: one chose it, one chose another, one has not chosen yet."""
    version = make_version(components=[{"code": code, "kind": "elective", "lessons": [{}]} for code in ("M5", "M6")])
    m5, m6 = version.components.order_by("code")
    meeting = make_meeting(make_cohort(version), m5.lessons.get(), starts_at=NOW)
    for chosen in (m5, m6, None):
        enrolment = make_enrolment(meeting.cohort, make_person(family_name=f"{chosen.code if chosen else 'Offen'}"))
        if chosen:
            choose_components(enrolment, [chosen], by=enrolment.learner, at=NOW)
    return meeting


def names_on_the_sheet(meeting) -> list[str]:
    return [line.enrolment.learner.family_name for line in attendance_sheet(meeting)]


def test_list_of_an_elective_asks_who_chose_it_or_has_not_chosen_yet(elective):
    trainer = make_trainer()

    assert names_on_the_sheet(elective) == ["M5", "Offen"]
    with pytest.raises(NotPossible, match=r"Für 2 Personen fehlt noch die Angabe: .+ M5, .+ Offen"):
        close_list(elective, by=trainer, at=NOW)
    record_attendance(elective, {line.enrolment: Noted(90) for line in attendance_sheet(elective)}, by=trainer, at=NOW)

    assert close_list(elective, by=trainer, at=NOW).closed_at == NOW


def test_whoever_changed_the_choice_after_the_meeting_stays_on_its_list(elective):
    line = attendance_sheet(elective)[0]
    record_attendance(elective, {line.enrolment: Noted(90)}, by=make_trainer(), at=NOW)
    other = elective.cohort.version.components.get(code="M6")

    choose_components(line.enrolment, [other], by=line.enrolment.learner, at=NOW)

    assert names_on_the_sheet(elective) == ["M5", "Offen"]


def test_only_who_is_expected_is_told_that_a_meeting_is_cancelled(elective):
    cancel_meeting(elective, by=make_trainer(), at=NOW)

    told = Notice.objects.filter(kind="meeting_cancelled").values_list("person__family_name", flat=True)
    assert sorted(told) == ["M5", "Offen"]


def test_what_was_typed_before_somebody_chose_another_module_is_not_lost(client, elective):
    trainer = make_trainer()
    set_trainers(elective.cohort, [trainer], by=trainer, at=NOW)
    undecided = next(line.enrolment for line in attendance_sheet(elective) if line.enrolment.learner.family_name == "Offen")
    choose_components(undecided, [elective.cohort.version.components.get(code="M6")], by=undecided.learner, at=NOW)
    client.force_login(trainer)

    with time_machine.travel(NOW, tick=False):
        sent = {f"presence_{undecided.pk}": "present", "presence_" + "9" * 30: "present", "schritt": "speichern"}
        client.post(reverse("courses:attendance-sheet", args=[elective.public_id]), sent)

    assert [(claim.enrolment, claim.minutes) for claim in AttendanceClaim.objects.all()] == [(undecided, 90)]
    assert "Offen" in names_on_the_sheet(elective)


def test_a_sheet_takes_nobody_of_another_cohort(client, elective):
    trainer, stranger = make_trainer(), make_enrolment(make_cohort(elective.cohort.version))
    set_trainers(elective.cohort, [trainer], by=trainer, at=NOW)
    client.force_login(trainer)

    with time_machine.travel(NOW, tick=False):
        sent = {f"presence_{stranger.pk}": "present", "schritt": "speichern"}
        client.post(reverse("courses:attendance-sheet", args=[elective.public_id]), sent)

    assert not AttendanceClaim.objects.exists()
