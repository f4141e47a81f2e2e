"""The back office: the way to versions for those who publish them, and a sentence on what publishing means."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation.trans_real import translation
from wagtail.models import Comment, Page

from cms_pages.actions import entrust_module
from cms_pages.desk import due_units, in_consultation, recently_edited, waiting_for
from cms_pages.models import ModulePage, UnitPage
from courses.quizzes.models import Question
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

    assert "<title>Redaktion - Quartier Campus</title>" in content
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


def test_the_desk_has_its_four_panels_in_order(programme, client):
    client.force_login(make_trainer())

    content = client.get("/redaktion/").content.decode()

    headings = ["Wartet auf Sie", "Zuletzt bearbeitet", "In Abstimmung", "Wiedervorlage in den nächsten 60 Tagen"]
    assert [content.index(heading) for heading in headings] == sorted(content.index(heading) for heading in headings)


def edit(page, title, by):
    draft = page.get_latest_revision_as_object()
    draft.title = title
    return draft.save_revision(user=by, log_action="wagtail.edit")


def test_five_things_edited_last_are_listed_while_they_are_within_reach(programme, client):
    office, trainer = make_office_person(), make_trainer()
    module = ModulePage.objects.get(code="M1")
    entrust_module(module, [trainer], by=office, at=clock.now())
    units = list(UnitPage.objects.child_of(module).order_by("path"))
    for unit in [*units, *units[:2]]:
        edit(unit, unit.title, trainer)
    question = Question.objects.order_by("pk").first()
    question.save_revision(user=trainer, log_action="wagtail.edit")

    newest = [unit.get_admin_display_title() for unit in (units[1], units[0], units[3], units[2])]
    assert [item.title for item in recently_edited(trainer)] == [question.code, *newest]

    entrust_module(module, [], by=office, at=clock.now())
    assert recently_edited(Person.objects.get(pk=trainer.pk)) == []


def test_submitted_drafts_are_in_consultation_for_whoever_writes_the_module(programme, client):
    office, trainer, other = make_office_person(), make_trainer(), make_trainer()
    entrust_module(ModulePage.objects.get(code="M1"), [trainer], by=office, at=clock.now())
    unit = UnitPage.objects.get(code="M1.1")
    edit(unit, "Neu", trainer)
    unit.get_workflow().start(UnitPage.objects.get(pk=unit.pk), trainer)
    question = Question.objects.order_by("pk").first()
    question.save_revision(user=trainer)
    question.get_workflow().start(question, trainer)

    assert [item.title for item in in_consultation(trainer)] == ["M1.1 Neu", question.code]
    assert [item.title for item in in_consultation(office)] == ["M1.1 Neu", question.code]
    assert in_consultation(other) == []


def test_a_comment_waits_for_whoever_writes_the_page_but_not_for_its_author(programme):
    office, trainer, other = make_office_person(), make_trainer(), make_trainer()
    entrust_module(ModulePage.objects.get(code="M1"), [trainer], by=office, at=clock.now())
    unit = UnitPage.objects.get(code="M1.1")
    comment = Comment.objects.create(page=unit, user=office, text="Bitte die Quelle nennen.", contentpath="body")

    assert [item.sentence for item in waiting_for(trainer)] == ["Ein Kommentar wartet auf Ihre Antwort: Bitte die Quelle nennen."]
    assert waiting_for(office) == waiting_for(other) == []

    comment.resolved_at = clock.now()
    comment.save()
    assert waiting_for(trainer) == []


def test_no_german_sentence_speaks_of_snippets():
    """Ours come before Wagtail's, so a sentence that a new Wagtail brings shows up here."""
    merged = translation("de")._catalog
    keys = merged.keys()

    assert [key for key in keys if "schnipsel" in str(merged[key]).lower()] == []


@pytest.mark.parametrize(
    ("english", "ours"),
    [
        ("Snippets", "Weitere Inhalte"),
        ("Site history", "Änderungsverlauf"),
        ("Exploring", "Seiten"),
        ("Home", "Übersicht"),
    ],
)
def test_wagtails_own_words_are_said_in_our_voice(english, ours):
    assert gettext(english) == ours


def test_root_is_called_by_what_it_holds(programme, client):
    client.force_login(make_office_person())

    content = client.get("/redaktion/pages/").content.decode()

    assert "<title>Seiten: Alle Bereiche - Quartier Campus</title>" in content
    assert "Root" not in re.sub(r"<script.*?</script>", "", content, flags=re.DOTALL)


def test_nobody_is_welcomed_by_wagtail(programme):
    assert [page.title for page in Page.objects.filter(depth=2)] == ["Startseite"]


def test_no_title_names_the_machine_the_back_office_runs_on(programme, client):
    office, trainer = make_office_person(), make_trainer()
    entrust_module(ModulePage.objects.get(code="M1"), [trainer], by=office, at=clock.now())
    client.force_login(trainer)

    assert "<title>Redaktion - Quartier Campus</title>" in client.get("/redaktion/").content.decode()


@pytest.mark.parametrize("address", ["/redaktion/gibt-es-nicht/", "/redaktion/pages/999999/edit/", "/redaktion/snippets/"])
@pytest.mark.parametrize("make", [make_trainer, make_office_person])
def test_a_page_the_back_office_lacks_is_missing_in_our_words(client, make, address):
    client.force_login(make())

    answer = client.get(address)

    assert answer.status_code == 404
    assert "<title>Diese Seite gibt es nicht. – Quartier Campus</title>" in answer.content.decode()
