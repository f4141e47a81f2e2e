from datetime import date, timedelta

import pytest
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from certificates import actions, codes, queries
from certificates.actions import sealing
from certificates.models import Certificate, CertificateEvent, SealedFile, Status
from certificates.pdf import render
from courses.cohorts.actions import change_cohort, confirm_request, request_place, withdraw
from courses.progress.actions import record_minutes
from courses.qualification.actions import complete_programme_if_earned, propose_release
from courses.qualification.models import CertificateDetails, Release
from courses.qualification.queries import proposable_completions, standing_of
from lms.accounts.actions import give_role
from lms.accounts.models import Person, Responsibility, Role
from lms.errors import NotPossible
from lms.journal.models import JournalEntry
from lms.notifications.models import Notice
from lms.privacy.actions import erase_person
from tests.certificates.conftest import NOW, RULE
from tests.certificates.samples import WORDING
from tests.factories.courses import make_cohort, make_enrolment, make_version
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificates(release, offices, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        return actions.confirm_release(release, by=offices[1], at=NOW)


def document(certificate, on=None):
    return queries.document(Certificate.objects.get(pk=certificate.pk), on=on or NOW.date())


def test_release_issues_one_certificate_each_with_numbers_in_order(certificates, enrolments):
    assert [certificate.full_number for certificate in certificates] == ["QK-2026-000001", "QK-2026-000002", "QK-2026-000003"]
    assert {certificate.content.holder for certificate in certificates} == {enrolment.learner for enrolment in enrolments}
    assert {certificate.valid_until for certificate in certificates} == {date(2029, 11, 23)}
    assert {certificate.extension_until for certificate in certificates} == {date(2030, 5, 23)}


def test_learner_has_document_message_and_the_last_condition(certificates, enrolments):
    enrolment = enrolments[0]
    enrolment.refresh_from_db()

    assert enrolment.status == "completed"
    assert standing_of(enrolment).is_complete
    assert Notice.objects.filter(person=enrolment.learner, kind="document_ready").count() == 1
    found = queries.documents_of(enrolment.learner, on=NOW.date())
    assert [(item.status, item.has_file) for item in found] == [(Status.VALID, True)]


def test_file_is_kept_under_its_own_hash(certificates):
    import hashlib

    file = SealedFile.objects.first()

    with storages["private"].open(file.storage_name) as stored:
        content = stored.read()
    assert (hashlib.sha256(content).hexdigest(), len(content)) == (file.sha256, file.size)


def test_proposer_cannot_confirm_and_nothing_is_issued(release, offices):
    with pytest.raises(NotPossible, match="zweite berechtigte Person"):
        actions.confirm_release(release, by=offices[0], at=NOW)

    assert Certificate.objects.count() == 0


def test_nobody_releases_the_own_certificate(release, enrolments):
    learner = enrolments[0].learner
    Responsibility.objects.create(person=learner, role="programme_admin", since=NOW)

    with pytest.raises(NotPossible, match="zweite berechtigte Person"):
        actions.confirm_release(release, by=learner, at=NOW)

    assert Certificate.objects.count() == 0


def test_whoever_has_left_since_the_proposal_gets_no_certificate_and_the_others_do(cohort, enrolments, release, offices):
    left, erased, there = enrolments
    withdraw(left, by=offices[0], at=NOW)
    change_cohort(cohort, status="completed", by=offices[0], at=NOW)
    # As in an account erased while the proposal was being written.
    Person.objects.filter(pk=erased.learner_id).update(email=None, is_active=False, erased_at=NOW)

    issued = actions.confirm_release(release, by=offices[1], at=NOW)

    outcomes = dict(release.items.values_list("completion__enrolment", "outcome"))
    assert [certificate.content.holder for certificate in issued] == [there.learner]
    assert outcomes == {left.pk: "no_longer_earned", erased.pk: "no_longer_earned", there.pk: "issued"}


def test_whoever_comes_back_after_a_release_without_them_can_be_proposed_again(cohort, enrolments, release, offices):
    learner = enrolments[0].learner
    withdraw(enrolments[0], by=learner, at=NOW)
    actions.confirm_release(release, by=offices[1], at=NOW)
    back = request_place(cohort, learner, municipality=enrolments[0].municipality, at=NOW)
    confirm_request(back, by=offices[0], at=NOW)

    anew = complete_programme_if_earned(back, at=NOW)

    assert list(proposable_completions(cohort)) == [anew]


def test_database_refuses_the_same_person_twice(release, offices):
    with pytest.raises(IntegrityError, match="confirmer_is_not_proposer"), transaction.atomic():
        Release.objects.filter(pk=release.pk).update(confirmed_by=offices[0], confirmed_at=NOW)


def test_second_confirmation_is_told_that_it_is_decided(certificates, release, offices):
    with pytest.raises(NotPossible, match="schon entschieden"):
        actions.confirm_release(release, by=offices[1], at=NOW)

    assert Certificate.objects.count() == 3


def test_without_an_issuer_nothing_is_released(release, offices, issuer):
    issuer.organisation = None
    issuer.save()

    with pytest.raises(NotPossible, match="ausstellende Stelle"):
        actions.confirm_release(release, by=offices[1], at=NOW)

    release.refresh_from_db()
    assert release.confirmed_at is None


def test_failed_drawing_keeps_the_decision_and_is_made_up_for(release, offices, monkeypatch, django_capture_on_commit_callbacks):
    def broken(content, **parts):
        raise OSError("disk is full")

    with monkeypatch.context() as patched, django_capture_on_commit_callbacks(execute=True):
        patched.setattr(sealing, "render", broken)
        actions.confirm_release(release, by=offices[1], at=NOW)
    waiting = list(queries.unsealed())
    assert {document(certificate).status for certificate in waiting} == {Status.PENDING}

    for certificate in waiting:
        actions.seal(certificate, at=NOW)

    assert {document(certificate).status for certificate in waiting} == {Status.VALID}


def test_sealing_twice_makes_one_file_and_one_event(certificates):
    actions.seal(certificates[0], at=NOW)

    assert SealedFile.objects.filter(certificate=certificates[0]).count() == 1
    assert CertificateEvent.objects.filter(certificate=certificates[0], what="issued").count() == 1


def test_numbers_have_no_gap_after_a_rollback(cohort, enrolments, offices):
    from courses.qualification.actions import propose_release

    first, *others = proposable_completions(cohort)
    doomed = propose_release(cohort, [first], by=offices[0], at=NOW)
    with transaction.atomic():
        actions.confirm_release(doomed, by=offices[1], at=NOW)
        transaction.set_rollback(True)

    release = propose_release(cohort, others, by=offices[0], at=NOW)
    issued = actions.confirm_release(release, by=offices[1], at=NOW)

    assert [certificate.number for certificate in issued] == [1, 2]


def test_certificate_and_its_content_cannot_be_changed(certificates):
    for model in (Certificate, type(certificates[0].content), CertificateEvent, SealedFile):
        field = "code" if model is Certificate else model._meta.pk.name
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            model.objects.update(**{field: "X"} if field == "code" else {"id": 9999})


def test_status_follows_the_calendar(certificates):
    certificate = certificates[0]

    assert document(certificate, on=certificate.valid_until).status == Status.VALID
    assert document(certificate, on=certificate.valid_until + timedelta(days=1)).status == Status.EXPIRED


def test_corrected_name_makes_a_new_edition_and_the_old_one_is_replaced(certificates, offices):
    old = certificates[0]

    new = actions.replace(old, given_name="Teilnehmende", family_name="Person 99", reason="Namensänderung", by=offices[0], at=NOW)

    assert (new.edition, new.supersedes, new.full_number) == (2, old, "QK-2026-000004")
    assert new.code != old.code
    assert document(old).status == Status.REPLACED
    assert document(new).content.holder == "Teilnehmende Person 99"
    with pytest.raises(NotPossible, match="schon ersetzt"):
        actions.replace(old, given_name="A", family_name="B", reason="x", by=offices[0], at=NOW)


def correct_name(client, certificate):
    address = reverse("certificates:document", args=[certificate.full_number])
    fields = {"given_name": "Teilnehmende", "family_name": "Person 99", "reason": "Namensänderung"}
    return client.post(address, {"schritt": "ersetzen", **fields})


def test_nobody_of_the_office_puts_another_name_on_their_own_certificate(client, certificates, offices):
    holder = certificates[0].content.holder
    give_role(holder, Role.PROGRAMME_ADMIN, by=offices[0], at=NOW)
    client.force_login(holder)

    answer = correct_name(client, certificates[0])

    assert answer.status_code == 422
    assert "Über den eigenen Nachweis entscheidet eine andere Person." in answer.text
    assert "Neue Ausfertigung ausstellen" not in answer.text
    assert document(certificates[0]).status == Status.VALID


def test_no_new_edition_escapes_a_proposed_revocation(client, certificates, offices):
    proposal = actions.propose_revocation(certificates[0], reason="Täuschung", by=offices[0], at=NOW)
    client.force_login(offices[1])

    answer = correct_name(client, certificates[0])

    assert answer.status_code == 422
    assert "Bitte entscheiden Sie zuerst darüber." in answer.text
    actions.return_revocation(proposal, by=offices[0], at=NOW)
    assert correct_name(client, certificates[0]).status_code == 302


def test_nobody_decides_about_the_revocation_of_their_own_certificate(client, certificates, offices):
    holder = certificates[0].content.holder
    give_role(holder, Role.PROGRAMME_ADMIN, by=offices[0], at=NOW)
    proposal = actions.propose_revocation(certificates[0], reason="Täuschung", by=offices[0], at=NOW)

    for decide in (actions.confirm_revocation, actions.return_revocation):
        with pytest.raises(NotPossible):
            decide(proposal, by=Person.objects.get(pk=holder.pk), at=NOW)
    client.force_login(holder)
    page = client.get(reverse("certificates:document", args=[certificates[0].full_number])).text

    assert "Bestätigen kann eine andere Person." in page
    assert reverse("certificates:revocation", args=[proposal.pk]) not in page
    assert not Notice.objects.filter(kind="revocation_proposed", person=holder).exists()
    actions.return_revocation(proposal, by=offices[0], at=NOW)
    assert document(certificates[0]).status == Status.VALID


def test_revocation_needs_two_people(certificates, offices):
    proposal = actions.propose_revocation(certificates[0], reason="Täuschung", by=offices[0], at=NOW)

    with pytest.raises(NotPossible, match="zweite berechtigte Person"):
        actions.confirm_revocation(proposal, by=offices[0], at=NOW)
    assert document(certificates[0]).status == Status.VALID

    actions.confirm_revocation(proposal, by=offices[1], at=NOW)
    assert document(certificates[0]).status == Status.REVOKED
    assert "Täuschung" not in Notice.objects.get(kind="certificate_revoked").body


def test_participation_record_needs_half_of_the_time(cohort, enrolments):
    enrolment, component = enrolments[0], cohort.version.components.get()
    lesson = component.lessons.get()
    record_minutes(enrolment, lesson, minutes=224, mode="presence", by=None, at=NOW)
    with pytest.raises(NotPossible, match="ab der Hälfte"):
        actions.issue_participation_record(enrolment, component, by=make_person(), at=NOW)

    record_minutes(enrolment, lesson, minutes=225, mode="presence", by=None, at=NOW, reason="Korrektur")
    record = actions.issue_participation_record(enrolment, component, by=enrolment.learner, at=NOW)

    assert record.full_number == "QT-2026-000001"
    assert (document(record).content.attendance[0].attended, document(record).content.is_regular) == (225, False)
    assert actions.issue_participation_record(enrolment, component, by=enrolment.learner, at=NOW) == record


def test_name_that_cannot_be_printed_is_refused_before_anything_is_decided(release, enrolments, offices):
    CertificateDetails.objects.filter(enrolment=enrolments[1]).update(family_name="王")

    with pytest.raises(NotPossible, match="王"):
        actions.confirm_release(release, by=offices[1], at=NOW)

    release.refresh_from_db()
    assert (release.confirmed_at, Certificate.objects.count()) == (None, 0)


def test_new_edition_names_the_issuer_of_its_own_day(certificates, offices, issuer):
    later = NOW + timedelta(days=40)
    issuer.organisation.names.create(name="Landesstelle Quartier", valid_from=later.date())

    new = actions.replace(certificates[0], given_name="A", family_name="B", reason="x", by=offices[0], at=later)

    assert document(certificates[0]).content.issuer == "Koordinierungsstelle"
    content = document(new).content
    assert (content.issuer, content.issued_on, new.full_number) == ("Landesstelle Quartier", later.date(), "QK-2027-000001")
    assert content.address.endswith(f"/{codes.shown(new.code)}/")
    assert new.valid_until == certificates[0].valid_until


def test_replaced_before_it_was_drawn_is_never_drawn(release, offices):
    certificate = actions.confirm_release(release, by=offices[1], at=NOW)[0]
    new = actions.replace(certificate, given_name="A", family_name="B", reason="x", by=offices[0], at=NOW)

    assert certificate not in queries.unsealed()
    assert new in queries.unsealed()
    with pytest.raises(NotPossible, match="schon ersetzt"):
        actions.seal(certificate, at=NOW)


def test_one_broken_document_does_not_hold_up_the_others(release, offices, monkeypatch, capsys):
    broken = actions.confirm_release(release, by=offices[1], at=NOW)[0]

    def draw(content, **parts):
        if content.number == broken.full_number:
            raise OSError("disk is full")
        return render(content, **parts)

    monkeypatch.setattr(sealing, "render", draw)
    call_command("seal_certificates")

    assert capsys.readouterr().out == "2 von 3 Nachweisen fertiggestellt.\n"
    assert list(queries.unsealed()) == [broken]


def test_taking_the_document_twice_is_noted_once(certificates):
    holder = certificates[0].content.holder

    for _ in range(2):
        actions.hand_out(certificates[0], to=holder, at=NOW)

    assert CertificateEvent.objects.filter(certificate=certificates[0], what="handed_out").count() == 1
    assert JournalEntry.objects.filter(verb="certificate_handed_out").count() == 1


def test_whoever_is_gone_is_not_called_proposed_already(cohort, enrolments, offices):
    completions = list(proposable_completions(cohort))
    withdraw(enrolments[0], by=offices[0], at=NOW)
    erase_person(enrolments[0].learner, by=offices[0], at=NOW)

    with pytest.raises(NotPossible, match="ihr Konto gelöscht"):
        propose_release(cohort, completions, by=offices[0], at=NOW)
    assert propose_release(cohort, list(proposable_completions(cohort)), by=offices[0], at=NOW).items.count() == 2


@pytest.mark.parametrize(
    ("kind", "wording", "count"),
    [
        ("mandatory", WORDING, 1),
        ("elective", WORDING, 1),
        ("project", WORDING, 0),
        ("colloquium", WORDING, 0),
        ("mandatory", {}, 0),
    ],
)
def test_record_of_participation_is_for_modules_whatever_is_posted(client, issuer, kind, wording, count):
    lessons = [{"planned_minutes": 90}]
    version = make_version(components=[{"code": "X1", "kind": kind, "lessons": lessons}], requirements=RULE, wording=wording)
    enrolment, component = make_enrolment(make_cohort(version)), version.components.get()
    record_minutes(enrolment, component.lessons.get(), minutes=90, mode="presence", by=None, at=NOW)
    client.force_login(enrolment.learner)

    page = client.post(reverse("certificates:participation", args=[enrolment.cohort.slug, component.slug]), follow=True)

    assert (page.status_code, Certificate.objects.count()) == (200, count)
    assert ("Dafür gibt es keine Teilnahmebescheinigung." in page.text) is (count == 0)
