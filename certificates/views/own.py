"""The holder's own documents."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.files.storage import storages
from django.forms import model_to_dict
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View

from certificates import actions, codes, queries, rules
from certificates.forms import DetailsForm
from certificates.models import Certificate
from certificates.open_badges import JSON_NAME
from certificates.pdf.fonts import without_symbols
from certificates.verifying import attached
from courses.assignments.queries import accepted_project_title
from courses.catalogue.models import Component
from courses.cohorts.queries import learning_enrolment_or_404
from courses.qualification.actions import confirm_details
from courses.qualification.models import CertificateDetails
from courses.qualification.queries import cohorts_open_for_details, has_completed, is_proposed, is_released, refusal_of_details
from lms import clock, private_files
from lms.ui.refusals import attempt


class OwnDocuments(LoginRequiredMixin, View):
    """Certificates and participation records, and for which modules a record can be had."""

    def get(self, request):
        documents = queries.documents_of(request.user, on=clock.today())
        context = {
            "certificates": [document for document in documents if not document.certificate.is_participation],
            "records": [document for document in documents if document.certificate.is_participation],
            "available": queries.records_to_have(request.user, documents),
            "open_for_details": cohorts_open_for_details(request.user),
            "trail": [(_("Stand der Voraussetzungen"), "/stand/")],
        }
        return render(request, "certificates/own.html", context)


class Details(LoginRequiredMixin, View):
    """The holder says how the certificate names them, before it is proposed; afterwards the page only shows it."""

    def dispatch(self, request, *args, cohort, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.enrolment = learning_enrolment_or_404(request.user, cohort)
        self.topic = accepted_project_title(self.enrolment)
        self.details = CertificateDetails.objects.filter(enrolment=self.enrolment).first()
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        return self._answer(request, self._form(initial=self._known()))

    def post(self, request):
        if refusal := refusal_of_details(self.enrolment):
            messages.error(request, str(refusal))
            return redirect(request.path)
        form = self._form(request.POST)
        if not form.is_valid():
            return self._answer(request, form, status=422)
        attempt(
            request,
            lambda: confirm_details(self.enrolment, **{"project_title": "", **form.cleaned_data}, at=clock.now()),
            done=_("Ihre Angaben sind bestätigt. Bis zum Vorschlag der Freigabe können Sie sie ändern."),
        )
        return redirect(request.path)

    def _known(self) -> dict:
        if self.details:
            return model_to_dict(self.details)
        learner = self.enrolment.learner
        title = without_symbols(self.topic)
        return {"given_name": learner.given_name, "family_name": learner.family_name, "project_title": title}

    def _form(self, *args, **kwargs):
        return DetailsForm(*args, with_title=bool(self.topic), **kwargs)

    def _answer(self, request, form, status=200):
        context = {
            "cohort": self.enrolment.cohort,
            "details": self.details,
            "form": form,
            "has_completed": has_completed(self.enrolment),
            "is_proposed": is_proposed(self.enrolment),
            "is_released": is_released(self.enrolment),
            "trail": [(_("Ihre Nachweise"), "/nachweise/")],
        }
        return render(request, "certificates/details.html", context, status=status)


class RequestParticipation(LoginRequiredMixin, View):
    def post(self, request, cohort, component):
        enrolment = get_object_or_404(queries.enrolments_of(request.user), cohort__slug=cohort)
        component = get_object_or_404(Component, version_id=enrolment.cohort.version_id, slug=component)
        attempt(
            request,
            lambda: actions.issue_participation_record(enrolment, component, by=request.user, at=clock.now()),
            done=_("Ihre Teilnahmebescheinigung ist ausgestellt."),
        )
        return redirect("certificates:own")


def sealed_or_404(request, code: str) -> Certificate:
    """A document with its file, for whoever may open it."""
    certificates = Certificate.objects.select_related("content", "file", "series")
    certificate = get_object_or_404(certificates, code=codes.read_code(code) or "", file__isnull=False)
    if not rules.can_open(request.user, certificate):
        raise Http404
    return certificate


class Badge(LoginRequiredMixin, View):
    """The badge for a wallet, taken out of the sealed file; documents from before the seal have none."""

    def get(self, request, code):
        certificate = sealed_or_404(request, code)
        with storages["private"].open(certificate.file.storage_name) as file:
            badge = attached(file.read()).get(JSON_NAME)
        if badge is None:
            raise Http404
        response = HttpResponse(badge, content_type="application/vc")
        response["Content-Disposition"] = f'attachment; filename="{certificate.full_number}.json"'
        response["Cache-Control"] = "private, no-store"
        return response


class Download(LoginRequiredMixin, View):
    def get(self, request, code):
        certificate = sealed_or_404(request, code)
        if certificate.content.holder_id == request.user.pk:
            actions.hand_out(certificate, to=request.user, at=clock.now())
        name = f"{certificate.full_number}.pdf"
        return private_files.serve(certificate.file.storage_name, name=name, content_type="application/pdf")
