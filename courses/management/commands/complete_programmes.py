"""Re-evaluates everybody who learns, with the same function the product uses; nothing happens twice."""

from django.core.management.base import BaseCommand

from courses.cohorts.models import Enrolment
from courses.qualification.actions import complete_programme_if_earned
from lms import clock


class Command(BaseCommand):
    help = "Prüft für alle Teilnehmenden, ob die Qualifikationsregel erfüllt ist."

    def handle(self, *args, **options):
        enrolments = Enrolment.objects.learning().select_related("cohort")
        for enrolment in enrolments.iterator():
            complete_programme_if_earned(enrolment, at=clock.now())
        self.stdout.write(f"{enrolments.count()} Anmeldungen geprüft.")
