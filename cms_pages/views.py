"""The office's pages for versions: what is missing, proposing, confirming, correcting, retiring, and who writes a module."""

from typing import cast

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.catalogue.actions import retire_version
from courses.catalogue.models import Lesson, ProgrammeVersion
from courses.catalogue.queries import outdated_lessons
from courses.catalogue.rules import can_confirm, can_publish_versions
from lms import clock
from lms.accounts.models import Person
from lms.accounts.ruled_view import RuledView
from lms.errors import NotPossible
from lms.ui.refusals import attempt

from . import publishing
from .actions import correct_text, entrust_module, load_file, name_next_version, report_on
from .curriculum_file import CurriculumProblems, read_curriculum, text_of, write_curriculum
from .exporting import curriculum_of
from .forms import CorrectionForm, EntrustForm, LoadForm, NextLabelForm, RetireForm, UploadForm
from .freezing import distance_learning_of, findings_of
from .loading import modules_of
from .models import DistanceLearningRule, ProgrammePage
from .rights import modules_within_reach
from .rules import may_write
from .script import Script


class OfficeView(RuledView):
    """For the programme administration; everybody else is told that the page does not exist."""

    def allows(self, person) -> bool:
        return can_publish_versions(person)


class AuthorView(RuledView):
    """For people who write texts."""

    def allows(self, person) -> bool:
        return may_write(person)


class Modules(AuthorView):
    """The modules somebody writes; the office finds all of them."""

    def get(self, request):
        return render(request, "cms_pages/modules.html", {"modules": modules_within_reach(request.user)})


class ModuleScript(AuthorView):
    """One module from beginning to end, with its minutes against the plan; for whoever writes it."""

    def find(self, kwargs: dict):
        person = cast(Person, self.request.user)
        reachable = modules_within_reach(person).select_related("latest_revision")
        self.module = get_object_or_404(reachable, pk=kwargs["page_id"])

    def get(self, request, page_id):
        return render(request, "cms_pages/module_script.html", {"script": Script(self.module), "module": self.module})


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
        return self.answer(request, page, NextLabelForm(programme=page))

    def answer(self, request, page, label_form, status=200):
        findings = findings_of(page, on=clock.today())
        blocking = [finding for finding in findings if finding.is_blocking]
        proposal = publishing.proposal_of(page)
        is_stale = proposal is not None and not blocking and not publishing.is_as_proposed(page, proposal)
        context = {
            "page": page,
            "blocking": blocking,
            "hints": [finding for finding in findings if not finding.is_blocking],
            "label_form": label_form,
            "distance_learning": distance_learning_of(page),
            "distance_rule": DistanceLearningRule.in_force(),
            "proposal": proposal,
            "is_stale": is_stale,
            "may_confirm": proposal is not None and not is_stale and can_confirm(request.user, proposal),
            "is_published": ProgrammeVersion.objects.filter(
                programme__code=page.code, label=page.label, published_at__isnull=False
            ).exists(),
        }
        return render(request, "cms_pages/version_publish.html", context, status=status)


class NameVersion(VersionPublish):
    """The label of the next version, without opening the whole programme page."""

    http_method_names = ["post"]

    def post(self, request, programme):
        page = get_object_or_404(ProgrammePage, pk=programme)
        form = NextLabelForm(request.POST, programme=page)
        if form.is_valid():
            try:
                name_next_version(page, form.cleaned_data["label"], by=request.user)
            except NotPossible as refusal:
                form.add_error("label", str(refusal))
            else:
                messages.success(request, _("Die nächste Fassung heißt %s.") % form.cleaned_data["label"])
                return redirect("cms_pages:version-publish", programme=page.pk)
        return self.answer(request, page, form, status=422)


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


class EntrustModules(OfficeView):
    """Which trainers write which module."""

    def find(self, kwargs: dict):
        programme = kwargs["programme"]
        self.page = get_object_or_404(ProgrammePage, pk=programme)
        self.modules = list(modules_of(self.page))
        self.back = reverse("cms_pages:version-publish", args=[programme])

    def get(self, request, programme):
        return self.answer(request, EntrustForm(modules=self.modules, back=self.back))

    def post(self, request, programme):
        form = EntrustForm(request.POST, modules=self.modules, back=self.back)
        if not form.is_valid():
            return self.answer(request, form, status=422)
        if attempt(request, lambda: self.entrust(form, by=request.user), done=_("Die Zuordnung ist gespeichert.")):
            return redirect(self.back)
        return self.answer(request, form, status=422)

    @transaction.atomic
    def entrust(self, form, *, by):
        for module in self.modules:
            entrust_module(module, form.trainers_of(module), by=by, at=clock.now())

    def answer(self, request, form, status=200):
        return render(request, "cms_pages/modules_entrust.html", {"page": self.page, "form": form}, status=status)


