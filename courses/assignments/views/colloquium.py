"""A time for the colloquium, and its minutes."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from courses.assignments import actions, forms, queries, rules
from courses.assignments.models import Assignment, ColloquiumBooking, ColloquiumRecord, ColloquiumSlot
from courses.catalogue.models import Lesson
from courses.cohorts.queries import learning_enrolments
from lms import clock
from lms.errors import NotPossible
from lms.ui.refusals import attempt


class BookSlot(LoginRequiredMixin, View):
    def post(self, request, slot):
        slot = get_object_or_404(ColloquiumSlot.objects.select_related("cohort"), pk=slot)
        enrolment = get_object_or_404(learning_enrolments(request.user), cohort=slot.cohort)
        attempt(
            request,
            lambda: actions.book_slot(slot, enrolment, by=request.user, at=clock.now()),
            done=_("Ihr Zeitfenster ist gebucht."),
        )
        lesson = Lesson.objects.get(
            component__version_id=enrolment.cohort.version_id, assignment__kind=Assignment.Kind.COLLOQUIUM
        )
        return redirect(lesson.address_in(enrolment.cohort))


class RecordPage(LoginRequiredMixin, View):
    """The minutes of one colloquium, for its two examiners."""

    def dispatch(self, request, *args, booking, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        bookings = ColloquiumBooking.objects.select_related(
            "slot__examiner_1", "slot__examiner_2", "enrolment__learner", "enrolment__cohort"
        )
        self.booking = get_object_or_404(bookings, pk=booking)
        if not rules.examines(request.user, self.booking.slot):
            raise Http404
        self.record = self.booking.records.order_by("-pk").first()
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        return self._answer(request, forms.RecordForm(initial=self._initial()))

    def post(self, request):
        form = forms.RecordForm(request.POST)
        if not form.is_valid():
            return self._answer(request, form, status=422)
        typed = form.cleaned_data
        fields = {name: typed[name] for name in ("based_on", "place", "topics", "result", "reasons")}
        began, ended = (clock.local_moment(typed["day"], typed[name]) for name in ("begins", "ends"))
        try:
            actions.write_record(self.booking, by=request.user, at=clock.now(), began_at=began, ended_at=ended, **fields)
        except actions.StaleRecord as stale:
            return self._answer(request, self._on_top(form, stale), is_stale=True, status=422)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
            return self._answer(request, form, status=422)
        messages.success(
            request, _("Die Niederschrift ist gespeichert. Sie zählt, sobald beide prüfenden Personen unterschrieben haben.")
        )
        return redirect("courses:colloquium-record", booking=self.booking.pk)

    def _initial(self) -> dict:
        record, slot = self.record, self.booking.slot
        starts = timezone.localtime(record.began_at if record else slot.starts_at)
        known = {"place": slot.place, "day": starts.date(), "begins": starts.time()}
        if record:
            known["based_on"] = record.wording
            known |= {name: getattr(record, name) for name in ("place", "topics", "result", "reasons")}
            known["ends"] = timezone.localtime(record.ended_at).time()
        return known

    def _on_top(self, form, stale):
        """The same form, to be sent again on top of what is written now."""
        self.record = stale.newest
        form.add_error(None, str(stale))
        form.data = form.data.copy()
        form.data["based_on"] = stale.newest.wording
        return form

    def _shows_wording(self, form, is_stale) -> bool:
        """Whether the page shows what is written, not only what was just typed."""
        return self.record is not None and (not form.is_bound or is_stale or self.record.first_signed_at is not None)

    def _answer(self, request, form, *, is_stale=False, status=200):
        signatures = list(self.record.signatures.select_related("examiner")) if self.record else []
        too_early = queries.refusal_of_record(self.booking, at=clock.now())
        refusal = actions.GIVEN_UP if self.booking.cancelled_at else too_early
        signed = {signature.examiner_id for signature in signatures}
        slot = self.booking.slot
        context = {
            "booking": self.booking,
            "record": self.record,
            "is_stale": is_stale,
            "signatures": signatures,
            "can_sign": self._shows_wording(form, is_stale) and request.user.pk not in signed and not refusal,
            "awaited": [examiner for examiner in (slot.examiner_1, slot.examiner_2) if examiner.pk not in signed],
            # What was typed before the booking was given up stays on the page, refused.
            "form": form if form.is_bound or not refusal else None,
            "refusal": refusal,
            "trail": [(_("Bewertungen"), "/lehren/bewertungen/")],
        }
        return render(request, "courses/assignments/record.html", context, status=status)


class SignRecord(LoginRequiredMixin, View):
    def post(self, request, written):
        written = get_object_or_404(ColloquiumRecord.objects.select_related("booking__slot"), pk=written)
        if not rules.examines(request.user, written.booking.slot):
            raise Http404
        attempt(
            request,
            lambda: actions.sign_record(written, based_on=request.POST.get("based_on", ""), by=request.user, at=clock.now()),
            done=_("Sie haben die Niederschrift unterschrieben."),
        )
        return redirect("courses:colloquium-record", booking=written.booking_id)
