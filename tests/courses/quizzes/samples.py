"""One valid content per kind of question, for the tests of this room."""

FEEDBACK = {"correct": "Richtig.", "incorrect": "Lesen Sie M1.1."}


def content(kind: str, scheme: str, points: int = 2, rounding: str = "none", **parts) -> dict:
    return {
        "kind": kind,
        "prompt": "Was trifft zu?",
        "points": points,
        "scheme": scheme,
        "rounding": rounding,
        "feedback": FEEDBACK,
        **parts,
    }


def options(right: str, all_keys: str = "ABCDE") -> list[dict]:
    return [{"key": key, "text": f"Antwort {key}", "right": key in right} for key in all_keys]


def single_choice(**changes) -> dict:
    return content("single_choice", "exact", options=options("B", "ABCD"), **changes)


def true_false(**changes) -> dict:
    return content("true_false", "exact", answer=False, **changes)


def multiple_choice(scheme: str = "net_of_right", **changes) -> dict:
    return content("multiple_choice", scheme, options=options("AB"), **changes)


def matching(scheme: str = "share", **changes) -> dict:
    pairs = [{"key": key, "left": f"Links {key}", "right": f"Rechts {key}"} for key in "abcd"]
    return content("matching", scheme, pairs=pairs, **changes)


def ordering(scheme: str = "adjacent_swap", **changes) -> dict:
    return content("ordering", scheme, steps=[{"key": key, "text": f"Schritt {key}"} for key in "12345"], **changes)


def cloze(scheme: str = "share", **changes) -> dict:
    gaps = [
        {"key": "1", "accept": ["Motor"], "weight": 1},
        {"key": "2", "accept": ["Koordinierungs", "Koordinations"], "weight": 2},
        {"key": "3", "accept": ["Quartier"], "weight": 1},
    ]
    return content("cloze", scheme, text="Die Kommune ist {{1}} mit {{2}}funktion im {{3}}.", gaps=gaps, **changes)


def numeric(answer: str = "7.8", tolerance: str = "0", relative: bool = False, unit: str = "Stunden", **changes) -> dict:
    return content("numeric", "exact", answer=answer, tolerance=tolerance, relative=relative, unit=unit, **changes)


def short_text(**changes) -> dict:
    return content("short_text", "exact", accept=["Verstetigung", "verstetigen"], **changes)


def essay(**changes) -> dict:
    criteria = [{"key": "c1", "text": "Beschrieben", "points": 1}, {"key": "c2", "text": "Begründet", "points": 1}]
    return content("essay", "rubric", criteria=criteria, min_words=100, max_words=200, **changes)


ALL_KINDS = {
    "single_choice": single_choice,
    "true_false": true_false,
    "multiple_choice": multiple_choice,
    "matching": matching,
    "ordering": ordering,
    "cloze": cloze,
    "numeric": numeric,
    "short_text": short_text,
    "essay": essay,
}
RIGHT_RESPONSES = {
    "single_choice": "B",
    "true_false": False,
    "multiple_choice": ["A", "B"],
    "matching": {"a": "a", "b": "b", "c": "c", "d": "d"},
    "ordering": ["1", "2", "3", "4", "5"],
    "cloze": {"1": "motor", "2": "Koordinations", "3": " QUARTIER"},
    "numeric": "7,8",
    "short_text": "verstetigung",
}
