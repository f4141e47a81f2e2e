"""A statement that is true or false."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .kind import ForeignAnswer, Judgement, QuestionKind, right_or_not

WORDS = {True: gettext_lazy("Richtig"), False: gettext_lazy("Falsch")}
POSTED = {"true": True, "false": False, "": None}


class TrueFalse(QuestionKind):
    name = "true_false"
    label = gettext_lazy("Richtig oder falsch")
    can_be_cleared = True

    def problems(self, content):
        return [] if isinstance(content.get("answer"), bool) else [_("Legen Sie fest, ob die Aussage richtig oder falsch ist.")]

    def hint(self, content):
        return _("Wählen Sie „Richtig“ oder „Falsch“.")

    def typed(self, content, data):
        posted = "" if "clear" in data else data.get("answer", "")
        if posted not in POSTED:
            raise ForeignAnswer
        return POSTED[posted]

    def check(self, content, response):
        if response is not None and not isinstance(response, bool):
            raise ForeignAnswer

    def judge(self, content, response, scheme) -> Judgement:
        return right_or_not(response is content["answer"])

    def layout(self, content, response, order):
        options = [{"key": str(value).lower(), "text": word, "chosen": response is value} for value, word in WORDS.items()]
        return {"options": options, "response": response}

    def shown(self, content, response):
        return [str(WORDS[response])]

    def right_answer(self, content):
        return [str(WORDS[content["answer"]])]
