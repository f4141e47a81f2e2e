"""Writing to the people of a cohort: typed, shown with the number of readers, sent once."""

import uuid
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.cohorts import actions, queries
from courses.cohorts.models import Announcement, Cohort
from courses.cohorts.rules import can_write_to
from courses.desk.forms import AnnouncementForm
from lms import clock
from lms.accounts.models import Person
from lms.errors import NotPossible
from lms.ui.paging import page_of

from .office import CohortView
from .trainer import TrainerView


class AnnouncementPage:
    """What the page does for office and trainers alike; whose page it is says the class beside it."""

    cohort: Cohort

    def get(self, request):
        return self._typing(request, AnnouncementForm(initial={"key": uuid.uuid4(), "audience": Announcement.EVERYBODY}))

    def post(self, request):
        form = AnnouncementForm(request.POST)
        if not form.is_valid():
            return self._typing(request, form, status=422)
        if request.POST.get("schritt") == "aendern":
            return self._typing(request, AnnouncementForm(initial=form.cleaned_data))
        if queries.has_sent_another(self.cohort, **form.cleaned_data):
            return self._preview(request, self._as_another(form))
        return self._send(request, form) if request.POST.get("schritt") == "senden" else self._preview(request, form)

    def _as_another(self, form):
        """The same words as a message of their own, after its page has sent an earlier one."""
        another = AnnouncementForm({**form.cleaned_data, "key": uuid.uuid4()})
        another.is_valid()
        return another

    def _preview(self, request, form):
        count = queries.audience_of(self.cohort, form.cleaned_data["audience"]).count()
        if not count:
            form.add_error("audience", str(actions.NOBODY_THERE))
            return self._typing(request, form, status=422)
        words = dict(form.fields["audience"].choices)[form.cleaned_data["audience"]]
        return self.answer(request, "courses/desk/announcement_preview.html", form=form, count=count, audience=words)

    def _send(self, request, form):
        try:
            sent = actions.announce(self.cohort, **form.cleaned_data, by=request.user, at=clock.now())
        except NotPossible as refusal:
            form.add_error("audience", str(refusal))
            return self._typing(request, form, status=422)
        count = sent.copies.count()
        words = ngettext("Die Nachricht ist an 1 Person gesendet.", "Die Nachricht ist an %(count)d Personen gesendet.", count)
        messages.success(request, words % {"count": count})
        return redirect(request.path)

    def _typing(self, request, form, status=200):
        page = page_of(queries.announcements_in(self.cohort), request)
        return self.answer(request, "courses/desk/announcements.html", status=status, form=form, page=page)

    def answer(self, request: HttpRequest, template: str, status: int = 200, **context) -> HttpResponse:
        raise NotImplementedError


class CohortAnnouncements(AnnouncementPage, CohortView):
    def answer(self, request, template, status=200, **context):
        return self.render(request, template, status=status, **context)


class TaughtAnnouncements(AnnouncementPage, TrainerView):
    def find(self, kwargs: dict):
        self.cohort = get_object_or_404(Cohort.objects.select_related("version"), slug=kwargs.pop("cohort"))
        if not can_write_to(cast(Person, self.request.user), self.cohort):
            raise Http404

    def answer(self, request, template, status=200, **context):
        trail = [
            (_("Meine Durchgänge"), reverse("courses:teach-cohorts")),
            (self.cohort.code, reverse("courses:teach-cohort", args=[self.cohort.slug])),
        ]
        return render(request, template, {"cohort": self.cohort, "trail": trail, **context}, status=status)
