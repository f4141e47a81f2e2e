"""Verification codes: 14 random symbols and two check symbols that find every single and double typing error.

Crockford's alphabet has no I, L, O and U. The check symbols are the remainder of a Reed-Solomon code over GF(32):
two of them detect any two wrong symbols and any swap, so a mistyped code never reaches the database.
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_SYMBOLS = 14
LENGTH = 16
FOLDED = str.maketrans("OIL", "011")
PRIMITIVE = 0b100101  # x^5 + x^2 + 1


def _powers() -> list[int]:
    powers, value = [], 1
    for _ in range(31):
        powers.append(value)
        value <<= 1
        if value & 0b100000:
            value ^= PRIMITIVE
    return powers


EXP = _powers()
LOG = {value: exponent for exponent, value in enumerate(EXP)}
GENERATOR = (EXP[1] ^ EXP[2], EXP[3])
"""x^2 + (a + a^2) x + a^3: the polynomial with the roots a and a^2."""


def _times(left: int, right: int) -> int:
    if not left or not right:
        return 0
    return EXP[(LOG[left] + LOG[right]) % 31]


def _check_symbols(values: list[int]) -> list[int]:
    first, second = 0, 0
    for value in values:
        carry = value ^ first
        first, second = second ^ _times(carry, GENERATOR[0]), _times(carry, GENERATOR[1])
    return [first, second]


def new_code() -> str:
    """Sixteen symbols, 70 bits of them random; says nothing about person, number or date."""
    values = [secrets.randbelow(32) for _ in range(RANDOM_SYMBOLS)]
    return "".join(ALPHABET[value] for value in values + _check_symbols(values))


def read_code(text: str) -> str | None:
    """The code somebody typed, or None if it cannot be one.

    Case, hyphens and spaces do not matter; O is read as 0, I and L as 1.
    """
    folded = "".join(symbol for symbol in text.upper() if symbol.isalnum()).translate(FOLDED)
    if len(folded) != LENGTH or any(symbol not in ALPHABET for symbol in folded):
        return None
    values = [ALPHABET.index(symbol) for symbol in folded]
    return folded if _check_symbols(values[:RANDOM_SYMBOLS]) == values[RANDOM_SYMBOLS:] else None


def shown(code: str) -> str:
    """In groups of four: "B1CC-HQYW-J26T-NR95"."""
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))
