"""Takes a key out of use: after a loss, or before its successor is there."""

from django.core.management.base import BaseCommand, CommandError

from certificates.actions import end_key
from certificates.models import SigningKey
from lms import clock
from lms.errors import NotPossible


class Command(BaseCommand):
    help = "Nimmt einen Schlüssel endgültig außer Gebrauch. Was er unterschrieben hat, bleibt prüfbar."

    def add_arguments(self, parser):
        parser.add_argument("key_id", help="Kennung, wie auf der Seite der Schlüssel")
        parser.add_argument("--grund", choices=["leaked", "stopped"], required=True, help="leaked: in fremde Hände geraten")

    def handle(self, *, key_id, grund, **options):
        try:
            row = end_key(key_id, end=grund, by=None, at=clock.now())
        except NotPossible as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Der Schlüssel {row.key_id} ({row.get_purpose_display()}) ist {SigningKey.End(row.end).label}.")
