"""Headers every answer carries."""

from csp.constants import SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import Http404
from django.utils.cache import patch_cache_control


def no_null_characters(get_response):
    """There is no page whose address holds a null character; PostgreSQL would refuse to look for one with an error."""

    def middleware(request):
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404
        return get_response(request)

    return middleware


def nothing_personal_is_kept(get_response):
    """What somebody sees while signed in is kept by no cache: not by a proxy, and not for the next person at the same screen."""

    def middleware(request):
        response = get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response

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
