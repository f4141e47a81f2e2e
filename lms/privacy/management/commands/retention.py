"""Lists what its period is over for, and deletes it once the programme administration has approved."""

from django.core.management.base import BaseCommand, CommandError

from lms import clock
from lms.accounts.models import Person
from lms.errors import NotPossible
from lms.privacy.actions import run_retention
from lms.privacy.due import RULES


class Command(BaseCommand):
    help = "Zeigt, was nach seiner Frist zu löschen ist, und löscht es nach Freigabe."

    def add_arguments(self, parser):
        way = parser.add_mutually_exclusive_group(required=True)
        way.add_argument("--dry-run", action="store_true", help="nur zeigen, nichts löschen")
        way.add_argument("--freigabe", dest="email", help="löschen; E-Mail-Adresse der Programmadministration, die es freigibt")

    def handle(self, *args, email, **options):
        approver = self.find(email) if email else None
        for rule in RULES.values():
            before = rule.before(clock.today())
            found = self.delete(rule, approver) if approver else f"{rule.due(before).count()} fällig"
            self.stdout.write(f"{rule.title}, Stichtag {before:%d.%m.%Y}: {found}")

    def find(self, email: str) -> Person:
        try:
            return Person.objects.get(email=email.lower())
        except Person.DoesNotExist as missing:
            raise CommandError("Zu dieser E-Mail-Adresse gibt es kein Konto.") from missing

    def delete(self, rule, approver) -> str:
        try:
            done = run_retention(rule, by=approver, at=clock.now())
        except NotPossible as refusal:
            raise CommandError(str(refusal)) from refusal
        skipped = f", {done.skipped} übersprungen, weil gerade etwas dazukam" if done.skipped else ""
        return f"{done.deleted} gelöscht{skipped}"
