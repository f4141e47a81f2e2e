"""What every template may rely on."""

from django.conf import settings


def site(request):
    session = getattr(request, "session", {})
    return {"site_name": settings.SITE_NAME, "is_demo": settings.DEMO, "theme": session.get("theme", "")}
