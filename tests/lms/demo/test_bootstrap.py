"""What the one command says when it cannot go on: a clear sentence, and nothing broken."""

import socket
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

import manage
from lms.demo.management.commands import demo


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """A checkout without an environment of its own."""
    monkeypatch.setattr(manage, "HOME", tmp_path)
    monkeypatch.setattr(manage, "ENVIRONMENT", tmp_path / ".venv")
    monkeypatch.setattr(manage, "STAMP", tmp_path / ".venv" / "lock-installed.txt")
    for lock in manage.LOCKS.values():
        (tmp_path / lock).write_text(f"inhalt von {lock}", encoding="utf-8")
    return tmp_path


def make_environment(folder, *, lock):
    python = manage.python_of(folder / ".venv")
    python.parent.mkdir(parents=True)
    python.touch()
    manage.STAMP.write_text(manage.stamp_of(lock), encoding="utf-8")


def refusal_of(capsys, call) -> str:
    with pytest.raises(SystemExit) as end:
        call()
    assert end.value.code == 1
    return capsys.readouterr().err


def test_old_python_is_told_which_one_is_needed(bare, monkeypatch, capsys):
    monkeypatch.setattr(manage.sys, "version_info", (3, 9, 2, "final", 0))

    said = refusal_of(capsys, lambda: manage.enter_environment(bare / "requirements.lock"))

    assert said == "Diese Software braucht Python 3.11 oder neuer. Gestartet wurde sie mit Python 3.9.\n"
    assert not (bare / ".venv").exists()


def test_folder_that_cannot_be_written_is_named(bare, monkeypatch, capsys):
    def refuse(lock):
        raise PermissionError(13, "Permission denied", "/fremd/.venv")

    monkeypatch.setattr(manage, "install", refuse)

    said = refusal_of(capsys, lambda: manage.enter_environment(bare / "requirements.lock"))

    assert said == "In diesem Ordner darf nicht geschrieben werden: /fremd/.venv. Bitte wählen Sie einen anderen Ordner.\n"


def test_failed_installation_asks_to_start_again(bare, monkeypatch, capsys):
    def fail(lock):
        raise subprocess.CalledProcessError(2, "pip")

    monkeypatch.setattr(manage, "install", fail)

    said = refusal_of(capsys, lambda: manage.enter_environment(bare / "requirements.lock"))

    assert said == "Die Pakete konnten nicht installiert werden (Befehl endete mit 2). Bitte starten Sie erneut.\n"


def test_environment_without_its_stamp_is_half_finished(bare):
    make_environment(bare, lock="requirements.lock")
    assert manage.is_installed(bare / "requirements.lock")

    manage.STAMP.unlink()

    assert not manage.is_installed(bare / "requirements.lock")


def test_changed_lock_asks_for_a_new_installation(bare):
    make_environment(bare, lock="requirements.lock")

    (bare / "requirements.lock").write_text("anderer inhalt", encoding="utf-8")

    assert not manage.is_installed(bare / "requirements.lock")


def test_environment_of_the_tests_serves_the_demo_too(bare):
    make_environment(bare, lock="requirements-dev.lock")

    assert manage.is_installed(bare / "requirements.lock")


def test_environment_of_the_demo_does_not_serve_the_tests(bare):
    make_environment(bare, lock="requirements.lock")

    assert not manage.is_installed(bare / "requirements-dev.lock")


def test_python_that_cannot_run_has_no_version(bare):
    make_environment(bare, lock="requirements.lock")

    assert manage.python_version_of(bare / ".venv") is None


def test_python_that_runs_tells_its_version():
    environment = manage.Path(sys.prefix)

    assert manage.python_version_of(environment) == sys.version_info[:2]


def test_taken_port_names_another():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(CommandError) as refusal:
            demo.refuse_taken_port(port)

    assert str(refusal.value) == (
        f"Der Port {port} ist schon belegt. Wählen Sie einen anderen: python3 manage.py demo --port {port + 1}"
    )


@pytest.mark.parametrize(
    ("said", "leads_to"), [(None, "http://127.0.0.1:8123"), ("https://vorschau.example", "https://vorschau.example")]
)
def test_mails_and_documents_lead_to_the_port_of_the_demo(settings, monkeypatch, said, leads_to):
    settings.BASE_URL = "http://127.0.0.1:8000"
    monkeypatch.setenv("BASE_URL", said or "")
    if not said:
        monkeypatch.delenv("BASE_URL")

    demo.lead_to(8123)

    assert leads_to == settings.BASE_URL


def test_data_folder_that_cannot_be_written_is_named(settings, tmp_path):
    blocked = tmp_path / "datei"
    blocked.touch()
    settings.DATA_DIR = blocked / "var"

    with pytest.raises(CommandError) as refusal:
        demo.prepare_folder(reset=False)

    assert str(refusal.value) == (
        f"In den Ordner {blocked / 'var'} darf nicht geschrieben werden. Mit DATA_DIR wählen Sie einen anderen."
    )


def test_demo_runs_with_its_own_settings_only(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="Die Vorführung läuft nur"):
        call_command("demo")
