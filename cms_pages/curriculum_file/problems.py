"""Problems of a file: collected, not stopped at, so that one reading shows them all."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _


class CurriculumProblems(Exception):
    """The file cannot be taken over; `problems` holds (line, sentence), in the order of the file."""

    def __init__(self, problems: Iterable[tuple[int, str]]):
        self.problems = sorted(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(
            _("Zeile %(line)s: %(sentence)s") % {"line": line, "sentence": sentence} for line, sentence in self.problems
        )


class Problems:
    """The list that every step of reading adds to."""

    def __init__(self):
        self.found: set[tuple[int, str]] = set()

    def add(self, line: int, sentence: str | Promise) -> None:
        self.found.add((line, str(sentence)))

    def stop_if_any(self) -> None:
        """Raise everything found so far; later steps may then rely on what earlier ones checked."""
        if self.found:
            raise CurriculumProblems(self.found)
