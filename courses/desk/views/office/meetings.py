"""The meetings of a cohort and their dates."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.attendance.actions import cancel_meeting, move_meeting
from courses.catalogue.models import Lesson
from courses.cohorts import actions
from courses.cohorts.models import Meeting
from courses.desk import forms
from lms import clock
from lms.errors import NotPossible
from lms.ui.refusals import attempt

from .doors import CohortView


class Meetings(CohortView):
    """Every planned meeting of the version with its date, or without one."""

    def get(self, request):
        lessons = Lesson.objects.filter(component__version_id=self.cohort.version_id, kind=Lesson.Kind.MEETING)
        dates = {meeting.lesson_id: meeting for meeting in self.cohort.meetings.filter(cancelled_at=None)}
        rows = [(lesson, dates.get(lesson.pk)) for lesson in lessons.select_related("component")]
        return self.render(request, "courses/desk/meetings.html", rows=rows, now=clock.now())


class MeetingDate(CohortView):
    """Setting, moving or cancelling one meeting."""

    def find(self, kwargs: dict):
        super().find(kwargs)
        self.lesson_id = kwargs.pop("lesson")

    def get(self, request):
        lesson, meeting = self._found()
        return self._answer(request, lesson, meeting, forms.MeetingForm(cohort=self.cohort, initial=self._initial(meeting)))

    def post(self, request):
        lesson, meeting = self._found()
        if meeting and request.POST.get("schritt") == "absagen":
            done = _("Der Termin entfällt. Alle Teilnehmenden sind benachrichtigt.")
            attempt(request, lambda: cancel_meeting(meeting, by=request.user, at=clock.now()), done=done)
            return redirect("courses:office-meetings", cohort=self.cohort.slug)
        form = forms.MeetingForm(request.POST, cohort=self.cohort, initial=self._initial(meeting))
        if not form.is_valid():
            return self._answer(request, lesson, meeting, form, status=422)
        try:
            self._save(lesson, meeting, form.cleaned_data, by=request.user)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
            return self._answer(request, lesson, meeting, form, status=422)
        messages.success(request, _("Der Termin ist gespeichert."))
        return redirect("courses:office-meetings", cohort=self.cohort.slug)

    def _save(self, lesson, meeting, typed, *, by):
        starts, ends = (clock.local_moment(typed["day"], typed[name]) for name in ("begins", "ends"))
        fields = {name: typed[name] for name in ("place", "link", "recorded")}
        at = clock.now()
        if meeting:
            return move_meeting(meeting, starts_at=starts, ends_at=ends, by=by, at=at, **fields)
        return actions.plan_meeting(self.cohort, lesson, starts_at=starts, ends_at=ends, by=by, at=at, **fields)

    def _found(self):
        lessons = Lesson.objects.filter(component__version_id=self.cohort.version_id, kind=Lesson.Kind.MEETING)
        lesson = get_object_or_404(lessons.select_related("component"), pk=self.lesson_id)
        return lesson, Meeting.objects.filter(cohort=self.cohort, lesson=lesson, cancelled_at=None).first()

    def _initial(self, meeting) -> dict:
        if meeting is None:
            return {"place": self.cohort.place}
        starts, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
        known = {"day": starts.date(), "begins": starts.time(), "ends": ends.time()}
        return known | {name: getattr(meeting, name) for name in ("place", "link", "recorded")}

    def _answer(self, request, lesson, meeting, form, status=200):
        return self.render(request, "courses/desk/meeting_date.html", status=status, lesson=lesson, meeting=meeting, form=form)
