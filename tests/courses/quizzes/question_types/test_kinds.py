"""What every kind of question promises, and where kinds differ in reading what was posted."""

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from courses.quizzes.question_types import KINDS, ForeignAnswer, content_problems, with_defaults
from courses.quizzes.question_types.ordering import moved_to, swapped
from tests.courses.quizzes import samples

ORDER = "order=1&order=2&order=3&order=4&order=5"


def read(kind, posted, **changes):
    return KINDS[kind].read(samples.ALL_KINDS[kind](**changes), QueryDict(posted))


@pytest.mark.parametrize("kind", KINDS)
def test_a_finished_question_has_no_problems(kind):
    assert content_problems(samples.ALL_KINDS[kind]()) == []


@pytest.mark.parametrize("kind", KINDS)
def test_common_parts_are_checked_for_every_kind(kind):
    content = {**samples.ALL_KINDS[kind](), "prompt": " ", "points": 0, "scheme": "guess", "rounding": "up"}

    problems = content_problems(content)

    assert problems[:4] == [
        "Die Frage fehlt.",
        "Eine Frage bringt mindestens einen Punkt.",
        "Diese Wertung passt nicht zu dieser Frageart.",
        "Diese Rundung gibt es nicht.",
    ]


@pytest.mark.parametrize(
    ("kind", "changes", "sentence"),
    [
        ("single_choice", {"options": samples.options("AB")}, "Genau eine Antwort muss als richtig markiert sein."),
        ("single_choice", {"options": samples.options("A", "A")}, "Es braucht mindestens 2 Einträge."),
        ("single_choice", {"options": samples.options("A", "AAB")}, "Jeder Eintrag braucht einen eigenen Schlüssel."),
        ("true_false", {"answer": None}, "Legen Sie fest, ob die Aussage richtig oder falsch ist."),
        ("multiple_choice", {"options": samples.options("")}, "Mindestens eine Antwort muss als richtig markiert sein."),
        (
            "matching",
            {"pairs": [{"key": k, "left": "x", "right": k} for k in "ab"]},
            "Jeder Begriff links darf nur einmal vorkommen.",
        ),
        ("ordering", {"steps": [{"key": k, "text": "x"} for k in "ab"]}, "Jeder Schritt darf nur einmal vorkommen."),
        ("cloze", {"text": "Ohne Lücke"}, "Die Lücken im Text und die Liste der Lücken passen nicht zusammen."),
        ("numeric", {"answer": "sieben"}, "Die richtige Zahl fehlt oder ist nicht lesbar."),
        ("numeric", {"tolerance": "-1"}, "Die Abweichung ist eine Zahl ab 0."),
        ("short_text", {"accept": [" "]}, "Nennen Sie mindestens eine richtige Antwort."),
        ("essay", {"points": 3}, "Die Punkte der Kriterien müssen zusammen die Punkte der Frage ergeben."),
        ("essay", {"min_words": 300}, "Die Mindestzahl der Wörter ist größer als die Höchstzahl."),
    ],
)
def test_what_an_author_must_mend_is_named(kind, changes, sentence):
    content = {**samples.ALL_KINDS[kind](), **changes}

    assert sentence in content_problems(content)


def test_unknown_kind_is_named():
    assert content_problems({"kind": "guess"}) == ["Diese Frageart gibt es nicht."]


def test_left_out_parts_are_filled_with_the_defaults():
    content = with_defaults({"kind": "ordering", "prompt": "Ordnen Sie.", "points": 2, "steps": []})

    assert (content["scheme"], content["rounding"]) == ("adjacent_swap", "half_point_down")
    assert content["feedback"] == {"correct": "", "incorrect": ""}


@pytest.mark.parametrize(
    ("kind", "posted", "response"),
    [
        ("single_choice", "answer=B", "B"),
        ("single_choice", "", None),
        ("single_choice", "answer=B&clear=1", None),
        ("true_false", "answer=true", True),
        ("true_false", "answer=false", False),
        ("true_false", "", None),
        ("multiple_choice", "answer=C&answer=A&answer=A", ["A", "C"]),
        ("multiple_choice", "", None),
        ("matching", "pair-a=b&pair-b=&pair-c=c", {"a": "b", "c": "c"}),
        ("matching", "pair-a=", None),
        ("ordering", ORDER, ["1", "2", "3", "4", "5"]),
        ("ordering", f"{ORDER}&up=3", ["1", "3", "2", "4", "5"]),
        ("ordering", f"{ORDER}&down=3", ["1", "2", "4", "3", "5"]),
        ("ordering", f"{ORDER}&up=1", ["1", "2", "3", "4", "5"]),
        ("ordering", f"{ORDER}&position-4=2", ["1", "4", "2", "3", "5"]),
        ("ordering", f"{ORDER}&position-2=4", ["1", "3", "4", "2", "5"]),
        ("ordering", f"{ORDER}&position-1=5&position-2=4&position-3=3&position-4=2&position-5=1", ["5", "4", "3", "2", "1"]),
        ("cloze", "gap-1=+Motor+&gap-2=&gap-3=Quartier", {"1": "Motor", "3": "Quartier"}),
        ("cloze", "gap-1=+", None),
        ("numeric", "answer=+7,8+", "7,8"),
        ("numeric", "answer=", None),
        ("short_text", "answer=Verstetigung", "Verstetigung"),
        ("essay", "answer=Mein%0D%0AQuartier", "Mein\nQuartier"),
        ("essay", "answer=+", None),
    ],
)
def test_a_posted_form_is_read_into_a_response(kind, posted, response):
    assert read(kind, posted) == response


