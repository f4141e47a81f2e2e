"""Public verification by code: no account, no listing, no personal data beyond what the paper shows."""

import hashlib
from contextlib import suppress
from ipaddress import ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters

from certificates import codes, forms, queries, verifying
from certificates.models import Status
from certificates.open_badges import ISSUER_NAME, JSON_NAME
from lms import clock
from lms.ui.formats import day

WRONG_TRIES, WITHIN_SECONDS = 20, 600
FILES_WITHIN_PERIOD = 60
SAMPLE = _("Dieses Dokument ist ein Muster und nicht gültig.")
VERDICTS = {Status.VALID: "success", Status.EXPIRED: "warning", Status.REPLACED: "warning", Status.REVOKED: "danger"}
TRAIL = [(_("Startseite"), "/"), (_("Zertifikat prüfen"), reverse_lazy("certificates:verify"))]
UNKNOWN = _("Zu diesem Prüfcode gibt es kein Zertifikat. Prüfen Sie die Eingabe oder wenden Sie sich an die ausstellende Stelle.")


class PublicView(View):
    """Not for search engines."""

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Cache-Control"] = "no-store"
        return response


def is_slowed(request, kind: str) -> bool:
    """Whether this network has tried wrongly too often; one kind never locks another."""
    return cache.get(f"wrong-{kind}-{network_behind(request)}", 0) >= WRONG_TRIES


def note_wrong_try(request, kind: str) -> None:
    count(f"wrong-{kind}-{network_behind(request)}")


def network_behind(request) -> str:
    return network_of(get_adapter().get_client_ip(request))


