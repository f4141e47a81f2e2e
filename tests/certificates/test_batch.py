"""All documents of a cohort at once."""

import csv
from datetime import UTC, datetime
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.core.files.storage import storages
from django.urls import reverse
from pypdf import PdfReader

from certificates import actions, queries
from certificates.actions import sealing
from certificates.models import Certificate, SealingDelay
from courses.catalogue.models import Component
from courses.progress.actions import record_minutes
from lms.errors import NotPossible
from lms.journal.models import JournalEntry
from tests.certificates.conftest import NOW
from tests.factories.courses import make_cohort, make_enrolment, make_version

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def office(client, offices):
    client.force_login(offices[1])
    return offices[1]


@pytest.fixture
def module(cohort):
    return Component.objects.get(version=cohort.version)


def attend(enrolment, minutes=450):
    lesson = enrolment.cohort.version.components.get().lessons.get()
    record_minutes(enrolment, lesson, minutes=minutes, mode="presence", by=None, at=NOW)
    return enrolment


@pytest.fixture
def issued(release, office, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        return actions.confirm_release(release, by=office, at=NOW)


def page_of(client, name, cohort, *more, **asked) -> str:
    return client.get(reverse(f"certificates:{name}", args=[cohort.slug, *more]), asked).content.decode()


# --- Participation records ----------------------------------------------------------------------------------------------


def test_everybody_who_attended_half_gets_one_and_nobody_two(client, office, cohort, module, django_capture_on_commit_callbacks):
    had, new, left, late = (
        attend(make_enrolment(cohort, status=s)) for s in ("confirmed", "confirmed", "discontinued", "confirmed")
    )
    attend(make_enrolment(cohort), minutes=224)
    make_enrolment(cohort)
    waiting = make_enrolment(cohort, status="requested")
    with django_capture_on_commit_callbacks(execute=True):
        first = actions.issue_participation_record(had, module, by=office, at=NOW)

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("certificates:cohort-records", args=[cohort.slug]), {"modul": "alle"}, follow=True)

    assert "3 Bescheinigungen sind ausgestellt." in answer.content.decode()
    assert {item.ground for item in Certificate.objects.exclude(pk=first.pk)} == {e.public_id for e in (new, left, late)}
    assert Certificate.objects.filter(file=None).count() == 0
    assert not Certificate.objects.filter(ground=waiting.public_id).exists()
    assert JournalEntry.objects.get(verb="records_issued").facts == {"components": ["M1"], "documents": 3}


def test_second_click_issues_nothing_and_says_so(client, office, cohort, module):
    attend(make_enrolment(cohort))
    address = reverse("certificates:cohort-records", args=[cohort.slug])
    client.post(address, {"modul": module.slug})

    page = client.post(address, {"modul": module.slug}, follow=True).content.decode()

    assert "Zurzeit gibt es dafür keine neue Bescheinigung." in page
    assert Certificate.objects.count() == 1


def test_one_name_that_cannot_be_printed_stops_all_and_is_named(client, office, cohort):
    bad, other = (attend(make_enrolment(cohort)) for _ in range(2))
    bad.learner.given_name = "\u10d2\u10d8\u10dd\u10e0\u10d2\u10d8"
    bad.learner.save()

    page = client.post(
        reverse("certificates:cohort-records", args=[cohort.slug]), {"modul": "alle"}, follow=True
    ).content.decode()

    assert "Nichts ist ausgestellt." in page
    assert str(bad.learner) in page
    assert Certificate.objects.count() == 0
    assert not other.learner.notices.filter(kind="document_ready").exists()


@pytest.mark.parametrize("typed", ["", "m9", "\x00", "M1"])
def test_module_that_is_none_is_asked_for_again(client, office, cohort, typed):
    attend(make_enrolment(cohort))

    page = client.post(reverse("certificates:cohort-records", args=[cohort.slug]), {"modul": typed}, follow=True).content.decode()

    assert "Bitte wählen Sie ein Modul oder alle Module." in page
    assert Certificate.objects.count() == 0


def test_a_large_batch_seals_the_first_files_now_and_the_others_on_request(
    client, office, cohort, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(sealing, "SEALED_AT_ONCE", 2)
    for _ in range(3):
        attend(make_enrolment(cohort))
    address = reverse("certificates:cohort-records", args=[cohort.slug])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, {"modul": "alle"})
    assert Certificate.objects.filter(file=None).count() == 1
    assert "1 Datei wartet" in client.get(address).content.decode()

    page = client.post(address, {"schritt": "dateien"}, follow=True).content.decode()

    assert "1 von 1 ausstehenden Dateien sind jetzt da." in page
    assert Certificate.objects.filter(file=None).count() == 0


def test_nobody_to_issue_for_is_refused(cohort, offices, module):
    with pytest.raises(NotPossible):
        actions.issue_participation_records(cohort, [module], by=offices[0], at=AT)


# --- Archive and print copy ---------------------------------------------------------------------------------------------


def test_archive_holds_exactly_the_sealed_files_and_a_list(client, office, cohort, issued):
    archive = ZipFile(BytesIO(b"".join(client.get(reverse("certificates:sealed-files", args=[cohort.slug, "zertifikate"])))))

    numbers = [certificate.full_number for certificate in issued]
    assert sorted(archive.namelist()) == sorted([*(f"{number}.pdf" for number in numbers), "inhalt.csv"])
    for certificate in Certificate.objects.all():
        with storages["private"].open(certificate.file.storage_name) as file:
            assert archive.read(f"{certificate.full_number}.pdf") == file.read()
    header, *rows = csv.reader(StringIO(archive.read("inhalt.csv").decode("utf-8-sig")), delimiter=";")
    assert header == ["Nummer", "Name", "Modul"]
    assert {(row[0], row[1]) for row in rows} == {(c.full_number, str(c.content.holder)) for c in issued}
    assert JournalEntry.objects.get(verb="documents_taken").facts == {"list": "Zertifikat", "format": "ZIP", "documents": 3}


