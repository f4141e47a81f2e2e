"""Public verification by code: no account, no listing, no personal data beyond what the paper shows."""

from contextlib import suppress
from ipaddress import ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views import View

from certificates import codes, forms, queries
from certificates.models import Status
from lms import clock
from lms.ui.formats import day

WRONG_TRIES, WITHIN_SECONDS = 20, 600
VERDICTS = {Status.VALID: "success", Status.EXPIRED: "warning", Status.REPLACED: "warning", Status.REVOKED: "danger"}
TRAIL = [(_("Startseite"), "/"), (_("Zertifikat prüfen"), reverse_lazy("certificates:verify"))]
UNKNOWN = "Zu diesem Prüfcode gibt es kein Zertifikat. Prüfen Sie die Eingabe oder wenden Sie sich an die ausstellende Stelle."


class PublicView(View):
    """Not for search engines, and slow for whoever guesses."""

    def dispatch(self, request, *args, **kwargs):
        response: HttpResponseBase
        if cache.get(self._key(request), 0) >= WRONG_TRIES:
            response = render(request, "certificates/slow_down.html", {"minutes": WITHIN_SECONDS // 60}, status=429)
            response["Retry-After"] = str(WITHIN_SECONDS)
        else:
            response = super().dispatch(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Cache-Control"] = "no-store"
        return response

    def note_wrong_try(self, request) -> None:
        key = self._key(request)
        cache.add(key, 0, WITHIN_SECONDS)
        # The count may run out between the two lines; then this was the first try of a new period.
        with suppress(ValueError):
            cache.incr(key)

    def _key(self, request) -> str:
        return f"wrong-codes-{network_of(get_adapter().get_client_ip(request))}"


def network_of(address: str) -> str:
    """The network somebody comes from: of the long addresses the first half, which one household shares."""
    host = ip_address(address)
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
        if form.is_bound:
            self.note_wrong_try(request)
        return render(request, "certificates/verify.html", {"form": form}, status=422 if form.is_bound else 200)


class Verdict(PublicView):
    """What the register says about one code, in the words of the curriculum (section 7.4)."""

    def get(self, request, code):
        return self._answer(request, code, forms.SurnameForm())

    def post(self, request, code):
        form = forms.SurnameForm(request.POST)
        return self._answer(request, code, form, status=200 if form.is_valid() else 422)

    def _answer(self, request, typed, form, status=200):
        code = codes.read_code(typed)
        found = queries.document_by_code(code, on=clock.today()) if code else None
        if found is None or found.status == Status.PENDING:
            self.note_wrong_try(request)
            unknown = {"kind": "danger", "sentence": UNKNOWN, "code_form": forms.AnotherCodeForm(), "trail": TRAIL}
            return render(request, "certificates/verdict.html", unknown, status=404)
        content = found.content
        was_compared = form.is_bound and form.is_valid()
        is_known = was_compared and queries.is_family_name(content, form.cleaned_data["family_name"])
        if was_compared and not is_known:
            self.note_wrong_try(request)
            form = forms.SurnameForm()
        context = {
            "kind": VERDICTS[found.status],
            "sentence": sentence_for(found),
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
        return f"Diese Teilnahmebescheinigung ist echt. Sie wurde am {day(certificate.issued_on)} ausgestellt."
    ended = day(certificate.valid_until)
    if found.status == Status.VALID:
        return wording["valid"].format(date=ended)
    if certificate.extension_until and clock.today() <= certificate.extension_until:
        return wording["extendable"].format(date=ended, extension_until=day(certificate.extension_until))
    return wording["expired"].format(date=ended)
