"""What other people's software says of our badges: good ones, and copies with one defect each. Nobody asks the network."""

import json
import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding
from openvc import VerificationPolicy, verify_credential
from openvc.did.did_web import DidWebResolver
from openvc.proof.errors import CredentialExpired, KeyResolutionError, SignatureInvalid
from openvc.status import CredentialRevoked

from certificates import dev_ca, keys, open_badges, proofs
from lms import clock
from tests.certificates.samples import certificate
from tests.certificates.sealing import INDEX, ISSUER, status_list_with

pytestmark = pytest.mark.validators
SCRIPT = Path(__file__).with_name("foreign") / "verify.mjs"
NUMBER = "QK-2026-000123"
CONTEXTS = {url: proofs.load_context(url)["document"] for url in proofs.CONTEXTS}
LONG_AFTER = datetime(2040, 1, 1, tzinfo=UTC)


def files(**strange: keys.Key) -> dict[str, str]:
    """The files inside a certificate by their names; `strange` puts somebody else's key in the place of one of ours."""
    at = clock.now()
    held = {purpose: strange.get(purpose) or keys.load(purpose, at=at) for purpose in ("seal", "badge", "status")}
    made = open_badges.attachments(certificate(), ISSUER, status_index=INDEX, at=at, **held)
    return {file.name: file.data.decode() for file in made}


def badge_signed_by(**strange: keys.Key) -> dict:
    return json.loads(files(**strange)[open_badges.JSON_NAME])


def token_signed_by(**strange: keys.Key) -> str:
    return files(**strange)[open_badges.JWT_NAME]


def our_keys() -> dict:
    return json.loads(files()[open_badges.ISSUER_NAME])


def tampered(badge: dict) -> dict:
    return {**badge, "credentialSubject": {**badge["credentialSubject"], "licenseNumber": "QK-2026-000124"}}


@pytest.fixture(scope="module")
def stranger():
    """Keys of somebody who only claims to be us."""
    authority = dev_ca.make_authority(clock.now())
    above = (authority.issuing.certificate, authority.root.certificate)
    holders = {"badge": ed25519.Ed25519PrivateKey.generate(), "seal": ec.generate_private_key(ec.SECP256R1())}
    return {
        purpose: keys.Key(purpose, private, authority.issue("Fremd", private).certificate, above)
        for purpose, private in holders.items()
    }


@pytest.fixture
def node(authority, tmp_path):
    """Ask the libraries in the folder that `BADGE_VERIFIERS` names (npm packages of .ci/run)."""
    script = Path(os.environ["BADGE_VERIFIERS"]) / SCRIPT.name
    shutil.copyfile(SCRIPT, script)

    def ask(badge: dict | str, *, ended=(), at=None) -> dict:
        task = {
            "badge": badge,
            "keys": our_keys(),
            "list": status_list_with(*ended),
            "root": authority.root.certificate.public_bytes(Encoding.PEM).decode(),
            "contexts": CONTEXTS,
            "at": (at or clock.now()).isoformat(),
        }
        path = tmp_path / "task.json"
        path.write_text(json.dumps(task), encoding="utf-8")
        return json.loads(subprocess.run(["node", script, path], capture_output=True, text=True, check=True).stdout)

    return ask


def test_node_verifies_the_badge_and_leaves_no_term_unsigned(node):
    badge = badge_signed_by()

    said = node(badge)

    assert (said["verified"], said["revoked"], said["reasons"]) == (True, False, [])
    # jsonld.js in safe mode throws for a term without meaning; PyLD would drop it in silence.
    assert said["canonical"] == proofs.canonical(badge)


def test_node_verifies_the_token_up_to_our_root(node):
    assert node(token_signed_by()) == {"verified": True, "number": NUMBER, "reasons": []}


def test_node_rejects_each_defect_of_the_badge_for_its_own_reason(node, stranger):
    good = badge_signed_by()

    assert node(tampered(good))["reasons"] == ["Invalid signature."]
    assert node(badge_signed_by(badge=stranger["badge"]))["reasons"] == [f"not ours: {ISSUER.method(stranger['badge'].id)}"]
    assert 'is after "validUntil"' in node(good, at=LONG_AFTER)["reasons"][0]
    assert (node(good, ended=[INDEX])["revoked"], node(good, ended=[INDEX + 1])["revoked"]) == (True, False)


def test_node_rejects_each_defect_of_the_token_for_its_own_reason(node, stranger):
    head, body, signature = token_signed_by().split(".")

    assert node(f"{head}.{body[:-4]}AAAA.{signature}")["reasons"] == ["ERR_JWS_SIGNATURE_VERIFICATION_FAILED"]
    assert node(token_signed_by(seal=stranger["seal"]))["reasons"] == ["not our chain"]
    assert node(token_signed_by(), at=LONG_AFTER)["reasons"] == ["ERR_JWT_EXPIRED"]


def ask_openvc(badge: dict, *, ended=(), at=None):
    return verify_credential(
        badge,
        policy=VerificationPolicy(now=at or clock.now(), expected_types=["OpenBadgeCredential"]),
        resolver=DidWebResolver(lambda address: our_keys()),
        resolve_status_list=lambda address: status_list_with(*ended),
        extra_contexts=CONTEXTS,
    )


def test_openvc_verifies_the_badge():
    assert ask_openvc(badge_signed_by()).issuer == ISSUER.did


@pytest.mark.parametrize(
    ("defect", "refusal"),
    [
        (lambda stranger: {"badge": tampered(badge_signed_by())}, SignatureInvalid),
        (lambda stranger: {"badge": badge_signed_by(badge=stranger["badge"])}, KeyResolutionError),
        (lambda stranger: {"badge": badge_signed_by(), "at": LONG_AFTER}, CredentialExpired),
        (lambda stranger: {"badge": badge_signed_by(), "ended": [INDEX]}, CredentialRevoked),
    ],
    ids=["tampered", "wrong key", "expired", "revoked"],
)
def test_openvc_rejects_each_defect_for_its_own_reason(defect, refusal, stranger):
    with pytest.raises(refusal):
        ask_openvc(**defect(stranger))
