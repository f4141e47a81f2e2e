import random

import pytest

from certificates.codes import ALPHABET, LENGTH, new_code, read_code, shown


def test_code_is_read_back_in_every_spelling():
    code = new_code()

    assert read_code(shown(code)) == code
    assert read_code(f" {shown(code).lower()} ") == code
    assert read_code(code.replace("0", "O").replace("1", "l")) == code


@pytest.mark.parametrize("text", ["", "ABC", "UUUU-UUUU-UUUU-UUUU", "B1CC-HQYW-J26T-NR95-1", "äöü" * 6])
def test_what_cannot_be_a_code_is_refused(text):
    assert read_code(text) is None


def test_every_single_and_double_typing_error_is_found():
    chance = random.Random(7)
    for _ in range(10_000):
        code = new_code()
        places = chance.sample(range(LENGTH), chance.choice([1, 2]))
        typed = list(code)
        for place in places:
            typed[place] = chance.choice(ALPHABET.replace(typed[place], ""))
        assert read_code("".join(typed)) is None


def test_every_swap_of_two_symbols_is_found():
    code = new_code()
    for first in range(LENGTH):
        for second in range(first + 1, LENGTH):
            if code[first] != code[second]:
                typed = list(code)
                typed[first], typed[second] = typed[second], typed[first]
                assert read_code("".join(typed)) is None
