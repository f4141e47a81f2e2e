"""A: the form, the password, the page somebody lands on."""

import http.client
import re
import time
from urllib.parse import urlencode, urlsplit

from lms.accounts.models import Person

from .data import PASSWORD
from .load import Answers, cpu_of
from .serving import Server

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Visitor:
    """Somebody with an empty jar of cookies."""

    def __init__(self, port: int):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}

    def open(self, path: str, data: dict | None = None) -> tuple[http.client.HTTPResponse, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if data is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(
            "POST" if data is not None else "GET", path, urlencode(data) if data is not None else None, headers
        )
        response = self.connection.getresponse()
        text = response.read().decode()
        for line in response.headers.get_all("Set-Cookie") or []:
            name, _equals, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return response, text


def sign_in(port: int, email: str) -> None:
    """Form, password, and every redirect until a page stands there."""
    visitor = Visitor(port)
    _response, form = visitor.open("/einloggen/")
    found = TOKEN.search(form)
    if found is None:
        raise RuntimeError("The form has no token: the run is spoiled.")
    response, _text = visitor.open("/einloggen/", {"csrfmiddlewaretoken": found[1], "login": email, "password": PASSWORD})
    while response.status == 302:
        response, _text = visitor.open(urlsplit(response.headers["Location"]).path)
    if response.status != 200 or "sessionid" not in visitor.cookies:
        raise RuntimeError(f"Signing in ended with {response.status}: the run is spoiled.")


def take(server: Server, *, count: int) -> tuple[float, float]:
    """Milliseconds of one signing in, at the clock (median) and on the processor."""
    people = []
    for person in Person.objects.filter(email__startswith="p").order_by("pk")[:count]:
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
        people.append(person.email)

    def work() -> Answers:
        answers = Answers()
        for email in people:
            started = time.perf_counter()
            sign_in(server.port, str(email))
            answers.seconds.append(time.perf_counter() - started)
        return answers

    answers, cpu = cpu_of(server.cpu, work)
    return answers.p50, cpu
