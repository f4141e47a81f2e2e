"""All documents of a cohort at once: the sealed files, a print copy, and participation records."""

from tempfile import TemporaryFile
from typing import cast
from zipfile import ZIP_DEFLATED, ZipFile

from django.contrib import messages
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates import actions, queries
from certificates.models import Kind
from certificates.pdf import render_for_print
from courses.cohorts.models import Cohort
from courses.cohorts.queries import with_seats_taken
from courses.desk.tabs import tabs_of
from courses.qualification.requirements import Condition
from lms import clock, spreadsheets
from lms.accounts.models import Person
from lms.errors import NotPossible
from lms.journal.actions import record
from lms.ui.formats import and_more, decimal_cut, ue

from .office import OfficeView, words_of_sealing

KINDS = {"zertifikate": Kind.CERTIFICATE, "bescheinigungen": Kind.PARTICIPATION}
ALL = "alle"


class CohortDocuments(OfficeView):
    """A page or file about the documents of one cohort."""

    def find(self, kwargs: dict):
        cohorts = with_seats_taken(Cohort.objects.select_related("version__programme"))
        self.cohort = get_object_or_404(cohorts, slug=kwargs.pop("cohort"))

    @property
    def desk(self) -> str:
        return reverse("certificates:propose-release", args=[self.cohort.slug])

    def sealed(self, kind: str) -> list[queries.Document]:
        """Documents that are neither replaced nor revoked and have their file."""
        if kind not in KINDS:
            raise Http404
        found = queries.documents_in(self.cohort, kind=KINDS[kind], on=clock.today())
        return [document for document in found if document.is_running and document.has_file]

    def note_taken(self, kind: str, ending: str, count: int) -> None:
        by = cast(Person, self.request.user)
        actions.note_taken(self.cohort, kind=KINDS[kind], ending=ending, count=count, by=by, at=clock.now())

    def nothing(self, request):
        messages.error(request, _("Noch gibt es keine gesiegelte Datei. Sie erscheint hier, sobald sie erstellt ist."))
        return redirect(self.desk)


class SealedFiles(CohortDocuments):
    """Every sealed file as it is, and a list of what is in the archive. The seals stay whole."""

    def get(self, request, kind):
        documents = self.sealed(kind)
        if not documents:
            return self.nothing(request)
        archive = TemporaryFile()  # noqa: SIM115 the answer closes it
        with ZipFile(archive, "w", ZIP_DEFLATED) as files:
            for document in documents:
                with storages["private"].open(document.certificate.file.storage_name) as file:
                    files.writestr(f"{document.certificate.full_number}.pdf", file.read())
            files.writestr("inhalt.csv", contents_of(documents))
        archive.seek(0)
        self.note_taken(kind, "ZIP", len(documents))
        return FileResponse(archive, as_attachment=True, filename=f"{self.cohort.slug}-{kind}.zip")


def contents_of(documents: list[queries.Document]) -> str:
    """Number, name and module of every document, to be opened in an office program."""
    rows = (
        (document.certificate.full_number, document.content.holder, document.certificate.component_code) for document in documents
    )
    return "".join(spreadsheets.lines([_("Nummer"), _("Name"), _("Modul")], rows))


class PrintCopy(CohortDocuments):
    """All documents in one file for the printer, drawn anew and marked as a copy."""

    def get(self, request, kind):
        documents = self.sealed(kind)
        if not documents:
            return self.nothing(request)
        title = _("Druckfassung: %(kind)s, %(cohort)s") % {"kind": kind.capitalize(), "cohort": self.cohort.title}
        pdf = render_for_print([document.content for document in documents], title=title, on=clock.today())
        self.note_taken(kind, "PDF", len(documents))
        name = f"{self.cohort.slug}-{kind}-druckfassung.pdf"
        headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-store"}
        return HttpResponse(pdf, content_type="application/pdf", headers=headers)


class CandidatesFile(CohortDocuments):
    """The list of the release desk as a file: blocked people first, with what is missing."""

    def get(self, request, ending):
        if ending not in spreadsheets.FORMATS:
            raise Http404
        blocked, ready = queries.candidates(self.cohort)
        record("list_downloaded", self.cohort, by=request.user, at=clock.now(), list="freigabe", format=ending)
        rows = [self._row(person, _("Es fehlt noch etwas"), person.standing.first_missing) for person in blocked]
        rows += [self._row(person, _("Bereit"), None) for person in ready]
        return spreadsheets.answer(ending, f"{self.cohort.slug}-freigabe", self._header(), rows)

    def _header(self) -> list[str]:
        return [
            _("Person"),
            _("Kommune"),
            _("Stand"),
            _("Was fehlt"),
            _("Nächster Schritt"),
            _("Angerechnet"),
            _("Anwesenheit in Prozent"),
        ]

    def _row(self, person: queries.Candidate, state: str, missing: Condition | None) -> list[str | int]:
        words = and_more(missing.in_words, person.standing.more_missing) if missing else ""
        numbers, enrolment = person.attendance, person.enrolment
        share = decimal_cut(100 * numbers.counted, numbers.basis) if numbers and numbers.basis else ""
        next_step = person.next_step if missing else ""
        return [str(enrolment.learner), str(enrolment.municipality), state, words, next_step, ue(person.credited), share]


class CohortRecords(CohortDocuments):
    """Participation records for everybody: of one module, or of all."""

    def get(self, request):
        waiting = [found for found in self._documents() if not found.has_file and found.can_change]
        context = {
            "cohort": self.cohort,
            "tabs": tabs_of(self.cohort, request.path),
            "trail": [(_("Durchgänge"), "/verwaltung/durchgaenge/"), (self.cohort.code, self.desk)],
            "rows": (rows := queries.records_to_issue(self.cohort)),
            "total": sum(len(row.enrolments) for row in rows),
            "issued": sum(row.issued for row in rows),
            "waiting": waiting,
        }
        return render(request, "certificates/cohort_records.html", context)

    def _documents(self):
        return queries.documents_in(self.cohort, kind=Kind.PARTICIPATION, on=clock.today())

    def post(self, request):
        if request.POST.get("schritt") == "dateien":
            return self._seal(request)
        chosen = request.POST.get("modul", "")
        modules = [row.component for row in queries.records_to_issue(self.cohort) if chosen in (ALL, row.component.slug)]
        if not modules:
            messages.error(request, _("Bitte wählen Sie ein Modul oder alle Module."))
            return redirect("certificates:cohort-records", cohort=self.cohort.slug)
        try:
            issued = actions.issue_participation_records(self.cohort, modules, by=request.user, at=clock.now())
        except NotPossible as refusal:
            messages.error(request, str(refusal))
        else:
            words = ngettext("Eine Bescheinigung ist ausgestellt.", "%(count)d Bescheinigungen sind ausgestellt.", len(issued))
            messages.success(request, words % {"count": len(issued)})
        return redirect("certificates:cohort-records", cohort=self.cohort.slug)

    def _seal(self, request):
        waiting = [found.certificate for found in self._documents() if not found.has_file and found.can_change]
        done = actions.seal_some(waiting, at=clock.now())
        messages.info(request, words_of_sealing(done, len(waiting)))
        return redirect("certificates:cohort-records", cohort=self.cohort.slug)
