"""Tries again to make the files of decided documents."""

from django.core.management.base import BaseCommand

from certificates.actions import seal
from certificates.queries import unsealed
from lms import clock


class Command(BaseCommand):
    help = "Stellt beschlossene Nachweise fertig, deren Datei noch fehlt."

    def handle(self, *args, **options):
        waiting = list(unsealed())
        for certificate in waiting:
            seal(certificate, at=clock.now())
        self.stdout.write(f"{len(waiting)} Nachweise fertiggestellt.")
