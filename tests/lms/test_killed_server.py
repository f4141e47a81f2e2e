"""What a person was told is saved is there after the whole web server was killed without warning."""

import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse

from courses.quizzes.models import Attempt
from courses.quizzes.queries import slot_states
from lms.demo.walk import right_response
from tests.campus import Campus, signed_in

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]
HOME = Path(__file__).resolve().parents[2]
TOKEN = "a" * 32
ANSWERED_IN_ONE_FIELD = {"single_choice", "short_text", "numeric", "essay"}


def address_of_database() -> str:
    made = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{made['NAME']}"
    return f"postgres://{made['USER']}@{made['HOST']}:{made['PORT']}/{made['NAME']}"


@contextmanager
def web_server():
    """Two workers on the database of the test, in a process group of their own; killed at the end, not asked to stop."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "DATABASE_URL": address_of_database(), "DJANGO_SETTINGS_MODULE": "lms.settings.test"}
    command = [sys.executable, "-m", "gunicorn", "lms.wsgi", "--workers", "2", "--threads", "4", "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen([*command, "--log-level", "error"], cwd=HOME, env=environment, start_new_session=True)
    try:
        wait_for(port)
        with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connected:
            yield connected
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=10)


def wait_for(port: int) -> None:
    for _try in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the web server did not start")


def ask(server, method: str, address: str, session: str, data: dict | None = None) -> int:
    cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    server.request(method, address, urlencode({"csrfmiddlewaretoken": TOKEN, **(data or {})}), headers)
    answer = server.getresponse()
    answer.read()
    return answer.status


def test_every_answer_that_was_acknowledged_outlives_the_server():
    campus = Campus()
    session = signed_in(campus.learner)
    slots = [slot for slot in campus.running.slots.all() if slot.content["kind"] in ANSWERED_IN_ONE_FIELD]
    writer = uuid.uuid4()

    with web_server() as server:
        for slot in slots:
            packet = {"based_on": 0, "writer": writer, "writer_seq": slot.number, "answer": right_response(slot.content)}
            address = reverse("courses:attempt-save", args=[campus.running.public_id, slot.number])
            assert ask(server, "POST", address, session, packet) == 200

    kept = {state.slot.pk for state in slot_states(campus.running) if state.is_answered}
    assert kept == {slot.pk for slot in slots}
    with web_server() as server:
        assert ask(server, "GET", reverse("courses:attempt-question", args=[campus.running.public_id, 1]), session) == 200
        assert ask(server, "POST", reverse("courses:attempt-hand-in", args=[campus.running.public_id]), session) == 302
    assert Attempt.objects.get(pk=campus.running.pk).submitted_at is not None
