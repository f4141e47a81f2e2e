"""Walks the chain of the journal and compares it with a head that was kept elsewhere."""

from django.core.management.base import BaseCommand, CommandError

from lms.journal.models import JournalLink
from lms.journal.queries import chain_findings, chain_head


class Command(BaseCommand):
    help = "Prüft, ob das Nachweisprotokoll unverändert ist. Bewahren Sie den ausgegebenen Stand an einem zweiten Ort auf."

    def add_arguments(self, parser):
        parser.add_argument("--stand", dest="head", default="", help="ein früher ausgegebener Stand, der noch vorkommen muss")

    def handle(self, *args, head, **options):
        findings = chain_findings()
        if head and not JournalLink.objects.filter(hash=head).exists():
            findings.append(f"Der Stand {head} kommt nicht vor.")
        if findings:
            raise CommandError("Das Nachweisprotokoll wurde verändert: " + " ".join(findings))
        newest = chain_head()
        stand = f" Stand: {newest.hash}" if newest else ""
        self.stdout.write(f"{JournalLink.objects.count()} Einträge geprüft, alles stimmt.{stand}")
