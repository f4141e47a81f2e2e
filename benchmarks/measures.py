"""What is asked, of whom, and which floor it stands beside."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice

from benchmarks.floor.models import Reader as FloorReader
from courses.catalogue.models import Lesson
from courses.cohorts.models import Cohort
from lms.accounts.models import Person

from .data import session_of, session_on_the_floor
from .load import Answers, Ask, ask_all, cpu_of
from .serving import Server

READERS = 16


@dataclass(frozen=True)
class Measure:
    """One page of the workload: its letter, its name, what is asked for, and how often in a round."""

    letter: str
    name: str
    asks: Callable[[], list[Ask]]


@dataclass
class Figures:
    """What one measure took, over all rounds."""

    letter: str
    name: str
    p50: float
    p95: float
    per_second: float
    cpu: float
    statements: int
    raw_bytes: int
    packed_bytes: int


def take(server: Server, measure: Measure, *, rounds: int) -> Figures:
    """One reader for the median, eight at once for tail and throughput; processor time is that of the single reader."""
    asks = measure.asks()
    alone = [cpu_of(server.cpu, lambda: ask_all(server.port, asks, at_once=1)) for _round in range(rounds)]
    together = [ask_all(server.port, asks, at_once=8) for _round in range(rounds)]
    last: Answers = alone[-1][0]
    pooled = Answers(seconds=[second for answers in together for second in answers.seconds])
    return Figures(
        letter=measure.letter,
        name=measure.name,
        p50=_middle([answers.p50 for answers, _cpu in alone]),
        p95=pooled.p95,
        per_second=_middle([answers.per_second for answers in together]),
        cpu=_middle([cpu for _answers, cpu in alone]),
        statements=last.statements,
        raw_bytes=last.raw_bytes,
        packed_bytes=last.packed_bytes,
    )


def _middle(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def floor_measures() -> dict[str, Measure]:
    sessions = [session_on_the_floor(reader) for reader in FloorReader.objects.all()[:READERS]]
    pages = {
        "empty": ("leere Seite", 400),
        "course": ("Kursseite", 200),
        "save": ("Antwort speichern", 200),
        "table": ("Tabelle", 24),
    }
    return {key: Measure("", name, partial(_spread, [f"/{key}/"], sessions, count)) for key, (name, count) in pages.items()}


def product_measures(cohorts: dict[str, Cohort]) -> dict[str, Measure]:
    main = cohorts["QK-500"]
    learners = [session_of(person) for person in Person.objects.filter(enrolments__cohort=main).order_by("pk")[:READERS]]
    trainer = [session_of(main.trainer_rows.get().person)]
    units = [lesson.address_in(main) for lesson in Lesson.objects.filter(component__version=main.version, kind="unit")]
    found = {
        "course": Measure("B", "Kursseite", partial(_spread, [f"/lernen/{main.slug}/"], learners, 200)),
        "unit": Measure("C", "Einheit", partial(_spread, units, learners, 200)),
    }
    for code, cohort in cohorts.items():
        lists = f"/lehren/durchgaenge/{cohort.slug}/listen"
        for key, name, path, count in (
            ("results-20", "Ergebnisse, 20 je Seite", f"{lists}/ergebnisse/", 60),
            ("results-100", "Ergebnisse, 100 je Seite", f"{lists}/ergebnisse/?je_seite=100", 40),
            ("results-all", "Ergebnisse, alle", f"{lists}/ergebnisse/?je_seite=alle", 16),
            ("quizzes", "Testergebnisse, 100 je Seite", f"{lists}/tests/?je_seite=100", 40),
            ("matrix", "Lernschritte, 100 je Seite", f"{lists}/lernschritte/?je_seite=100", 40),
            ("participants", "Teilnehmende, 100 je Seite", f"{lists}/teilnehmende/?je_seite=100", 40),
            ("csv", "Ergebnisse als CSV", f"{lists}/ergebnisse.csv", 16),
        ):
            found[f"{key} {code}"] = Measure(
                "F", f"{name}, {code}", lambda path=path, count=count: _spread([path], trainer, count)
            )
    return found


def pages_to_weigh(cohorts: dict[str, Cohort]) -> dict[str, tuple[str, str]]:
    """The two pages a browser is sent to, each with a session."""
    main = cohorts["QK-500"]
    session = session_of(Person.objects.filter(enrolments__cohort=main).order_by("pk")[0])
    unit = Lesson.objects.filter(component__version=main.version, kind="unit").first()
    return {"Kursseite": (f"/lernen/{main.slug}/", session), "Einheit": (unit.address_in(main), session)}


def _spread(paths: list[str], sessions: list[str], count: int) -> list[Ask]:
    """`count` requests, paths and sessions in turn."""
    return [Ask(path, session) for path, session in islice(_pairs(paths, sessions), count)]


def _pairs(paths: list[str], sessions: list[str]) -> Iterator[tuple[str, str]]:
    yield from zip(cycle(paths), cycle(sessions), strict=False)
