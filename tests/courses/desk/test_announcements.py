import uuid
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse

from courses.cohorts.actions import announce
from courses.cohorts.models import Announcement, AnnouncementCopy, CohortTrainer
from lms.errors import NotPossible
from lms.journal.models import JournalEntry
from lms.notifications.models import Notice
from tests.factories.courses import make_cohort, make_enrolment, make_version
from tests.factories.people import LONG_AGO, make_office_person, make_trainer

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WRITTEN = {"title": "Raum geändert", "text": "Wir treffen uns im Rathaus.\n\nBitte bringen Sie Ihre Netzkarte mit."}


@pytest.fixture
def cohort():
    return make_cohort(make_version())


@pytest.fixture
def office(client):
    person = make_office_person()
    client.force_login(person)
    return person


def address(cohort, name="office") -> str:
    return reverse(f"courses:{name}-announcements", args=[cohort.slug])


def typed(audience="everybody", **fields) -> dict:
    return {"key": str(uuid.uuid4()), "audience": audience, **WRITTEN, **fields}


def people(cohort):
    """One person in every state."""
    statuses = ("requested", "waitlisted", "confirmed", "completed", "withdrawn", "declined", "discontinued")
    return {status: make_enrolment(cohort, status=status) for status in statuses}


def test_checking_shows_the_number_of_readers_and_sends_nothing(client, office, cohort):
    people(cohort)

    page = client.post(address(cohort), typed()).content.decode()

    assert "Nachricht an 4 Personen senden" in page
    assert Announcement.objects.count() == 0


def test_changing_once_more_keeps_what_was_typed(client, office, cohort):
    people(cohort)

    page = client.post(address(cohort), {**typed("confirmed"), "schritt": "aendern"}).content.decode()

    assert 'value="Raum geändert"' in page
    assert '<option value="confirmed" selected>' in page
    assert Announcement.objects.count() == 0


@pytest.mark.parametrize(
    ("audience", "reached"),
    [("everybody", {"requested", "waitlisted", "confirmed", "completed"}), ("confirmed", {"confirmed"})],
)
def test_exactly_the_chosen_people_are_reached_by_mail_and_in_the_app(
    client, office, cohort, audience, reached, django_capture_on_commit_callbacks
):
    enrolments = people(cohort)
    make_enrolment(make_cohort(cohort.version))

    with django_capture_on_commit_callbacks(execute=True):
        client.post(address(cohort), {**typed(audience), "schritt": "senden"})

    wanted = {enrolments[status].learner for status in reached}
    assert {copy.enrolment.learner for copy in AnnouncementCopy.objects.all()} == wanted
    assert {notice.person for notice in Notice.objects.filter(kind="announcement")} == wanted
    assert sorted(message.to[0] for message in mail.outbox) == sorted(person.email for person in wanted)


def test_mail_says_the_words_but_its_subject_only_the_cohort(client, office, cohort, django_capture_on_commit_callbacks):
    make_enrolment(cohort)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(address(cohort), {**typed(), "schritt": "senden"})

    [message] = mail.outbox
    assert message.subject == f"Neue Nachricht zum Durchgang {cohort.code}"
    assert "Raum geändert\n\nWir treffen uns im Rathaus.\n\nBitte bringen Sie Ihre Netzkarte mit." in message.body
    assert str(office) in message.body


def test_double_click_sends_once(client, office, cohort, django_capture_on_commit_callbacks):
    make_enrolment(cohort)
    form = {**typed(), "schritt": "senden"}

    with django_capture_on_commit_callbacks(execute=True):
        for _click in range(2):
            assert client.post(address(cohort), form).status_code == 302

    assert (Announcement.objects.count(), Notice.objects.count(), len(mail.outbox)) == (1, 1, 1)


@pytest.mark.parametrize("step", ["", "senden"])
def test_another_text_on_a_page_that_has_sent_is_a_new_message(client, office, cohort, step):
    make_enrolment(cohort)
    form = typed()
    client.post(address(cohort), {**form, "schritt": "senden"})

    checked = client.post(address(cohort), {**form, "text": "Wir treffen uns doch im Rathaus.", "schritt": step})
    fields = {field.html_name: field.value() for field in checked.context["form"]}
    client.post(address(cohort), {**fields, "schritt": "senden"})

    assert "Nachricht an 1 Person senden" in checked.content.decode()
    texts = list(Announcement.objects.order_by("pk").values_list("text", flat=True))
    assert texts == [WRITTEN["text"], "Wir treffen uns doch im Rathaus."]


