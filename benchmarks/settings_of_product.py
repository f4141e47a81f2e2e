"""The product as it runs in production, on loopback: without HTTPS, without limits per network, with statements counted."""

from lms.settings.base import *  # noqa: F403
from lms.settings.base import INSTALLED_APPS, MIDDLEWARE

SECRET_KEY = "nur-zum-messen-0123456789-abcdefghijklmnopqrstuvwxyz"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# All readers come from one address here; in production each has their own.
ACCOUNT_RATE_LIMITS = False
MIDDLEWARE.insert(0, "benchmarks.counting.count_statements")
INSTALLED_APPS.append("benchmarks.floor")
