"""Asks every promise that no constraint can keep for the rows that break it; none are expected."""

from django.core.management.base import BaseCommand, CommandError

from courses.assignments import promises as assignments
from courses.attendance import promises as attendance
from courses.catalogue import promises as catalogue
from courses.cohorts import promises as cohorts
from courses.progress import promises as progress
from courses.qualification import promises as qualification
from courses.quizzes import promises as quizzes

PROMISES = tuple(
    promise
    for room in (catalogue, cohorts, progress, quizzes, assignments, attendance, qualification)
    for promise in room.PROMISES
)
MOST = 20


class Command(BaseCommand):
    help = "Prüft, ob alle Aufzeichnungen zueinander passen."

    def handle(self, *args, **options):
        broken = [f"{promise.__name__}: {keys}" for promise in PROMISES if (keys := self._keys(promise()))]
        if broken:
            raise CommandError("Diese Aufzeichnungen passen nicht zueinander:\n" + "\n".join(broken))
        self.stdout.write(f"{len(PROMISES)} Zusagen geprüft, alles stimmt.")

    def _keys(self, rows) -> str:
        """The numbers of the first rows, with the table they stand in."""
        keys = list(rows.order_by("pk").values_list("pk", flat=True)[:MOST])
        return f"{rows.model._meta.label} {', '.join(map(str, keys))}" if keys else ""
