"""What comes with an answer, and what a trainer enters when grading."""

from fractions import Fraction

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.ui.fields import StampField
from lms.ui.layout import Fieldset, LinkButton, SubmitButton, form_helper

from .grading import points_in_words
from .models import AttemptSlot, SlotGrade
from .reading import clean_text


class PacketForm(forms.Form):
    """Which version an answer builds on, and which tab sent it as its how-manieth."""

    based_on = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    writer = StampField()
    writer_seq = forms.IntegerField(min_value=1, max_value=10**6, widget=forms.HiddenInput)


class ShownDeadlineForm(forms.Form):
    """Which deadline the page showed when the answer was written."""

    shown_deadline = forms.DateTimeField(required=False, widget=forms.HiddenInput)


class GradeForm(forms.Form):
    """Points for one answer: by the criteria of the question, or for the whole answer where it has none."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    feedback = forms.CharField(
        label=_("Rückmeldung an die teilnehmende Person"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Nennen Sie eine Stärke und einen nächsten Schritt."),
    )

    def __init__(self, *args, slot: AttemptSlot, **kwargs):
        super().__init__(*args, **kwargs)
        self.slot = slot
        self.initial["number"] = slot.number
        self.criteria = slot.content.get("criteria", [])
        self.rows = self.criteria or [{"key": "points", "text": _("Punkte für diese Antwort"), "points": slot.points}]
        for row in self.rows:
            self.fields[self.name_of(row)] = points_field(row["text"], row["points"], in_halves=not self.criteria)
        self.helper = form_helper(
            "number",
            Fieldset(_("Kriterien") if self.criteria else _("Punkte"), *(self.name_of(row) for row in self.rows)),
            "feedback",
            submit=_("Bewertung abgeben und nächste öffnen"),
            buttons=[SubmitButton(_("Als Entwurf speichern"), kind="secondary", name="draft", value="1")],
        )

    def save_as_draft_at(self, address: str, *, key: str) -> None:
        """Let the script save what is being entered."""
        self.helper.attrs |= {"data-save": address, "data-key": key}

    def name_of(self, row: dict) -> str:
        return f"criterion-{row['key']}"

    @property
    def points(self) -> dict:
        """What the action is told: points by criterion, or for the whole answer."""
        given = {row["key"]: Fraction(self.cleaned_data[self.name_of(row)]) for row in self.rows}
        if self.criteria:
            return {"criteria": {key: int(points) for key, points in given.items()}}
        return {"points": given["points"]}

    @property
    def entered(self) -> list[tuple[str, str]]:
        """What was chosen for each criterion, for showing."""
        return [(row["text"], self.data.get(self.name_of(row), "")) for row in self.rows]

    @property
    def as_draft(self) -> dict:
        """What has been entered so far, complete or not."""
        return {name: clean_text(self.data[name]) for name in self.fields if name in self.data}


REASON_HINT = _("Die teilnehmende Person liest ihn im Lernkonto.")


class CorrectionForm(GradeForm):
    """Other points for an answer that is graded already; the reason is required."""

    based_on = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Grund der Änderung"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}), help_text=REASON_HINT
    )

    def __init__(self, *args, slot: AttemptSlot, grade: SlotGrade, **kwargs):
        super().__init__(*args, slot=slot, **kwargs)
        self.initial.update({"based_on": grade.number, "feedback": grade.feedback, **self._points_of(grade)})
        rows = (self.name_of(row) for row in self.rows)
        self.helper = form_helper(
            "number",
            "based_on",
            Fieldset(_("Kriterien") if self.criteria else _("Punkte"), *rows),
            "feedback",
            "reason",
            submit=_("Neue Bewertung speichern"),
        )

    def _points_of(self, grade: SlotGrade) -> dict:
        given = grade.criteria if self.criteria else {"points": grade.score}
        return {f"criterion-{key}": str(points) for key, points in given.items()}


class VoidForm(forms.Form):
    """Why an attempt does not count."""

    reason = forms.CharField(label=_("Grund, den die Person liest"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, back: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(
            "reason", submit=_("Versuch für ungültig erklären"), buttons=[LinkButton(_("Versuch behalten"), back)]
        )


def points_field(label: str, most: int, *, in_halves: bool) -> forms.ChoiceField:
    steps = [Fraction(half, 2) for half in range(2 * most + 1)] if in_halves else [Fraction(whole) for whole in range(most + 1)]
    return forms.ChoiceField(
        label=label,
        choices=[(str(step), points_in_words(step)) for step in steps],
        widget=forms.RadioSelect,
        error_messages={"required": _("Wählen Sie die Punkte aus.")},
    )
