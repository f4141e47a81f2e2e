"""What a learner writes in an appeal, and what the person decides who was not involved."""

from fractions import Fraction

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.progress.models import Appeal
from courses.quizzes.grading import points_in_words
from courses.quizzes.queries import GradedAnswer
from lms.ui.layout import Fieldset, LinkButton, form_helper


class AppealForm(forms.Form):
    """Why the learner does not agree."""

    text = forms.CharField(
        label=_("Womit sind Sie nicht einverstanden?"),
        max_length=5000,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("Nennen Sie die Frage oder das Kriterium, und was für Ihre Sicht spricht."),
    )

    def __init__(self, *args, back: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper("text", submit=_("Einspruch einlegen"), buttons=[LinkButton(_("Zurück"), back)])


class DecisionForm(forms.Form):
    """Outcome and reason."""

    outcome = forms.ChoiceField(label=_("Entscheidung"), choices=Appeal.Outcome.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Begründung, die die Person liest"), max_length=5000, widget=forms.Textarea({"rows": 6}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(*self.fields, submit=_("Entscheidung treffen"))

    @property
    def effect(self) -> dict:
        """What the decision changes beside the appeal itself."""
        return {}


class AttemptDecisionForm(DecisionForm):
    """For a test: more points for single answers, or no validity at all."""

    void = forms.BooleanField(
        label=_("Den Versuch für ungültig erklären"),
        required=False,
        help_text=_("Er zählt dann weder als Ergebnis noch als Versuch."),
    )

    def __init__(self, *args, answers: list[GradedAnswer], **kwargs):
        super().__init__(*args, **kwargs)
        self.answers = answers
        for answer in answers:
            self.fields[self.name_of(answer)] = more_points_field(answer)
        names = [self.name_of(answer) for answer in answers]
        self.helper = form_helper(
            "outcome",
            Fieldset(_("Wenn dem Einspruch gefolgt wird"), *names, "void"),
            "reason",
            submit=_("Entscheidung treffen"),
            optional_marks=False,
        )

    def name_of(self, answer: GradedAnswer) -> str:
        return f"points-{answer.number}"

    @property
    def effect(self) -> dict:
        given = [(answer, Fraction(self.cleaned_data[self.name_of(answer)])) for answer in self.answers]
        points = {answer.number: typed for answer, typed in given if typed != answer.grade.score}
        return {"points": points, "void": self.cleaned_data["void"]}


def more_points_field(answer: GradedAnswer) -> forms.ChoiceField:
    """From the points an answer has to the most it can bring, in halves."""
    has = answer.grade.score
    halves = [Fraction(half, 2) for half in range(2 * answer.most + 1)]
    steps = [has, *(step for step in halves if step > has)]
    return forms.ChoiceField(
        label=_("Frage %(number)d (höchstens %(most)d)") % {"number": answer.number, "most": answer.most},
        choices=[(str(step), points_in_words(step)) for step in steps],
        initial=str(has),
        widget=forms.Select,
    )
