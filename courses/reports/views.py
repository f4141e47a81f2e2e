"""Lists of a cohort on the screen and as files."""

from typing import cast

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.cohorts.models import Cohort
from courses.cohorts.rules import can_run_cohorts, can_see_people, can_see_people_of, teaches
from lms import clock, spreadsheets
from lms.accounts.models import Person
from lms.accounts.ruled_view import RuledView
from lms.journal.actions import record
from lms.ui.paging import page_of

from .attendance_list import AttendanceList
from .lesson_states import LessonStates
from .participants import Participants
from .quiz_results import QuizResults
from .report import Report
from .results import Results
from .rules import can_see_report

REPORTS: dict[str, type[Report]] = {
    kind.slug: kind for kind in (Participants, Results, QuizResults, AttendanceList, LessonStates)
}
PEOPLE_AT_ONCE = 500
PAGE_SIZES = {"20": 20, "100": 100, "alle": 100_000}


class CohortLists(RuledView):
    """Pages for those who teach a cohort or run all of them."""

    def allows(self, person) -> bool:
        return can_see_people(person)

    def find(self, kwargs: dict):
        self.cohort = get_object_or_404(Cohort.objects.select_related("version"), slug=kwargs.pop("cohort"))
        self.person = cast(Person, self.request.user)
        if not can_see_people_of(self.person, self.cohort):
            raise Http404

    def report(self, slug: str) -> Report:
        kind = REPORTS.get(slug)
        if kind is None or not can_see_report(self.person, self.cohort, kind):
            raise Http404
        return kind(self.cohort, shows_points=teaches(self.person, self.cohort))

    @property
    def trail(self) -> list[tuple[str, str]]:
        names = ("office-cohorts", "office-cohort") if can_run_cohorts(self.person) else ("teach-cohorts", "teach-cohort")
        return [
            (_("Durchgänge"), reverse(f"courses:{names[0]}")),
            (self.cohort.code, reverse(f"courses:{names[1]}", args=[self.cohort.slug])),
        ]


class OfficeReports(RuledView):
    """Where the office finds every report: the coverage of the state, registers, the journal, lists of each cohort."""

    def allows(self, person) -> bool:
        return can_run_cohorts(person)

    def get(self, request):
        cohorts = Cohort.objects.exclude(status=Cohort.Status.CANCELLED).select_related("version").order_by("-starts_on", "code")
        return render(request, "courses/reports/office.html", {"page": page_of(cohorts, request)})


class Reports(CohortLists):
    def get(self, request):
        kinds = [kind for kind in REPORTS.values() if can_see_report(self.person, self.cohort, kind)]
        context = {"cohort": self.cohort, "kinds": kinds, "formats": spreadsheets.FORMATS, "trail": self.trail}
        return render(request, "courses/reports/lists.html", context)


class ReportPage(CohortLists):
    def get(self, request, report):
        report = self.report(report)
        size = request.GET.get("je_seite", "")
        page = page_of(report.people(), request, per_page=PAGE_SIZES.get(size, 20))
        columns = report.all_columns()
        titles = [column.short for column in columns]
        context = {
            "cohort": self.cohort,
            "report": report,
            "columns": columns,
            "rows": [(row[0], list(zip(titles[1:], row[1:], strict=True))) for row in report.rows(page)],
            "page": page,
            "sizes": [(word, word == (size if size in PAGE_SIZES else "20")) for word in PAGE_SIZES],
            "formats": spreadsheets.FORMATS,
            "trail": [*self.trail, (_("Listen"), reverse("courses:reports-cohort", args=[self.cohort.slug]))],
        }
        return render(request, "courses/reports/report.html", context)


class ReportFile(CohortLists):
    """The whole list as a file; that it was taken is journalled."""

    def get(self, request, report, ending):
        report = self.report(report)
        if ending not in spreadsheets.FORMATS:
            raise Http404
        record("list_downloaded", self.cohort, by=self.person, at=clock.now(), list=report.slug, format=ending)
        header = [column.title for column in report.all_columns()]
        name = f"{self.cohort.slug}-{report.slug}"
        return spreadsheets.answer(ending, name, header, rows_of(report))


def rows_of(report: Report):
    """All rows; what people have done is read for some hundred at a time, so that memory does not grow with it."""
    people = list(report.people())
    for start in range(0, len(people), PEOPLE_AT_ONCE):
        yield from report.rows(people[start : start + PEOPLE_AT_ONCE])
