"""The back office: the way to versions for those who publish them, and a sentence on what publishing means."""

import pytest
from django.urls import reverse

from cms_pages.models import UnitPage
from tests.factories.people import make_office_person, make_person

pytestmark = pytest.mark.django_db


def test_only_the_programme_administration_sees_the_way_to_versions(client):
    client.force_login(make_person(is_superuser=True))
    assert reverse("cms_pages:versions") not in client.get("/redaktion/").content.decode()

    client.force_login(make_office_person(is_superuser=True))
    assert reverse("cms_pages:versions") in client.get("/redaktion/").content.decode()


def test_publishing_a_unit_says_that_running_cohorts_keep_their_text(programme, client):
    page = UnitPage.objects.get(code="M1.1")
    client.force_login(make_person(is_superuser=True))
    data = {
        "code": page.code, "title": page.title, "slug": page.slug, "planned_minutes": "45", "mode": "self_study",
        "body-count": "0", "competences": "", "reviewed_on": "", "review_due_on": "", "reviewed_by_role": "", "depends_on": "",
        "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "action-publish": "1",
    }  # fmt: skip

    response = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data, follow=True)

    assert "Laufende Durchgänge behalten ihren Text." in response.content.decode()
    assert UnitPage.objects.get(pk=page.pk).live
