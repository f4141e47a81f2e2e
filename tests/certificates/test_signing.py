"""The seal through the product's own doors; independent tools judge it in the gate (`test_validators`)."""

import logging
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from django.core.management import CommandError, call_command
from django.urls import reverse
from pypdf import PdfReader

from certificates import actions, dev_ca, keys, queries, signing
from certificates.checks import keys_can_sign
from certificates.models import SealedFile, SealingDelay, SigningKey
from certificates.verifying import Outcome, seal_of
from lms import clock
from lms.errors import NotPossible
from lms.journal.models import JournalEntry
from lms.notifications.models import Notice
from tests.certificates.conftest import NOW
from tests.certificates.samples import certificate
from tests.certificates.sealing import seal_example, time_stamping_service, write_revocation_lists


@pytest.fixture
def own_keys(settings, tmp_path):
    """A folder of keys of its own, so that a test may take some away."""
    settings.KEYS_DIR = str(tmp_path)
    return dev_ca.make_keys(tmp_path, settings.KEYS_PASSPHRASE, at=clock.now())


@pytest.fixture
def decide(release, offices, django_capture_on_commit_callbacks):
    def decided():
        with django_capture_on_commit_callbacks(execute=True):
            return actions.confirm_release(release, by=offices[1], at=NOW)

    return decided


def hide(settings, purpose) -> Path:
    path = Path(settings.KEYS_DIR) / f"{purpose}.p12"
    return path.rename(path.with_suffix(".away"))


@pytest.mark.django_db
@pytest.mark.parametrize("purpose", ["seal", "badge", "status"])
def test_without_a_key_the_decision_stays_and_nothing_is_handed_out(client, decide, own_keys, offices, settings, purpose):
    away = hide(settings, purpose)

    certificate = decide()[0]

    assert [event.what for event in certificate.events.all()] == ["decided"]
    assert (SealedFile.objects.count(), Notice.objects.filter(kind="document_ready").count()) == (0, 0)
    client.force_login(offices[0])
    for address in (
        reverse("certificates:document", args=[certificate.full_number]),
        reverse("certificates:propose-release", args=[certificate.content.holder.enrolments.get().cohort.slug]),
    ):
        assert f"Der Schlüssel „{purpose}.p12“ ist nicht erreichbar." in client.get(address).content.decode()
    client.force_login(certificate.content.holder)
    assert client.get(reverse("certificates:download", args=[certificate.code])).status_code == 404

    away.rename(away.with_suffix(".p12"))
    call_command("seal_certificates", verbosity=0)

    file = SealedFile.objects.get(certificate=certificate)
    assert (file.level, file.key.purpose, SealingDelay.objects.count()) == ("B-B", "seal", 0)
    assert queries.document(certificate, on=clock.today()).content.issued_on == NOW.date()
    assert file.sealed_at != NOW


@pytest.mark.django_db
def test_a_delay_is_journalled_once_however_often_it_is_tried(decide, own_keys, settings):
    hide(settings, "seal")
    decide()

    call_command("seal_certificates", verbosity=0)

    assert JournalEntry.objects.filter(verb="sealing_delayed").count() == 3


@pytest.mark.django_db
def test_wrong_passphrase_is_refused_and_never_logged(decide, own_keys, settings, caplog):
    settings.KEYS_PASSPHRASE = "ganz-geheim-und-falsch"

    with caplog.at_level(logging.DEBUG):
        decide()

    assert SealingDelay.objects.first().reason == "Der Schlüssel „seal.p12“ lässt sich nicht öffnen."
    assert "ganz-geheim" not in caplog.text + str(list(SealingDelay.objects.values())) + str(list(JournalEntry.objects.values()))


@pytest.mark.django_db
def test_exchanged_key_ends_the_one_before_and_its_chain_stays(decide, own_keys, settings):
    first = actions.note_key(keys.load("seal", at=NOW), at=NOW - timedelta(days=1))
    private = ec.generate_private_key(ec.SECP256R1())
    path = Path(settings.KEYS_DIR) / "seal.p12"
    dev_ca.write_key(path, own_keys.issue("Siegel", private), own_keys, settings.KEYS_PASSPHRASE)

    certificate = decide()[0]

    first.refresh_from_db()
    used = SealedFile.objects.get(certificate=certificate).key
    assert (first.end, first.ended_at, used.ended_at) == ("replaced", NOW, None)
    assert first.chain.count("BEGIN CERTIFICATE") == 3
    assert first != used


