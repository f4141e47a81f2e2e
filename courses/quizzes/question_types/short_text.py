"""A word or two; what is not recognised waits for a person, it is not wrong."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.quizzes.reading import clean_text, same_words

from .kind import NOTHING, WHOLE, Judgement, QuestionKind, check_words


class ShortText(QuestionKind):
    name = "short_text"
    label = gettext_lazy("Kurzer Text")

    def problems(self, content):
        if any(word.strip() for word in content.get("accept", [])):
            return []
        return [_("Nennen Sie mindestens eine richtige Antwort.")]

    def hint(self, content):
        return _("Ein Wort oder wenige Wörter genügen. Groß- und Kleinschreibung zählt nicht.")

    def typed(self, content, data):
        return clean_text(data.get("answer", "")) or None

    def check(self, content, response):
        if response is not None:
            check_words(response)

    def judge(self, content, response, scheme):
        if any(same_words(response, word) for word in content["accept"]):
            return Judgement(WHOLE, _("Richtig: alle Punkte."))
        return Judgement(NOTHING, _("Diese Antwort sieht sich eine Person an."), needs_person=True)

    def shown(self, content, response):
        return [response]

    def right_answer(self, content):
        return [content["accept"][0]]
