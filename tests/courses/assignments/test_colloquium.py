import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from time_machine import travel

from courses.appeals.actions import file_appeal
from courses.assignments import actions
from courses.assignments.models import Assignment, ColloquiumRecord
from courses.progress.models import LedgerEntry
from lms.accounts.models import Person, Responsibility
from lms.errors import NotPossible
from tests.factories.courses import make_cohort, make_enrolment, make_version, publish
from tests.factories.people import make_office_person, make_trainer

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
Result = ColloquiumRecord.Result


@pytest.fixture
def enrolment():
    lessons = [{"kind": "task", "planned_minutes": 30}]
    version = make_version(components=[{"code": "K", "kind": "colloquium", "lessons": lessons}], published=False)
    lesson = version.components.get().lessons.get()
    Assignment.objects.create(lesson=lesson, kind=Assignment.Kind.COLLOQUIUM, rubric=[], max_revisions=0, pass_rule={})
    return make_enrolment(make_cohort(publish(version)))


@pytest.fixture
def examiners():
    return make_trainer(), make_trainer()


def offer(enrolment, examiners, *, starts_at=NOW):
    first, second = examiners
    known = {"starts_at": starts_at, "at": NOW - timedelta(days=1)}
    return actions.offer_slot(enrolment.cohort, examiner_1=first, examiner_2=second, by=make_office_person(), **known)


def book(slot, enrolment, at=NOW):
    return actions.book_slot(slot, enrolment, by=enrolment.learner, at=at)


def write(booking, result, by, at=None):
    ends = NOW + timedelta(minutes=30)
    fields = {"place": "Stuttgart", "topics": "Bedarf", "reasons": "Klar.", "began_at": NOW, "ended_at": ends}
    return actions.write_record(booking, by=by, at=at or booking.slot.starts_at, result=result, **fields)


def test_time_that_is_over_cannot_be_booked(enrolment, examiners):
    slot = offer(enrolment, examiners, starts_at=NOW - timedelta(days=1))

    with pytest.raises(NotPossible, match="Vergangenheit"):
        book(slot, enrolment)


def test_same_time_booked_twice_is_one_booking(enrolment, examiners):
    slot = offer(enrolment, examiners)

    assert book(slot, enrolment) == book(slot, enrolment)
    assert slot.bookings.count() == 1


def test_examiner_whose_role_has_ended_writes_nothing(enrolment, examiners):
    booking = book(offer(enrolment, examiners), enrolment)
    Responsibility.objects.filter(person=examiners[0]).update(until=NOW)

    with pytest.raises(NotPossible, match="eine der prüfenden Personen"):
        write(booking, "passed", Person.objects.get(pk=examiners[0].pk))


def test_nobody_is_examined_by_oneself(enrolment, examiners):
    slot = offer(enrolment, (examiners[0], enrolment.learner))

    with pytest.raises(NotPossible, match="prüfen Sie selbst"):
        book(slot, enrolment)


def test_examiner_sits_in_one_colloquium_at_a_time_whether_first_or_second(enrolment, examiners):
    offer(enrolment, examiners)

    with pytest.raises(NotPossible, match="zu dieser Zeit schon"):
        offer(enrolment, (make_trainer(), examiners[0]))


@pytest.mark.parametrize(("minutes_later", "is_possible"), [(-30, True), (-29, False), (29, False), (30, True)])
def test_times_of_one_examiner_follow_each_other_and_do_not_overlap(enrolment, examiners, minutes_later, is_possible):
    offer(enrolment, examiners)
    others = (make_trainer(), examiners[0])
    elsewhere = make_enrolment(make_cohort(enrolment.cohort.version))
    starts_at = NOW + timedelta(minutes=minutes_later)

    if is_possible:
        assert offer(elsewhere, others, starts_at=starts_at).starts_at == starts_at
    else:
        with pytest.raises(NotPossible, match="zu dieser Zeit schon"):
            offer(elsewhere, others, starts_at=starts_at)


def test_time_that_was_given_up_takes_no_minutes(client, enrolment, examiners):
    given_up = book(offer(enrolment, examiners), enrolment)
    book(offer(enrolment, examiners, starts_at=NOW + timedelta(days=7)), enrolment)
    address = reverse("courses:colloquium-record", args=[given_up.pk])
    client.force_login(examiners[0])
    typed = {"place": "Stuttgart", "day": "23.11.2026", "begins": "11:00", "ends": "11:30", "topics": "Bedarf"}

    empty = client.get(address).text
    page = client.post(address, {**typed, "result": "passed", "reasons": "Klar beantwortet."})

    assert "gilt nicht mehr" in empty
    assert "Begründung" not in empty
    assert page.status_code == 422
    assert all(words in page.content.decode() for words in ("gilt nicht mehr", "Klar beantwortet."))
    assert not given_up.records.exists()


