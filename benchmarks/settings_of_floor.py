"""A bare Django project on the same database: what any page costs before it does anything of use."""

from .settings_of_product import ALLOWED_HOSTS, BASE_DIR, DATABASES, SECRET_KEY, SESSION_ENGINE

__all__ = ["ALLOWED_HOSTS", "BASE_DIR", "DATABASES", "SECRET_KEY", "SESSION_ENGINE"]

DEBUG = False
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "benchmarks.floor.urls"
WSGI_APPLICATION = "benchmarks.floor.wsgi.application"
INSTALLED_APPS = ["benchmarks.floor", "django.contrib.sessions"]
MIDDLEWARE = [
    "benchmarks.counting.count_statements",
    "django.contrib.sessions.middleware.SessionMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "benchmarks" / "floor" / "templates"],
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