def test_the_same_key_sends_nothing_else(cohort):
    office, key = make_office_person(), uuid.uuid4()
    make_enrolment(cohort)
    fields = {"audience": "everybody", "key": key, "by": office, "at": AT}
    announce(cohort, **fields, **WRITTEN)

    with pytest.raises(NotPossible, match="Diese Nachricht ist schon gesendet"):
        announce(cohort, **fields, **WRITTEN | {"text": "Etwas anderes."})


def test_the_database_knows_each_key_once(cohort):
    office, key = make_office_person(), uuid.uuid4()
    fields = {"cohort": cohort, "audience": "everybody", "sent_by": office, "sent_at": AT, "key": key, **WRITTEN}
    Announcement.objects.create(**fields)

    with pytest.raises(IntegrityError), transaction.atomic():
        Announcement.objects.create(**fields)


def test_journal_keeps_who_wrote_to_how_many(cohort):
    office = make_office_person()
    make_enrolment(cohort)

    sent = announce(cohort, audience="confirmed", key=uuid.uuid4(), by=office, at=AT, **WRITTEN)

    entry = JournalEntry.objects.get(verb="announcement_sent")
    assert (entry.actor, entry.subject_id, entry.facts) == (office, str(sent.pk), {"audience": "confirmed", "people": 1})


def test_nobody_there_is_said_at_the_field_and_the_text_stays(client, office, cohort):
    make_enrolment(cohort)

    for step in ("", "senden"):
        answer = client.post(address(cohort), {**typed("waitlisted"), "schritt": step})

        assert answer.status_code == 422
        assert "Zurzeit gibt es niemanden mit diesem Stand." in answer.content.decode()
        assert "Wir treffen uns im Rathaus." in answer.content.decode()
    with pytest.raises(NotPossible):
        announce(cohort, audience="waitlisted", key=uuid.uuid4(), by=office, at=AT, **WRITTEN)


@pytest.mark.parametrize(
    "wrong", [{"key": "x"}, {"audience": "alle"}, {"audience": "withdrawn"}, {"title": " "}, {"title": "x" * 121}, {"text": ""}]
)
def test_what_is_incomplete_or_made_up_is_not_sent(client, office, cohort, wrong):
    make_enrolment(cohort)

    answer = client.post(address(cohort), {**typed(**wrong), "schritt": "senden"})

    assert answer.status_code == 422
    assert Announcement.objects.count() == 0


def test_what_looks_like_markup_is_shown_as_typed(client, office, cohort):
    learner = make_enrolment(cohort).learner
    client.post(address(cohort), {**typed(text="<script>alert(1)</script> & mehr"), "schritt": "senden"})
    client.force_login(learner)

    page = client.get(reverse("courses:overview")).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; mehr" in page
    assert "<script>alert" not in page


def test_trainer_writes_to_the_own_cohort_only(client, cohort):
    trainer = make_trainer()
    CohortTrainer.objects.create(cohort=cohort, person=trainer, since=LONG_AGO)
    make_enrolment(cohort)
    client.force_login(trainer)

    assert client.post(address(cohort, "teach"), {**typed(), "schritt": "senden"}).status_code == 302
    assert client.post(address(make_cohort(cohort.version), "teach"), {**typed(), "schritt": "senden"}).status_code == 404
    assert client.get(address(cohort)).status_code == 404
    assert Announcement.objects.get().sent_by == trainer


@pytest.mark.parametrize("status", ["confirmed", "waitlisted"])
def test_person_reads_it_on_the_overview_and_others_do_not(client, office, cohort, status):
    reader, other = make_enrolment(cohort, status=status).learner, make_enrolment(cohort, status="requested").learner
    client.post(address(cohort), {**typed(status), "schritt": "senden"})
    found = []

    for person in (reader, other):
        client.force_login(person)
        found.append("Raum geändert" in client.get(reverse("courses:overview")).content.decode())

    assert found == [True, False]


def test_sent_announcement_stays_as_it_is(cohort):
    make_enrolment(cohort)
    sent = announce(cohort, audience="everybody", key=uuid.uuid4(), by=make_office_person(), at=AT, **WRITTEN)

    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Announcement.objects.filter(pk=sent.pk).update(title="Anders")
