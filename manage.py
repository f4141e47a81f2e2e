#!/usr/bin/env python3
"""The one command. On a bare checkout it first makes its own environment, with nothing but Python.

`python3 manage.py demo` and `python3 manage.py test` install the locked packages into `.venv` when that is needed; every
other command expects them to be there.
"""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HOME = Path(__file__).resolve().parent
ENVIRONMENT = HOME / ".venv"
STAMP = ENVIRONMENT / "lock-installed.txt"
LOCKS = {"demo": "requirements.lock", "test": "requirements-dev.lock"}
OLDEST = (3, 11)


def main():
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    if command in LOCKS:
        enter_environment(HOME / LOCKS[command])
    if command == "test":
        sys.exit(run_tests(sys.argv[2:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.dev")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        stop("Die Pakete fehlen noch. Bitte starten Sie zuerst: python3 manage.py demo")
    execute_from_command_line(sys.argv)


def run_tests(arguments: list[str]) -> int:
    """The fast tier on all cores; `--full` runs the full tier instead. Everything else goes to pytest."""
    is_full = "--full" in arguments
    tier = ["-m", "full"] if is_full else ["-n", "auto", "--dist", "loadscope"]
    rest = [argument for argument in arguments if argument != "--full"]
    environment = {**os.environ, "TEST_SQLITE_FILE": "1"} if is_full else None
    return subprocess.call([sys.executable, "-m", "pytest", *tier, *rest], cwd=HOME, env=environment)


def enter_environment(lock: Path):
    """Make sure that `.venv` holds the packages of the lock file, and go on inside it."""
    if sys.version_info < OLDEST:
        version = ".".join(map(str, sys.version_info[:2]))
        stop(f"Diese Software braucht Python 3.11 oder neuer. Gestartet wurde sie mit Python {version}.")
    if not is_installed(lock):
        try:
            install(lock)
        except PermissionError as error:
            stop(f"In diesem Ordner darf nicht geschrieben werden: {error.filename}. Bitte wählen Sie einen anderen Ordner.")
        except subprocess.CalledProcessError as error:
            stop(f"Die Pakete konnten nicht installiert werden (Befehl endete mit {error.returncode}). Bitte starten Sie erneut.")
    if Path(sys.prefix).resolve() != ENVIRONMENT.resolve():
        python = python_of(ENVIRONMENT)
        arguments = [str(python), str(HOME / "manage.py"), *sys.argv[1:]]
        if os.name == "nt":
            sys.exit(subprocess.call(arguments))
        os.execv(python, arguments)


def is_installed(lock: Path) -> bool:
    """Whether the environment was finished for this lock, or for the larger one that contains it."""
    if not STAMP.exists() or not python_of(ENVIRONMENT).exists():
        return False
    done = STAMP.read_text(encoding="utf-8")
    return any(done == stamp_of(name) for name in {lock.name, "requirements-dev.lock"})


def stamp_of(name: str) -> str:
    version = ".".join(map(str, sys.version_info[:2]))
    return f"{name} {version}\n" + (HOME / name).read_text(encoding="utf-8")


def install(lock: Path):
    say("Umgebung wird angelegt. Das dauert beim ersten Mal ein bis zwei Minuten.")
    STAMP.unlink(missing_ok=True)
    uv = shutil.which("uv")
    if python_version_of(ENVIRONMENT) != sys.version_info[:2]:
        say("Schritt 1 von 2: Python-Umgebung anlegen")
        venv.EnvBuilder(clear=True, with_pip=not uv).create(ENVIRONMENT)
    say(f"Schritt 2 von 2: Pakete aus {lock.name} installieren" + (" (mit uv)" if uv else " (mit pip)"))
    python = str(python_of(ENVIRONMENT))
    if uv:
        command = [uv, "pip", "install", "--python", python, "--compile-bytecode", "--require-hashes", "-r", str(lock)]
        subprocess.run(command, check=True, env={**os.environ, "UV_PYTHON_DOWNLOADS": "never"})
    else:
        subprocess.run([python, "-m", "ensurepip", "--default-pip"], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([python, "-m", "pip", "install", "--require-hashes", "-r", str(lock)], check=True)
    STAMP.write_text(stamp_of(lock.name), encoding="utf-8")


def python_of(environment: Path) -> Path:
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def python_version_of(environment: Path) -> tuple[int, int] | None:
    """Which Python an environment was made with; None if there is none, or one that cannot run."""
    try:
        code = "import sys; print(*sys.version_info[:2])"
        found = subprocess.run([python_of(environment), "-c", code], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    major, minor = found.stdout.split()
    return int(major), int(minor)


def say(text: str):
    print(text, flush=True)


def stop(text: str):
    print(text, file=sys.stderr)
    sys.exit(1)


if __name__ == "__main__":
    main()
