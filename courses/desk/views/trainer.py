"""The start page of a trainer, their cohorts, the grading queue, their meetings."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from courses.appeals.queries import decidable_by
from courses.assignments.queries import colloquia_of
from courses.attendance.queries import meetings_without_attendance
from courses.cohorts.queries import taught_cohorts, taught_meetings
from courses.desk.forms import GradingFilter
from courses.desk.participants import participants_of
from courses.desk.queries import grading_queue
from lms import clock
from lms.accounts.ruled_view import RuledView
from lms.accounts.rules import is_trainer
from lms.ui.paging import page_of


class TrainerView(RuledView):
    """A page for people who teach or judge; for everybody else it does not exist."""

    def allows(self, person) -> bool:
        return is_trainer(person)


class TrainerOverview(TrainerView):
    def get(self, request):
        now = clock.now()
        cohorts = taught_cohorts(request.user)
        context = {
            "waiting": grading_queue(request.user),
            "lists": meetings_without_attendance(cohorts, at=now),
            "appeals": decidable_by(request.user),
            "cohorts": cohorts,
            "colloquia": [booking for booking in colloquia_of(request.user) if not _is_signed(booking, request.user)],
            "coming": taught_meetings(request.user).filter(ends_at__gte=now)[:3],
        }
        return render(request, "courses/desk/trainer.html", context)


def _is_signed(booking, person) -> bool:
    records = sorted(booking.records.all(), key=lambda record: record.pk)
    return bool(records) and person.pk in {signature.examiner_id for signature in records[-1].signatures.all()}


class TaughtCohorts(TrainerView):
    def get(self, request):
        return render(request, "courses/desk/taught_cohorts.html", {"cohorts": taught_cohorts(request.user)})


class TaughtCohort(TrainerView):
    """Everybody in a cohort with where they stand, those at risk first."""

    def get(self, request, cohort):
        cohort = get_object_or_404(taught_cohorts(request.user), slug=cohort)
        return render(request, "courses/desk/taught_cohort.html", {"cohort": cohort, "people": participants_of(cohort)})


class GradingQueue(TrainerView):
    """What waits, oldest first; a filter narrows it and travels along from one piece of work to the next."""

    def get(self, request):
        now = clock.now()
        everything = grading_queue(request.user, at=now)
        form = GradingFilter(request.GET, cohorts=sorted({item.cohort for item in everything}))
        chosen = form.chosen
        context = {
            "waiting": grading_queue(request.user, **chosen, at=now) if any(chosen.values()) else everything,
            "total": len(everything),
            "form": form,
            "now": now,
        }
        return render(request, "courses/desk/grading.html", context)


class NextToGrade(TrainerView):
    """The oldest piece of work of the queue as it was filtered, or back to the queue."""

    def get(self, request):
        chosen = {"cohort": request.GET.get("durchgang", ""), "kind": request.GET.get("art", "")}
        following = next(iter(grading_queue(request.user, **chosen)), None)
        if following:
            return redirect(following.address)
        if any(chosen.values()):
            messages.info(request, _("In dieser Auswahl wartet nichts mehr."))
        return redirect("courses:grading")


class TaughtMeetings(TrainerView):
    def get(self, request):
        now = clock.now()
        meetings = taught_meetings(request.user)
        page = page_of(meetings.filter(ends_at__lt=now).order_by("-starts_at", "-pk"), request)
        coming = meetings.filter(ends_at__gte=now) if page.number == 1 else []
        context = {"coming": coming, "page": page, "now": now}
        return render(request, "courses/desk/taught_meetings.html", context)
