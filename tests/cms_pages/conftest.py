"""The model curriculum, read once; loaded and published where a test needs pages."""

from dataclasses import replace
from pathlib import Path

import pytest

from cms_pages import loading, starter_pages
from cms_pages.curriculum_file import read_curriculum, write_curriculum
from cms_pages.models import HomePage, ProgrammePage
from tests.kept_rows import KeptRows

FILE = Path(__file__).resolve().parents[2] / "cms_pages" / "content" / "qualifizierung-quartierskoordination.md"


@pytest.fixture(scope="session")
def text():
    return FILE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def curriculum(text):
    return read_curriculum(text)


@pytest.fixture(scope="session")
def short(curriculum):
    """The model curriculum cut down to M1 and the final parts: whole in itself, quick to read."""
    first, *_others, project, colloquium = curriculum.components
    taught = replace(curriculum.programme.offer_ue, presence=16, live_online=8, self_study=4, practice=20)
    return replace(
        curriculum,
        programme=replace(curriculum.programme, offer_ue=taught, minimum_path_ue=taught),
        components=(first, project, colloquium),
        rule=replace(
            curriculum.rule,
            requirements=tuple(
                replace(requirement, parameters={"components": ["M1"]}) if requirement.number == "R1" else requirement
                for requirement in curriculum.rule.requirements
                if requirement.number != "R2"
            ),
        ),
    )


@pytest.fixture(scope="session")
def short_text(short):
    return write_curriculum(short)


@pytest.fixture(scope="session")
def small(short):
    """The short curriculum with four questions of six points: quick to load, complete enough to publish."""
    first, *others = short.components
    (quiz,) = first.quizzes
    first = replace(first, questions=first.questions[:4], quizzes=(replace(quiz, points=6, pass_points=4, slots=quiz.slots[:4]),))
    return replace(short, components=(first, *others))


@pytest.fixture(autouse=True)
def _no_search_index(settings):
    """Nothing here searches, and indexing is a third of the time a loading takes."""
    backend = settings.WAGTAILSEARCH_BACKENDS["default"]
    settings.WAGTAILSEARCH_BACKENDS = {"default": {**backend, "AUTO_UPDATE": False}}


@pytest.fixture(scope="session")
def kept_drafts(small):
    return KeptRows(lambda: loading.load_curriculum(small, by=None, below=loading.programme_index()))


@pytest.fixture(scope="session")
def kept_programme():
    return KeptRows(lambda: loading.publish_drafts(ProgrammePage.objects.get(), by=None))


@pytest.fixture(scope="session")
def kept_site():
    return KeptRows(lambda: starter_pages.create(programme=ProgrammePage.objects.first()))


@pytest.fixture
def drafts(db, kept_drafts):
    kept_drafts.put()
    return ProgrammePage.objects.get()


@pytest.fixture
def programme(drafts, kept_programme):
    kept_programme.put()
    drafts.refresh_from_db()
    return drafts


@pytest.fixture
def site(programme, kept_site):
    """The programme and the pages around it; its start page."""
    kept_site.put()
    return HomePage.objects.get()
