"""Tries again to make the files of decided documents."""

from django.core.management.base import BaseCommand

from certificates.actions import seal_quietly
from certificates.queries import unsealed
from lms import clock


class Command(BaseCommand):
    help = "Stellt beschlossene Nachweise fertig, deren Datei noch fehlt."

    def handle(self, *args, **options):
        waiting = list(unsealed())
        done = sum(seal_quietly(certificate, at=clock.now()) for certificate in waiting)
        self.stdout.write(f"{done} von {len(waiting)} Nachweisen fertiggestellt.")
