"""Headers every answer carries."""

from csp.constants import SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware


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
