from datetime import UTC, date, datetime, time

import pytest

from lms.ui import formats


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [
        (0, "0\u00a0UE"),
        (45, "1\u00a0UE"),
        (337, "7,48\u00a0UE"),
        (338, "7,51\u00a0UE"),
        (5400, "120\u00a0UE"),
        (2592, "57,6\u00a0UE"),
    ],
)
def test_ue_has_at_most_two_decimals_and_is_never_rounded_up(minutes, shown):
    assert formats.ue(minutes) == shown


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (2591, 3240, "79,97\u00a0%"),
        (79_999, 100_000, "79,99\u00a0%"),
        (1, 1, "100,00\u00a0%"),
        (0, 3240, "0,00\u00a0%"),
        (5, 0, "–"),
    ],
)
def test_percent_never_rounds_up_to_a_whole_one(part, whole, shown):
    assert formats.percent(part, whole) == shown


def test_thousands_have_a_narrow_space():
    assert [formats.thousands(number) for number in (999, 1101, 1_234_567)] == ["999", "1\u202f101", "1\u202f234\u202f567"]


def test_days_and_times_are_german_and_local():
    evening = datetime(2027, 5, 2, 22, 30, tzinfo=UTC)

    assert formats.day(evening) == "3.\u00a0Mai 2027"
    assert formats.day_short(evening) == "03.05.2027"
    assert formats.clock(evening) == "00:30\u00a0Uhr"
    assert formats.moment(evening) == "3.\u00a0Mai 2027, 00:30\u00a0Uhr"
    assert formats.day(date(2027, 5, 3)) == "3.\u00a0Mai 2027"
    assert formats.clock(time(17, 30)) == "17:30\u00a0Uhr"


def test_a_range_of_times_says_uhr_once():
    start, end = datetime(2026, 11, 26, 16, 30, tzinfo=UTC), datetime(2026, 11, 26, 18, 0, tzinfo=UTC)

    assert formats.clock_range(start, end) == "17:30 bis 19:00\u00a0Uhr"


@pytest.mark.parametrize(
    ("size", "shown"),
    [(0, "0\u00a0kB"), (12, "1\u00a0kB"), (4_300, "4\u00a0kB"), (400_000, "0,4\u00a0MB"), (3_400_000, "3,4\u00a0MB")],
)
def test_file_sizes_have_a_comma(size, shown):
    assert formats.filesize_de(size) == shown


@pytest.mark.parametrize(
    ("count", "shown"), [(0, "0 Minuten"), (1, "1 Minute"), (60, "1 Stunde"), (90, "90 Minuten"), (1440, "24 Stunden")]
)
def test_duration_is_in_hours_where_they_are_whole(count, shown):
    assert formats.duration(count).replace("\u00a0", " ") == shown


@pytest.mark.parametrize(("count", "shown"), [(0, "R1"), (1, "R1 und 1 weitere"), (-2, "R1")])
def test_what_follows_is_counted(count, shown):
    assert formats.and_more("R1", count) == shown


@pytest.mark.parametrize(("count", "shown"), [(1, "einmal"), (2, "zweimal"), (12, "zwölfmal"), (13, "13-mal")])
def test_how_often_is_said_in_words(count, shown):
    assert formats.times(count) == shown


@pytest.mark.parametrize(("count", "shown"), [(2591, "57,57 UE"), (2592, "57,60 UE"), (3240, "72 UE"), (0, "0 UE")])
def test_units_beside_a_limit_have_the_same_decimals(count, shown):
    assert formats.ue_compared(count).replace("\u00a0", " ") == shown


@pytest.mark.parametrize("have", range(5300, 5400))
def test_units_there_and_missing_add_up_to_the_limit(have):
    there, missing = (
        int(text.removesuffix("\u00a0UE").replace(",", "") + "00" * ("," not in text))
        for text in (formats.ue_compared(have), formats.ue_missing(5400 - have))
    )

    assert there + missing == 12_000
