"""The office's pages for versions: what is missing, proposing, confirming."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View

from courses.catalogue.models import ProgrammeVersion
from courses.catalogue.rules import can_confirm, can_publish_versions
from lms import clock
from lms.ui.refusals import attempt

from . import publishing
from .freezing import findings_of
from .models import ProgrammePage


class OfficeView(LoginRequiredMixin, View):
    """For the programme administration; everybody else is told that the page does not exist."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not can_publish_versions(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class Versions(OfficeView):
    def get(self, request):
        versions: dict[str, list[ProgrammeVersion]] = {}
        for version in ProgrammeVersion.objects.select_related("programme").order_by("-published_at", "-pk"):
            versions.setdefault(version.programme.code, []).append(version)
        programmes = [(page, versions.get(page.code, [])) for page in ProgrammePage.objects.order_by("title")]
        return render(request, "cms_pages/versions.html", {"programmes": programmes})


class VersionPublish(OfficeView):
    def get(self, request, programme):
        page = get_object_or_404(ProgrammePage, pk=programme)
        findings = findings_of(page, on=clock.today())
        blocking = [finding for finding in findings if finding.is_blocking]
        proposal = publishing.proposal_of(page)
        is_stale = proposal is not None and not blocking and not publishing.is_as_proposed(page, proposal)
        context = {
            "page": page,
            "blocking": blocking,
            "hints": [finding for finding in findings if not finding.is_blocking],
            "proposal": proposal,
            "is_stale": is_stale,
            "may_confirm": proposal is not None and not is_stale and can_confirm(request.user, proposal),
            "is_published": ProgrammeVersion.objects.filter(
                programme__code=page.code, label=page.label, published_at__isnull=False
            ).exists(),
        }
        return render(request, "cms_pages/version_publish.html", context)


class ProposeVersion(OfficeView):
    http_method_names = ["post"]

    def post(self, request, programme):
        page = get_object_or_404(ProgrammePage, pk=programme)
        attempt(
            request,
            lambda: publishing.propose(page, by=request.user, at=clock.now()),
            done=_("Die Fassung ist vorgeschlagen. Eine zweite Person veröffentlicht sie."),
        )
        return redirect("cms_pages:version-publish", programme=page.pk)


class ConfirmVersion(OfficeView):
    http_method_names = ["post"]

    def post(self, request, programme):
        page = get_object_or_404(ProgrammePage, pk=programme)
        proposal = publishing.proposal_of(page)
        if proposal is None:
            raise Http404
        is_done = attempt(
            request,
            lambda: publishing.publish(page, proposed_by=proposal.proposed_by, by=request.user, at=clock.now()),
            done=_("Die Fassung %s ist veröffentlicht. Neue Durchgänge können auf ihr beginnen.") % page.label,
        )
        return redirect("cms_pages:versions") if is_done else redirect("cms_pages:version-publish", programme=page.pk)
