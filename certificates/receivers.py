"""What documents do when something happens in courses."""

from django.dispatch import receiver

from courses.signals import programme_completed
from lms.notifications.actions import notify


@receiver(programme_completed, dispatch_uid="certificates.tell_completed")
def tell_completed(sender, completion, **kwargs):
    """Tell the learner that everything is there and ask for the details; the desk finds the completion by query."""
    enrolment = completion.enrolment
    link = f"/nachweise/angaben/{enrolment.cohort.slug}/"
    notify(enrolment.learner, "programme_completed", at=completion.recorded_at, link=link, completion=completion)
