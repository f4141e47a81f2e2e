"""What the world needs to check documents without us: status list, public keys, certificate chains. Public, no account."""

from django.core.cache import cache
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views import View

from certificates import open_badges, queries, status_list
from certificates.keys import KeyUnusable
from certificates.models import SigningKey
from lms import clock

TRAIL = [(_("Startseite"), "/"), (_("Zertifikat prüfen"), reverse_lazy("certificates:verify"))]
KEPT_SECONDS = 3600


class StatusList(View):
    """The signed list; made anew when a document has ended, or after an hour."""

    def get(self, request):
        ended, now = queries.ended_indices(), clock.now()
        try:
            key = queries.usable_key(SigningKey.Purpose.STATUS, at=now)
        except KeyUnusable as refusal:
            return HttpResponse(str(refusal), status=503, content_type="text/plain; charset=utf-8")
        name = f"status-list-{key.id}-{len(ended)}"
        document = cache.get_or_set(name, lambda: status_list.signed(ended, queries.issuer(), key, at=now), KEPT_SECONDS)
        return JsonResponse(document, content_type="application/vc")


class DidDocument(View):
    """The public keys of the issuer, the old ones too, where `did:web` looks for them."""

    def get(self, request):
        document = open_badges.did_document(queries.issuer(), queries.public_keys())
        return JsonResponse(document, content_type="application/did+json")


class Keys(View):
    """The same for people, with the certificates as files."""

    def get(self, request):
        context = {"keys": SigningKey.objects.all(), "trail": TRAIL}
        return render(request, "certificates/keys.html", context)


class KeyChain(View):
    def get(self, request, key_id):
        key = get_object_or_404(SigningKey, key_id=key_id)
        response = HttpResponse(key.chain, content_type="application/x-pem-file")
        response["Content-Disposition"] = f'attachment; filename="{key.purpose}-{key.key_id}.pem"'
        return response
