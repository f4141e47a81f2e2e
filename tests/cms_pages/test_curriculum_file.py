"""The curriculum file: the whole model curriculum, exact numbers, and a line for every complaint."""

import pytest

from cms_pages.curriculum_file import CurriculumProblems, read_curriculum, write_curriculum
from courses.catalogue.outline import MODES, SYNCHRONOUS_MODES


def problems_of(text):
    with pytest.raises(CurriculumProblems) as caught:
        read_curriculum(text)
    return caught.value.problems


def line_of(text, sought):
    return next(number for number, line in enumerate(text.split("\n"), start=1) if sought in line)


def test_the_model_curriculum_is_complete(curriculum):
    components = curriculum.components

    assert [component.code for component in components] == ["M1", "M2", "M3", "M4", "M5", "M6", "M7", "M8", "PP", "AK"]
    assert sum(len(component.units) for component in components) == 33
    assert sum(len(component.meetings) for component in components) == 25
    assert len(curriculum.questions()) == 80
    assert [len(component.tasks) for component in components] == [1] * 10
    assert sum(len(component.outcomes) for component in components) == 36
    assert [requirement.number for requirement in curriculum.rule.requirements] == [f"R{number}" for number in range(1, 11)]
    assert len(curriculum.competences) == 12
    assert len(curriculum.recertification.conditions) == 6


