"""Prepares everything and serves it: migrations, municipalities, curriculum, people, static files, web server."""

import json
import os
import shutil
import socket
import sys
import time
from datetime import datetime
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from wagtail.models import Site

from certificates.models import IssuerSettings
from cms_pages import publishing, starter_pages
from cms_pages.actions import entrust_module
from cms_pages.curriculum_file import read_curriculum
from cms_pages.loading import load_curriculum, modules_of, programme_index, publish_drafts
from cms_pages.models import OperatorSettings
from courses.catalogue.models import ProgrammeVersion
from lms import clock
from lms.accounts.models import Municipality, Organisation, Person
from lms.demo import people, story
from lms.demo.story.stage import Staff
from lms.journal.actions import link_entries

CURRICULUM = settings.BASE_DIR / "cms_pages" / "content" / "qualifizierung-quartierskoordination.md"


class Command(BaseCommand):
    help = "Bereitet die Vorführung vor und startet sie auf diesem Rechner."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000, help="Port des Webservers (üblich: 8000)")
        parser.add_argument("--reset", action="store_true", help="alle Daten der Vorführung verwerfen und neu anlegen")
        parser.add_argument("--empty", action="store_true", help="nur Kommunen und Inhalte, keine erfundenen Personen")
        parser.add_argument("--no-serve", action="store_true", help="nur vorbereiten, nicht starten")

    def handle(self, *, port, reset, empty, no_serve, **options):
        if not settings.DEMO:
            raise CommandError("Die Vorführung läuft nur mit den Einstellungen lms.settings.dev.")
        if not no_serve:
            refuse_taken_port(port)
        lead_to(port)
        prepare_folder(reset=reset)
        self.step("Datenbank", lambda: call_command("migrate", verbosity=0, interactive=False))
        self.step("Schlüssel", lambda: call_command("make_dev_keys", stdout=StringIO()))
        self.step("Kommunen und Kreise", load_municipalities)
        self.step("Curriculum und Seiten", lambda: load_content(empty=empty))
        if not empty:
            self.step("Personen und Durchgänge", self.tell_story)
            self.step("Nachweisprotokoll", link_entries)
        self.step("Statische Dateien", collect_static)
        self.show_card(port, empty=empty)
        if not no_serve:
            serve(port)

    def step(self, name, work):
        self.stdout.write(f"{name} … ", ending="")
        self.stdout.flush()
        started = time.monotonic()
        work()
        self.stdout.write(f"fertig ({time.monotonic() - started:.0f} s)")

    def tell_story(self):
        """All or nothing: an interrupted run leaves no half of a story behind."""
        if Person.objects.filter(enrolments__isnull=False).exists():
            return
        version = ProgrammeVersion.objects.get(status=ProgrammeVersion.Status.PUBLISHED)
        with transaction.atomic():
            staff = Staff(*people.make_staff(at=first_moment()))
            for sentence in story.tell(version, staff, today=clock.today()):
                self.stdout.write(f"\n  {sentence}", ending="")
                self.stdout.flush()
        self.stdout.write("\n", ending="")

    def show_card(self, port, *, empty):
        address = f"http://127.0.0.1:{port}"
        lines = ["", f"Quartier Campus: {address}/", f"Redaktion:       {address}/redaktion/"]
        lines.append(f"E-Mails:         {address}/demo/mails/ (nichts verlässt diesen Rechner)")
        if empty:
            lines.append("Noch gibt es keine Personen. Die erste legt an: python3 manage.py first_administration NAME@ORT.DE")
        else:
            lines += [f"Einloggen mit dem Passwort „{people.PASSWORD}“ als"]
            logins = [("Programmadministration", 1), ("Programmadministration", 2), ("Kursleitung", 1)]
            logins += [("Teilnehmende", 5), ("Teilnehmende", 21), ("Ansprechperson", 1)]
            logins += [("Kreiskoordination", 1), ("Fachberatung", 1), ("Begleitgruppe", 1)]
            lines += [f"  {title:<24} {people.address(title, number)}" for title, number in logins]
        self.stdout.write("\n".join([*lines, ""]))


def lead_to(port: int) -> None:
    """Mails, badges and QR codes of the story lead to where the demo will be served."""
    settings.BASE_URL = os.environ.setdefault("BASE_URL", f"http://127.0.0.1:{port}")


def refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            sentence = f"Der Port {port} ist schon belegt. Wählen Sie einen anderen: python3 manage.py demo --port {port + 1}"
            raise CommandError(sentence) from error


