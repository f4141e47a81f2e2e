"""What can be the key of a row. Whoever asks the database for another one gets an error instead of an answer."""

from django.db.models import BigIntegerField

LARGEST_KEY = BigIntegerField.MAX_BIGINT
DIGITS = len(str(LARGEST_KEY))


def is_key(text: str) -> bool:
    """Whether a row can have this key; a text with more digits than the largest one is not even read."""
    return text.isdecimal() and len(text) <= DIGITS and int(text) <= LARGEST_KEY
