"""Questions to practise on: scored at once by the version the cohort's text was frozen with, and never stored."""

import pytest
from django.urls import reverse
from wagtail.models import Collection

from cms_pages import publishing
from cms_pages.blocks.body import BODY_BLOCKS
from cms_pages.freezing import findings_of
from cms_pages.models import UnitPage
from courses.catalogue.actions import correct_lesson
from courses.catalogue.models import Lesson
from courses.quizzes.actions import publish_question, write_question
from courses.quizzes.models import AnswerStep, Attempt, Question
from lms import clock
from lms.accounts.models import Person
from tests.courses.quizzes import samples
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.people import make_office_person, make_person

pytestmark = pytest.mark.django_db


def question(code="UEB-F01", content=None, publish=True):
    collection = Collection.get_first_root_node().add_child(name=f"Übung {code}")
    written = write_question(code, content or samples.single_choice(), collection=collection, by=None)
    if publish:
        publish_question(written, by=None)
    return Question.objects.get(pk=written.pk)


def offer(question):
    unit = UnitPage.objects.get(code="M1.1")
    unit.body = UnitPage.body.field.stream_block.to_python([{"type": "practice_question", "value": {"question": question.pk}}])
    unit.save_revision().publish()


def sentences(programme):
    return [finding.sentence for finding in findings_of(programme, on=clock.today()) if finding.is_blocking]


@pytest.fixture
def practice(programme):
    practice = question()
    offer(practice)
    return practice


@pytest.fixture
def place(programme, practice, client):
    version = publishing.publish(programme, proposed_by=make_person(), by=make_person(), at=clock.now())
    enrolment = make_enrolment(make_cohort(version))
    client.force_login(enrolment.learner)
    lesson = version.components.get(code="M1").lessons.get(code="M1.1")
    return [enrolment.cohort.slug, lesson.component.slug, lesson.slug]


def test_the_text_leads_to_the_question_and_back(client, place, practice):
    text = client.get(reverse("courses:lesson-unit", args=place)).content.decode()
    address = reverse("cms_pages:practice-question", args=[*place, practice.pk])

    assert f'<a href="{address}">Übungsfrage beantworten</a>' in text
    page = client.get(address).content.decode()
    assert practice.prompt in page
    assert reverse("courses:lesson-unit", args=place) in page


def test_an_answer_is_scored_with_feedback_and_nothing_is_stored(client, place, practice):
    address = reverse("cms_pages:practice-question", args=[*place, practice.pk])
    right = next(option["key"] for option in practice.versions.get().content["options"] if option["right"])
    wrong = next(option["key"] for option in practice.versions.get().content["options"] if not option["right"])

    assert "Richtig. 2 von 2 Punkten" in client.post(address, {"answer": right}).content.decode()
    assert "Noch nicht richtig. 0 von 2 Punkten" in client.post(address, {"answer": wrong}).content.decode()
    nothing = client.post(address, {})
    assert (nothing.status_code, "Bitte beantworten Sie die Frage." in nothing.content.decode()) == (422, True)
    assert client.post(address, {"answer": "erfunden"}).status_code == 422
    assert not Attempt.objects.exists()
    assert not AnswerStep.objects.exists()


def test_the_wording_stays_that_of_the_version(client, place, practice):
    write_question("UEB-F01", samples.single_choice(prompt="Neu gefragt?"), collection=practice.collection, by=None)
    publish_question(practice, by=None)

    text = client.get(reverse("courses:lesson-unit", args=place)).content.decode()
    page = client.get(reverse("cms_pages:practice-question", args=[*place, practice.pk])).content.decode()

    assert "Neu gefragt?" not in text + page


def test_a_question_that_the_text_does_not_offer_is_not_there(client, place):
    other = question("UEB-F02")

    assert client.get(reverse("cms_pages:practice-question", args=[*place, other.pk])).status_code == 404


def test_a_text_mended_for_a_running_cohort_gives_none_of_its_tests_away(client, place):
    drawn = Question.objects.get(code="M1-F01")
    offer(drawn)
    lesson = Lesson.objects.get(code="M1.1")
    learner = client.session["_auth_user_id"]
    client.force_login(make_office_person())

    answer = client.post(reverse("cms_pages:lesson-correct", args=[lesson.pk]), {"reason": "Eine Übungsfrage mehr."})

    assert answer.status_code == 422
    assert "Die Übungsfrage M1-F01 steht in dieser Fassung in einem Test." in answer.text
    correct_lesson(lesson, lesson.page.live_revision, reason="Früher.", by=make_office_person(), at=clock.now())
    client.force_login(Person.objects.get(pk=learner))
    assert client.get(reverse("cms_pages:practice-question", args=[*place, drawn.pk])).status_code == 404


def test_findings_keep_test_questions_drafts_and_essays_from_being_practised_on(programme, practice):
    assert sentences(programme) == []

    offer(Question.objects.get(code="M1-F01"))
    assert sentences(programme) == ["Die Übungsfrage M1-F01 steht auch in einem Test. Nehmen Sie eine andere."]

    offer(question("UEB-F03", publish=False))
    assert sentences(programme) == ["Die Übungsfrage UEB-F03 ist noch nicht veröffentlicht."]

    offer(question("UEB-F04", samples.essay()))
    assert sentences(programme) == ["Die Übungsfrage UEB-F04 ist ein freier Text. Die Plattform kann ihn nicht auswerten."]


def test_a_preview_offers_no_way_to_answer(practice):
    block = dict(BODY_BLOCKS)["practice_question"]

    assert "In der Vorschau lässt sich die Frage nicht beantworten." in block.render(block.to_python({"question": practice.pk}))
