"""Proposing and confirming releases, and the office's page of one document."""

import re

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates import actions, codes, drafting, forms, queries, rules
from certificates.models import Certificate, Kind, RevocationProposal
from certificates.pdf import render as draw
from courses.cohorts.models import Cohort
from courses.cohorts.queries import with_seats_taken
from courses.desk.tabs import tabs_of
from courses.qualification.actions import propose_release, remind_of_details, return_release
from courses.qualification.models import ProgrammeCompletion, Release
from courses.qualification.queries import open_releases, returned_releases
from courses.qualification.rules import can_confirm_release
from lms import clock
from lms.accounts.ruled_view import RuledView
from lms.errors import NotPossible
from lms.ui.refusals import attempt, pressed

FULL_NUMBER = re.compile(r"([A-Z]{2})-([0-9]{4})-([0-9]{6,9})")


class OfficeView(RuledView):
    """A page of the programme administration; for everybody else it does not exist."""

    def allows(self, person) -> bool:
        return rules.can_run_certificates(person)


def words_of_sealing(done: int, count: int) -> str:
    return _("%(done)d von %(count)d ausstehenden Dateien sind jetzt da.") % {"done": done, "count": count}


class ProposeRelease(OfficeView):
    """Exceptions first: who lacks what. Then the ready ones, ticked."""

    def find(self, kwargs: dict):
        cohorts = with_seats_taken(Cohort.objects.select_related("version__programme"))
        self.cohort = get_object_or_404(cohorts, slug=kwargs.pop("cohort"))

    def get(self, request):
        return self._answer(request, everybody={"alle": True, "keine": False}.get(request.GET.get("auswahl", "")))

    def _answer(self, request, *, ticked=None, everybody=None, refusal="", status=200):
        blocked, ready = queries.candidates(self.cohort)
        if everybody is not None:
            ticked = {person.completion.public_id for person in ready if person.completion and everybody}
        context = {
            "cohort": self.cohort,
            "tabs": tabs_of(self.cohort, request.path),
            "trail": [(_("Durchgänge"), "/verwaltung/durchgaenge/")],
            "blocked": blocked,
            "ready": ready,
            "ticked": ticked
            if ticked is not None
            else {person.completion.public_id for person in ready if person.completion and person.details},
            "unconfirmed": [person for person in ready if not person.details],
            "refusal": refusal,
            "releases": open_releases(self.cohort).prefetch_related("items"),
            "returned": returned_releases(self.cohort),
            "documents": queries.documents_in(self.cohort, kind=Kind.CERTIFICATE, on=clock.today()),
        }
        return render(request, "certificates/propose_release.html", context, status=status)

    def post(self, request):
        if request.POST.get("schritt") == "erinnern":
            return self._remind(request)
        ticked = set(request.POST.getlist("abschluss"))
        completions = ProgrammeCompletion.objects.filter(enrolment__cohort=self.cohort)
        chosen = [completion for completion in completions if str(completion.public_id) in ticked]
        try:
            release = propose_release(
                self.cohort, chosen, without_details="ohne_angaben" in request.POST, by=request.user, at=clock.now()
            )
        except NotPossible as refusal:
            still = {completion.public_id for completion in chosen}
            return self._answer(request, ticked=still, refusal=str(refusal), status=422)
        messages.success(request, _("Die Freigabe ist vorgeschlagen. Bestätigen kann eine andere Person."))
        return redirect("certificates:release", release=release.public_id)

    def _remind(self, request):
        count = remind_of_details(self.cohort, by=request.user, at=clock.now())
        if count:
            messages.success(
                request, ngettext("Eine Person ist erinnert.", "%(count)d Personen sind erinnert.", count) % {"count": count}
            )
        else:
            messages.info(request, _("In den letzten 24 Stunden sind schon alle erinnert worden."))
        return redirect("certificates:propose-release", cohort=self.cohort.slug)


class ReleasePage(OfficeView):
    """The second person sees the same list and a sample, and confirms or returns."""

    def find(self, kwargs: dict):
        releases = Release.objects.select_related("cohort__version", "proposed_by", "confirmed_by", "returned_by")
        self.release = get_object_or_404(releases, public_id=kwargs.pop("release"))

    def get(self, request):
        return self._answer(request, forms.ReturnForm())

    def post(self, request):
        if request.POST.get("schritt") == "dateien":
            return self._seal(request)
        releases = pressed(request, "schritt", {"freigeben": True, "zurueckgeben": False})
        if releases is None:
            return redirect("certificates:release", release=self.release.public_id)
        if not releases:
            return self._return(request)
        try:
            issued = actions.confirm_release(self.release, by=request.user, at=clock.now())
        except NotPossible as refusal:
            messages.error(request, str(refusal))
        else:
            words = ngettext("Ein Zertifikat ist freigegeben.", "%(count)d Zertifikate sind freigegeben.", len(issued))
            messages.success(request, words % {"count": len(issued)})
        return redirect("certificates:release", release=self.release.public_id)

    def _seal(self, request):
        grounds = self.release.items.values("completion__public_id")
        waiting = queries.unsealed().filter(ground__in=grounds)
        count, done = waiting.count(), actions.seal_some(waiting, at=clock.now())
        messages.info(request, words_of_sealing(done, count))
        return redirect("certificates:release", release=self.release.public_id)

    def _return(self, request):
        form = forms.ReturnForm(request.POST)
        if not form.is_valid():
            return self._answer(request, form, status=422)
        reason = form.cleaned_data["reason"]
        done = _("Der Vorschlag ist zurückgegeben.")
        attempt(request, lambda: return_release(self.release, reason=reason, by=request.user, at=clock.now()), done=done)
        return redirect("certificates:release", release=self.release.public_id)

    def _answer(self, request, form, status=200):
        items = list(
            self.release.items.select_related(
                "completion__enrolment__learner",
                "completion__enrolment__municipality",
                "completion__enrolment__certificate_details",
            ).order_by("completion__enrolment__learner__sort_name", "pk")
        )
        grounds = [item.completion.public_id for item in items]
        issued = queries.with_everything(Certificate.objects.filter(ground__in=grounds, edition=1))
        documents = {certificate.ground: queries.document(certificate, on=clock.today()) for certificate in issued}
        context = {
            "release": self.release,
            "rows": [(item, documents.get(item.completion.public_id)) for item in items],
            "sealed": sum(document.has_file for document in documents.values()),
            "waiting": [document for document in documents.values() if not document.has_file and document.can_change],
            "is_open": not (self.release.confirmed_at or self.release.returned_at),
            "may_confirm": can_confirm_release(request.user, self.release),
            "form": form,
            "trail": [
                (_("Durchgänge"), "/verwaltung/durchgaenge/"),
                (self.release.cohort.code, f"/verwaltung/durchgaenge/{self.release.cohort.slug}/zertifikate/"),
            ],
        }
        return render(request, "certificates/release.html", context, status=status)


