"""Two linkers at the same moment."""

from datetime import UTC, datetime

import pytest

from lms.journal.actions import link_entries, record
from lms.journal.models import JournalLink
from lms.journal.queries import chain_findings
from tests.factories.people import make_office_person
from tests.threads import run_together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database, pytest.mark.threads]

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_two_linkers_make_one_chain(monkeypatch):
    monkeypatch.setattr("lms.journal.actions.MOST_AT_ONCE", 3)
    office = make_office_person()
    for _ in range(20):
        record("role_given", office, by=office, at=AT, role="trainer")

    linked = run_together(*[link_entries] * 4)

    assert sum(linked) == 20
    assert list(JournalLink.objects.order_by("position").values_list("position", flat=True)) == list(range(1, 21))
    assert chain_findings() == []
