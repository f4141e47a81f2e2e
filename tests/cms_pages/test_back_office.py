"""The back office: the way to versions for those who publish them, and a sentence on what publishing means."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms_pages.actions import entrust_module
from cms_pages.desk import due_units, waiting_for
from cms_pages.models import ModulePage, UnitPage
from lms import clock
from lms.accounts.models import Person
from tests.factories.people import make_office_person, make_person, make_trainer

pytestmark = pytest.mark.django_db


def test_only_the_programme_administration_sees_the_way_to_versions(client):
    client.force_login(make_person(is_superuser=True))
    assert reverse("cms_pages:versions") not in client.get("/redaktion/").content.decode()

    client.force_login(make_office_person(is_superuser=True))
    assert reverse("cms_pages:versions") in client.get("/redaktion/").content.decode()


def test_the_desk_counts_no_pages_and_leads_back_to_the_platform(client):
    client.force_login(make_trainer())

    content = client.get("/redaktion/").content.decode()

    assert "w-summary" not in content
    assert "guide.wagtail.org" not in content
    assert '<a href="/">Zur Lernplattform</a>' in content


def test_trainers_and_the_office_find_their_own_menu(drafts, client):
    menus, office, trainer = {}, make_office_person(), make_trainer()
    entrust_module(ModulePage.objects.get(code="M1"), [trainer], by=office, at=clock.now())
    for person in (trainer, office):
        client.force_login(person)
        shown = re.search(r'id="wagtail-sidebar-props"[^>]*>(.*?)</script>', client.get("/redaktion/").content.decode(), re.S)[1]
        main = next(module["_args"][0] for module in json.loads(shown)["modules"] if module["_type"].endswith("MainMenuModule"))
        menus[person.given_name] = [item["_args"][0]["label"] for item in main]

    assert menus == {
        "Kursleitung": ["Übersicht", "Meine Module", "Fragen", "Medien", "Glossar", "Hilfe", "Zur Lernplattform"],
        "Programmadministration": [
            "Übersicht", "Meine Module", "Fragen", "Medien", "Glossar", "Hilfe", "Programme und Fassungen", "Seiten",
            "Einstellungen", "Berichte", "Zur Lernplattform",
        ],
    }  # fmt: skip


def test_units_due_within_sixty_days_are_listed_for_whoever_writes_them(programme, client):
    office, trainer = make_office_person(), make_trainer()
    entrust_module(ModulePage.objects.get(code="M1"), [trainer], by=office, at=clock.now())
    today = clock.today()
    UnitPage.objects.filter(code="M1.1").update(review_due_on=today + timedelta(days=60))
    UnitPage.objects.filter(code="M1.2").update(review_due_on=today - timedelta(days=1))
    UnitPage.objects.filter(code="M1.3").update(review_due_on=today + timedelta(days=61))

    assert [unit.code for unit in due_units(trainer, on=today)] == ["M1.2", "M1.1"]
    assert due_units(make_trainer(), on=today) == []


def test_what_waits_takes_the_same_number_of_queries(programme, client):
    office, trainer = make_office_person(), make_trainer()
    entrust_module(ModulePage.objects.get(code="M1"), [trainer], by=office, at=clock.now())
    counts = []
    for code in ("M1.1", "M1.2", "M1.3"):
        page = UnitPage.objects.get(code=code)
        page.title += " neu"
        page.save_revision(user=trainer)
        page.get_workflow().start(page, trainer)
        person = Person.objects.get(pk=office.pk)
        with CaptureQueriesContext(connection) as queries:
            assert len(waiting_for(person)) == len(counts) + 1
        counts.append(len(queries))

    assert counts[0] == counts[2]


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
