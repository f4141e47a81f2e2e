"""Creates the first person who may invite others."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from lms import clock
from lms.accounts.actions import give_role, invite
from lms.accounts.models import Responsibility, Role
from lms.errors import NotPossible


class Command(BaseCommand):
    help = "Legt die erste Programmadministration an und schickt ihr den Link für das Passwort."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--given-name", default="Programmadministration")
        parser.add_argument("--family-name", default="Person 01")

    @transaction.atomic
    def handle(self, *, email, given_name, family_name, **options):
        if Responsibility.objects.running().filter(role=Role.PROGRAMME_ADMIN).exists():
            raise CommandError("Es gibt schon eine Programmadministration. Sie lädt weitere Personen ein.")
        now = clock.now()
        try:
            person = invite(email, given_name=given_name, family_name=family_name, by=None, at=now)
        except NotPossible as refusal:
            raise CommandError(str(refusal)) from refusal
        give_role(person, Role.PROGRAMME_ADMIN, by=person, at=now)
        self.stdout.write(f"Angelegt. Die E-Mail mit dem Link für das Passwort ist unterwegs an {person.email}.")
