"""Entering minutes and make-up work."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Component
from courses.cohorts.models import Enrolment
from lms.keys import is_key
from lms.ui.layout import form_helper

CHOOSE = _("Bitte wählen")
MINUTES_WITHOUT_PART = _("Diese Minuten passen nicht zur Auswahl. Wählen Sie dazu „Zum Teil“ oder leeren Sie das Feld.")
PRESENCE = [("present", _("Anwesend")), ("part", _("Zum Teil")), ("absent", _("Nicht da"))]


class SheetForm(forms.Form):
    """One line per person: present, in part with minutes, or not there. No reason is asked."""

    def __init__(self, *args, meeting, lines, **kwargs):
        super().__init__(*args, **kwargs)
        self.meeting, self.lines = meeting, lines
        for line in lines:
            key = line.enrolment.pk
            self.fields[f"presence_{key}"] = forms.ChoiceField(
                label=str(line.enrolment.learner), choices=PRESENCE, required=False, initial=self._presence(line)
            )
            self.fields[f"minutes_{key}"] = forms.IntegerField(
                label=_("Minuten von %(person)s") % {"person": line.enrolment.learner},
                required=False,
                min_value=0,
                max_value=meeting.planned_minutes,
                initial=line.minutes if self._presence(line) == "part" else None,
                error_messages={
                    "invalid": _("Bitte geben Sie ganze Minuten ein."),
                    "max_value": _("Für diesen Termin sind höchstens %(limit_value)d Minuten vorgesehen."),
                    "min_value": _("Bitte geben Sie ganze Minuten ein."),
                },
            )

    def _presence(self, line) -> str:
        if line.minutes is None or not line.claims:
            return ""
        if line.minutes == self.meeting.planned_minutes:
            return "present"
        return "part" if line.minutes else "absent"

    def rows(self):
        """Each line with its two bound fields."""
        return [(line, self[f"presence_{line.enrolment.pk}"], self[f"minutes_{line.enrolment.pk}"]) for line in self.lines]

    def clean(self):
        cleaned = super().clean()
        for line in self.lines:
            key = line.enrolment.pk
            if f"minutes_{key}" not in self.errors and (refusal := self._refusal_of_minutes(key)):
                self.add_error(f"minutes_{key}", refusal)
        return cleaned

    def _refusal_of_minutes(self, key) -> Promise | str:
        """Why the minutes of a line do not fit what was chosen; minutes beside another choice are never dropped."""
        typed = self.cleaned_data.get(f"minutes_{key}")
        if self.cleaned_data.get(f"presence_{key}") == "part":
            return _("Bitte geben Sie die Minuten ein.") if typed is None else ""
        return "" if typed is None or typed == self._said(key) else MINUTES_WITHOUT_PART

    def changed_minutes(self) -> dict[Enrolment, int]:
        """Minutes of every line that says something new about this meeting; the ledger may know an earlier date of its lesson."""
        minutes = {}
        for line in self.lines:
            said = self._said(line.enrolment.pk)
            if said is not None and (said != line.minutes or not line.claims):
                minutes[line.enrolment] = said
        return minutes

    def _said(self, key) -> int | None:
        presence = self.cleaned_data.get(f"presence_{key}")
        whole = {"present": self.meeting.planned_minutes, "absent": 0}
        return self.cleaned_data[f"minutes_{key}"] if presence == "part" else whole.get(presence)


def people_on(sent) -> set[int]:
    """The enrolments of which a sheet that was sent says something."""
    said = (name for name, value in sent.items() if value and name.startswith(("presence_", "minutes_")))
    keys = [name.partition("_")[2] for name in said]
    return {int(key) for key in keys if is_key(key)}


class DecisionForm(forms.Form):
    """Deciding the minutes of one person, with the reason for the correction."""

    minutes = forms.IntegerField(label=_("Minuten, die zählen"), min_value=0)
    reason = forms.CharField(
        label=_("Grund der Korrektur"), max_length=300, help_text=_("Bitte keine Gründe für eine Abwesenheit nennen.")
    )

    def __init__(self, *args, meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["minutes"].max_value = meeting.planned_minutes
        self.fields["minutes"].help_text = _("Höchstens %(minutes)d.") % {"minutes": meeting.planned_minutes}
        self.helper = form_helper("minutes", "reason", submit=_("Minuten festlegen"))


MOST = 3600
"""Minutes of one make-up task: more than any programme has."""


class MakeUpForm(forms.Form):
    """A substitute task for one person."""

    enrolment = forms.ModelChoiceField(Enrolment.objects.none(), empty_label=CHOOSE, label=_("Person"))
    component = forms.ModelChoiceField(Component.objects.none(), empty_label=CHOOSE, label=_("Baustein"))
    minutes = forms.IntegerField(label=_("Minuten"), min_value=1, max_value=MOST, help_text=_("1 UE sind 45 Minuten."))
    task = forms.CharField(label=_("Aufgabe"), max_length=300)

    def __init__(self, *args, cohort, **kwargs):
        super().__init__(*args, **kwargs)
        people = Enrolment.objects.learning().filter(cohort=cohort).select_related("learner")
        self.fields["enrolment"].queryset = people
        self.fields["enrolment"].label_from_instance = lambda enrolment: str(enrolment.learner)
        self.fields["component"].queryset = Component.objects.filter(version_id=cohort.version_id)
        self.helper = form_helper("enrolment", "component", "minutes", "task", submit=_("Ersatzaufgabe stellen"))
