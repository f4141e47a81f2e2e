"""manage.py load_curriculum: a curriculum file becomes drafts in the authoring space."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from cms_pages import loading
from cms_pages.curriculum_file import CurriculumProblems, read_curriculum
from lms.errors import NotPossible


class Command(BaseCommand):
    help = "Liest eine Curriculum-Datei und legt Seiten und Fragen als Entwürfe an. Veröffentlichte Fassungen bleiben unberührt."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="Curriculum-Datei (Markdown)")
        parser.add_argument("--publish-drafts", action="store_true", help="die Entwürfe gleich veröffentlichen")

    def handle(self, *, file: Path, publish_drafts: bool, **options):
        try:
            curriculum = read_curriculum(file.read_text(encoding="utf-8"))
            programme, counts = loading.load_curriculum(curriculum, by=None, below=loading.programme_index())
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"Die Datei lässt sich nicht lesen: {error}") from error
        except (CurriculumProblems, NotPossible) as problems:
            raise CommandError(str(problems)) from problems
        self.stdout.write(f"Neu: {counts['created']}, geändert: {counts['changed']}, unverändert: {counts['unchanged']}.")
        if publish_drafts:
            self.stdout.write(f"Veröffentlicht: {loading.publish_drafts(programme, by=None)}.")