@pytest.mark.parametrize(
    ("kind", "posted"),
    [
        ("single_choice", "answer=Z"),
        ("true_false", "answer=maybe"),
        ("multiple_choice", "answer=A&answer=Z"),
        ("matching", "pair-a=z"),
        ("ordering", ""),
        ("ordering", "order=1&order=2&order=3&order=4&order=4"),
        ("ordering", "order=1&order=2&order=3&order=4&order=z"),
        ("ordering", f"{ORDER}&position-1=6"),
        ("ordering", f"{ORDER}&position-1=x"),
        ("ordering", f"{ORDER}&position-1=0000019"),
        ("ordering", f"{ORDER}&position-1=000001{'0' * 5000}"),
    ],
)
def test_option_of_another_question_is_refused(kind, posted):
    with pytest.raises(ForeignAnswer):
        read(kind, posted)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("foreign", [["Z"], {"z": "z"}, {}, 7, [{}], {"a": []}])
def test_response_of_a_foreign_shape_is_refused(kind, foreign):
    with pytest.raises(ForeignAnswer):
        KINDS[kind].check(samples.ALL_KINDS[kind](), foreign)


@pytest.mark.parametrize("kind", KINDS)
def test_the_empty_response_belongs_to_every_question(kind):
    assert KINDS[kind].check(samples.ALL_KINDS[kind](), None) is None


@pytest.mark.parametrize(("kind", "field"), [("short_text", "answer"), ("cloze", "gap-1")])
def test_text_longer_than_its_field_is_refused(kind, field):
    with pytest.raises(ValidationError):
        read(kind, f"{field}={'a' * 201}")


def test_a_number_that_could_mean_two_things_is_refused_before_it_is_stored():
    with pytest.raises(ValidationError) as refused:
        read("numeric", "answer=1,234.5")

    assert not isinstance(refused.value, ForeignAnswer)


@given(st.permutations(list("12345")), st.sampled_from("12345"), st.integers(1, 5))
def test_a_row_moves_to_the_chosen_position_and_the_others_keep_their_order(order, row, position):
    moved = moved_to(order, {key: position if key == row else None for key in order})

    assert moved.index(row) == position - 1
    assert [key for key in moved if key != row] == [key for key in order if key != row]


@given(st.permutations(list("12345")), st.permutations([1, 2, 3, 4, 5]))
def test_positions_chosen_for_all_rows_are_taken_as_they_are(order, positions):
    moved = moved_to(order, dict(zip(order, positions, strict=True)))

    assert [positions[order.index(key)] for key in moved] == [1, 2, 3, 4, 5]


def test_nothing_moves_beyond_the_edge():
    assert swapped(["1", "2"], "1", -1) == ["1", "2"]
    assert swapped(["1", "2"], "2", 1) == ["1", "2"]


@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        ("single_choice", ["Antwort B"]),
        ("true_false", ["Falsch"]),
        ("multiple_choice", ["Antwort A", "Antwort B"]),
        ("matching", ["Links a – Rechts a", "Links b – Rechts b", "Links c – Rechts c", "Links d – Rechts d"]),
        ("ordering", ["1. Schritt 1", "2. Schritt 2", "3. Schritt 3", "4. Schritt 4", "5. Schritt 5"]),
        ("cloze", ["Die Kommune ist [Motor] mit [Koordinierungs]funktion im [Quartier]."]),
        ("numeric", ["7,8 Stunden"]),
        ("short_text", ["Verstetigung"]),
        ("essay", []),
    ],
)
def test_the_right_answer_is_told_in_words(kind, lines):
    assert KINDS[kind].right_answer(samples.ALL_KINDS[kind]()) == lines


def test_a_response_is_told_in_words():
    assert KINDS["cloze"].shown(samples.cloze(), {"1": "Motor"}) == ["Die Kommune ist [Motor] mit […]funktion im […]."]
    assert KINDS["numeric"].shown(samples.numeric(), "7.8") == ["7,8 Stunden"]
    assert KINDS["ordering"].shown(samples.ordering(), list("21345"))[0] == "1. Schritt 2"


def test_options_stand_in_the_order_drawn_for_the_attempt():
    options = KINDS["single_choice"].layout(samples.single_choice(), "D", ["C", "D", "A", "B"])["options"]

    assert [option["key"] for option in options] == ["C", "D", "A", "B"]
    assert [option["key"] for option in options if option["chosen"]] == ["D"]


def test_a_right_text_that_occurs_twice_is_offered_once():
    content = samples.matching()
    content["pairs"][1]["right"] = content["pairs"][0]["right"]

    layout = KINDS["matching"].layout(content, {"b": "b"}, list("abcd"))

    assert [choice["text"] for choice in layout["rows"][0]["choices"]] == ["Rechts a", "Rechts c", "Rechts d"]
    assert [choice["chosen"] for choice in layout["rows"][1]["choices"]] == [True, False, False]


def test_gap_field_is_as_wide_as_its_longest_word_and_a_third_more():
    pieces = KINDS["cloze"].layout(samples.cloze(), None, [])["pieces"]

    assert [piece["width"] for piece in pieces if "key" in piece] == [7, 19, 11]
    assert pieces[0] == {"text": "Die Kommune ist "}
