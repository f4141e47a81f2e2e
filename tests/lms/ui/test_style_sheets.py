"""A class that no style sheet knows is a spelling mistake or a leftover: the screen looks unfinished, and no test notices."""

import re
from pathlib import Path

HOME = Path(__file__).resolve().parents[3]
NAMED = re.compile(r"qc-[a-z0-9_-]*[a-z0-9]")
PAGE_WITHOUT_FRAME = {"qc-start"}


def named_in(*patterns: str) -> set[str]:
    files = [file for pattern in patterns for file in HOME.glob(pattern)]
    assert files
    return {name for file in files for name in NAMED.findall(file.read_text(encoding="utf-8"))}


def test_every_class_of_a_template_has_a_style():
    used = named_in("templates/**/*.html")
    styled = named_in("lms/static/lms/css/**/*.css", "cms_pages/static/**/*.css", "lms/static/lms/js/*.js")

    assert used - styled == PAGE_WITHOUT_FRAME
