"""Fixes the head of the register's log, signs it and prints it, to be kept in a second place."""

from django.core.management.base import BaseCommand, CommandError

from certificates.actions import publish_tree_head
from certificates.queries import statement_of
from lms import clock
from lms.errors import NotPossible


class Command(BaseCommand):
    help = "Hält den Stand des Registers unterschrieben fest. Bewahren Sie die Ausgabe an einem zweiten Ort auf."

    def handle(self, *args, **options):
        try:
            head = publish_tree_head(at=clock.now())
        except NotPossible as refusal:
            raise CommandError(str(refusal)) from refusal
        key = head.key.key_id if head.key else "-"
        self.stdout.write(f"{statement_of(head).decode()} {key} {head.signature}")
