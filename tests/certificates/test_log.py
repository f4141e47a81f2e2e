import hashlib

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from certificates import actions, log
from certificates.models import CertificateEvent, TreeHead
from certificates.queries import register_findings
from lms.privacy import protection
from tests.certificates.conftest import NOW


def hashes(count):
    return [hashlib.sha256(str(number).encode()).hexdigest() for number in range(count)]


def test_heads_follow_rfc_9162():
    a, b, c = hashes(3)
    pair = hashlib.sha256(b"\x01" + bytes.fromhex(a) + bytes.fromhex(b)).hexdigest()

    assert log.root([]) == hashlib.sha256(b"").hexdigest()
    assert log.root([a]) == a
    assert log.root([a, b]) == pair
    assert log.root([a, b, c]) == hashlib.sha256(b"\x01" + bytes.fromhex(pair) + bytes.fromhex(c)).hexdigest()


@given(st.integers(1, 70).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size - 1))))
def test_head_changes_with_every_leaf(size_and_index):
    size, index = size_and_index
    leaves = hashes(size)
    changed = [*leaves[:index], "00" * 32, *leaves[index + 1 :]]

    assert log.root(changed) != log.root(leaves)
    assert log.root(leaves[:index]) != log.root(leaves)


@pytest.fixture
def issued(release, offices, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        return actions.confirm_release(release, by=offices[1], at=NOW)


@pytest.mark.django_db
def test_every_issue_is_a_leaf_chained_to_the_one_before(issued):
    events = CertificateEvent.objects.filter(sequence__isnull=False).order_by("sequence")

    assert [(event.what, event.sequence) for event in events] == [("issued", 1), ("issued", 2), ("issued", 3)]
    assert [event.previous_hash for event in events] == [log.EMPTY, *[event.leaf_hash for event in events[:2]]]
    assert register_findings() == []


@pytest.mark.django_db
def test_head_of_the_same_size_is_fixed_once(issued):
    assert actions.publish_tree_head(at=NOW) == actions.publish_tree_head(at=NOW)
    assert TreeHead.objects.get().size == 3


@pytest.mark.django_db
def test_back_dated_entry_is_found(issued):
    call_command("publish_tree_head", verbosity=0)
    protection.remove()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE certificates_certificateevent SET at = '2020-01-01 00:00:00' WHERE sequence = 2")
    protection.install()

    with pytest.raises(CommandError, match="2: QK-2026-000002"):
        call_command("check_register")
