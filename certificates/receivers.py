"""What documents do when something happens in courses."""

from django.dispatch import receiver

from courses.signals import programme_completed
from lms.notifications.actions import notify


@receiver(programme_completed, dispatch_uid="certificates.tell_completed")
def tell_completed(sender, completion, **kwargs):
    """Tell the learner that everything is there and the release follows; the desk finds the completion by query."""
    learner = completion.enrolment.learner
    notify(learner, "programme_completed", at=completion.recorded_at, link="/stand/", completion=completion)
