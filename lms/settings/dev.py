"""The demo and a developer's machine: SQLite, mails on a page, no secret worth keeping."""

from .base import *  # noqa: F403
from .base import DATA_DIR, env

SECRET_KEY = env("SECRET_KEY", default="nur-fuer-die-demo-niemals-im-betrieb-0123456789abcdef")
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *env.list("ALLOWED_HOSTS", default=[])]
DEMO = True

KEYS_PASSPHRASE = env("KEYS_PASSPHRASE", default="nur-fuer-die-demo")

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mails"
