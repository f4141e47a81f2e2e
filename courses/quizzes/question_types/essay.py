"""A text of one's own, read and graded by a person with the criteria of the question."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.quizzes.reading import clean_text

from .kind import NOTHING, Judgement, QuestionKind, check_words, key_problems

LONGEST_ESSAY = 20_000


class Essay(QuestionKind):
    name = "essay"
    label = gettext_lazy("Freier Text")
    schemes = {"rubric": gettext_lazy("Kursleitung bewertet nach Kriterien")}

    def problems(self, content):
        criteria = content.get("criteria", [])
        problems = key_problems(criteria, at_least=1)
        points = [criterion.get("points") for criterion in criteria]
        if not all(isinstance(number, int) and number >= 1 for number in points):
            problems.append(_("Jedes Kriterium bringt mindestens einen Punkt."))
        elif sum(points) != content.get("points"):
            problems.append(_("Die Punkte der Kriterien müssen zusammen die Punkte der Frage ergeben."))
        least, most = content.get("min_words"), content.get("max_words")
        if least is not None and most is not None and least > most:
            problems.append(_("Die Mindestzahl der Wörter ist größer als die Höchstzahl."))
        return problems

    def hint(self, content):
        least, most = content.get("min_words"), content.get("max_words")
        length = _("Antworten Sie in eigenen Worten.")
        if least and most:
            length = _("Schreiben Sie %(least)s bis %(most)s Wörter.") % {"least": least, "most": most}
        elif most:
            length = _("Schreiben Sie höchstens %(most)s Wörter.") % {"most": most}
        elif least:
            length = _("Schreiben Sie mindestens %(least)s Wörter.") % {"least": least}
        return f"{length} {_('Eine Person bewertet Ihren Text.')}"

    def typed(self, content, data):
        return clean_text(data.get("answer", "")) or None

    def check(self, content, response):
        if response is not None:
            check_words(response, LONGEST_ESSAY)

    def judge(self, content, response, scheme):
        return Judgement(NOTHING, _("Eine Person bewertet Ihren Text."), needs_person=True)

    def layout(self, content, response, order):
        return {
            "response": response,
            "criteria": content["criteria"],
            "min_words": content.get("min_words"),
            "max_words": content.get("max_words"),
        }

    def shown(self, content, response):
        return [paragraph for paragraph in response.split("\n") if paragraph.strip()]

    def right_answer(self, content):
        return []