class VersionCorrections(OfficeView):
    """The lessons of a version whose text has been published anew since."""

    def get(self, request, version):
        version = get_object_or_404(ProgrammeVersion.objects.select_related("programme"), pk=version, published_at__isnull=False)
        lessons = outdated_lessons(version)
        return render(request, "cms_pages/version_corrections.html", {"version": version, "lessons": lessons})


class CorrectLesson(OfficeView):
    """Shows running cohorts a mended text; the page says what will change for whom."""

    def find(self, kwargs: dict):
        lesson = kwargs["lesson"]
        published = Lesson.objects.filter(component__version__published_at__isnull=False)
        self.lesson = get_object_or_404(published.select_related("component__version", "page__live_revision"), pk=lesson)
        self.version = self.lesson.component.version
        if not outdated_lessons(self.version).filter(pk=lesson).exists():
            raise Http404
        self.back = reverse("cms_pages:version-corrections", args=[self.version.pk])

    def get(self, request, lesson):
        return self.answer(request, CorrectionForm(back=self.back))

    def post(self, request, lesson):
        form = CorrectionForm(request.POST, back=self.back)
        if form.is_valid():
            try:
                correct_text(self.lesson, reason=form.cleaned_data["reason"], by=request.user, at=clock.now())
            except NotPossible as refusal:
                form.add_error("reason", str(refusal))
            else:
                messages.success(request, _("Die Berichtigung ist übernommen. Die Teilnehmenden sehen den neuen Text."))
                return redirect(self.back)
        return self.answer(request, form, status=422)

    def answer(self, request, form, status=200):
        context = {"lesson": self.lesson, "version": self.version, "form": form}
        return render(request, "cms_pages/lesson_correct.html", context, status=status)


class RetireVersion(OfficeView):
    def find(self, kwargs: dict):
        versions = ProgrammeVersion.objects.select_related("programme").filter(status=ProgrammeVersion.Status.PUBLISHED)
        self.version = get_object_or_404(versions, pk=kwargs["version"])

    def get(self, request, version):
        form = RetireForm(back=reverse("cms_pages:versions"))
        return render(request, "cms_pages/version_retire.html", {"version": self.version, "form": form})

    def post(self, request, version):
        attempt(
            request,
            lambda: retire_version(self.version, by=request.user, at=clock.now()),
            done=_("Die Fassung %s ist außer Kraft. Laufende Durchgänge behalten sie bis zum Ende.") % self.version.label,
        )
        return redirect("cms_pages:versions")


class UploadCurriculum(OfficeView):
    """A curriculum file is chosen and checked; nothing is written before somebody has seen the report."""

    def get(self, request):
        return self.ask(request, UploadForm())

    def post(self, request):
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                text = text_of(form.cleaned_data["file"])
            except NotPossible as refusal:
                form.add_error("file", str(refusal))
            else:
                return self.tell(request, text)
        return self.ask(request, form, status=422)

    def tell(self, request, text: str, refusal: str = ""):
        """The report on a text, or every problem with its line."""
        try:
            report = report_on(read_curriculum(text), by=request.user)
        except CurriculumProblems as found:
            return self.ask(request, UploadForm(), problems=found.problems, status=422)
        except NotPossible as found:
            return self.ask(request, UploadForm(), problems=[(1, str(found))], status=422)
        context = {"report": report, "text": text, "refusal": refusal}
        return render(request, "cms_pages/curriculum_report.html", context, status=409 if refusal else 200)

    def ask(self, request, form, problems=(), status=200):
        return render(request, "cms_pages/curriculum_upload.html", {"form": form, "problems": problems}, status=status)


class LoadCurriculum(UploadCurriculum):
    http_method_names = ["post"]

    def post(self, request):
        form = LoadForm(request.POST)
        if not form.is_valid():
            return redirect("cms_pages:curriculum-upload")
        text = form.cleaned_data["text"].replace("\r\n", "\n")
        given = {name: form.cleaned_data[name] for name in ("mark", "take_away")}
        try:
            report = load_file(read_curriculum(text), **given, by=request.user, at=clock.now())
        except (CurriculumProblems, NotPossible) as refusal:
            return self.tell(request, text, refusal=str(refusal))
        messages.success(request, _("Das Curriculum „%s“ ist geladen. Alles steht als Entwurf in der Redaktion.") % report.title)
        return redirect("cms_pages:versions")


class DownloadCurriculum(OfficeView):
    """The newest drafts of a programme as a curriculum file."""

    def get(self, request, programme):
        page = get_object_or_404(ProgrammePage, pk=programme)
        name = f"{page.slug}.md"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(write_curriculum(curriculum_of(page)), content_type="text/markdown; charset=utf-8", headers=headers)
