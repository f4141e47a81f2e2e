"""Chains the entries of the journal that have no link yet. Run it every minute."""

from django.core.management.base import BaseCommand

from lms.journal.actions import link_entries


class Command(BaseCommand):
    help = "Verkettet neue Einträge des Nachweisprotokolls."

    def handle(self, *args, **options):
        self.stdout.write(f"{link_entries()} Einträge verkettet.")
