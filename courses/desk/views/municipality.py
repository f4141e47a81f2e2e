"""What a municipal contact sees: whom the municipality sends, and which requests wait for its word (requirements 4.2)."""

from collections import Counter
from typing import cast

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.cohorts.actions import back_request
from courses.cohorts.models import Cohort, Enrolment, SendingConfirmation
from courses.cohorts.queries import enrolments_sent_by, municipalities_of, requests_to_back
from courses.cohorts.rules import speaks_for_a_municipality
from lms import clock
from lms.accounts.models import Neighbourhood, Person
from lms.accounts.ruled_view import RuledView
from lms.ui.paging import page_of
from lms.ui.refusals import attempt, pressed


class MunicipalityView(RuledView):
    """A page for municipal contacts; for everybody else it does not exist."""

    def allows(self, person) -> bool:
        return speaks_for_a_municipality(person)


class MunicipalityOverview(MunicipalityView):
    """What waits for an answer, and how many take part now: a cohort that is over has nobody left."""

    def get(self, request):
        present = enrolments_sent_by(request.user).running().exclude(cohort__status__in=Cohort.OVER)
        counts = Counter(enrolment.status_for_the_sender for enrolment in present)
        context = {
            "municipalities": municipalities_of(request.user),
            "waiting": requests_to_back(request.user),
            "counts": [(status.label, counts[status]) for status in Enrolment.Status if counts[status]],
        }
        return render(request, "courses/desk/municipality.html", context)


class Confirmations(MunicipalityView):
    """Requests that wait for the municipality, and what was answered."""

    def get(self, request):
        answered = SendingConfirmation.objects.answered().filter(enrolment__in=enrolments_sent_by(request.user))
        answered = answered.select_related("enrolment__learner", "enrolment__cohort").order_by("-used_at", "-pk")
        context = {"waiting": requests_to_back(request.user), "page": page_of(answered, request)}
        return render(request, "courses/desk/confirmations.html", context)


class BackRequest(MunicipalityView):
    """One request: whom it is about, what the word of the municipality means, and the two answers."""

    def find(self, kwargs: dict):
        """To read, a request that waits; to answer, each of theirs: the page may have been open for long."""
        find = requests_to_back if self.request.method in ("GET", "HEAD") else enrolments_sent_by
        self.enrolment = get_object_or_404(find(cast(Person, self.request.user)), public_id=kwargs.pop("enrolment"))

    def get(self, request):
        trail = [(_("Bestätigungen"), reverse("courses:confirmations"))]
        return render(request, "courses/desk/back_request.html", {"enrolment": self.enrolment, "trail": trail})

    def post(self, request):
        confirms = pressed(request, "antwort", {"ja": True, "nein": False})
        if confirms is None:
            return redirect("courses:request-back", self.enrolment.public_id)
        attempt(
            request,
            lambda: back_request(self.enrolment, confirms=confirms, by=request.user, at=clock.now()),
            done=_("Vielen Dank. Ihre Antwort ist gespeichert."),
        )
        return redirect("courses:confirmations")


class MunicipalityPeople(MunicipalityView):
    """Whom the municipality sent with the status of each request, and its neighbourhoods."""

    def get(self, request):
        municipalities = list(municipalities_of(request.user))
        sent = enrolments_sent_by(request.user).order_by("learner__sort_name", "-requested_at", "pk")
        context = {
            "municipalities": municipalities,
            "page": page_of(sent, request, per_page=50),
            "neighbourhoods": Neighbourhood.objects.filter(municipalities__in=municipalities).distinct(),
        }
        return render(request, "courses/desk/municipality_people.html", context)