def test_minutes_of_a_colloquium_to_be_repeated_after_an_appeal_are_not_corrected(enrolment, examiners):
    booking = hold(enrolment, examiners, Result.NOT_PASSED)
    correction = write(booking, Result.PASSED, by=examiners[0])
    actions.repeat_on_appeal(booking, by=make_office_person(), at=NOW)

    with pytest.raises(NotPossible, match="gilt nicht mehr"):
        actions.sign_record(correction, by=examiners[0], at=NOW)
    with pytest.raises(NotPossible, match="gilt nicht mehr"):
        write(booking, Result.PASSED, by=examiners[0])


def test_minutes_that_were_corrected_can_no_longer_be_signed(enrolment, examiners):
    first, second = examiners
    booking = book(offer(enrolment, examiners), enrolment)
    wrong = write(booking, Result.PASSED, by=first)
    actions.sign_record(wrong, by=first, at=NOW)
    right = write(booking, Result.NOT_PASSED, by=second)
    for examiner in examiners:
        actions.sign_record(right, by=examiner, at=NOW)

    with pytest.raises(NotPossible, match="neuere Niederschrift"):
        actions.sign_record(wrong, by=second, at=NOW)

    assert LedgerEntry.objects.get(enrolment=enrolment, source_kind="colloquium_booking").met is False


def hold(enrolment, examiners, result, *, starts_at=NOW):
    booking = book(offer(enrolment, examiners, starts_at=starts_at), enrolment)
    correct(booking, examiners, result)
    return booking


def correct(booking, examiners, result):
    written = write(booking, result, by=examiners[0])
    for examiner in examiners:
        actions.sign_record(written, by=examiner, at=booking.slot.starts_at)


def test_signed_minutes_are_corrected_on_their_page(client, enrolment, examiners):
    booking = hold(enrolment, examiners, Result.NOT_PASSED)
    address = reverse("courses:colloquium-record", args=[booking.pk])
    client.force_login(examiners[1])
    page = client.get(address)
    known = page.context["form"].initial

    typed = {**known, "day": "23.11.2026", "begins": "11:00", "ends": "11:30", "result": "passed"}
    client.post(address, typed)

    assert "Niederschrift berichtigen" in page.content.decode()
    assert list(booking.records.order_by("pk").values_list("result", flat=True)) == ["not_passed", "passed"]


@travel(NOW + timedelta(hours=1), tick=False)
def test_minutes_do_not_tell_of_a_day_to_come(client, enrolment, examiners):
    booking = book(offer(enrolment, examiners), enrolment)
    address = reverse("courses:colloquium-record", args=[booking.pk])
    client.force_login(examiners[0])
    typed = {"place": "Stuttgart", "topics": "Bedarf", "reasons": "Klar.", "result": "passed", "begins": "11:00", "ends": "11:30"}

    refused = client.post(address, {**typed, "day": "23.11.2027"})
    client.post(address, {**typed, "day": "23.11.2026"})

    assert refused.status_code == 422
    assert "Dieses Datum liegt in der Zukunft. Bitte prüfen Sie es." in refused.text
    assert [record.began_at for record in booking.records.all()] == [NOW]


@travel(NOW + timedelta(hours=1), tick=False)
def test_minutes_count_until_a_correction_has_both_signatures(client, enrolment, examiners):
    booking = hold(enrolment, examiners, Result.NOT_PASSED)
    correction = write(booking, Result.PASSED, by=examiners[1])
    actions.sign_record(correction, by=examiners[1], at=NOW)
    client.force_login(enrolment.learner)

    page = client.get(Assignment.objects.get().lesson.address_in(enrolment.cohort)).content.decode()

    assert all(
        words in page for words in ("Nicht bestanden", "Einspruch einlegen", "kein Einspruch gegen dieses Kolloquium mehr")
    )


def test_time_with_minutes_stays_even_if_they_no_longer_count(enrolment, examiners):
    booking = hold(enrolment, examiners, Result.NOT_PASSED)
    actions.repeat_on_appeal(booking, by=make_office_person(), at=NOW)

    with pytest.raises(NotPossible, match="gibt es eine Niederschrift"):
        actions.withdraw_slot(booking.slot, by=make_office_person(), at=NOW)

    assert booking.records.count() == 1


def typed_over(page, **changed):
    """What a browser would send from this page."""
    known = page.context["form"].initial
    return {**known, "day": "23.11.2026", "begins": "11:00", "ends": "11:30", **changed}


def test_minutes_written_in_two_windows_do_not_overwrite_each_other(client, enrolment, examiners):
    booking = book(offer(enrolment, examiners), enrolment)
    write(booking, Result.PASSED, by=examiners[0])
    address = reverse("courses:colloquium-record", args=[booking.pk])
    client.force_login(examiners[1])
    sent = typed_over(client.get(address), reasons="Sicher begründet.")
    write(booking, Result.NOT_PASSED, by=examiners[0])

    refused = client.post(address, sent)
    kept = booking.records.get().reasons
    again = {**sent, "based_on": refused.context["form"]["based_on"].value()}
    saved = client.post(address, again)
    twice = client.post(address, again)

    assert refused.status_code == 422
    assert all(words in refused.text for words in ("inzwischen geändert", "Sicher begründet.", "Nicht bestanden"))
    assert kept == "Klar."
    assert (saved.status_code, twice.status_code) == (302, 302)
    assert booking.records.get().reasons == "Sicher begründet."


