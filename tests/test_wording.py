"""What stands on the screen is wrapped in gettext, so that the product can speak another language some day."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

HOME = Path(__file__).parent.parent
MARKS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
GERMAN = re.compile(r"^(?=....).*[äöüßÄÖÜ„“]|^[A-ZÄÖÜ][a-zäöüß]+([ .:,]|$)", re.DOTALL)
GERMAN_PIECE = re.compile(rf"{GERMAN.pattern}|^ ([a-z]+ )*[a-z]+ ?$", re.DOTALL)
"""In a sentence around values, " von " is a word too."""

SPEAKS_GERMAN_ON_PURPOSE = {
    "migrations": "what was written once",
    "management": "answers to whoever operates the product",
    "lms/settings": "answers to whoever operates the product",
    "lms/demo": "its people and texts are content",
    "lms/notifications/actions.py": "a mark in the templates of mails",
    "lms/privacy/protection.py": "answers to whoever reads the log of the database",
    "lms/ui/formats.py": "writes numbers and days the German way",
    "lms/accounts/municipalities.py": "names out of the register",
    "certificates/checks.py": "answers to whoever operates the product",
    "certificates/dev_ca.py": "subjects of keys",
    "certificates/keys.py": "subjects of keys",
    "certificates/pdf": "a document says the same in every language of the screen",
    "certificates/drafting.py": "a document says the same in every language of the screen",
    "certificates/open_badges.py": "a badge says the same in every language of the screen",
    "cms_pages/prescribed.py": "texts that authors begin with",
    "cms_pages/starter_pages.py": "texts that authors begin with",
    "cms_pages/loading.py": "texts that authors begin with",
    "cms_pages/blocks/body.py": "examples in the editor are content",
    "cms_pages/curriculum_file": "words of the file's format",
    "cms_pages/markdown.py": "words of the file's format",
    "cms_pages/style.py": "looks for German spellings",
    "cms_pages/rights.py": "the name by which a workflow is found again",
}
NO_TEXT = {"Accept", "Div", "Fieldset", "Inline", "Range", "Text", "Cf", "Zl", "Zp", "Zs"}
"""Words of other people's code, and of Unicode."""


def words_by_file() -> dict[str, list[str]]:
    """For every file of ours the German literals that no gettext reads."""
    paths = [path for package in ("lms", "courses", "certificates", "cms_pages") for path in (HOME / package).rglob("*.py")]
    return {path.relative_to(HOME).as_posix(): list(bare(ast.parse(path.read_text(encoding="utf-8")))) for path in sorted(paths)}


def may_speak_german(name: str, place: str) -> bool:
    return name.startswith(place) or f"/{place}/" in name


def name_of(node: ast.AST | None) -> str:
    return getattr(node, "id", "")


def bare(node: ast.AST, *, in_sentence=False) -> Iterator[str]:
    """German literals that no gettext reads; docstrings, annotations and lists of names are none."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        found = GERMAN_PIECE if in_sentence else GERMAN
        if found.search(node.value) and node.value not in NO_TEXT:
            yield f"{node.lineno}: {node.value}"
        return
    if isinstance(node, ast.Call) and (name_of(node.func) in MARKS or name_of(getattr(node.func, "value", None)) == "logger"):
        return
    if isinstance(node, ast.Assign) and name_of(node.targets[0]) == "__all__":
        return
    in_sentence = in_sentence or isinstance(node, ast.JoinedStr)
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "bases"):
            continue
        for child in value if isinstance(value, list) else [value]:
            is_docstring = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
            if isinstance(child, ast.AST) and not is_docstring:
                yield from bare(child, in_sentence=in_sentence)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('messages.success(request, "Gespeichert.")', ["1: Gespeichert."]),
        ('messages.success(request, _("Gespeichert."))', []),
        ('title = f"Platz {number} von {all}"', ["1: Platz ", "1:  von "]),
        ('title = "überarbeitet"', ["1: überarbeitet"]),
        ('address = f"/lernen/{slug}/"', []),
        ('def f(x: "Cohort") -> "Meeting":\n    "Sagt es."\n    return "kern-btn"', []),
    ],
)
def test_search_finds_what_it_should(code, found):
    assert list(bare(ast.parse(code))) == found


def test_every_word_on_the_screen_is_wrapped_in_gettext_and_every_exception_is_needed():
    found = {name: words for name, words in words_by_file().items() if words}

    assert {
        name: words
        for name, words in found.items()
        if not any(may_speak_german(name, place) for place in SPEAKS_GERMAN_ON_PURPOSE)
    } == {}
    assert [place for place in SPEAKS_GERMAN_ON_PURPOSE if not any(may_speak_german(name, place) for name in found)] == []
