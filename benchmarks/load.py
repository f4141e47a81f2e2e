"""Readers with one connection each, who ask again as soon as they have an answer."""

import gzip
import http.client
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles

WARM_UP = 3


@dataclass(frozen=True)
class Ask:
    """One request as somebody's session."""

    path: str
    session: str
    status: int = 200


@dataclass
class Answers:
    """What a round of requests took: seconds each, and what the last answer told."""

    seconds: list[float] = field(default_factory=list)
    statements: int = 0
    raw_bytes: int = 0
    packed_bytes: int = 0
    wall: float = 0.0

    @property
    def p50(self) -> float:
        return median(self.seconds) * 1000

    @property
    def p95(self) -> float:
        return quantiles(self.seconds, n=20)[18] * 1000 if len(self.seconds) > 1 else self.p50

    @property
    def per_second(self) -> float:
        return len(self.seconds) / self.wall


class Reader:
    """A browser without a screen: keeps its connection, refuses any answer but the expected one."""

    def __init__(self, port: int):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def ask(self, ask: Ask) -> tuple[float, http.client.HTTPResponse, bytes]:
        headers = {"Cookie": f"sessionid={ask.session}"}
        started = time.perf_counter()
        self.connection.request("GET", ask.path, headers=headers)
        response = self.connection.getresponse()
        body = response.read()
        seconds = time.perf_counter() - started
        if response.status != ask.status:
            raise RuntimeError(f"{ask.path} answered {response.status} instead of {ask.status}: the run is spoiled.")
        return seconds, response, body


def ask_all(port: int, asks: Sequence[Ask], *, at_once: int) -> Answers:
    """Ask everything once, spread over as many readers; never two requests of one reader at a time."""
    found = Answers()
    shares = [list(asks[number::at_once]) for number in range(at_once)]
    results: list[list] = [[] for _share in shares]
    ready = threading.Barrier(at_once + 1)

    def work(share, result):
        reader = Reader(port)
        for ask in share[:WARM_UP]:
            reader.ask(ask)
        ready.wait()
        result += [reader.ask(ask) for ask in share]

    threads = [threading.Thread(target=work, args=pair) for pair in zip(shares, results, strict=True)]
    for thread in threads:
        thread.start()
    ready.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    found.wall = time.perf_counter() - started
    answered = [one for result in results for one in result]
    if len(answered) != len(asks):
        raise RuntimeError("Not every request was answered: the run is spoiled.")
    found.seconds = [seconds for seconds, _response, _body in answered]
    _seconds, response, body = answered[-1]
    found.statements = int(response.headers["X-Statements"])
    found.raw_bytes, found.packed_bytes = len(body), len(gzip.compress(body, 6))
    return found


def cpu_of(read_cpu: Callable[[], float], work: Callable[[], Answers]) -> tuple[Answers, float]:
    """The answers, and the processor milliseconds each of them took on the side of the server."""
    before = read_cpu()
    answers = work()
    return answers, (read_cpu() - before) * 1000 / len(answers.seconds)
