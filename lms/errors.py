"""Refusals a person can read."""

from django.utils.functional import Promise


class NotPossible(Exception):
    """An action was refused; `sentence` says why, in German, ready for the screen."""

    def __init__(self, sentence: str | Promise):
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)
