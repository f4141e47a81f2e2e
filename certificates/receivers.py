"""What documents do when something happens below."""

from django.dispatch import receiver
from django.utils.translation import gettext as _

from courses.desk.next_step import NextStep
from courses.signals import certificate_asked, programme_completed
from lms import clock
from lms.accounts.signals import organisation_merging
from lms.errors import NotPossible
from lms.notifications.actions import notify

from .models import IssuerSettings, NumberSeries
from .next_step import step_with
from .queries import certificate_of


@receiver(programme_completed, dispatch_uid="certificates.tell_completed")
def tell_completed(sender, completion, **kwargs):
    """Tell the learner that everything is there and ask for the details; the desk finds the completion by query."""
    enrolment = completion.enrolment
    link = f"/nachweise/angaben/{enrolment.cohort.slug}/"
    notify(enrolment.learner, "programme_completed", at=completion.recorded_at, link=link, completion=completion)


@receiver(certificate_asked, dispatch_uid="certificates.say_what_became_of_it")
def say_what_became_of_it(sender, enrolment, at, **kwargs) -> NextStep | None:
    """What the holder can do about the newest edition now."""
    found = certificate_of(enrolment, on=clock.local_date(at))
    return step_with(found) if found else None


@receiver(organisation_merging, dispatch_uid="certificates.keep_issuer")
def keep_issuer(sender, duplicate, **kwargs):
    """Numbers of documents belong to their issuer: it may take duplicates in, but not become one."""
    issues = IssuerSettings.objects.filter(organisation=duplicate).exists()
    if issues or NumberSeries.objects.filter(issuer=duplicate).exists():
        raise NotPossible(_("Diese Organisation stellt Nachweise aus. Führen Sie die andere mit ihr zusammen."))
