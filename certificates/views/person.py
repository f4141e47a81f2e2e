"""What a person learns and holds, for the office: beside the page of accounts, which knows data and roles."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from certificates import queries
from courses.appeals.queries import decidable_by
from courses.cohorts.models import Accommodation, Enrolment
from courses.progress.models import Appeal
from courses.qualification.queries import standing_of
from lms import clock
from lms.accounts.actions import note_disclosure
from lms.accounts.models import Person

from .office import OfficeView


class PersonLearning(OfficeView):
    """Enrolments with where they stand, documents, accommodations and appeals; never an answer. Each view is journalled."""

    def get(self, request, public_id):
        person = get_object_or_404(Person, public_id=public_id)
        note_disclosure(person, by=request.user, at=clock.now())
        enrolments = Enrolment.objects.filter(learner=person).select_related("cohort__version__programme", "municipality")
        appeals = Appeal.objects.filter(enrolment__learner=person, decided_at__isnull=False).select_related("enrolment__cohort")
        context = {
            "person": person,
            "rows": [
                (enrolment, standing_of(enrolment) if enrolment.status in queries.TOOK_PART else None)
                for enrolment in enrolments.order_by("-requested_at", "-pk")
            ],
            "documents": queries.documents_of(person, on=clock.today()),
            "accommodations": Accommodation.objects.filter(person=person).order_by("-since", "-pk"),
            "open_appeals": decidable_by(request.user).filter(enrolment__learner=person),
            "appeals": appeals.order_by("-filed_at", "-pk"),
            "trail": [(_("Personen"), reverse("accounts:people")), (str(person), reverse("accounts:person", args=[public_id]))],
        }
        return render(request, "certificates/person.html", context)
