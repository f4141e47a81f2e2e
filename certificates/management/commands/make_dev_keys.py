"""Makes keys for the demo and a developer's machine; never for real documents."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from certificates import dev_ca, keys
from lms import clock


class Command(BaseCommand):
    help = f"Legt Schlüssel für Vorführung und Entwicklung an ({keys.DEV})."
    requires_system_checks = ()

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("Diese Schlüssel sind nur für die Vorführung. Siehe Handbuch für den Betrieb, „Schlüssel“.")
        if keys.path_of("seal").exists():
            self.stdout.write("Die Schlüssel sind schon da.")
            return
        dev_ca.make_keys(Path(settings.KEYS_DIR), settings.KEYS_PASSPHRASE, at=clock.now())
        self.stdout.write(f"Vier Schlüssel liegen in {settings.KEYS_DIR}.")
