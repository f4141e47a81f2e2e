"""Pass on the places nobody accepted in time; meant for every few minutes."""

from django.core.management.base import BaseCommand

from courses.cohorts.actions import end_overdue_offers
from lms import clock


class Command(BaseCommand):
    help = "Beendet abgelaufene Platzangebote und bietet die Plätze der Reihe nach weiter an."

    def handle(self, **options):
        self.stdout.write(f"Durchgänge mit weitergegebenen Plätzen: {end_overdue_offers(at=clock.now())}")
