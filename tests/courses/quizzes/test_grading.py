from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.quizzes.grading import Grade, counting_score, grade, is_passed, points_in_words, rounded, rubric_points
from courses.quizzes.question_types import KINDS
from tests.courses.quizzes import samples

SHARE = 60  # points of a question on which every share of the vectors is a whole number


def share(content, response):
    return grade(content, response, points=SHARE).score / SHARE


@pytest.mark.parametrize(
    ("ticked", "net_of_right", "balanced", "exact"),
    [
        ("", "0", "0", "0"),
        ("A", "1/2", "1/2", "0"),
        ("AB", "1", "1", "1"),
        ("AC", "0", "1/6", "0"),
        ("ABC", "1/2", "2/3", "0"),
        ("CD", "0", "0", "0"),
        ("ABCDE", "0", "0", "0"),
    ],
)
def test_multiple_choice_follows_the_vectors(ticked, net_of_right, balanced, exact):
    response = list(ticked) or None

    shares = [share(samples.multiple_choice(scheme), response) for scheme in ("net_of_right", "balanced", "exact")]

    assert shares == [Fraction(net_of_right), Fraction(balanced), Fraction(exact)]


@pytest.mark.parametrize(
    ("answer", "adjacent_swap", "pairs", "exact"),
    [
        ("12345", "1", "1", "1"),
        ("21345", "1/2", "9/10", "0"),
        ("23451", "0", "6/10", "0"),
        ("45123", "0", "4/10", "0"),
        ("31254", "0", "7/10", "0"),
        ("54321", "0", "0", "0"),
    ],
)
def test_ordering_follows_the_vectors(answer, adjacent_swap, pairs, exact):
    shares = [share(samples.ordering(scheme), list(answer)) for scheme in ("adjacent_swap", "pairs", "exact")]

    assert shares == [Fraction(adjacent_swap), Fraction(pairs), Fraction(exact)]


@pytest.mark.parametrize(("right", "expected"), [(4, "1"), (3, "3/4"), (2, "1/2"), (1, "1/4"), (0, "0")])
def test_matching_gives_the_share_of_right_pairs(right, expected):
    response = {left: left if place < right else "abcd"[place - 1] for place, left in enumerate("abcd")}

    assert share(samples.matching(), response) == Fraction(expected)


def test_matching_exact_gives_all_or_nothing():
    assert share(samples.matching("exact"), {"a": "a", "b": "b", "c": "c"}) == 0
    assert share(samples.matching("exact"), samples.RIGHT_RESPONSES["matching"]) == 1


def test_pairs_that_share_their_right_text_may_be_chosen_for_each_other():
    content = samples.matching()
    content["pairs"][1]["right"] = content["pairs"][0]["right"]

    assert share(content, {"a": "b", "b": "a", "c": "c", "d": "d"}) == 1


def test_cloze_weighs_its_gaps():
    response = {"1": "Motor", "2": "Steuerungs", "3": "Quartier"}

    assert share(samples.cloze(), response) == Fraction(1, 2)
    assert share(samples.cloze("exact"), response) == 0


@pytest.mark.parametrize(
    ("content", "typed", "expected"),
    [
        (samples.numeric(), "7,8", 1),
        (samples.numeric(), "7.80", 1),
        (samples.numeric(), "7,81", 0),
        (samples.numeric(tolerance="0.1"), "7,9", 1),
        (samples.numeric(tolerance="0.1"), "7,91", 0),
        (samples.numeric("7200", "0.01", relative=True), "7.272", 1),
        (samples.numeric("7200", "0.01", relative=True), "7.273", 0),
        (samples.numeric("-50", "0.1", relative=True), "-45", 1),
    ],
)
def test_numeric_is_right_inside_its_tolerance_and_only_there(content, typed, expected):
    assert share(content, typed) == expected


def test_recognised_short_text_is_graded_at_once():
    assert grade(samples.short_text(), "VERSTETIGEN") == Grade(Fraction(2), 2, False, "Richtig: alle Punkte.")


def test_unrecognised_short_text_waits_for_a_person():
    graded = grade(samples.short_text(), "Nachhaltigkeit")

    assert graded == Grade(Fraction(0), 2, True, "Diese Antwort sieht sich eine Person an.")


