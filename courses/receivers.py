"""Who reacts inside courses. A failing receiver loses nothing: `manage.py complete_programmes` asks the same question."""

from django.dispatch import receiver

from courses.qualification.actions import complete_programme_if_earned
from courses.signals import learning_recorded


@receiver(learning_recorded, dispatch_uid="courses.complete_programme")
def complete_programme(sender, enrolment, at, **kwargs):
    complete_programme_if_earned(enrolment, at=at)
