"""The tests: fast hashes, mails in memory, files in a folder of their own."""

import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .base import DATABASES, STORAGES, env

SECRET_KEY = "nur-fuer-tests-0123456789-abcdefghijklmnopqrstuvwxyz"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

TEST_DIR = Path(tempfile.mkdtemp(prefix="quartier-"))
MEDIA_ROOT = TEST_DIR / "media"
PRIVATE_ROOT = TEST_DIR / "private"
KEYS_DIR = str(TEST_DIR / "keys")
KEYS_PASSPHRASE = "nur-fuer-tests"
STORAGES["private"]["OPTIONS"] = {"location": PRIVATE_ROOT}

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3" and env.bool("TEST_SQLITE_FILE", default=False):
    DATABASES["default"]["TEST"] = {"NAME": TEST_DIR / "test.sqlite3"}

STATIC_ROOT = TEST_DIR / "static"
STATIC_ROOT.mkdir()
