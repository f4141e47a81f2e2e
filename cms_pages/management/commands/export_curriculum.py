"""manage.py export_curriculum: the authoring space becomes a curriculum file."""

from django.core.management.base import BaseCommand, CommandError

from cms_pages.curriculum_file import write_curriculum
from cms_pages.exporting import curriculum_of
from cms_pages.models import ProgrammePage


class Command(BaseCommand):
    help = "Schreibt das Curriculum eines Programms mit allen Entwürfen als Datei auf die Standardausgabe."

    def add_arguments(self, parser):
        parser.add_argument("code", help="Kürzel des Programms, zum Beispiel QK")

    def handle(self, *, code, **options):
        programme = ProgrammePage.objects.filter(code=code).first()
        if programme is None:
            raise CommandError(f"Ein Programm mit dem Kürzel „{code}“ gibt es nicht.")
        self.stdout.write(write_curriculum(curriculum_of(programme)), ending="")
