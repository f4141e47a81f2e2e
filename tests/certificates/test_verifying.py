"""Five answers about a file, each for its own reason; no database, no network."""

import json
import re
import socket
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.core.management import CommandError, call_command

from certificates import dev_ca, signing, verifying
from certificates.pdf import render
from certificates.queries import is_family_name
from certificates.verifying import Outcome, seal_of, verify
from lms import clock
from tests.certificates import sealing
from tests.certificates.samples import EXAMPLES, certificate
from tests.certificates.sealing import INDEX, seal_example, status_list_with

HOLDS, FAILS, OPEN = Outcome.HOLDS, Outcome.FAILS, Outcome.OPEN
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    def refused(*args, **kwargs):
        raise AssertionError("somebody asked the network")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)


@pytest.fixture(scope="module")
def sealed(authority):
    return seal_example(certificate()).pdf


@pytest.fixture
def outcomes(authority):
    def found(pdf, *, on=TODAY, **parts):
        return [finding.outcome for finding in verify(pdf, trust=[authority.root.certificate], on=on, **parts)]

    return found


@pytest.mark.parametrize("content", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_what_we_seal_holds_in_every_point(outcomes, content):
    validity = FAILS if content.is_sample else HOLDS

    found = outcomes(seal_example(content).pdf, listed=status_list_with(INDEX + 1))

    assert found == [HOLDS, HOLDS, HOLDS, validity, HOLDS]


def test_any_changed_byte_breaks_the_seal(sealed, authority):
    start, first, second, rest = map(int, re.search(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)", sealed).groups())
    places = [*range(start, first, 997), *range(second, second + rest, 13), first - 1, second, len(sealed) - 1]

    for place in places:
        changed = bytearray(sealed)
        changed[place] ^= 1
        assert seal_of(bytes(changed), trust=[authority.root.certificate]).finding.outcome == FAILS, place


@pytest.mark.parametrize("after", [b"\n", b"%", b"\n1 0 obj\n<<>>\nendobj\n"])
def test_nothing_may_be_added_after_the_seal(sealed, authority, after):
    seal = seal_of(sealed + after, trust=[authority.root.certificate])

    assert seal.finding.sentence == "Diese Datei wurde nach dem Siegeln verändert."


def test_seal_of_a_stranger_is_told_from_ours(sealed, outcomes, tmp_path):
    stranger = dev_ca.make_authority(clock.now())

    seal = seal_of(sealed, trust=[stranger.root.certificate])

    assert seal.finding.sentence == "Das Siegel stammt nicht von der ausstellenden Stelle."
    assert verify(sealed, trust=[stranger.root.certificate], on=TODAY)[1].outcome == OPEN


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7", b"/ByteRange [0 1 3 0]", b"/ByteRange [0 20 24 2]<00>ab", b"\x00" * 999])
def test_whatever_else_it_is_it_is_no_document_of_ours(outcomes, pdf):
    assert outcomes(pdf) == [FAILS, FAILS, OPEN, OPEN, OPEN]


def test_impossible_moment_of_the_seal_is_an_answer_not_an_error(sealed, authority):
    moment = verifying.MOMENT.search(sealed)[1]
    broken = sealed.replace(moment, b"99991231235959")

    assert seal_of(broken, trust=[authority.root.certificate]).finding.sentence == (
        "Das Siegel dieser Datei lässt sich nicht lesen."
    )


def test_file_full_of_ranges_is_answered_at_once():
    string = b"<" + b"a" * 400_000 + b">"
    start = b"%PDF-1.7\n" + string
    ranges = b"/ByteRange[0 9 400011 %06d]"
    count = 3_000
    rest = count * len(ranges % 0)
    pdf = start + (ranges % rest) * count
    began = time.process_time()

    assert seal_of(pdf, trust=[]).finding.outcome == FAILS
    assert time.process_time() - began < 1


def test_draft_without_seal_has_neither_seal_nor_badge(outcomes):
    assert outcomes(render(certificate()))[:2] == [FAILS, FAILS]


def test_validity_ends_on_its_day(sealed, outcomes):
    last = certificate().valid_until

    assert (outcomes(sealed, on=last)[3], outcomes(sealed, on=last + timedelta(days=1))[3]) == (HOLDS, FAILS)


def test_revoked_document_is_told_from_the_list_with_its_date(sealed, authority):
    listed = status_list_with(INDEX)

    finding = verify(sealed, trust=[authority.root.certificate], on=TODAY, listed=listed)[4]

    assert finding.outcome == FAILS
    assert finding.sentence.startswith("Das Dokument ist widerrufen oder ersetzt. Stand der Liste: ")


def test_missing_changed_and_outdated_lists_leave_it_open(sealed, outcomes):
    listed = status_list_with()
    changed = {**listed, "validUntil": "2099-01-01T00:00:00+00:00"}
    later = clock.today() + timedelta(days=30)

    found = [outcomes(sealed, listed=None)[4], outcomes(sealed, listed=changed)[4], outcomes(sealed, listed=listed, on=later)[4]]

    assert found == [OPEN, OPEN, OPEN]


def test_other_badge_than_printed_is_noticed(authority, monkeypatch):
    """As if the issuer itself had sealed a badge with another name into the document."""
    other = certificate(family_name="Person 08")
    monkeypatch.setattr(sealing, "render", lambda content, **parts: render(other, **parts))

    finding = verify(seal_example(certificate()).pdf, trust=[authority.root.certificate], on=TODAY)[2]

    assert (finding.outcome, finding.sentence) == (FAILS, "Auf dem Dokument steht nicht: Teilnehmende Person 07.")


def test_token_of_another_badge_is_noticed(sealed, authority):
    files = verifying.attached(sealed)
    other = verifying.attached(seal_example(certificate(family_name="Person 08")).pdf)
    certificate_of_seal = seal_of(sealed, trust=[authority.root.certificate]).certificate
    keys = json.loads(files["aussteller.json"])

    finding = verifying.badge_finding(
        {**files, "abzeichen.jwt": other["abzeichen.jwt"]}, keys=keys, certificate=certificate_of_seal
    )

    assert finding.sentence == "Das Token des Abzeichens passt nicht zu Siegel und Abzeichen."


def test_badge_of_a_leaked_key_is_refused(sealed, authority):
    files = verifying.attached(sealed)
    keys = json.loads(files["aussteller.json"])
    leaked = {
        **keys,
        "verificationMethod": [{**method, "revoked": "2026-12-01T00:00:00+00:00"} for method in keys["verificationMethod"]],
    }

    finding = verifying.badge_finding(files, keys=leaked, certificate=authority.root.certificate)

    assert finding.sentence == "Die Signatur des digitalen Abzeichens stimmt nicht."


@pytest.fixture
def laid_out(sealed, authority, tmp_path):
    (tmp_path / "file.pdf").write_bytes(sealed)
    (tmp_path / "root.crt").write_bytes(authority.root.certificate.public_bytes(Encoding.PEM))
    (tmp_path / "list.json").write_text(json.dumps(status_list_with()))
    (tmp_path / "ended.json").write_text(json.dumps(status_list_with(INDEX)))
    return tmp_path


def checked(folder: Path, *options) -> int:
    try:
        call_command("verify_certificate", str(folder / "file.pdf"), "--trust", str(folder / "root.crt"), *options)
    except CommandError as refusal:
        return refusal.returncode
    return 0


def test_command_answers_without_database_and_by_its_exit_code(laid_out, capsys):
    codes = [
        checked(laid_out, "--status", str(laid_out / "list.json")),
        checked(laid_out, "--status", str(laid_out / "ended.json")),
        checked(laid_out),
        checked(laid_out, "--status", str(laid_out / "missing.json")),
    ]

    assert codes == [0, 1, 2, 2]
    first = capsys.readouterr().out.splitlines()[:5]
    assert [line.split(":")[0] for line in first] == ["Siegel", "Abzeichen", "Gedruckte Angaben", "Gültigkeit", "Widerruf"]
    assert {line[20:27].strip() for line in first} == {"ja"}


def test_seal_is_pades_by_our_key(sealed):
    assert b"/SubFilter /ETSI.CAdES.detached" in sealed
    assert signing.BASELINE == "B-B"
    assert settings.SEAL_TIMESTAMP_URL == ""


@pytest.mark.parametrize("stored", ["Mu\u0308ller", "Mül\u200bler", " Müller\ufe0f"])
def test_surname_stored_with_signs_nobody_sees_is_found_by_what_is_read(stored):
    assert is_family_name(certificate(family_name=stored), "MÜLLER")
