"""The door for gunicorn and other WSGI servers."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.production")
application = get_wsgi_application()
get_resolver().reverse_dict  # noqa: B018 everything behind an address is loaded now, not for the first visitor