def test_answered_essay_waits_for_a_person():
    assert grade(samples.essay(), "Mein Quartier.").needs_person


@pytest.mark.parametrize("kind", KINDS)
def test_empty_answer_scores_nothing_and_needs_no_person(kind):
    assert grade(samples.ALL_KINDS[kind](), None) == Grade(Fraction(0), 2, False, "Nicht beantwortet: keine Punkte.")


@pytest.mark.parametrize("kind", samples.RIGHT_RESPONSES)
def test_right_answer_of_every_kind_earns_all_points(kind):
    assert grade(samples.ALL_KINDS[kind](), samples.RIGHT_RESPONSES[kind]).score == 2


def test_reason_tells_how_the_points_came_about():
    content = {**samples.multiple_choice(points=3), "options": samples.options("ABC")}

    assert grade(content, ["A", "B", "D"]).explanation == "2 von 3 richtig gewählt, 1 falsch: ein Drittel der Punkte."


@pytest.mark.parametrize(
    ("rounding", "score", "ending"), [("half_point_down", "1/2", " Auf halbe Punkte abgerundet."), ("none", "2/3", "")]
)
def test_reason_says_where_points_were_rounded_down(rounding, score, ending):
    content = {**samples.multiple_choice(points=2), "options": samples.options("ABC"), "rounding": rounding}

    given = grade(content, ["A", "B", "D"])

    assert given.score == Fraction(score)
    assert given.explanation == f"2 von 3 richtig gewählt, 1 falsch: ein Drittel der Punkte.{ending}"


@pytest.mark.parametrize(("score", "expected"), [("1/3", "0"), ("2/3", "1/2"), ("1", "1"), ("5/3", "3/2"), ("0", "0")])
def test_points_are_rounded_down_to_half_points(score, expected):
    assert rounded(Fraction(score), "half_point_down") == Fraction(expected)


def test_unrounded_points_stay_exact():
    content = {**samples.multiple_choice("balanced", points=1)}

    assert grade(content, ["A", "B", "C"]).score == Fraction(2, 3)


@pytest.mark.parametrize(
    ("points", "rounding", "expected"), [(2, "none", "1"), (3, "none", "3/2"), (5, "half_point_down", "5/2")]
)
def test_points_by_criteria_are_scaled_to_the_points_of_the_test(points, rounding, expected):
    content = samples.essay(rounding=rounding)

    assert rubric_points(content, {"c1": 1, "c2": 0}, points=points) == Fraction(expected)


@pytest.mark.parametrize(("counts", "expected"), [("best", 12), ("last", 6), ("first", 9), ("average", 9)])
def test_which_result_counts_is_a_setting(counts, expected):
    assert counting_score([Fraction(9), Fraction(12), Fraction(6)], counts) == expected


def test_shown_points_never_contradict_the_verdict():
    assert points_in_words(Fraction(11999, 1000)) == "11,99"


def test_six_of_ten_are_exactly_sixty_percent():
    assert is_passed(sum([Fraction(1, 10)] * 60), 10, Fraction(60, 100))


def test_almost_sixty_percent_is_not_passed():
    assert not is_passed(Fraction(1199, 100), 20, Fraction(60, 100))


@given(
    st.sets(st.sampled_from("ABCDE")),
    st.sampled_from(["net_of_right", "balanced", "exact"]),
    st.sampled_from(["none", "half_point_down"]),
)
def test_multiple_choice_stays_between_nothing_and_all(ticked, scheme, rounding):
    graded = grade(samples.multiple_choice(scheme, rounding=rounding, points=3), sorted(ticked) or None)

    assert 0 <= graded.score <= graded.max


@given(st.permutations(list("12345")), st.sampled_from(["adjacent_swap", "pairs", "exact"]))
def test_only_the_right_order_earns_everything(order, scheme):
    graded = grade(samples.ordering(scheme), order)

    assert (graded.score == graded.max) == (order == list("12345"))


@given(st.dictionaries(st.sampled_from(["1", "2", "3"]), st.text(min_size=1, max_size=30), min_size=1))
def test_any_text_in_a_gap_can_be_graded(typed):
    assert 0 <= share(samples.cloze(), typed) <= 1
