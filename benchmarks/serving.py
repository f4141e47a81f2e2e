"""One web server with two workers, and how much processor time it and its database have used."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

CONFIGURATION = Path(__file__).resolve().parent.parent / "gunicorn.conf.py"
WORKERS = 2
TICKS = os.sysconf("SC_CLK_TCK")
DATABASE_PROCESSES = ("postgres", "redis-server")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    def __init__(self, process: subprocess.Popen, port: int):
        self.process, self.port = process, port

    def cpu(self) -> float:
        """Seconds used so far by the workers, and by a database that runs as processes of its own."""
        pids = [self.process.pid, *_children(self.process.pid), *_named(DATABASE_PROCESSES)]
        return sum(_cpu_of(pid) for pid in pids)

    def memory(self) -> float:
        """MiB the server takes, by its number of workers; what processes share counts once."""
        return sum(_memory_of(pid) for pid in [self.process.pid, *_children(self.process.pid)]) / WORKERS


@contextmanager
def serving(settings: str, application: str):
    """Serve an application while the block runs."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", application, "--config", str(CONFIGURATION), "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", str(WORKERS), "--keep-alive", "30", "--log-level", "warning"]
    process = subprocess.Popen(command, env={**os.environ, "DJANGO_SETTINGS_MODULE": settings})
    try:
        _wait_for(port)
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(port: int) -> None:
    for _attempt in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The web server did not start.")


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task")
    return [int(child) for task in tasks.iterdir() for child in (task / "children").read_text().split()]


def _named(names: tuple[str, ...]) -> list[int]:
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                if (folder / "comm").read_text().strip() in names:
                    found.append(int(folder.name))
            except OSError:
                continue
    return found


def _cpu_of(pid: int) -> float:
    """Seconds of a process and of its children that have ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(int(field) for field in fields[11:15]) / TICKS


def _memory_of(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
