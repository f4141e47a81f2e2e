"""Loading a curriculum: drafts through the screens' doors, nothing changed twice, all or nothing."""

from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import ReferenceIndex, Revision

from cms_pages import loading
from cms_pages.models import HomePage, ModulePage, ProgrammePage, QuizPage, TaskPage, UnitPage
from courses.quizzes.models import Question, QuestionVersion

pytestmark = pytest.mark.django_db


def load(curriculum):
    return loading.load_curriculum(curriculum, by=None, below=loading.programme_index())


def test_the_whole_model_curriculum_becomes_drafts(curriculum):
    _programme, counts = load(curriculum)

    assert counts == {"created": 62}
    assert [cls.objects.count() for cls in (ProgrammePage, ModulePage, UnitPage, TaskPage, QuizPage)] == [1, 10, 33, 10, 8]
    assert Question.objects.count() == 80
    assert not ProgrammePage.objects.live().exists()
    assert not QuestionVersion.objects.exists()


def test_a_unit_carries_its_text_time_and_review_date(drafts):
    unit = UnitPage.objects.get(code="M1.3")

    assert (unit.slug, unit.planned_minutes, unit.mode) == ("m1-3", 45, "self_study")
    assert unit.review_due_on.isoformat() == "2027-11-23"
    assert unit.depends_on.startswith("Ergebnis der Begleitforschung")
    assert str(unit.body[0].value).startswith("<p>Ein Motor bewegt das Fahrzeug, er lenkt nicht allein.")


def test_loading_the_same_again_changes_nothing(drafts, small):
    before = Revision.objects.count()

    _programme, counts = load(small)

    assert counts == {"unchanged": 12}
    assert Revision.objects.count() == before


def test_loading_a_changed_text_adds_one_draft_and_leaves_the_live_page(programme, small):
    first, *others = small.components
    unit = replace(first.units[0], text="Ein neuer Text.")
    changed = replace(small, components=(replace(first, units=(unit, *first.units[1:])), *others))

    _programme, counts = load(changed)

    page = UnitPage.objects.get(code="M1.1")
    assert counts == {"changed": 1, "unchanged": 11}
    assert str(page.get_latest_revision_as_object().body[0].value) == "<p>Ein neuer Text.</p>"
    assert str(page.body[0].value).startswith("<p>Ein Quartier ist kein Verwaltungsbezirk.")
    assert page.has_unpublished_changes


def test_an_edited_page_is_recognised_although_the_editor_wrote_ids(programme, small):
    page = ModulePage.objects.get(code="M1").get_latest_revision_as_object()
    page.outcomes = page.outcomes
    page.save_revision().publish()

    _programme, counts = load(small)

    assert counts == {"unchanged": 12}


def test_a_question_the_bank_refuses_leaves_nothing_behind(small):
    first, *others = small.components
    broken = replace(first.questions[0], options=())
    refused = replace(small, components=(replace(first, questions=(broken, *first.questions[1:])), *others))

    with pytest.raises(Exception, match="Antwort"):
        load(refused)

    assert not ProgrammePage.objects.exists()
    assert not Question.objects.exists()


def test_questions_stand_in_the_collection_of_their_component(drafts):
    assert {question.collection.name for question in Question.objects.select_related("collection")} == {"QK M1"}


def test_after_loading_the_quiz_is_known_to_use_its_questions(drafts):
    question = Question.objects.get(code="M1-F01")
    quiz = QuizPage.objects.get(code="M1-TEST")

    assert [str(reference.object_id) for reference in ReferenceIndex.get_references_to(question)] == [str(quiz.pk)]


def test_publishing_the_drafts_makes_pages_and_questions_live(drafts):
    published = loading.publish_drafts(drafts, by=None)

    assert published == 16
    assert ProgrammePage.objects.live().count() == 1
    assert QuestionVersion.objects.count() == 4
    assert loading.publish_drafts(drafts, by=None) == 0


def test_the_command_names_the_line_of_every_problem(tmp_path, text):
    file = tmp_path / "curriculum.md"
    file.write_text(text.replace("ue_minutes: 45", "ue_minutes: viel"), encoding="utf-8")
    line = text.split("\n").index("ue_minutes: 45") + 1

    with pytest.raises(CommandError, match=f"Zeile {line}: Hier wird eine ganze Zahl erwartet."):
        call_command("load_curriculum", str(file))

    assert not HomePage.objects.exists()


def test_the_command_refuses_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="Die Datei lässt sich nicht lesen"):
        call_command("load_curriculum", str(tmp_path / "fehlt.md"))
