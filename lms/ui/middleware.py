"""Headers every answer carries."""

from csp.constants import SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.http import Http404


def no_null_characters(get_response):
    """There is no page whose address holds a null character; PostgreSQL would refuse to look for one with an error."""

    def middleware(request):
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404
        return get_response(request)

    return middleware


class ContentSecurityPolicy(CSPMiddleware):
    """The strict policy everywhere; Wagtail's own editing screens still need inline script and style."""

    def process_response(self, request, response):
        if request.path.startswith("/redaktion/"):
            response._csp_replace = {
                "script-src": [SELF, UNSAFE_INLINE],
                "style-src": [SELF, UNSAFE_INLINE],
                "frame-src": [SELF],
                "frame-ancestors": [SELF],
            }
        return super().process_response(request, response)
