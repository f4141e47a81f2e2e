"""Freezing: what is published becomes an outline; what is missing is named with its page."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms_pages.freezing import findings_of, outline_of
from cms_pages.models import ModulePage, ProgrammePage, QuizPage, TaskPage, UnitPage
from courses.quizzes.models import Question

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def blocking(programme):
    return [(finding.title, finding.sentence) for finding in findings_of(programme, on=TODAY) if finding.is_blocking]


def republish(page, **values):
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()


def test_the_outline_says_what_the_pages_say(programme):
    outline = outline_of(programme)

    assert (outline.code, outline.label, outline.ue_minutes) == ("QK", "1.0", 45)
    assert [(component.code, component.kind, component.planned_minutes) for component in outline.components] == [
        ("M1", "mandatory", 720),
        ("PP", "project", 1080),
        ("AK", "colloquium", 360),
    ]
    assert [(lesson.kind, lesson.slug) for lesson in outline.components[0].lessons] == [
        ("unit", "m1-1"),
        ("unit", "m1-2"),
        ("unit", "m1-3"),
        ("unit", "m1-4"),
        ("meeting", "m1-t1"),
        ("meeting", "m1-t2"),
        ("task", "m1-pa"),
        ("quiz", "m1-test"),
    ]


def test_the_rule_is_frozen_with_whole_numbers(programme):
    rule = {requirement.number: requirement.parameters for requirement in outline_of(programme).requirements}

    assert rule == {
        "R1": {"components": ["M1"]},
        "R3": {"min_minutes": 5400, "credit_transfer_max_minutes": 1800},
        "R4": {"min_ratio": [80, 100], "make_up_max_minutes": 360},
        "R5": {"min_ratio": [50, 100]},
        "R6": {"pass_ratio": [60, 100]},
        "R7": {},
        "R8": {"reviews": 2},
        "R9": {"examiners": 2},
        "R10": {"persons": 2},
    }


def test_a_quiz_is_frozen_with_the_live_versions_of_its_questions(programme):
    quiz = next(lesson.activity for _component, lesson in outline_of(programme).lessons() if lesson.kind == "quiz")
    question = Question.objects.get(code="M1-F01")

    assert (len(quiz.slots), quiz.points, quiz.pass_ratio) == (4, 6, (4, 6))
    assert (quiz.time_limit_minutes, quiz.max_attempts, quiz.wait_minutes, quiz.counts) == (30, 3, 1440, "best")
    assert quiz.slots[0].question_versions == (question.versions.get().pk,)


def test_a_draw_takes_every_live_question_worth_these_points_but_not_those_asked_anyway(programme):
    quiz = QuizPage.objects.get(code="M1-TEST")
    asked = Question.objects.get(code="M1-F03")
    chosen = ("draw", {"collection": asked.collection, "draw": 1, "points": 2})
    republish(quiz, slots=[("question", asked), chosen])

    slots = next(lesson.activity for _component, lesson in outline_of(programme).lessons() if lesson.kind == "quiz").slots

    drawn = Question.objects.get(code="M1-F04")
    assert slots[1].question_versions == (drawn.versions.get().pk,)
    assert (slots[1].draws, slots[1].points) == (1, 2)


def test_a_project_is_frozen_with_its_rubric_and_a_task_with_its_conditions(programme):
    tasks = {lesson.slug: lesson.activity for _component, lesson in outline_of(programme).lessons() if lesson.kind == "task"}

    assert tasks["pp-pb"].pass_rule == {"reviews": 2, "min_points": 11, "min_per_criterion": 1, "max_difference": 4}
    assert [criterion.key for criterion in tasks["pp-pb"].criteria] == ["B1", "B2", "B3", "B4", "B5", "B6"]
    assert tasks["pp-pb"].criteria[0].levels == ("fehlt", "eine Quelle", "zwei Quellen", "zwei Quellen, Widersprüche erklärt")
    assert tasks["m1-pa"].criteria[0].text == "alle sechs Punkte ausgefüllt sind"
    assert tasks["ak-ko"].max_revisions == 1


def test_a_complete_programme_has_no_findings(programme):
    assert findings_of(programme, on=TODAY) == []


def test_what_is_not_published_blocks_or_is_told(drafts):
    found = findings_of(drafts, on=TODAY)

    assert [finding.sentence for finding in found if finding.is_blocking] == [
        "Diese Seite ist ein Entwurf. In der Fassung fehlt sie.",
        "Das Programm hat noch keine veröffentlichten Bausteine.",
        "„R1“ nennt den Baustein „M1“, den es nicht gibt.",
    ]


def test_a_finding_leads_to_the_page_to_mend(programme):
    unit = UnitPage.objects.get(code="M1.1")
    republish(unit, planned_minutes=44)

    (finding,) = findings_of(programme, on=TODAY)

    module = ModulePage.objects.get(code="M1")
    assert finding.sentence == "Selbstlernen: Der Baustein nennt 180 Minuten, seine Teile ergeben 179."
    assert finding.address == reverse("wagtailadmin_pages:edit", args=[module.pk])


def test_missing_time_mode_and_text_are_named(programme):
    republish(UnitPage.objects.get(code="M1.1"), planned_minutes=None, mode="", body=[])

    assert [sentence for title, sentence in blocking(programme) if title.startswith("M1.1")] == [
        "Die Lernzeit fehlt.",
        "Die Lernform fehlt.",
        "Der Text fehlt.",
    ]


def test_a_code_that_is_there_twice_is_named(programme):
    republish(UnitPage.objects.get(code="M1.2"), code="M1.1")
    republish(ModulePage.objects.get(code="PP"), code="AK")

    assert blocking(programme) == [
        ("M1 Quartierskoordination und die Kommune als Motor", "Die Kennung „M1.1“ gibt es in diesem Programm mehrmals."),
        ("AK Praxisprojekt", "Die Kennung „AK“ gibt es in diesem Programm mehrmals."),
        ("AK Abschlusskolloquium", "Die Kennung „AK“ gibt es in diesem Programm mehrmals."),
    ]


def test_a_module_without_any_step_is_named(programme):
    module = ModulePage.objects.get(code="M1")
    for part in module.get_children().specific():
        part.unpublish()
    republish(module, meetings=[], presence_minutes=0, live_online_minutes=0, self_study_minutes=0, practice_minutes=0)

    assert [sentence for title, sentence in blocking(programme) if title.startswith("M1 ")] == [
        "Der Baustein ist leer. Er braucht eine Einheit, einen Test, eine Aufgabe oder einen Termin."
    ]


def test_an_empty_quiz_is_named(programme):
    republish(QuizPage.objects.get(code="M1-TEST"), slots=[])

    assert blocking(programme) == [("M1-TEST Test zu M1", "Der Test enthält keine Frage.")]


def test_a_quiz_without_enough_published_questions_is_named(programme):
    question = Question.objects.get(code="M1-F01")
    question.unpublish()

    assert blocking(programme) == [("M1-TEST Test zu M1", "Im Test fehlen veröffentlichte Fragen.")]


def test_an_unknown_competence_is_named(programme):
    republish(ModulePage.objects.get(code="M1"), competences="K01, K99")

    assert blocking(programme) == [
        ("M1 Quartierskoordination und die Kommune als Motor", "Die Kompetenz „K99“ steht nicht im Kompetenzprofil.")
    ]


def test_unpublished_changes_and_overdue_reviews_are_hints(programme):
    unit = UnitPage.objects.get(code="M1.2")
    unit.title = "Ganzheitlich denken"
    unit.save_revision()

    found = findings_of(programme, on=date(2027, 11, 24))

    assert not any(finding.is_blocking for finding in found)
    assert [finding.sentence for finding in found].count("Die Wiedervorlage ist überschritten. Prüfen Sie den Inhalt.") == 4
    assert [finding.sentence for finding in found].count("Es gibt Änderungen, die noch nicht veröffentlicht sind.") == 1


def test_an_image_without_description_is_named(programme):
    unit = UnitPage.objects.get(code="M1.1")
    image = {"type": "image", "value": {"image": None, "alternative_text": "", "source": "", "caption": ""}}
    unit.body = unit.body.stream_block.to_python([*unit.body.get_prep_value(), image])
    unit.save_revision().publish()

    assert blocking(programme) == [("M1.1 Was ein Quartier ausmacht", "Ein Bild hat keine Beschreibung oder keine Quelle.")]


def test_more_pages_cost_no_more_statements(programme, django_assert_num_queries):
    with CaptureQueriesContext(connection) as full:
        findings_of(programme, on=TODAY)
    UnitPage.objects.get(code="M1.4").delete()
    UnitPage.objects.get(code="M1.3").delete()

    with django_assert_num_queries(len(full)):
        findings_of(programme, on=TODAY)


def test_draft_pages_stay_out_of_the_outline(programme):
    TaskPage.objects.get(code="M1-PA").unpublish()

    assert "m1-pa" not in [lesson.slug for _component, lesson in outline_of(ProgrammePage.objects.get()).lessons()]
