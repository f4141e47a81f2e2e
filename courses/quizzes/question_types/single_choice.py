"""One right option out of several."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .kind import ForeignAnswer, Judgement, QuestionKind, in_order, key_problems, right_or_not, text_of


class SingleChoice(QuestionKind):
    name = "single_choice"
    label = gettext_lazy("Eine Antwort auswählen")
    can_be_cleared = True

    def problems(self, content):
        options = content.get("options", [])
        problems = key_problems(options, at_least=2)
        if sum(bool(option.get("right")) for option in options) != 1:
            problems.append(_("Genau eine Antwort muss als richtig markiert sein."))
        return problems

    def hint(self, content):
        return _("Eine Antwort ist richtig.")

    def typed(self, content, data):
        return None if "clear" in data else data.get("answer") or None

    def check(self, content, response):
        if response is not None and response not in [option["key"] for option in content["options"]]:
            raise ForeignAnswer

    def judge(self, content, response, scheme) -> Judgement:
        return right_or_not(any(option["right"] for option in content["options"] if option["key"] == response))

    def shuffled_keys(self, content):
        return [option["key"] for option in content["options"]]

    def layout(self, content, response, order):
        options = [{**option, "chosen": option["key"] == response} for option in in_order(content["options"], order)]
        return {"options": options, "response": response}

    def shown(self, content, response):
        return [text_of(content["options"], response)]

    def right_answer(self, content):
        return [option["text"] for option in content["options"] if option["right"]]
