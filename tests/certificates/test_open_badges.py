"""The badge: nothing of it may stay outside the signature."""

import base64
import copy
import json

import pytest

from certificates import keys, open_badges, proofs, status_list
from lms import clock
from tests.certificates.samples import EXAMPLES, certificate
from tests.certificates.sealing import INDEX, ISSUER, status_list_with


def paths(value, path=()):
    """The way to every member of every object, however deep."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield (*path, name)
            yield from paths(inner, (*path, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from paths(inner, (*path, number))


def without(document, path):
    changed = copy.deepcopy(document)
    holder = changed
    for step in path[:-1]:
        holder = holder[step]
    del holder[path[-1]]
    return changed


def signed_part(document):
    try:
        return proofs.canonical(document)
    except proofs.jsonld.JsonLdError:
        return "refused"


@pytest.mark.parametrize("content", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_every_term_is_part_of_what_is_signed(content):
    """A term no context defines would vanish before signing; then taking it away would change nothing."""
    document = open_badges.credential(content, ISSUER, status_index=INDEX)
    whole = signed_part(document)

    vanished = [path for path in paths(document) if path[0] != "@context" and signed_part(without(document, path)) == whole]

    assert vanished == []


def test_the_test_above_would_notice_a_term_without_meaning():
    document = {**open_badges.credential(certificate(), ISSUER, status_index=INDEX), "erfunden": "x"}

    assert signed_part(without(document, ("erfunden",))) == signed_part(document)


def test_every_term_of_the_status_list_is_signed():
    document = {name: value for name, value in status_list_with(3).items() if name != "proof"}
    whole = signed_part(document)

    assert [path for path in paths(document) if path[0] != "@context" and signed_part(without(document, path)) == whole] == []


@pytest.mark.parametrize("path", [("name",), ("credentialSubject", "licenseNumber"), ("validUntil",), ("proof", "created")])
def test_changed_badge_is_not_proven(path):
    at = clock.now()
    key = keys.load("badge", at=at)
    bare = open_badges.credential(certificate(), ISSUER, status_index=INDEX)
    badge = proofs.with_proof(bare, key, method=ISSUER.method(key.id), at=at)
    public = keys.multibase_of(key.certificate)
    changed = copy.deepcopy(badge)
    holder = changed
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = "2030-01-01T00:00:00Z"

    assert (proofs.is_proven(badge, public), proofs.is_proven(changed, public)) == (True, False)


def test_context_from_outside_is_never_fetched():
    with pytest.raises(proofs.NoSuchContext):
        proofs.load_context("https://example.org/context")
    with pytest.raises(proofs.jsonld.JsonLdError):
        proofs.canonical({"@context": "https://example.org/context", "id": "urn:x"})


def test_badge_says_what_the_document_says():
    badge = open_badges.credential(certificate(), ISSUER, status_index=INDEX)
    subject = badge["credentialSubject"]

    assert badge["name"] == "Zertifikat QK-2026-000123"
    assert subject["identifier"][0]["identityHash"] == "Teilnehmende Person 07"
    assert (subject["creditsEarned"], subject["activityEndDate"]) == (120, "2026-07-01T00:00:00+02:00")
    assert (badge["validFrom"], badge["validUntil"]) == ("2026-11-23T00:00:00+01:00", "2029-11-23T23:59:59+01:00")
    assert badge["credentialStatus"]["statusListIndex"] == str(INDEX)
    assert open_badges.credential(certificate(is_sample=True), ISSUER, status_index=1)["name"].startswith("Muster, nicht gültig")


def test_token_carries_its_certificates_without_the_root(authority):
    key = keys.load("seal", at=clock.now())

    token = proofs.as_jwt({"name": "Ä"}, key, method="did:web:x#y")

    header = json.loads(base64.urlsafe_b64decode(token.partition(".")[0] + "=="))
    assert (header["alg"], len(header["x5c"])) == ("ES256", 2)
    assert proofs.read_jwt(token, key.certificate) == {"name": "Ä"}
    assert proofs.read_jwt(token, authority.root.certificate) is None


def test_bits_stand_where_the_standard_says():
    encoded = status_list.encoded([0, 9, status_list.LENGTH - 1])

    assert [index for index in (0, 1, 8, 9, status_list.LENGTH - 1) if status_list.is_set(encoded, index)] == [
        0,
        9,
        status_list.LENGTH - 1,
    ]


@pytest.mark.parametrize(
    ("text", "index"), [("u", 0), ("x", 0), ("", 0), ("uAAAA", 1), (status_list.encoded([]), status_list.LENGTH)]
)
def test_what_is_no_list_is_refused(text, index):
    with pytest.raises(ValueError, match="status list"):
        status_list.is_set(text, index)