def test_print_copy_has_every_page_and_says_on_each_that_it_is_none_of_the_originals(client, office, cohort, issued):
    pdf = PdfReader(BytesIO(client.get(reverse("certificates:print-copy", args=[cohort.slug, "zertifikate"])).content))

    texts = [" ".join(page.extract_text().split()) for page in pdf.pages]
    assert len(texts) == 2 * len(issued)
    assert all("Druckfassung" in text for text in texts)
    assert sum("Druckfassung. Das Original ist die gesiegelte Datei." in text for text in texts) == len(issued)
    assert not any("elektronisch gesiegelt" in text for text in texts)
    assert [text for text in texts if "Seite 1 von 2" in text] == texts[::2]
    for certificate in issued:
        assert any(certificate.full_number in text and str(certificate.content.holder) in text for text in texts)


def test_print_copy_keeps_one_part_of_the_structure_per_document(client, office, cohort, issued):
    pdf = PdfReader(BytesIO(client.get(reverse("certificates:print-copy", args=[cohort.slug, "zertifikate"])).content))

    tree = pdf.trailer["/Root"]["/StructTreeRoot"]["/K"][0].get_object()
    parts = [kid.get_object() for kid in tree["/K"]]
    assert [part["/S"] for part in parts] == ["/Sect"] * len(issued)
    assert all(part["/K"][1].get_object()["/S"] == "/H1" for part in parts)
    assert [page["/StructParents"] for page in pdf.pages] == list(range(len(pdf.pages)))


def test_replaced_and_revoked_documents_are_left_out(client, office, cohort, issued, offices, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        proposal = actions.propose_revocation(issued[0], reason="Irrtum", by=offices[0], at=AT)
        actions.confirm_revocation(proposal, by=office, at=AT)
        new = actions.replace(issued[1], given_name="Neu", family_name="Name", reason="Heirat", by=office, at=AT)

    archive = ZipFile(BytesIO(b"".join(client.get(reverse("certificates:sealed-files", args=[cohort.slug, "zertifikate"])))))

    assert set(archive.namelist()) == {f"{c.full_number}.pdf" for c in (issued[2], new)} | {"inhalt.csv"}


@pytest.mark.parametrize("name", ["sealed-files", "print-copy"])
def test_cohort_without_files_leads_back_with_a_sentence(client, office, cohort, name):
    page = client.get(reverse(f"certificates:{name}", args=[cohort.slug, "bescheinigungen"]), follow=True).content.decode()

    assert "Noch gibt es keine gesiegelte Datei." in page
    assert client.get(reverse(f"certificates:{name}", args=[cohort.slug, "alles"])).status_code == 404


# --- Release desk -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "ticked"), [({}, 3), ({"auswahl": "alle"}, 3), ({"auswahl": "keine"}, 0), ({"auswahl": "x"}, 3)]
)
def test_all_or_none_are_ticked_by_a_link(client, office, cohort, enrolments, asked, ticked):
    assert page_of(client, "propose-release", cohort, **asked).count(" checked ") == ticked


def test_list_of_the_desk_names_blocked_people_first(client, office, cohort, enrolments):
    answer = client.get(reverse("certificates:candidates-file", args=[cohort.slug, "csv"]))
    rows = list(csv.reader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";"))

    assert rows[0][:3] == ["Person", "Kommune", "Stand"]
    assert [row[2] for row in rows[1:]] == ["Bereit"] * 3
    assert client.get(reverse("certificates:candidates-file", args=[cohort.slug, "pdf"])).status_code == 404


def test_release_says_how_many_are_sealed_and_which_wait_and_why(client, office, release, monkeypatch, settings, tmp_path):
    keys, settings.KEYS_DIR = settings.KEYS_DIR, str(tmp_path)
    address = reverse("certificates:release", args=[release.public_id])
    issued = actions.confirm_release(release, by=office, at=NOW)
    assert actions.seal_some(queries.unsealed(), at=NOW) == 0

    page = client.get(address).content.decode()
    assert "0 von 3 gesiegelt" in page
    assert page.count(SealingDelay.objects.first().reason) >= 3
    settings.KEYS_DIR = keys
    answer = client.post(address, {"schritt": "dateien"}, follow=True).content.decode()

    assert "3 von 3 ausstehenden Dateien sind jetzt da." in answer
    assert "3 von 3 gesiegelt" in answer
    assert len(issued) == 3


def test_desk_and_its_list_name_the_cause_first_and_count_the_rest(client, office, issuer):
    rule = [
        ("R1", "mandatory_components", {"components": ["M1"]}),
        ("R3", "credited_minutes", {"min_minutes": 450}),
        ("R6", "quizzes", {"pass_ratio": [60, 100]}),
        ("R10", "release", {"persons": 2}),
    ]
    lessons = [{"kind": "quiz", "mode": "self_study", "planned_minutes": 450}]
    cohort = make_cohort(make_version(components=[{"lessons": lessons}], requirements=rule))
    make_enrolment(cohort)

    answer = client.get(reverse("certificates:candidates-file", args=[cohort.slug, "csv"]))
    [_header, row] = csv.reader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";")

    assert "R6 R6 und 2 weitere</td>" in page_of(client, "propose-release", cohort)
    assert row[3].startswith("R6 R6: 0 von 1 bestanden")
    assert row[3].endswith(" und 2 weitere")
