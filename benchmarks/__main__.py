"""The one command: a database of its own, the data, both servers, the ratios."""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
PAGE = HOME / "docs" / "benchmarks.md"
START, END = "<!-- figures: {} -->", "<!-- end: {} -->"


def main() -> None:
    options = read_options()
    with tempfile.TemporaryDirectory(prefix="quartier-benchmarks-") as folder:
        os.environ |= {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "benchmarks.settings_of_product"}
        if options.database:
            os.environ["DATABASE_URL"] = options.database
        import django

        django.setup()
        run = measure(rounds=options.rounds, quick=options.quick)
    print(run.as_markdown())
    if options.write:
        write(run)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--database", default="", help="address of an empty PostgreSQL database (usual: a new SQLite file)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each measure, from which the median is taken")
    parser.add_argument("--quick", action="store_true", help="a tenth of the people: only to see that everything runs")
    parser.add_argument("--write", action="store_true", help="also write the figures into docs/benchmarks.md")
    return parser.parse_args()


def measure(*, rounds: int, quick: bool):
    """Make the data, serve floor and product one after the other, and ask."""
    from benchmarks import data, measures, signing_in, weight
    from benchmarks.report import Run
    from benchmarks.serving import serving

    tell("Datenbank und Dateien")
    data.prepare()
    tell("Daten")
    sizes = {code: size // 10 if quick else size for code, size in data.SIZES.items()}
    data.make_floor(sizes["QK-500"])
    cohorts, attempt_bytes = data.make(sizes=sizes)
    data.gather_statistics()
    tell("Boden")
    with serving("benchmarks.settings_of_floor", "benchmarks.floor.wsgi") as server:
        floor = {key: measures.take(server, one, rounds=rounds) for key, one in measures.floor_measures().items()}
    with serving("benchmarks.settings_of_product", "lms.wsgi") as server:
        product = {}
        for key, one in measures.product_measures(cohorts).items():
            tell(one.name)
            product[key] = measures.take(server, one, rounds=rounds)
        tell("Einloggen")
        signed_in = signing_in.take(server, count=16)
        tell("Browser")
        weights = {name: weight.weigh(server.port, *page) for name, page in measures.pages_to_weigh(cohorts).items()}
        memory = server.memory()
    return Run(data.name_of_database(), floor, product, signed_in, weights, attempt_bytes, memory)


def write(run) -> None:
    """Replace the figures of this database in the page; the words around them stay."""
    start, end = START.format(run.database), END.format(run.database)
    before, _start, rest = PAGE.read_text(encoding="utf-8").partition(start)
    _old, _end, after = rest.partition(end)
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=HOME, capture_output=True, text=True, check=True)  # noqa: S607
    words = f"{start}\n{run.as_markdown()}\nGemessen bei `{commit.stdout.strip()}`.\n{end}"
    PAGE.write_text(before + words + after, encoding="utf-8")


def tell(step: str) -> None:
    print(f"… {step}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
