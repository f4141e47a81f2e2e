import re
from pathlib import Path

from lms.journal.verbs import VERBS

HOME = Path(__file__).resolve().parents[3]


def test_everything_that_is_journalled_has_a_name_on_screen():
    sources = [
        path.read_text() for package in ("lms", "courses", "certificates", "cms_pages") for path in (HOME / package).rglob("*.py")
    ]

    written = {verb for source in sources for verb in re.findall(r'\brecord\(\s*"([a-z_]+)"', source)}

    assert written - set(VERBS) == set()
