"""Pages: what visitors may read, what only editors see in the preview, and which page stands where."""

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from wagtail.blocks import StructBlockValidationError
from wagtail.models import Page, Site

from cms_pages import publishing, starter_pages
from cms_pages.blocks.body import BODY_BLOCKS
from cms_pages.models import (
    AccessibilityPage,
    EasyLanguagePage,
    HomePage,
    ModulePage,
    NewsIndexPage,
    OperatorSettings,
    PrivacyPage,
    ProgrammeIndexPage,
    ProgrammePage,
    QuizPage,
    SignLanguagePage,
    StandardPage,
    TaskPage,
    UnitPage,
)
from courses.catalogue.models import Lesson
from lms import clock
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.people import make_office_person, make_person

pytestmark = pytest.mark.django_db
COURSE_CONTENT = [ModulePage, UnitPage, QuizPage, TaskPage]


@pytest.mark.parametrize("cls", COURSE_CONTENT)
def test_course_content_is_not_served_to_anybody(cls, site, client):
    page = cls.objects.live().first()
    path = "/programme/qualifizierung-quartierskoordination/" + "".join(
        f"{ancestor.slug}/" for ancestor in page.get_ancestors(inclusive=True) if ancestor.depth > 4
    )

    assert client.get(path).status_code == 404
    client.force_login(make_office_person())
    assert client.get(path).status_code == 404
    assert page.url is None


@pytest.mark.parametrize("cls", [*COURSE_CONTENT, ProgrammePage, HomePage, ProgrammeIndexPage, StandardPage])
def test_every_page_has_a_preview(cls, site):
    page = cls.objects.first()

    response = page.make_preview_request(preview_mode=page.default_preview_mode)

    assert response.status_code == 200
    assert page.title in response.rendered_content


def test_only_course_content_stands_below_a_programme():
    assert ProgrammePage.allowed_subpage_models() == [ModulePage]
    assert set(ModulePage.allowed_subpage_models()) == {UnitPage, TaskPage, QuizPage}
    prescribed = {AccessibilityPage, EasyLanguagePage, PrivacyPage, SignLanguagePage}
    assert set(HomePage.allowed_subpage_models()) == {ProgrammeIndexPage, StandardPage, NewsIndexPage, *prescribed}


def test_the_page_for_visitors_shows_goal_and_admission_before_a_version_exists(site, client):
    content = client.get("/programme/qualifizierung-quartierskoordination/").content.decode()

    assert "Sie sind volljährig." in content
    assert "Der Aufbau steht hier, sobald die erste Fassung veröffentlicht ist." in content


def test_the_start_page_presents_the_programme(site, client):
    content = client.get("/").content.decode()

    assert "Qualifizierung für Quartierskoordination in Baden-Württemberg" in content
    assert 'href="/programme/qualifizierung-quartierskoordination/"' in content
    assert "Der nächste Durchgang wird hier veröffentlicht." in content


def test_the_starter_pages_stand_where_the_navigation_expects_them(site, client):
    slugs = ["impressum", "datenschutz", "barrierefreiheit", "barriere-melden", "leichte-sprache", "gebaerdensprache", "hilfe"]

    assert [client.get(f"/{slug}/").status_code for slug in slugs] == [200] * 7


def test_making_the_starter_pages_again_leaves_edited_ones_alone(site):
    page = StandardPage.objects.get(slug="hilfe")
    page.lead = "Unsere eigenen Worte."
    page.save_revision().publish()
    count = Page.objects.count()

    starter_pages.create()

    assert Page.objects.count() == count
    assert StandardPage.objects.get(slug="hilfe").lead == "Unsere eigenen Worte."


def test_missing_data_of_the_operator_is_named_as_missing(site, client):
    assert "Noch nicht eingetragen." in client.get("/impressum/").content.decode()


def test_data_of_the_operator_come_from_the_settings(site, client):
    settings = OperatorSettings.for_site(Site.objects.get())
    for name in (
        "operator_name",
        "operator_address",
        "represented_by",
        "supervisory_authority",
        "content_responsible",
        "contact_phone",
        "contact_hours",
    ):
        setattr(settings, name, f"Angabe {name}")
    settings.contact_email = "kontakt@example.org"
    settings.save()

    content = client.get("/impressum/").content.decode()

    assert "Angabe operator_address" in content
    assert "Noch nicht eingetragen." not in content


@pytest.mark.parametrize(("name", "block"), BODY_BLOCKS)
def test_every_block_explains_itself_in_german_and_shows_a_sample(name, block):
    rendered = block.render(block.normalize(block.get_preview_value()))

    assert block.label
    assert block.get_description()
    assert rendered.strip()


def test_a_table_needs_equal_rows():
    block = dict(BODY_BLOCKS)["table"]
    value = block.to_python({"caption": "Vergleich", "rows": "A | B\n1"})

    with pytest.raises(StructBlockValidationError):
        block.clean(value)
    assert block.clean(block.to_python({"caption": "Vergleich", "rows": "A | B\n1 | 2"}))["caption"] == "Vergleich"


def test_a_unit_taken_from_its_revision_shows_its_text(programme):
    unit = UnitPage.objects.get(code="M1.1").live_revision.as_object()

    html = render_to_string(unit.body_template, {"page": unit, "request": RequestFactory().get("/")})

    assert "Ein Quartier ist kein Verwaltungsbezirk." in html


def test_a_task_says_once_when_it_is_accepted(programme, client):
    version = publishing.publish(programme, proposed_by=make_person(), by=make_person(), at=clock.now())
    lesson = Lesson.objects.get(component__version=version, page__slug=TaskPage.objects.get(code="M1-PA").slug)
    enrolment = make_enrolment(make_cohort(version))
    client.force_login(enrolment.learner)

    preview = TaskPage.objects.get(code="M1-PA").make_preview_request(preview_mode="").rendered_content
    page = client.get(lesson.address_in(enrolment.cohort)).text

    for html in (preview, page):
        assert html.count("<li>alle sechs Punkte ausgefüllt sind,</li>") == html.count("alle sechs Punkte ausgefüllt sind") == 1
        assert "<li>mindestens ein offener Punkt mit nächstem Schritt benannt ist.</li>" in html


@pytest.mark.parametrize("cls", [ProgrammePage, *COURSE_CONTENT])
def test_editors_can_open_every_page(cls, programme, client):
    client.force_login(make_person(is_superuser=True))

    response = client.get(f"/redaktion/pages/{cls.objects.first().pk}/edit/")

    assert response.status_code == 200
