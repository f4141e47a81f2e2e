"""Who reacts inside courses. A failing receiver loses nothing: `manage.py complete_programmes` asks the same question."""

from django.dispatch import receiver

from courses.qualification.actions import complete_programme_if_earned
from courses.quizzes.actions import apply_deadline
from courses.quizzes.models import Attempt
from courses.quizzes.queries import waiting_times
from courses.signals import accommodation_given, learning_recorded, waiting_times_asked


@receiver(learning_recorded, dispatch_uid="courses.complete_programme")
def complete_programme(sender, enrolment, at, **kwargs):
    complete_programme_if_earned(enrolment, at=at)


@receiver(accommodation_given, dispatch_uid="courses.extend_running_attempts")
def extend_running_attempts(sender, person, at, **kwargs):
    """More time counts in the attempt that is running, too."""
    for attempt in Attempt.objects.open().owned_by(person):
        apply_deadline(attempt, at=at)


@receiver(waiting_times_asked, dispatch_uid="courses.waiting_times")
def say_waiting_times(sender, enrolment, **kwargs):
    return waiting_times(enrolment)
