"""After publication: a text is corrected for running cohorts, a version goes out of force, a module is entrusted."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms_pages import publishing, rights
from cms_pages.curriculum_file import read_curriculum
from cms_pages.models import ModulePage, UnitPage
from courses.catalogue.models import Lesson, LessonCorrection
from lms import clock
from lms.journal.models import JournalEntry
from tests.factories.people import make_office_person, make_trainer

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client):
    person = make_office_person()
    client.force_login(person)
    return person


@pytest.fixture
def version(programme, office):
    return publishing.publish(programme, proposed_by=make_office_person(), by=office, at=clock.now())


@pytest.fixture
def lesson(version):
    """A lesson whose page has a newer published text."""
    page = UnitPage.objects.get(code="M1.1")
    page.body = [("text", "<p>Ohne Schreibfehler.</p>")]
    page.save_revision().publish()
    return Lesson.objects.get(component__version=version, code="M1.1")


def corrections(version):
    return reverse("cms_pages:version-corrections", args=[version.pk])


def correct(lesson):
    return reverse("cms_pages:lesson-correct", args=[lesson.pk])


def retire(version):
    return reverse("cms_pages:version-retire", args=[version.pk])


def test_only_lessons_with_a_new_text_are_offered(client, version, lesson):
    content = client.get(corrections(version)).content.decode()

    assert "M1.1 berichtigen" in content
    assert content.count(" berichtigen</a>") == 1


def test_a_correction_needs_a_reason(client, version, lesson):
    response = client.post(correct(lesson), {"reason": " "})

    assert response.status_code == 422
    assert not LessonCorrection.objects.exists()


def test_a_correction_is_taken_over_journalled_and_no_longer_offered(client, office, version, lesson):
    response = client.post(correct(lesson), {"reason": "Ein Schreibfehler ist behoben."})

    correction = LessonCorrection.objects.get()
    assert (response.status_code, response.url) == (302, corrections(version))
    assert (correction.lesson, correction.reason, correction.by) == (lesson, "Ein Schreibfehler ist behoben.", office)
    assert JournalEntry.objects.filter(verb="lesson_corrected", actor=office).count() == 1
    assert "Kein Text dieser Fassung" in client.get(corrections(version)).content.decode()
    assert client.get(correct(lesson)).status_code == 404


def test_the_list_of_corrections_takes_the_same_number_of_queries(client, version, lesson, django_assert_num_queries):
    with CaptureQueriesContext(connection) as one:
        client.get(corrections(version))
    for page in UnitPage.objects.exclude(code="M1.1")[:2]:
        page.title += " neu"
        page.save_revision().publish()

    with django_assert_num_queries(len(one)):
        client.get(corrections(version))


def test_a_version_is_put_out_of_force_after_a_question(client, office, version):
    assert "Der Schritt lässt sich nicht zurücknehmen." in client.get(retire(version)).content.decode()

    response = client.post(retire(version))

    version.refresh_from_db()
    assert (response.status_code, version.status) == (302, "retired")
    assert client.get(retire(version)).status_code == 404


def test_strangers_are_told_that_the_pages_do_not_exist(client, version, lesson):
    client.force_login(make_trainer())
    names = [corrections(version), correct(lesson), retire(version)]
    names += [reverse(f"cms_pages:{name}", args=[version.programme.page_id]) for name in ("modules-entrust", "curriculum")]

    assert {client.get(name).status_code for name in names} == {404}
    assert {client.post(name).status_code for name in names} == {404}


def test_the_office_entrusts_modules(client, office, programme):
    module, trainer = ModulePage.objects.get(code="M1"), make_trainer()
    address = reverse("cms_pages:modules-entrust", args=[programme.pk])

    assert str(trainer) in client.get(address).content.decode()
    response = client.post(address, {f"module-{module.pk}": [trainer.pk]})

    assert response.status_code == 302
    assert list(rights.entrusted_modules(trainer)) == [module]


def test_somebody_without_the_role_cannot_be_chosen(client, office, programme):
    module = ModulePage.objects.get(code="M1")

    response = client.post(reverse("cms_pages:modules-entrust", args=[programme.pk]), {f"module-{module.pk}": [office.pk]})

    assert response.status_code == 422


def test_the_curriculum_is_downloaded_as_a_file(client, office, programme, small):
    response = client.get(reverse("cms_pages:curriculum", args=[programme.pk]))

    assert response["Content-Disposition"] == 'attachment; filename="qualifizierung-quartierskoordination.md"'
    assert read_curriculum(response.content.decode()) == small


def test_a_page_a_version_rests_on_is_not_deleted(client, office, version):
    page = UnitPage.objects.get(code="M1.1")

    response = client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True)

    assert "Auf dieser Seite beruht eine Fassung." in response.content.decode()
    assert UnitPage.objects.filter(pk=page.pk).exists()
