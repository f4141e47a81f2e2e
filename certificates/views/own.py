"""The holder's own documents."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View

from certificates import actions, codes, queries, rules
from certificates.models import Certificate
from courses.catalogue.models import Component
from courses.cohorts.queries import learning_enrolment_or_404, learning_enrolments
from courses.qualification.queries import rules_and_evidence
from lms import clock, private_files
from lms.ui.refusals import attempt


class OwnDocuments(LoginRequiredMixin, View):
    """Certificates and participation records, and for which modules a record can be had."""

    def get(self, request):
        documents = queries.documents_of(request.user, on=clock.today())
        context = {
            "certificates": [document for document in documents if not document.certificate.is_participation],
            "records": [document for document in documents if document.certificate.is_participation],
            "available": self._available(request.user, documents),
            "trail": [("Stand der Voraussetzungen", "/stand/")],
        }
        return render(request, "certificates/own.html", context)

    def _available(self, person, documents):
        """Modules of the newest cohort with at least half of the synchronous minutes and no record yet."""
        enrolment = learning_enrolments(person).first()
        if enrolment is None:
            return []
        had = {(document.certificate.ground, document.certificate.component_code) for document in documents}
        wording = enrolment.cohort.version.wording.get("participation")
        _rules, evidence = rules_and_evidence(enrolment)
        return [
            (enrolment.cohort, facts)
            for facts in evidence.components
            if wording
            and facts.is_module
            and facts.synchronous
            and facts.attended * wording["min_ratio"][1] >= facts.synchronous * wording["min_ratio"][0]
            and (enrolment.public_id, facts.code) not in had
        ]


class RequestParticipation(LoginRequiredMixin, View):
    def post(self, request, cohort, component):
        enrolment = learning_enrolment_or_404(request.user, cohort)
        component = get_object_or_404(Component, version_id=enrolment.cohort.version_id, slug=component)
        attempt(
            request,
            lambda: actions.issue_participation_record(enrolment, component, by=request.user, at=clock.now()),
            done="Ihre Teilnahmebescheinigung ist ausgestellt.",
        )
        return redirect("certificates:own")


class Download(LoginRequiredMixin, View):
    def get(self, request, code):
        code = codes.read_code(code)
        certificates = Certificate.objects.select_related("content", "file", "series")
        certificate = get_object_or_404(certificates, code=code or "", file__isnull=False)
        if not rules.can_open(request.user, certificate):
            raise Http404
        if certificate.content.holder_id == request.user.pk:
            actions.hand_out(certificate, to=request.user, at=clock.now())
        name = f"{certificate.full_number}.pdf"
        return private_files.serve(certificate.file.storage_name, name=name, content_type="application/pdf")
