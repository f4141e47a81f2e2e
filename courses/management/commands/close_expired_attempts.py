"""Hands in attempts whose time is up. Run it every minute: every read says the same, this makes it visible."""

from django.core.management.base import BaseCommand

from courses.quizzes.actions import close_expired_attempts
from lms import clock


class Command(BaseCommand):
    help = "Gibt Testversuche ab, deren Zeit abgelaufen ist."

    def handle(self, *args, **options):
        closed = close_expired_attempts(at=clock.now())
        self.stdout.write(f"{closed} Versuche abgegeben.")
