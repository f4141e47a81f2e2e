"""Figures beside their floor, and each goal with what was reached."""

from dataclasses import dataclass

from .measures import Figures
from .weight import Weight


@dataclass(frozen=True)
class Goal:
    """One line of the goals: what was asked, what was reached, in the same words."""

    number: str
    what: str
    asked: str
    reached: str
    is_met: bool


@dataclass
class Run:
    """Everything one run has found."""

    database: str
    floor: dict[str, Figures]
    product: dict[str, Figures]
    signing_in: tuple[float, float]
    weights: dict[str, tuple[Weight, Weight]]
    attempt_bytes: float
    memory: float

    def ratio(self, key: str, floor: str) -> float:
        return self.product[key].cpu / self.floor[floor].cpu

    def goals(self) -> list[Goal]:
        course, cold_warm = self.product["course"], self.weights["Kursseite"]
        return [
            self._at_most("1", "Kursseite mit 30 Lernschritten", "course", "course", 5),
            Goal("2", "Anweisungen je Kursseite", "≤ 14", str(course.statements), course.statements <= 14),
            self._at_most("3", "Einheit", "unit", "course", 3.6),
            self._at_most("8", "Ergebnisse von 500 auf einer Seite", "results-all QK-500", "table", 4),
            self._at_most("8", "Ergebnisse von 500, 100 je Seite", "results-100 QK-500", "table", 1.3),
            self._growth("9", "Ergebnisse, 100 je Seite, von 500 auf 5 000", "results-100", 1.3),
            self._growth("9", "Testergebnisse, von 500 auf 5 000", "quizzes", 1.5),
            self._at_most("10", "CSV von 500", "csv QK-500", "table", 1.2),
            Goal("12", "Kursseite, gepackt", "≤ 16 kB", _kilobytes(course.packed_bytes), course.packed_bytes <= 16_000),
            Goal("12", "Kursseite, erster Besuch", "≤ 380 kB", _kilobytes(cold_warm[0].bytes), cold_warm[0].bytes <= 380_000),
            Goal("12", "Kursseite, zweiter Besuch", "1 Anfrage", str(cold_warm[1].requests), cold_warm[1].requests == 1),
            Goal("12", "Datenbank je Versuch", "≤ 23 kB", _kilobytes(self.attempt_bytes), self.attempt_bytes <= 23_000),
            Goal(
                "–",
                "Speicher je Prozess, Gemeinsames einmal",
                "≤ 160 MiB",
                f"{self.memory:.0f} MiB",
                self.memory <= 160,
            ),
        ]

    def _at_most(self, number: str, what: str, key: str, floor: str, most: float) -> Goal:
        reached = self.ratio(key, floor)
        return Goal(number, what, f"≤ {_number(most)} F", f"{_number(reached)} F", reached <= most)

    def _growth(self, number: str, what: str, key: str, most: float) -> Goal:
        reached = self.product[f"{key} QK-5000"].cpu / self.product[f"{key} QK-500"].cpu
        return Goal(number, what, f"≤ {_number(most)} ×", f"{_number(reached)} ×", reached <= most)

    def as_markdown(self) -> str:
        lines = [f"### {self.database}", "", "| Ziel | was | gefordert | erreicht | Urteil |", "| --- | --- | --- | --- | --- |"]
        for goal in self.goals():
            verdict = "erfüllt" if goal.is_met else "**verfehlt**"
            lines.append(f"| {goal.number} | {goal.what} | {goal.asked} | {goal.reached} | {verdict} |")
        lines += ["", "| Teil | Seite | p50 ms | p95 ms | je s | CPU ms | Anweisungen | kB | kB gepackt |"]
        lines += ["| --- | --- | --: | --: | --: | --: | --: | --: | --: |"]
        lines += [_row("", f"Boden: {figures.name}", figures) for figures in self.floor.values()]
        lines += [_row(figures.letter, figures.name, figures) for figures in self.product.values()]
        clock, cpu = self.signing_in
        lines.append(f"| A | Einloggen: Formular, Passwort, erste Seite | {clock:.0f} | | | {cpu:.0f} | | | |")
        lines += ["", "| Seite im Browser | Anfragen kalt | kB kalt | Anfragen warm | kB warm | Knoten |"]
        lines += ["| --- | --: | --: | --: | --: | --: |"]
        lines += [_weight_row(name, *weights) for name, weights in self.weights.items()]
        return "\n".join([*lines, ""])


def _row(letter: str, name: str, figures: Figures) -> str:
    cells = [
        f"{figures.p50:.1f}",
        f"{figures.p95:.1f}",
        f"{figures.per_second:.0f}",
        f"{figures.cpu:.1f}",
        str(figures.statements),
        f"{figures.raw_bytes / 1000:.1f}",
        f"{figures.packed_bytes / 1000:.1f}",
    ]
    return f"| {letter} | {name} | " + " | ".join(cells).replace(".", ",") + " |"


def _weight_row(name: str, cold: Weight, warm: Weight) -> str:
    cells = [cold.requests, _kilobytes(cold.bytes), warm.requests, _kilobytes(warm.bytes), cold.nodes]
    return f"| {name} | " + " | ".join(map(str, cells)) + " |"


def _kilobytes(count: float) -> str:
    return f"{count / 1000:.1f} kB".replace(".", ",")


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")
