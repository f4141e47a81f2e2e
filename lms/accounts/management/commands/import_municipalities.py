"""Read the official list of municipalities."""

from django.core.management.base import BaseCommand, CommandError

from lms.accounts.municipalities import import_municipalities
from lms.errors import NotPossible


class Command(BaseCommand):
    help = "Liest die amtliche Liste der Kommunen. Ein zweiter Lauf ändert nichts."

    def add_arguments(self, parser):
        parser.add_argument(
            "--with-test-municipalities", action="store_true", help="zwölf Testkommunen 08999001 bis 08999012 dazu"
        )

    def handle(self, **options):
        try:
            result = import_municipalities(with_test=options["with_test_municipalities"])
        except NotPossible as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"Neu: {result.created}, umbenannt: {result.renamed}, unverändert: {result.unchanged}, aufgelöst: {result.dissolved}."
        )
