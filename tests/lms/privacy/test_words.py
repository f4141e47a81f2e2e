"""The readable copy speaks German: nothing the program calls by a code of its own."""

import pytest

from lms.journal.models import JournalEntry
from lms.privacy.models import RetentionRun
from lms.privacy.words import value_words


@pytest.mark.parametrize(
    ("model", "name", "stored", "words"),
    [
        (JournalEntry, "verb", "data_handed_over", "Eigene Daten heruntergeladen"),
        (JournalEntry, "verb", "a_verb_of_old", "a_verb_of_old"),
        (JournalEntry, "subject_kind", "accounts.person", "Person"),
        (RetentionRun, "category", "unfinished", "Anmeldungen ohne Teilnahme"),
        (RetentionRun, "rule", "2026-05-26", "26.\u00a0Mai 2026"),
    ],
)
def test_codes_are_words_in_the_copy(model, name, stored, words):
    assert value_words(stored, model._meta.get_field(name)) == words
