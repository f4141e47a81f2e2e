"""One search over what somebody may see."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms_pages import publishing
from cms_pages.models import StandardPage, UnitPage
from cms_pages.search.words import contains_all, passage, stems_of
from courses.catalogue.actions import correct_lesson
from courses.catalogue.models import Lesson
from courses.cohorts.models import CohortTrainer
from lms import clock
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.people import make_office_person, make_person, make_trainer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


@pytest.fixture
def version(site, programme):
    return publishing.publish(programme, proposed_by=make_office_person(), by=make_office_person(), at=clock.now())


@pytest.fixture
def cohort(version):
    return make_cohort(version, code="QK-31", status="running", place="Aalen")


@pytest.fixture
def learner(cohort):
    return make_enrolment(cohort, make_person(given_name="Person", family_name="Siebenundzwanzig")).learner


def search(client, text, **more):
    return client.get(reverse("cms_pages:search"), {"q": text, **more})


def titles(answer) -> list[str]:
    return [found.title for found in answer.context["page"]]


@pytest.mark.parametrize(
    ("wanted", "content", "found"),
    [
        ("Kommune", "Die Kommunen entscheiden.", True),
        ("kommunen", "Die Kommune entscheidet.", True),
        ("Beteiligung", "Beteiligungsformate auswählen", True),
        ("ort", "Ein Wort zum Vortrag", False),
        ("Kommune Quartier", "Die Kommune entscheidet.", False),
        ("fuer", "Für alle", True),
        ("GRÖSSE", "Die Größe zählt", True),
    ],
)
def test_words_are_found_in_any_form_but_not_by_chance(wanted, content, found):
    assert contains_all(stems_of(wanted), frozenset(stems_of(content))) is found


def test_the_passage_shows_what_stands_around_and_marks_the_word():
    text = "Anfang. " * 30 + "Zum Schluss bestimmt die Kommune den Weg. " + "Ende. " * 30

    pieces = passage(text, stems_of("kommunen"))

    assert [piece for piece, is_hit in pieces if is_hit] == ["Kommune"]
    assert (pieces[0], pieces[-1]) == (("… ", False), (" …", False))
    assert len("".join(piece for piece, _is_hit in pieces)) < 210


def test_learner_finds_the_unit_in_the_wording_of_the_cohort(client, learner, version):
    page = UnitPage.objects.get(code="M1.1")
    page.body = [("text", "<p>Ein völlig neuer Regenschirm.</p>")]
    page.save_revision().publish()
    client.force_login(learner)

    assert titles(search(client, "Regenschirm")) == []
    found = titles(search(client, "gefühlter Raum"))
    assert found == ["M1.1 Was ein Quartier ausmacht"]


def test_learner_finds_a_module_by_its_title(client, learner, cohort, version):
    module = version.components.order_by("position").first()
    client.force_login(learner)

    found = next(found for found in search(client, module.title).context["page"] if found.title == str(module))

    assert found.address == reverse("courses:component", args=[cohort.slug, module.slug])
    assert found.where == cohort.title


def test_a_corrected_text_is_found_as_it_is_shown_now(client, learner, version):
    page = UnitPage.objects.get(code="M1.1")
    page.body = [("text", "<p>Ein völlig neuer Regenschirm.</p>")]
    revision = page.save_revision()
    revision.publish()
    lesson = Lesson.objects.get(component__version=version, code="M1.1")
    correct_lesson(lesson, revision, reason="Neu gefasst.", by=make_office_person(), at=clock.now())
    client.force_login(learner)

    answer = search(client, "Regenschirme")

    assert titles(answer) == [str(lesson)]
    assert "<mark>Regenschirm</mark>" in answer.content.decode()


def test_others_do_not_find_lessons_or_closed_cohorts(client, learner, version):
    client.force_login(make_person())

    assert titles(search(client, "gefühlter Raum")) == []
    assert titles(search(client, "QK-31")) == []


def test_visitors_find_published_pages_only(client, version):
    home = StandardPage.objects.first().get_parent()
    home.add_child(instance=StandardPage(title="Regenschirme", slug="offen"))
    home.add_child(instance=StandardPage(title="Regenschirme im Entwurf", slug="entwurf", live=False))

    assert titles(search(client, "Regenschirm")) == ["Regenschirme"]


def test_everybody_finds_the_nearest_door_of_a_cohort(client, cohort, learner):
    trainer, office = make_trainer(), make_office_person()
    CohortTrainer.objects.create(cohort=cohort, person=trainer, since=clock.now())
    doors = {}
    for person in (learner, trainer, office):
        client.force_login(person)
        (found,) = search(client, "QK-31", art="durchgaenge").context["page"]
        doors[person] = found.address

    assert list(doors.values()) == ["/lernen/qk-31/", "/lehren/durchgaenge/qk-31/", "/verwaltung/durchgaenge/qk-31/"]


def test_people_are_found_by_the_office_and_by_their_trainers(client, cohort, learner):
    trainer, stranger = make_trainer(), make_trainer()
    CohortTrainer.objects.create(cohort=cohort, person=trainer, since=clock.now())
    found = {}
    for person in (make_office_person(), trainer, stranger, learner):
        client.force_login(person)
        found[person] = titles(search(client, "Siebenundzwanzig"))

    assert list(found.values()) == [[str(learner)], [str(learner)], [], []]


def test_nothing_found_offers_other_words_and_a_contact(client, version):
    content = search(client, "Regenschirmständer").content.decode()

    assert "Nichts gefunden für „Regenschirmständer“" in content
    assert 'href="?q=Zertifikat"' in content
    assert "Hilfe und Kontakt" in content


@pytest.mark.parametrize("typed", ["", "   ", "!?", "a" * 5000, "<script>"])
def test_whatever_is_typed_is_answered(client, version, typed):
    assert search(client, typed).status_code in (200, 400)


def test_more_pages_and_cohorts_cost_no_more_statements(client, cohort, learner, version):
    home = StandardPage.objects.first().get_parent()
    client.force_login(learner)
    counts = []
    for number in range(2):
        search(client, "Quartier")
        with CaptureQueriesContext(connection) as asked:
            search(client, "Kommune")
        counts.append(len(asked))
        for extra in range(3):
            home.add_child(instance=StandardPage(title=f"Kommune {number} {extra}", slug=f"k-{number}-{extra}"))
        make_cohort(version, code=f"QK-4{number}")

    assert counts[0] == counts[1]
