"""The journal is chained after the commit, so that a changed, added or missing entry can be seen."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from lms.journal.actions import link_entries, record
from lms.journal.models import JournalEntry, JournalLink
from lms.journal.queries import chain_findings, chain_head
from lms.privacy import protection

pytestmark = [pytest.mark.django_db, pytest.mark.database]

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def entries(office):
    return [record("role_given", office, by=office, at=AT, role=role) for role in ("trainer", "advisor", "advisory_board")]


@pytest.fixture
def without_triggers():
    """As whoever owns the database could."""
    protection.remove()
    yield
    protection.install()


def test_entries_are_chained_in_order_and_once(entries):
    assert (link_entries(), link_entries()) == (3, 0)

    links = list(JournalLink.objects.order_by("position"))
    assert [link.entry_id for link in links] == [entry.pk for entry in entries]
    assert [link.position for link in links] == [1, 2, 3]
    assert [link.previous for link in links[1:]] == [link.hash for link in links[:-1]]
    assert chain_findings() == []


def test_chain_goes_on_where_it_ended(entries, office):
    link_entries()
    late = record("role_taken", office, by=office, at=AT, role="trainer")

    assert (link_entries(), chain_head().entry) == (1, late)
    assert chain_findings() == []


def test_many_entries_are_chained_in_parts(entries, monkeypatch):
    monkeypatch.setattr("lms.journal.actions.MOST_AT_ONCE", 2)

    assert link_entries() == 3
    assert chain_findings() == []


def test_changed_entry_is_found(entries, without_triggers):
    link_entries()
    JournalEntry.objects.filter(pk=entries[1].pk).update(facts={"role": "programme_admin"})

    assert chain_findings() == [f"Eintrag {entries[1].pk} an Stelle 2 ist nicht mehr, wie er verkettet wurde."]


def test_entry_taken_out_is_found(entries, without_triggers):
    link_entries()
    JournalLink.objects.filter(position=2).delete()
    entries[1].delete()

    assert chain_findings() == ["Vor Stelle 3 fehlt etwas."]


def test_end_cut_off_is_found_by_a_head_kept_elsewhere(entries, without_triggers):
    link_entries()
    kept = chain_head().hash
    JournalLink.objects.filter(position=3).delete()

    with pytest.raises(CommandError, match="kommt nicht vor"):
        call_command("check_journal", head=kept)


def test_commands_chain_and_check(entries):
    linked, checked = StringIO(), StringIO()

    call_command("link_journal", stdout=linked)
    call_command("check_journal", head=chain_head().hash, stdout=checked)

    assert linked.getvalue() == "3 Einträge verkettet.\n"
    assert checked.getvalue() == f"3 Einträge geprüft, alles stimmt. Stand: {chain_head().hash}\n"


def test_check_fails_loudly(entries, without_triggers):
    link_entries()
    JournalEntry.objects.filter(pk=entries[0].pk).update(verb="role_taken")

    with pytest.raises(CommandError, match="Stelle 1"):
        call_command("check_journal")


def test_page_says_how_far_the_chain_reaches(client, office, entries):
    client.force_login(office)

    before = client.get("/verwaltung/protokoll/").text
    link_entries()
    record("role_taken", office, by=office, at=AT, role="trainer")
    after = client.get("/verwaltung/protokoll/").text

    assert "Noch ist kein Eintrag verkettet." in before
    assert f"Verkettet bis Eintrag {entries[-1].pk}." in after
    assert "Noch nicht verkettet: 1. Bis dahin schützt die Datenbank allein." in after