def test_nobody_signs_minutes_they_have_not_seen(client, enrolment, examiners):
    booking = book(offer(enrolment, examiners), enrolment)
    written = write(booking, Result.PASSED, by=examiners[0])
    client.force_login(examiners[1])
    page = client.get(reverse("courses:colloquium-record", args=[booking.pk]))
    seen = page.context["record"].wording
    write(booking, Result.NOT_PASSED, by=examiners[0])
    sign = reverse("courses:record-sign", args=[written.pk])

    refused = client.post(sign, {"based_on": seen}, follow=True).text
    unseen = client.post(sign, follow=True).text
    not_signed = not written.signatures.exists()
    client.post(sign, {"based_on": booking.records.get().wording})

    assert f'name="based_on" value="{seen}"' in page.text
    assert all("inzwischen geändert" in words for words in (refused, unseen))
    assert not_signed
    assert written.signatures.get().examiner == examiners[1]


def test_minutes_rest_while_an_appeal_about_them_is_open(enrolment, examiners):
    booking = hold(enrolment, examiners, Result.NOT_PASSED)
    correction = write(booking, Result.PASSED, by=examiners[0])
    file_appeal("colloquium_booking", booking, text="Zu kurz.", by=enrolment.learner, at=NOW)

    with pytest.raises(NotPossible, match="läuft ein Einspruch"):
        write(booking, Result.PASSED, by=examiners[0])
    with pytest.raises(NotPossible, match="läuft ein Einspruch"):
        actions.sign_record(correction, by=examiners[0], at=NOW)

    assert booking.records.count() == 2
    assert not correction.signatures.exists()


def test_first_colloquium_is_no_longer_appealed_once_the_second_is_booked(enrolment, examiners):
    first = hold(enrolment, examiners, Result.NOT_PASSED)
    book(offer(enrolment, examiners, starts_at=NOW + timedelta(days=7)), enrolment)

    with pytest.raises(NotPossible, match="kein Einspruch möglich"):
        file_appeal("colloquium_booking", first, text="Zu kurz.", by=enrolment.learner, at=NOW)


def test_corrected_first_colloquium_takes_nothing_from_a_passed_second(enrolment, examiners):
    first = hold(enrolment, examiners, Result.NOT_PASSED)
    hold(enrolment, examiners, Result.PASSED, starts_at=NOW + timedelta(days=7))

    correct(first, examiners, Result.NOT_PASSED)

    assert enrolment.results.get().state == "done"


def test_second_colloquium_that_was_not_passed_offers_no_third(client, enrolment, examiners):
    hold(enrolment, examiners, Result.NOT_PASSED)
    hold(enrolment, examiners, Result.NOT_PASSED, starts_at=NOW + timedelta(days=7))
    client.force_login(enrolment.learner)

    page = client.get(Assignment.objects.get().lesson.address_in(enrolment.cohort)).content.decode()

    assert "Zeitfenster wählen" not in page


def test_minutes_are_neither_written_nor_signed_before_the_day(client, enrolment, examiners):
    booking = book(offer(enrolment, examiners, starts_at=NOW + timedelta(days=2)), enrolment)
    page = reverse("courses:colloquium-record", args=[booking.pk])
    client.force_login(examiners[0])

    with pytest.raises(NotPossible, match=r"Die Niederschrift ist ab diesem Tag möglich\."):
        write(booking, "passed", examiners[0], at=NOW)
    with travel(NOW, tick=False):
        early = client.get(page).text
    with travel(NOW + timedelta(days=2), tick=False):
        in_time = client.get(page).text

    assert "ab diesem Tag möglich" in early
    assert "Niederschrift speichern" not in early
    assert "Niederschrift speichern" in in_time


def test_minutes_from_before_the_day_are_signed_on_it(enrolment, examiners):
    booking = book(offer(enrolment, examiners), enrolment)
    written = write(booking, "passed", examiners[0])
    booking.slot.starts_at = NOW + timedelta(days=2)
    booking.slot.save()

    with pytest.raises(NotPossible, match="ab diesem Tag möglich"):
        actions.sign_record(written, by=examiners[0], at=NOW)

    assert actions.sign_record(written, by=examiners[0], at=NOW + timedelta(days=2)).first_signed_at


def test_page_says_whose_signature_is_awaited(client, enrolment, examiners):
    booking = book(offer(enrolment, examiners), enrolment)
    written = write(booking, "passed", examiners[0])
    client.force_login(examiners[1])

    def awaited() -> str:
        with travel(NOW, tick=False):
            page = client.get(reverse("courses:colloquium-record", args=[booking.pk])).text
        return "".join(re.findall(r"Es fehlt noch die Unterschrift von (.*?)\.", page))

    assert awaited() == f"{examiners[0]} und {examiners[1]}"
    actions.sign_record(written, by=examiners[0], at=NOW)
    assert awaited() == str(examiners[1])
    actions.sign_record(written, by=examiners[1], at=NOW)
    assert awaited() == ""