class Sample(OfficeView):
    """How a certificate would look: marked as a sample, with neither number nor valid code."""

    def get(self, request, completion):
        completions = ProgrammeCompletion.objects.select_related("enrolment__cohort__version", "enrolment__learner")
        completion = get_object_or_404(completions, public_id=completion)
        try:
            content = drafting.certificate_content(
                completion, number=_("Muster"), code=codes.ALPHABET[0] * codes.LENGTH, on=clock.today(), is_sample=True
            )
            pdf = draw(content)
        except NotPossible as refusal:
            messages.error(request, str(refusal))
            return redirect("certificates:propose-release", cohort=completion.enrolment.cohort.slug)
        response = HttpResponse(pdf, content_type="application/pdf")
        response["Content-Disposition"] = 'inline; filename="muster.pdf"'
        return response


class OfficeDocument(OfficeView):
    """One document with its events; from here it is replaced or its revocation proposed."""

    def find(self, kwargs: dict):
        self.number = kwargs.pop("number")

    def get(self, request):
        return self._answer(request)

    def post(self, request):
        steps = {"widerruf": self._propose, "ersetzen": self._replace}
        step = steps.get(request.POST.get("schritt"))
        if step is None:
            raise Http404
        return step(request)

    def _propose(self, request):
        form = forms.RevocationForm(request.POST, auto_id="widerruf_%s")
        if not form.is_valid():
            return self._answer(request, revocation=form, status=422)
        reason = form.cleaned_data["reason"]
        attempt(
            request,
            lambda: actions.propose_revocation(self._certificate(), reason=reason, by=request.user, at=clock.now()),
            done=_("Der Widerruf ist vorgeschlagen. Bestätigen kann eine andere Person."),
        )
        return redirect("certificates:document", number=self.number)

    def _replace(self, request):
        form = forms.ReplaceForm(request.POST)
        if not form.is_valid():
            return self._answer(request, replacement=form, status=422)
        try:
            edition = actions.replace(self._certificate(), **form.cleaned_data, by=request.user, at=clock.now())
        except NotPossible as refusal:
            # Not in the form: where a revocation is proposed, or the document is one's own, the page has none.
            messages.error(request, str(refusal))
            return self._answer(request, replacement=form, status=422)
        messages.success(request, _("Die neue Ausfertigung %(number)s ist ausgestellt.") % {"number": edition.full_number})
        return redirect("certificates:document", number=edition.full_number)

    def _certificate(self) -> Certificate:
        parts = FULL_NUMBER.fullmatch(self.number)
        if parts is None:
            raise Http404
        kind, year, number = parts.groups()
        certificates = queries.with_everything(Certificate.objects.all())
        return get_object_or_404(certificates, series__kind=kind, series__year=int(year), number=int(number))

    def _answer(self, request, status=200, revocation=None, replacement=None):
        found = queries.document(self._certificate(), on=clock.today())
        proposed = queries.open_revocation(found.certificate)
        name = {"given_name": found.content.given_name, "family_name": found.content.family_name}
        context = {
            "found": found,
            "content": found.content,
            "shown_code": codes.shown(found.certificate.code),
            "events": sorted(found.events.values(), key=lambda event: event.pk),
            "proposal": proposed,
            "may_confirm": proposed and rules.can_confirm_revocation(request.user, proposed),
            "may_return": proposed and rules.can_return_revocation(request.user, proposed),
            "revocation": revocation or forms.RevocationForm(auto_id="widerruf_%s"),
            "may_replace": rules.can_replace(request.user, found.certificate),
            "replacement": replacement or forms.ReplaceForm(initial=name),
            "trail": [(_("Durchgänge"), "/verwaltung/durchgaenge/")],
        }
        return render(request, "certificates/document.html", context, status=status)


class DecideRevocation(OfficeView):
    def post(self, request, proposal):
        proposals = RevocationProposal.objects.select_related("certificate__series")
        proposal = get_object_or_404(proposals, pk=proposal)
        confirms = pressed(request, "ergebnis", {"widerrufen": True, "ablehnen": False})
        if confirms is not None:
            decide = actions.confirm_revocation if confirms else actions.return_revocation
            done = _("Der Nachweis ist widerrufen.") if confirms else _("Der Vorschlag ist abgelehnt.")
            attempt(request, lambda: decide(proposal, by=request.user, at=clock.now()), done=done)
        return redirect("certificates:document", number=proposal.certificate.full_number)
