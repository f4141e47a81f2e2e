import re
from pathlib import Path

import pytest

from lms.journal.models import JournalEntry
from lms.journal.verbs import FACTS, VERBS

ROOT = Path(__file__).resolve().parents[3]
CALL = re.compile(r'\brecord\(\s*"(\w+)"(.*)')


def calls():
    files = [file for package in ("lms", "courses", "certificates", "cms_pages") for file in (ROOT / package).rglob("*.py")]
    return [match.groups() for file in files for match in CALL.finditer(file.read_text())]


def test_every_verb_and_fact_that_is_written_has_a_german_name():
    verbs = {verb for verb, _rest in calls()}
    facts = {name for _verb, rest in calls() for name in re.findall(r"\b(\w+)=", rest)} - {"by", "at"}

    assert (verbs - set(VERBS), facts - set(FACTS)) == (set(), set())


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"seat": None}, ""),
        ({"seat": 3}, "Platz: 3"),
        ({"role": "trainer"}, "Rolle: Kursleitung"),
        ({"answer": "declined"}, "Antwort: nicht bestätigt"),
        ({"starts_at": "2026-11-26T08:30:00+00:00"}, "Beginn: 26.\xa0November 2026, 09:30\xa0Uhr"),
        ({"components": ["M5", "M6"], "accepted": True}, "Bausteine: M5, M6, angenommen: ja"),
    ],
)
def test_facts_are_shown_in_german_and_empty_ones_not_at_all(facts, words):
    assert JournalEntry(facts=facts).fact_words == words