def slow_down(request) -> HttpResponseBase:
    response = render(request, "certificates/slow_down.html", {"minutes": WITHIN_SECONDS // 60}, status=429)
    response["Retry-After"] = str(WITHIN_SECONDS)
    return response


def count(key: str) -> int:
    """One more try in this period."""
    cache.add(key, 0, WITHIN_SECONDS)
    # The count may run out between the two lines; then this was the first try of a new period.
    with suppress(ValueError):
        return cache.incr(key)
    return 1


def network_of(address: str) -> str:
    """The network somebody comes from: of the long addresses the first half, which one household shares."""
    host = ip_address(address)
    host = getattr(host, "ipv4_mapped", None) or host
    return str(host) if host.version == 4 else str(ip_network((address, 64), strict=False))


class Verify(PublicView):
    def get(self, request):
        form = forms.CodeForm(request.GET if "code" in request.GET else None)
        if form.is_bound and form.is_valid():
            return redirect("certificates:verdict", code=codes.shown(form.cleaned_data["code"]))
        return self._answer(request, form)

    def post(self, request):
        form = forms.CodeForm(request.POST)
        if form.is_valid():
            return redirect("certificates:verdict", code=codes.shown(form.cleaned_data["code"]))
        return self._answer(request, form)

    def _answer(self, request, form):
        context = {"form": form, "file_form": forms.FileForm()}
        return render(request, "certificates/verify.html", context, status=422 if form.is_bound else 200)


@method_decorator(csrf_exempt, name="dispatch")
class VerifyFile(PublicView):
    """A file is looked at in memory and forgotten. Larger ones are never kept, not even for a moment on disk."""

    def dispatch(self, request, *args, **kwargs):
        # Set before anything reads the request, so the token can only be checked afterwards.
        request.upload_handlers = [MemoryFileUploadHandler(request)]
        return self._dispatch(request, *args, **kwargs)

    @method_decorator(csrf_protect)
    def _dispatch(self, request, *args, **kwargs):
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        return self._ask(request, forms.FileForm())

    def post(self, request):
        form = forms.FileForm(request.POST, request.FILES)
        if is_slowed(request, "files") or count(f"all-files-{network_behind(request)}") > FILES_WITHIN_PERIOD:
            return slow_down(request)
        if not form.is_valid():
            return self._ask(request, form, status=422)
        return self._answer(request, form.cleaned_data["file"])

    def _ask(self, request, form, status=200):
        context = {"form": forms.CodeForm(), "file_form": form}
        return render(request, "certificates/verify.html", context, status=status)

    def _answer(self, request, pdf: bytes):
        today = clock.today()
        found = queries.document_by_file(hashlib.sha256(pdf).hexdigest(), on=today)
        seal = verifying.seal_of(pdf, trust=queries.trusted_certificates())
        if found is None or seal.certificate is None:
            note_wrong_try(request, "files")
        kind, sentence = file_verdict(found, seal)
        context = {
            "kind": kind,
            "sentence": sentence,
            "findings": [register_finding(found), seal.finding, *inner_findings(pdf, seal)],
            "checked_at": clock.now(),
            "file_form": forms.FileForm(),
            "trail": TRAIL,
        }
        return render(request, "certificates/file_verdict.html", context)


def file_verdict(found: queries.Document | None, seal: verifying.Seal) -> tuple[str, str]:
    """The one sentence on top: genuine only if both register and seal say so."""
    if found is None and seal.certificate is None:
        return "danger", " ".join([gettext("Das ist kein unveränderter Nachweis dieser Stelle."), seal.finding.sentence])
    if found is None:
        return "danger", gettext("Diese Datei trägt unser Siegel, steht aber nicht im Register. Bitte wenden Sie sich an uns.")
    if found.content.is_sample:
        return "warning", str(SAMPLE)
    return VERDICTS[found.status], sentence_for(found)


def register_finding(found: queries.Document | None) -> verifying.Finding:
    if found is None:
        return verifying.Finding(gettext("Register"), verifying.Outcome.FAILS, gettext("Diese Datei steht nicht im Register."))
    words = gettext("Diese Datei steht im Register als %(number)s.") % {"number": found.certificate.full_number}
    return verifying.Finding(gettext("Register"), verifying.Outcome.HOLDS, words)


def inner_findings(pdf: bytes, seal: verifying.Seal) -> list[verifying.Finding]:
    """Badge and print; only a file whose seal holds is taken apart."""
    if seal.certificate is None:
        return []
    files = verifying.attached(pdf)
    badge = verifying.as_json(files.get(JSON_NAME))
    keys = verifying.as_json(files.get(ISSUER_NAME))
    return [
        verifying.badge_finding(files, keys=keys, certificate=seal.certificate),
        verifying.print_finding(pdf, badge),
    ]


@method_decorator(sensitive_post_parameters("family_name"), name="dispatch")
class Verdict(PublicView):
    """What the register says about one code, in the words of the curriculum (section 7.4).

    A code that exists is always answered: seventy random bits cannot be guessed, and a town hall shares one address. Slowed are
    unknown codes and wrong names; a mistyped code is neither looked up nor counted (docs/decisions/0017).
    """

    def get(self, request, code):
        found = self._found(code)
        return self._show(request, found, forms.FamilyNameForm()) if found else self._unknown(request, code)

    def post(self, request, code):
        found = self._found(code)
        if found is None:
            return self._unknown(request, code)
        form = forms.FamilyNameForm(request.POST)
        if not form.is_valid():
            return self._show(request, found, form, status=422)
        guesses = f"wrong-names-{found.certificate.code}"
        if is_slowed(request, "names") or cache.get(guesses, 0) >= WRONG_TRIES:
            return slow_down(request)
        if queries.is_family_name(found.content, form.cleaned_data["family_name"]):
            return self._show(request, found, form, is_known=True)
        note_wrong_try(request, "names")
        count(guesses)
        # A wrong name is answered like none, but what was typed stays.
        return self._show(request, found, forms.FamilyNameForm(initial=form.cleaned_data))

    def _found(self, typed: str) -> queries.Document | None:
        code = codes.read_code(typed)
        found = queries.document_by_code(code, on=clock.today()) if code else None
        return found if found and found.status != Status.PENDING else None

    def _unknown(self, request, typed: str):
        if codes.read_code(typed):
            if is_slowed(request, "codes"):
                return slow_down(request)
            note_wrong_try(request, "codes")
        context = {"kind": "danger", "sentence": UNKNOWN, "code_form": forms.AnotherCodeForm(), "trail": TRAIL}
        return render(request, "certificates/verdict.html", context, status=404)

    def _show(self, request, found, form, *, is_known=False, status=200):
        content = found.content
        context = {
            "kind": "warning" if content.is_sample else VERDICTS[found.status],
            "sentence": SAMPLE if content.is_sample else sentence_for(found),
            "otherwise": sentence_for(found) if content.is_sample else "",
            "found": found if found.is_running else None,
            "content": content,
            "shown_code": codes.shown(found.certificate.code),
            "name": content.holder if is_known else queries.masked(content),
            "is_known": is_known,
            "form": form,
            "code_form": forms.AnotherCodeForm(),
            "checked_at": clock.now(),
            "trail": TRAIL,
        }
        return render(request, "certificates/verdict.html", context, status=status)


def sentence_for(found: queries.Document) -> str:
    """The sentence of the version's wording for the status of today; a record without an end is simply genuine."""
    certificate, wording = found.certificate, found.content.wording["verification"]
    if found.status == Status.REVOKED:
        return wording["revoked"].format(date=day(found.events["revoked"].at))
    if found.status == Status.REPLACED:
        return wording["replaced"].format(date=day(found.events["replaced"].at))
    if certificate.valid_until is None:
        return gettext("Diese Teilnahmebescheinigung ist echt. Sie wurde am %(day)s ausgestellt.") % {
            "day": day(certificate.issued_on)
        }
    ended = day(certificate.valid_until)
    if found.status == Status.VALID:
        return wording["valid"].format(date=ended)
    if certificate.extension_until and clock.today() <= certificate.extension_until:
        return wording["extendable"].format(date=ended, extension_until=day(certificate.extension_until))
    return wording["expired"].format(date=ended)
