"""Checks one file on this machine: no network, no database."""

import json
from pathlib import Path

from cryptography import x509
from django.core.management.base import BaseCommand, CommandError

from certificates.verifying import Outcome, verify
from lms import clock

SIGNS = {Outcome.HOLDS: "ja", Outcome.FAILS: "nein", Outcome.OPEN: "offen"}
CONTRADICTED, UNDECIDED = 1, 2


class Command(BaseCommand):
    help = "Prüft einen Nachweis: Siegel, Abzeichen, gedruckte Angaben, Gültigkeit, Widerruf. Ohne Netz und ohne Datenbank."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="der Nachweis als PDF")
        parser.add_argument("--trust", type=Path, required=True, help="Zertifikat der Wurzel (PEM)")
        parser.add_argument("--status", type=Path, help="Kopie der Statusliste (JSON)")
        parser.add_argument("--issuer", type=Path, help="Schlüssel der ausstellenden Stelle (JSON), wenn sie gewechselt haben")

    def handle(self, *, file, trust, status, issuer, **options):
        """Exit code 0: all five hold; 1: something is wrong; 2: something is open."""
        try:
            roots = x509.load_pem_x509_certificates(trust.read_bytes())
            listed, keys = (json.loads(path.read_text(encoding="utf-8")) if path else None for path in (status, issuer))
            pdf = file.read_bytes()
        except (OSError, ValueError) as error:
            raise CommandError(f"Eine der Dateien lässt sich nicht lesen: {error}", returncode=UNDECIDED) from error
        findings = verify(pdf, trust=roots, on=clock.today(), issuer=keys, listed=listed)
        for finding in findings:
            self.stdout.write(f"{finding.name + ':':<20}{SIGNS[finding.outcome]:<7}{finding.sentence}")
        outcomes = {finding.outcome for finding in findings}
        if Outcome.FAILS in outcomes:
            raise CommandError("Dieser Nachweis besteht die Prüfung nicht.", returncode=CONTRADICTED)
        if Outcome.OPEN in outcomes:
            raise CommandError("Diese Prüfung ist nicht vollständig.", returncode=UNDECIDED)
