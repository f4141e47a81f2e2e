"""The files of a submission: described, removed, downloaded."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views import View

from courses.assignments import actions, rules
from courses.assignments.models import SubmissionFile
from lms import private_files

from .handing_in import TaskPage


def own_file_or_404(request, public_id) -> SubmissionFile:
    files = SubmissionFile.objects.select_related("submission__enrolment__cohort", "submission__assignment__lesson__component")
    file = get_object_or_404(files, public_id=public_id)
    if not rules.can_hand_in(request.user, file.submission):
        raise Http404
    return file


class FileButton(TaskPage):
    """A button beside a file of the draft; it sends the whole form, so that nothing typed is lost."""

    http_method_names = ("post",)

    def _find(self, request, **place):
        self.file = own_file_or_404(request, place["file"])
        lesson, cohort = self.file.submission.assignment.lesson, self.file.submission.enrolment.cohort
        super()._find(request, cohort=cohort.slug, component=lesson.component.slug, lesson=lesson.slug)

    def _keep_words(self, form):
        """Without the field of the text nothing was typed there, and the saved text stays."""
        return super()._keep_words(form) if "text" in self.request.POST else self.file.submission


class DescribeFile(FileButton):
    """What an image of a draft shows, for whoever cannot see it."""

    def _take(self, form):
        self._keep_files(self._keep_words(form), form)
        self.file.refresh_from_db(fields=["description"])
        if self.file.description:
            messages.success(self.request, _("Die Bildbeschreibung ist gespeichert."))
        else:
            messages.error(self.request, _("Bitte beschreiben Sie das Bild in einem Satz."))


class RemoveFile(FileButton):
    """Removes first and adds then: the tenth file makes room for another."""

    def _take(self, form):
        draft = self._keep_words(form)
        actions.remove_file(self.file)
        self._keep_files(draft, form)
        messages.success(self.request, _("Die Datei ist entfernt."))


class DownloadFile(LoginRequiredMixin, View):
    def get(self, request, file):
        file = get_object_or_404(SubmissionFile.objects.select_related("submission__enrolment__cohort"), public_id=file)
        if not rules.can_see_submission(request.user, file.submission):
            raise Http404
        return private_files.serve(file.storage_name, name=file.name, content_type=file.kind)
