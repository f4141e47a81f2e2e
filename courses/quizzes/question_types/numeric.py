"""A number, right inside its tolerance."""

from fractions import Fraction

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.quizzes.reading import clean_text, number, number_in_words

from .kind import Judgement, QuestionKind, check_words, right_or_not


class Numeric(QuestionKind):
    name = "numeric"
    label = gettext_lazy("Zahl")

    def problems(self, content):
        problems = []
        if as_fraction(content.get("answer")) is None:
            problems.append(_("Die richtige Zahl fehlt oder ist nicht lesbar."))
        tolerance = as_fraction(content.get("tolerance", "0"))
        if tolerance is None or tolerance < 0:
            problems.append(_("Die Abweichung ist eine Zahl ab 0."))
        return problems

    def hint(self, content):
        return _("Komma oder Punkt sind möglich.")

    def typed(self, content, data):
        return clean_text(data.get("answer", "")) or None

    def check(self, content, response):
        """Refused before it is stored, never silently misread."""
        if response is not None:
            check_words(response)
            number(response, content.get("unit", ""))

    def judge(self, content, response, scheme) -> Judgement:
        answer, tolerance = Fraction(content["answer"]), Fraction(content.get("tolerance", "0"))
        allowed = tolerance * abs(answer) if content.get("relative") else tolerance
        return right_or_not(abs(number(response, content.get("unit", "")) - answer) <= allowed)

    def layout(self, content, response, order):
        return {"response": response, "unit": content.get("unit", ""), "understood": self.understood(content, response)}

    def understood(self, content: dict, response: str | None) -> str:
        """The number read back: "7,8 Stunden"; empty while there is none."""
        if response is None:
            return ""
        try:
            return f"{number_in_words(number(response, content.get('unit', '')))} {content.get('unit', '')}".strip()
        except ValidationError:
            return ""

    def shown(self, content, response):
        return [self.understood(content, response)]

    def right_answer(self, content):
        return [f"{number_in_words(Fraction(content['answer']))} {content.get('unit', '')}".strip()]


def as_fraction(text) -> Fraction | None:
    """A decimal string of the content as an exact number; None if it is none."""
    if not isinstance(text, str):
        return None
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None
