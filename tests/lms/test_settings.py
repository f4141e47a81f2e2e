"""Production refuses to start half-configured; run in a process of its own, because settings are read once."""

import os
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
COMPLETE = {
    "SECRET_KEY": "x" * 50,
    "DATABASE_URL": "postgres://nobody@127.0.0.1/none",
    "REDIS_URL": "redis://127.0.0.1/0",
    "ALLOWED_HOSTS": "quartier.example",
    "BASE_URL": "https://quartier.example",
    "EMAIL_URL": "smtp://127.0.0.1:25",
    "DEFAULT_FROM_EMAIL": "campus@quartier.example",
}


def load_production(settings: dict[str, str], then: str = "print('geladen')") -> str:
    """The last line of what loading the settings, and some code after it, said; "geladen" if they were accepted."""
    bare = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "PYTHONPATH")}
    command = [sys.executable, "-c", f"import lms.settings.production\n{then}"]
    run = subprocess.run(command, cwd=HOME, env={**bare, **settings}, capture_output=True, text=True, check=False)
    return (run.stdout + run.stderr).strip().splitlines()[-1]


def test_complete_settings_are_accepted():
    assert load_production(COMPLETE) == "geladen"


def test_all_missing_settings_are_named_at_once():
    said = load_production({"SECRET_KEY": "x" * 50})

    missing = "DATABASE_URL, REDIS_URL, ALLOWED_HOSTS, BASE_URL, EMAIL_URL, DEFAULT_FROM_EMAIL"
    assert said.endswith(f"Diese Einstellungen fehlen in der Umgebung: {missing}.")


def test_short_secret_is_refused():
    assert load_production({**COMPLETE, "SECRET_KEY": "kurz"}).endswith("SECRET_KEY braucht mindestens 50 Zeichen.")


def test_secret_may_come_from_a_file(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("y" * 60)
    settings = {name: value for name, value in COMPLETE.items() if name != "SECRET_KEY"}

    assert load_production({**settings, "SECRET_KEY_FILE": str(secret)}) == "geladen"


def test_report_of_an_error_holds_no_variable():
    fail_and_report = """
import json, os, sentry_sdk
def fail(typed):
    1 / len([])
client = sentry_sdk.get_client()
reports = []
client.options["before_send"] = lambda event, hint: reports.append(event)
try:
    fail(os.environ["TYPED"])
except ZeroDivisionError:
    sentry_sdk.capture_exception()
print(json.dumps(reports, default=str))
"""

    given = {"SENTRY_DSN": "https://key@127.0.0.1/1", "TYPED": "Teilnehmende Person 07"}

    report = load_production({**COMPLETE, **given}, fail_and_report)

    assert '"function": "fail"' in report
    assert "Person 07" not in report