def prepare_folder(*, reset: bool) -> None:
    """Make the data folder, empty it on request, and say so if it cannot be written."""
    folder = Path(settings.DATA_DIR)
    try:
        if reset:
            connection.close()
            drop_data(folder)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".beschreibbar").touch()
    except OSError as error:
        sentence = f"In den Ordner {folder} darf nicht geschrieben werden. Mit DATA_DIR wählen Sie einen anderen."
        raise CommandError(sentence) from error


def drop_data(folder: Path) -> None:
    """Only what the demo itself makes; another database than the demo's own file is never emptied."""
    if connection.vendor != "sqlite":
        raise CommandError("--reset gilt nur für die SQLite-Datei der Vorführung.")
    for name in ("media", "private", "mails"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for file in folder.glob("quartier.sqlite3*"):
        file.unlink()


def load_municipalities() -> None:
    if not Municipality.objects.exists():
        call_command("import_municipalities", with_test_municipalities=True, stdout=StringIO())


def load_content(*, empty: bool) -> None:
    """Pages, questions and rule from the curriculum file; with people also its first published version."""
    at = first_moment()
    if not ProgrammeVersion.objects.exists():
        with transaction.atomic():
            programme, _ = load_curriculum(
                read_curriculum(CURRICULUM.read_text(encoding="utf-8")), by=None, below=programme_index()
            )
            publish_drafts(programme, by=None)
            starter_pages.create(programme=programme)
            name_issuer()
            name_operator()
    if not empty and not ProgrammeVersion.objects.filter(status=ProgrammeVersion.Status.PUBLISHED).exists():
        office, trainers = people.make_staff(at=at)
        first, second = office
        programme = programme_index().get_children().first().specific
        publishing.publish(programme, proposed_by=first, by=second, at=at)
        for number, module in enumerate(modules_of(programme)):
            entrust_module(module, [trainers[number % len(trainers)]], by=first, at=at)


def name_issuer() -> None:
    """Who issues the demo's documents; the office of a real installation fills this in itself."""
    settings_row = IssuerSettings.for_site(Site.objects.get(is_default_site=True))
    settings_row.organisation, _ = Organisation.objects.get_or_create(
        kind=Organisation.Kind.STATE_ADMINISTRATION, name="Koordinierungsstelle (Vorführung)"
    )
    settings_row.place, settings_row.function = "Stuttgart", "Programmadministration"
    settings_row.save()


def name_operator() -> None:
    """Who is behind the demo: a made-up place that no letter, call or mail reaches."""
    OperatorSettings.objects.update_or_create(
        site=Site.objects.get(is_default_site=True),
        defaults={
            "operator_name": "Koordinierungsstelle (Vorführung)",
            "operator_address": "Musterstraße 1\n00000 Musterstadt",
            "represented_by": "Leitung der Koordinierungsstelle",
            "content_responsible": "Programmadministration, Anschrift wie oben",
            "supervisory_authority": "Zuständiges Ministerium (Vorführung)",
            "contact_email": "kontakt@demo.example",
            "contact_phone": "0000 000000 (Muster)",
            "contact_hours": "Montag bis Freitag, 9 bis 12 Uhr",
            "accessibility_email": "barriere@demo.example",
            "monitoring_body": "Überwachungsstelle des Landes (Vorführung)",
            "enforcement_body": "Schlichtungsstelle des Landes (Vorführung)",
            "data_protection_contact": "Datenschutzbeauftragte Person (Vorführung)\ndatenschutz@demo.example",
        },
    )


def first_moment() -> datetime:
    """When the demo's story begins: six years ago, before the first of its cohorts."""
    now = clock.now()
    return now.replace(year=now.year - 6, day=min(now.day, 28))


def collect_static() -> None:
    """Collect only when a source file has changed; hashing and compressing everything takes seconds."""
    sources = [[path, Path(storage.path(path)).stat().st_mtime] for finder in get_finders() for path, storage in finder.list([])]
    stamp = Path(settings.DATA_DIR) / "static-collected.json"
    wanted = json.dumps(sorted(sources))
    if Path(settings.STATIC_ROOT).exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(wanted)


def serve(port: int) -> None:
    """Become the web server; Ctrl+C ends it."""
    print("Beenden mit Strg+C.", flush=True)
    if os.name == "nt":
        call_command("runserver", f"127.0.0.1:{port}", use_reloader=False)
        return
    os.environ["DJANGO_SETTINGS_MODULE"] = settings.SETTINGS_MODULE
    arguments = ["-m", "gunicorn", "lms.wsgi", "--config", str(settings.BASE_DIR / "gunicorn.conf.py")]
    arguments += ["--workers", "2", "--threads", "4", "--bind", f"127.0.0.1:{port}", "--log-level", "warning"]
    os.execv(sys.executable, [sys.executable, *arguments])