@pytest.mark.django_db
def test_key_that_was_ended_signs_nothing_more(decide, own_keys, capsys):
    key = keys.load("seal", at=NOW)
    actions.note_key(key, at=NOW)
    call_command("end_key", key.id, grund="leaked")

    certificate = decide()[0]

    assert "in fremde Hände geraten" in capsys.readouterr().out
    assert certificate.delay.reason == "Der Schlüssel „seal.p12“ ist außer Gebrauch."
    with pytest.raises(CommandError, match="schon außer Gebrauch"):
        call_command("end_key", key.id, grund="leaked")
    with pytest.raises(CommandError, match="kennt das Register nicht"):
        call_command("end_key", "unbekannt", grund="stopped")


def test_expired_certificate_seals_nothing(own_keys):
    with pytest.raises(NotPossible, match="abgelaufen"):
        keys.load("seal", at=clock.now() + dev_ca.LEAF_LIFE)


def said():
    return {(error.id, error.msg.split(":")[0]) for error in keys_can_sign(None)}


def test_production_says_which_keys_are_missing_short_lived_or_made_by_the_demo(own_keys, settings):
    assert {kind for kind, _name in said()} == {"certificates.E003"}

    private = ed25519.Ed25519PrivateKey.generate()
    short = own_keys.issue("Register", private, life=timedelta(days=29))
    dev_ca.write_key(Path(settings.KEYS_DIR) / "log.p12", short, own_keys, settings.KEYS_PASSPHRASE)
    hide(settings, "status")

    assert ("certificates.E002", "log.p12") in said()
    assert ("certificates.E001", "Der Schlüssel „status.p12“ ist nicht erreichbar.") in said()


def test_keys_of_the_demo_are_never_made_in_production(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="nur für die Vorführung"):
        call_command("make_dev_keys")


def test_keys_of_the_demo_are_made_once(settings, tmp_path, capsys):
    settings.DEMO, settings.KEYS_DIR = True, str(tmp_path)

    call_command("make_dev_keys")
    first = keys.load("seal", at=clock.now()).id
    call_command("make_dev_keys")

    assert keys.load("seal", at=clock.now()).id == first
    assert "schon da" in capsys.readouterr().out
    assert {path.stat().st_mode & 0o777 for path in tmp_path.glob("*.p12")} == {0o600}


def test_seal_says_the_moment_it_was_made_and_leaves_metadata_alone(authority, tmp_path):
    from certificates.pdf import render

    draft = tmp_path / "draft.pdf"
    draft.write_bytes(render(certificate()))
    file = tmp_path / "sealed.pdf"
    file.write_bytes(seal_example(certificate(), at=NOW).pdf)

    reader = PdfReader(file)
    assert reader.get_fields()["Siegel"]["/V"]["/M"] == "D:20261123100000Z"
    assert reader.metadata == PdfReader(draft).metadata
    assert reader.trailer["/Root"]["/Metadata"].get_data() == PdfReader(draft).trailer["/Root"]["/Metadata"].get_data()
    assert "Dieses Dokument ist elektronisch gesiegelt." in reader.pages[0].extract_text()
    assert "gesiegelt" not in PdfReader(draft).pages[0].extract_text()


def test_with_a_time_stamping_service_the_level_is_higher(authority, settings):
    with time_stamping_service(authority) as address:
        settings.SEAL_TIMESTAMP_URL = address
        sealed = seal_example(certificate())

    assert sealed.level == signing.WITH_TIME
    assert seal_of(sealed.pdf, trust=[authority.root.certificate]).finding.outcome == Outcome.HOLDS


def test_with_revocation_data_at_hand_the_seal_stays_checkable(own_keys, settings, tmp_path):
    settings.SEAL_REVOCATION_DATA = "files"
    with time_stamping_service(own_keys) as address:
        settings.SEAL_TIMESTAMP_URL = address
        without = seal_example(certificate())
        write_revocation_lists(own_keys, tmp_path)
        with_lists = seal_example(certificate())

    assert (without.level, with_lists.level) == (signing.WITH_TIME, signing.LONG_TERM)
    assert with_lists.pdf.count(b"\r\nendstream") == with_lists.pdf.count(b"endstream") > without.pdf.count(b"endstream")
    assert seal_of(with_lists.pdf, trust=[own_keys.root.certificate]).finding.outcome == Outcome.HOLDS


def test_silent_time_stamping_service_stops_the_seal(settings):
    settings.SEAL_TIMESTAMP_URL = "http://127.0.0.1:9/"

    with pytest.raises(NotPossible, match="Zeitstempeldienst ist nicht erreichbar"):
        seal_example(certificate())


@pytest.mark.django_db
def test_key_once_written_down_cannot_be_changed(own_keys):
    from django.db import IntegrityError, transaction

    row = actions.note_key(keys.load("log", at=NOW), at=NOW)

    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        SigningKey.objects.filter(pk=row.pk).update(chain="")
