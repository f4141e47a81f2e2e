"""The office's way to a new version: findings first, then one person proposes, another confirms."""

from dataclasses import replace

import pytest
from django.urls import reverse

from cms_pages import loading, publishing
from cms_pages.models import UnitPage
from courses.catalogue.models import ProgrammeVersion
from lms import clock
from tests.factories.people import make_office_person, make_trainer

pytestmark = pytest.mark.django_db


def address(programme, name="version-publish"):
    return reverse(f"cms_pages:{name}", args=[programme.pk])


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize("name", ["version-propose", "version-confirm"])
def test_strangers_are_told_that_the_page_does_not_exist(name, programme, client):
    client.force_login(make_trainer())

    assert client.get(address(programme)).status_code == 404
    assert client.get(reverse("cms_pages:versions")).status_code == 404
    assert client.post(address(programme, name)).status_code == 404
    assert not ProgrammeVersion.objects.exists()


def test_visitors_are_asked_to_sign_in(programme, client):
    response = client.get(address(programme))

    assert (response.status_code, response.url.split("?")[0]) == (302, reverse("account_login"))


def test_findings_stand_first_and_nothing_can_be_proposed(programme, client):
    unit = UnitPage.objects.get(code="M1.1")
    unit.planned_minutes = 44
    unit.save_revision().publish()
    client.force_login(make_office_person())

    content = text_of(client.get(address(programme)))

    assert "Das fehlt noch (1)" in content
    assert "Selbstlernen: Der Baustein nennt 180 Minuten, seine Teile ergeben 179." in content
    assert "Fassung 1.0 vorschlagen" not in content


def test_proposing_while_something_is_missing_is_refused(programme, client):
    UnitPage.objects.get(code="M1.1").unpublish()
    client.force_login(make_office_person())

    response = client.post(address(programme, "version-propose"), follow=True)

    assert "Diese Fassung ist noch unvollständig." in text_of(response)
    assert not ProgrammeVersion.objects.exists()


def test_one_person_proposes_and_another_publishes(programme, client):
    client.force_login(make_office_person())
    client.post(address(programme, "version-propose"))
    assert "Veröffentlichen kann sie nur eine zweite berechtigte Person." in text_of(client.get(address(programme)))

    second = make_office_person()
    client.force_login(second)
    assert "Fassung 1.0 veröffentlichen</span>" in text_of(client.get(address(programme)))
    response = client.post(address(programme, "version-confirm"))

    version = ProgrammeVersion.objects.get()
    assert (response.status_code, response.url) == (302, reverse("cms_pages:versions"))
    assert (version.status, version.published_by) == ("published", second)


def test_the_proposer_cannot_confirm_even_with_a_handmade_request(programme, client):
    client.force_login(make_office_person())
    client.post(address(programme, "version-propose"))

    response = client.post(address(programme, "version-confirm"), follow=True)

    assert "Eine Fassung wird von zwei Personen freigegeben." in text_of(response)
    assert ProgrammeVersion.objects.get().status == "draft"


def test_content_changed_after_the_proposal_has_to_be_proposed_again(programme, client):
    publishing.propose(programme, by=make_office_person(), at=clock.now())
    unit = UnitPage.objects.get(code="M1.1")
    unit.title = "Was ein Quartier ist"
    unit.save_revision().publish()
    client.force_login(make_office_person())

    content = text_of(client.get(address(programme)))

    assert "Der Inhalt wurde seit dem Vorschlag geändert." in content
    assert "Fassung 1.0 vorschlagen" in content


def test_confirming_without_a_proposal_is_not_found(programme, client):
    client.force_login(make_office_person())

    assert client.post(address(programme, "version-confirm")).status_code == 404


def test_a_published_label_asks_for_the_next_one(programme, client):
    publishing.publish(programme, proposed_by=make_office_person(), by=make_office_person(), at=clock.now())
    client.force_login(make_office_person())

    assert "Die Fassung 1.0 ist schon veröffentlicht." in text_of(client.get(address(programme)))
    assert "Fassung 1.0 prüfen" in text_of(client.get(reverse("cms_pages:versions")))


def test_loading_and_publishing_drafts_never_touches_a_published_version(programme, small):
    version = publishing.publish(programme, proposed_by=make_office_person(), by=make_office_person(), at=clock.now())
    lesson = version.components.get(code="M1").lessons.get(code="M1.1")
    first, *others = small.components
    changed = replace(small, components=(replace(first, units=(replace(first.units[0], text="Neu."), *first.units[1:])), *others))

    loading.load_curriculum(changed, by=None, below=loading.programme_index())
    loading.publish_drafts(programme, by=None)

    lesson.refresh_from_db()
    assert str(lesson.revision.as_object().body[0].value).startswith("<p>Ein Quartier ist kein Verwaltungsbezirk.")
