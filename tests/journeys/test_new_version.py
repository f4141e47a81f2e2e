"""A trainer mends a unit, the office publishes it, a second person publishes version 1.1: who reads which text?"""

import pytest
from django.urls import reverse
from wagtail.models import TaskState
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms_pages import loading, publishing
from cms_pages.actions import entrust_module
from cms_pages.blocks.body import TEXT_FEATURES
from cms_pages.models import ModulePage, UnitPage
from courses.catalogue.models import Lesson, ProgrammeVersion
from lms import clock
from tests import scenes
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.people import make_office_person, make_trainer

pytestmark = pytest.mark.django_db

NEW = "Seit der Änderung des Gesetzes gilt eine neue Frist."


@pytest.fixture(scope="module")
def with_m3():
    return scenes.short_curriculum()


@pytest.fixture
def programme(settings, with_m3):
    backend = settings.WAGTAILSEARCH_BACKENDS["default"]
    settings.WAGTAILSEARCH_BACKENDS = {"default": {**backend, "AUTO_UPDATE": False}}
    programme, _counts = loading.load_curriculum(with_m3, by=None, below=loading.programme_index())
    loading.publish_drafts(programme, by=None)
    programme.refresh_from_db()
    return programme


def unit_form(page):
    """What the editor's browser sends for a unit with one new paragraph."""
    return nested_form_data(
        {
            "code": page.code,
            "title": page.title,
            "slug": page.slug,
            "planned_minutes": page.planned_minutes,
            "mode": page.mode,
            "competences": page.competences,
            "reviewed_on": page.reviewed_on,
            "review_due_on": page.review_due_on,
            "reviewed_by_role": page.reviewed_by_role,
            "depends_on": page.depends_on,
            "body": streamfield([("text", rich_text(f"<p>{NEW}</p>", features=TEXT_FEATURES))]),
            "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0},
        }
    )


def reads_new_text(client, cohort):
    lesson = Lesson.objects.get(component__version=cohort.version, code="M3.2")
    enrolment = make_enrolment(cohort)
    client.force_login(enrolment.learner)
    return NEW in client.get(lesson.address_in(cohort)).content.decode()


def test_a_mended_unit_reaches_new_cohorts_and_leaves_running_ones_alone(client, programme):
    first, second, trainer = make_office_person(), make_office_person(), make_trainer()
    running = make_cohort(publishing.publish(programme, proposed_by=first, by=second, at=clock.now()), status="running")
    entrust_module(ModulePage.objects.get(code="M3"), [trainer], by=first, at=clock.now())
    page = UnitPage.objects.get(code="M3.2")
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    check = reverse("cms_pages:version-publish", args=[programme.pk])

    # The trainer writes a draft; nothing is published by it, not even by asking for it.
    client.force_login(trainer)
    client.post(edit, unit_form(page) | {"action-publish": "1"})
    page.refresh_from_db()
    assert page.has_unpublished_changes
    assert NEW not in str(page.body)
    assert "Der Entwurf ist noch nicht eingereicht." in client.get("/redaktion/").content.decode()
    client.post(edit, unit_form(page) | {"action-submit": "1"})
    assert "Zurzeit wartet nichts auf Sie." in client.get("/redaktion/").content.decode()

    # The office finds it on its desk and publishes it.
    client.force_login(first)
    assert "Ein Entwurf wartet auf die Veröffentlichung." in client.get("/redaktion/").content.decode()
    task = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
    client.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk]), {"comment": ""})
    page.refresh_from_db()
    assert NEW in str(page.body)

    # It names the next version, sees what is worth knowing, and proposes.
    client.post(reverse("cms_pages:version-label", args=[programme.pk]), {"label": "1.1"})
    content = client.get(check).content.decode()
    assert content.index("Fernunterricht: Kein Entgelt") < content.index("Fassung 1.1 vorschlagen")
    client.post(reverse("cms_pages:version-propose", args=[programme.pk]))

    # The second person finds the proposal and publishes it.
    client.force_login(second)
    assert "Eine Fassung wartet auf die zweite Person." in client.get("/redaktion/").content.decode()
    client.post(reverse("cms_pages:version-confirm", args=[programme.pk]))
    version = ProgrammeVersion.objects.get(label="1.1")
    assert (version.status, version.proposed_by, version.published_by) == ("published", first, second)

    assert not reads_new_text(client, running)
    assert reads_new_text(client, make_cohort(version, status="running"))


def test_a_taken_label_and_a_half_written_programme_page_are_refused(client, programme):
    first, second = make_office_person(), make_office_person()
    publishing.publish(programme, proposed_by=first, by=second, at=clock.now())
    address = reverse("cms_pages:version-label", args=[programme.pk])
    client.force_login(first)

    taken = client.post(address, {"label": "1.0"})
    programme.title = "Halb geschrieben"
    programme.save_revision()
    unfinished = client.post(address, {"label": "1.1"})

    assert (taken.status_code, unfinished.status_code) == (422, 422)
    assert "Diese Bezeichnung ist schon vergeben." in taken.content.decode()
    assert "Die Programmseite hat einen Entwurf." in unfinished.content.decode()
