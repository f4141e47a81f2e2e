"""Recomputes the register's log and compares it with every head that was fixed."""

from django.core.management.base import BaseCommand, CommandError

from certificates.queries import logged_hashes, register_findings


class Command(BaseCommand):
    help = "Prüft, ob das Register der Nachweise seit dem letzten festgehaltenen Stand unverändert ist."

    def handle(self, *args, **options):
        if findings := register_findings():
            raise CommandError("Das Register widerspricht seinem Protokoll: " + ", ".join(findings))
        self.stdout.write(f"{len(logged_hashes())} Einträge geprüft, alles stimmt.")