def test_the_model_curriculum_adds_up(curriculum):
    offered = {mode: sum(component.minutes.of(mode) for component in curriculum.components) // 45 for mode in MODES}

    assert offered == {"presence": 56, "live_online": 32, "self_study": 20, "practice": 36}
    assert sum(offered.values()) == 144
    path = curriculum.programme.minimum_path_ue
    assert path.total == 120
    assert sum(path.of(mode) for mode in SYNCHRONOUS_MODES) == 72


def test_every_module_test_has_all_nine_kinds_and_twenty_points(curriculum):
    for component in curriculum.components[:8]:
        (quiz,) = component.quizzes
        assert (quiz.points, quiz.pass_points, quiz.time_limit_minutes, quiz.max_attempts, quiz.wait_hours) == (20, 12, 30, 3, 24)
        assert sum(question.points for question in component.questions) == 20
        assert {question.kind for question in component.questions} == {
            "single_choice", "true_false", "multiple_choice", "matching", "ordering", "cloze", "numeric", "short_text", "essay",
        }  # fmt: skip


def test_what_is_written_reads_back_as_the_same(text, curriculum):
    assert read_curriculum(write_curriculum(curriculum)) == curriculum
    assert write_curriculum(curriculum) == text


def test_numbers_stay_as_they_were_written(curriculum):
    assert curriculum.questions()["M1-F07"].content() == {
        "kind": "numeric",
        "prompt": "Eine volle Stelle umfasst 39 Wochenstunden. "
        "Wie viele Stunden pro Woche stehen bei einem Stellenanteil von 20 % zur Verfügung?",
        "points": 2,
        "feedback": {"correct": "Richtig. 39 × 0,2 = 7,8 Stunden.", "incorrect": "Rechnen Sie 39 mal 20 geteilt durch 100."},
        "answer": "7.8",
        "tolerance": "0",
        "relative": False,
        "unit": "Stunden",
    }


def test_a_number_with_a_point_is_never_an_approximation(text):
    changed = text.replace("label: 1.0", "label: 0.80")

    assert read_curriculum(changed).programme.label == "0.80"


def test_keys_follow_the_order_of_the_options(curriculum):
    content = curriculum.questions()["M1-F01"].content()

    assert [(option["key"], option["right"]) for option in content["options"]] == [
        ("a", False),
        ("b", True),
        ("c", False),
        ("d", False),
    ]


def test_texts_come_over_word_for_word(curriculum):
    unit = curriculum.components[1].units[1]

    assert unit.title == "Zuhören und hinsehen: qualitative Methoden"
    assert unit.text.startswith("Quantitative Daten beschreiben ein Quartier von außen, qualitative Methoden von innen.")
    assert unit.text.endswith("Fotografieren Sie Pläne statt Personen, das erleichtert den Datenschutz.")


@pytest.mark.parametrize(
    ("sought", "written", "sentence"),
    [
        ("title: Pflichtmodule", "titel: Pflichtmodule", "Den Schlüssel „titel“ gibt es hier nicht."),
        ("code: M1.2", "code: M1.1", "Die Kennung „M1.1“ steht schon in Zeile {first}."),
        ("competences: [K01, K06, K11]", "competences: [K01, K66]", "Die Kompetenz „K66“ gibt es in dieser Datei nicht."),
        (
            "parameters: {components: [M1]}",
            "parameters: {components: [M9]}",
            "Den Baustein „M9“ gibt es in dieser Datei nicht.",
        ),
        ("parameters: {reviews: 2}", "parameters: {}", "„R8“ braucht genau diese Angaben: reviews."),
        ("ue_minutes: 45", "ue_minutes: fünf", "Hier wird eine ganze Zahl erwartet."),
        ("code: M1-F02", "code: M1-F02\n    code: M1-F02", "Der Schlüssel „code“ steht zweimal im selben Block."),
        ("- {question: M1-F02}", "- {question: M1-F99}", "Die Frage „M1-F99“ gibt es in dieser Datei nicht."),
        ("reviewed_on: 2026-11-23", "reviewed_on: 23.11.2026", "Hier wird ein Datum in der Form JJJJ-MM-TT erwartet."),
        ("answer: 7.8", "answer: etwa 8", "Antwort und Toleranz sind Zahlen mit Punkt als Dezimalzeichen."),
        ('topic: "Thema des Praxisprojekts: {topic}"', 'topic: "{thema}"', "Der Platzhalter „thema“ in „topic“ ist unbekannt."),
    ],
)
def test_a_mistake_is_named_with_its_line_and_a_german_sentence(short_text, sought, written, sentence):
    line = line_of(short_text, sought)
    changed = short_text.replace(sought, written, 1)

    found = problems_of(changed)

    assert sentence.format(first=line_of(short_text, "code: M1.1") - 1) in {complaint for _line, complaint in found}
    assert min(abs(place - line) for place, _complaint in found) <= 8


def test_minutes_that_do_not_add_up_are_named(short_text):
    changed = short_text.replace(
        'code: M1.1\ntitle: "Was ein Quartier ausmacht"\nminutes: 45', "code: M1.1\ntitle: Anders\nminutes: 44"
    )

    assert problems_of(changed) == [
        (line_of(short_text, "minutes: {presence: 360, live_online: 90, self_study: 180"),
         "„M1“ nennt 180 Minuten „self_study“, die Teile ergeben 179."),
    ]  # fmt: skip


def test_all_problems_are_told_at_once(short_text):
    changed = (
        short_text.replace("ue_minutes: 45", "ue_minutes: viel")
        .replace("code: M1.2\n", "")
        .replace("points: 20\n", "punkte: 20\n", 1)
    )

    assert len(problems_of(changed)) == 4


def test_points_of_a_test_must_match_its_questions(short_text):
    line = line_of(short_text, "code: M1-TEST")
    changed = short_text.replace("points: 20\n", "points: 21\n", 1)

    assert problems_of(changed) == [(line - 1, "Der Test „M1-TEST“ nennt 21 Punkte, die Fragen ergeben 20.")]


def test_a_broken_block_tells_where_reading_stopped(short_text):
    line = line_of(short_text, "code: M1.2")
    changed = short_text.replace("code: M1.2", 'code: "M1.2', 1)

    assert any(line <= place <= line + 8 for place, _sentence in problems_of(changed))


def test_a_text_without_a_block_is_not_swallowed():
    found = problems_of("# Titel\n\nEin Satz, der zu nichts gehört.\n")

    assert (3, "Dieser Text gehört zu keinem Block. Setzen Sie ihn unter einen Block oder in einen Kommentar.") in found


def test_a_block_that_refers_to_itself_is_refused():
    found = problems_of("```yaml\nblock: programme\nfacts: &a [*a]\n```\n")

    assert found == [(3, "Verweise mit & und * sind in dieser Datei nicht erlaubt. Schreiben Sie den Wert aus.")]


@pytest.mark.parametrize(
    "text",
    ["", "\ufeff", "```yaml\n```", "```yaml\n- a\n```", "```yaml\nblock: programme", "\x00", "```yaml\n" + "[" * 5000 + "\n```"],
)
def test_strange_files_are_refused_politely(text):
    assert problems_of(text)
