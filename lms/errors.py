"""Refusals a person can read."""

from django.utils.functional import Promise


class NotPossible(Exception):
    """An action was refused; `sentence` says why, in German, ready for the screen, and `field` at which input, if at one."""

    def __init__(self, sentence: str | Promise, *, field: str | None = None):
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field

    def __str__(self) -> str:
        return str(self.sentence)
