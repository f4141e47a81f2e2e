"""What the office types when it runs cohorts."""

from datetime import date, time

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.assignments.models import Submission
from courses.catalogue.models import Component, ProgrammeVersion
from courses.cohorts.actions import CODE_IS_TAKEN
from courses.cohorts.forms import SenderAddressField
from courses.cohorts.models import LONGEST_LINK, Announcement, Cohort, Enrolment
from courses.desk.queries import KINDS
from courses.quizzes.actions import CLOSES_BEFORE_OPENING
from lms import clock
from lms.accounts.models import Person, Role
from lms.accounts.queries import holders_of
from lms.ui import formats
from lms.ui.fields import GermanDateField, GermanTimeField, SeveralField, StampField
from lms.ui.layout import Fieldset, Inline, SubmitButton, form_helper

CHOOSE = _("Bitte wählen")
NUMBER = {"class": "qc-w-number"}
RESERVED = "PLANEN"
"""The address of the form itself, /verwaltung/durchgaenge/planen/, would hide a cohort of this code."""
END_BEFORE_START = _("Das Ende liegt vor dem Beginn. Bitte prüfen Sie beide Angaben.")


class CohortForm(forms.Form):
    """Dates and places of a cohort."""

    place = forms.CharField(label=_("Ort der Präsenztage"), max_length=120, required=False)
    capacity = forms.IntegerField(
        label=_("Plätze"),
        min_value=1,
        max_value=500,
        widget=forms.NumberInput(NUMBER),
        help_text=_("Üblich sind 16 bis 24."),
    )
    starts_on = GermanDateField(label=_("Beginn"))
    ends_on = GermanDateField(label=_("Ende"))
    sign_up_from = GermanDateField(label=_("Anmeldung ab"), required=False)
    sign_up_until = GermanDateField(label=_("Anmeldung bis"), required=False)
    offer_hours = forms.IntegerField(
        label=_("Frist für ein Platzangebot in Stunden"),
        min_value=1,
        max_value=720,
        initial=72,
        widget=forms.NumberInput(NUMBER),
    )
    status = forms.ChoiceField(
        label=_("Status"),
        choices=Cohort.Status.choices,
        help_text=_(
            "Wird der Durchgang abgesagt, erhalten alle Angemeldeten eine Nachricht. Wird er abgeschlossen, erhält eine "
            "Absage, wer noch wartet."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(*self.fields, submit=_("Durchgang speichern"))

    def clean(self):
        cleaned = super().clean()
        for first, last in (("starts_on", "ends_on"), ("sign_up_from", "sign_up_until")):
            if cleaned.get(first) and cleaned.get(last) and cleaned[last] < cleaned[first]:
                self.add_error(last, END_BEFORE_START)
        if cleaned.get("sign_up_until") and cleaned.get("ends_on") and cleaned["sign_up_until"] > cleaned["ends_on"]:
            self.add_error("sign_up_until", _("Die Anmeldung endet spätestens mit dem Durchgang. Bitte prüfen Sie das Datum."))
        return cleaned


class CohortSettingsForm(CohortForm):
    """Carries the status the page was shown with, so that an old tab does not take a cancelled cohort back."""

    known_status = forms.CharField(widget=forms.HiddenInput, required=False)


class NewCohortForm(CohortForm):
    """A cohort is bound to one published version when it is planned."""

    code = forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9-]{1,18}$",
        label=_("Kürzel"),
        help_text=_("Zum Beispiel QK-08."),
        error_messages={"invalid": _("Das Kürzel besteht aus Buchstaben, Ziffern und Bindestrich.")},
    )
    version = forms.ModelChoiceField(ProgrammeVersion.objects.none(), label=_("Fassung"), empty_label=None)
    field_order = ["code", "version"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].queryset = ProgrammeVersion.objects.filter(status="published").select_related("programme")

    def clean_code(self):
        code = self.cleaned_data["code"].upper()
        if code == RESERVED or Cohort.objects.filter(slug=code.lower()).exists():
            raise forms.ValidationError(CODE_IS_TAKEN)
        return code


class MeetingForm(forms.Form):
    """The date of one planned meeting, within the time of its cohort."""

    day = GermanDateField(label=_("Datum"))
    begins = GermanTimeField(label=_("Beginn"))
    ends = GermanTimeField(label=_("Ende"))
    place = forms.CharField(label=_("Ort"), max_length=200, required=False)
    link = forms.URLField(label=_("Adresse des Online-Raums"), max_length=LONGEST_LINK, required=False, assume_scheme="https")
    recorded = forms.BooleanField(
        label=_("Der Termin wird aufgezeichnet"),
        required=False,
        help_text=_("Aufgezeichnete Termine zählen nicht als synchrone Teilnahme."),
    )

    helper = form_helper("day", "begins", "ends", "place", "link", "recorded", submit=_("Termin speichern"))

    def __init__(self, *args, cohort: Cohort, **kwargs):
        super().__init__(*args, **kwargs)
        self.cohort = cohort

    def clean_day(self):
        on = self.cleaned_data["day"]
        if on != self.initial.get("day") and not self.cohort.starts_on <= on <= self.cohort.ends_on:
            period = {"first": formats.day(self.cohort.starts_on), "last": formats.day(self.cohort.ends_on)}
            raise forms.ValidationError(_("Der Durchgang dauert vom %(first)s bis %(last)s.") % period)
        return on

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("begins") and cleaned.get("ends") and cleaned["ends"] <= cleaned["begins"]:
            self.add_error("ends", END_BEFORE_START)
        return cleaned


def trainers():
    """Everybody who holds the role of a trainer now, by name."""
    return holders_of(Role.TRAINER)


class TrainersForm(forms.Form):
    trainers = SeveralField(Person.objects.none(), label=_("Kursleitung"), widget=forms.CheckboxSelectMultiple, required=False)

    helper = form_helper("trainers", buttons=[SubmitButton(_("Kursleitung speichern"), kind="secondary")], optional_marks=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["trainers"].queryset = trainers()


class AnnouncementForm(forms.Form):
    """What is written to the people of a cohort. `key` tells a second click from a second announcement."""

    key = StampField()
    audience = forms.ChoiceField(label=_("An"), choices=Announcement.AUDIENCES)
    title = forms.CharField(label=_("Überschrift"), max_length=120)
    text = forms.CharField(
        label=_("Text"),
        max_length=5000,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("Der Text steht in der E-Mail und auf der Übersicht der Personen."),
    )

    helper = form_helper("key", "audience", "title", "text", submit=_("Nachricht prüfen"))


class DecisionForm(forms.Form):
    """Which enrolment a decision is about."""

    anmeldung = StampField()


class RequestsForm(forms.Form):
    """Whose requests are confirmed; somebody confirmed meanwhile may be among them, and stays confirmed."""

    anmeldung = SeveralField(
        Enrolment.objects.none(),
        label=_("Anmeldungen"),
        to_field_name="public_id",
        error_messages={"required": _("Bitte wählen Sie mindestens eine Person aus.")},
    )

    def __init__(self, *args, cohort, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["anmeldung"].queryset = cohort.enrolments.all()


class DeclineForm(forms.Form):
    """The reason the person reads."""

    reason = forms.CharField(label=_("Grund, den die Person liest"), max_length=300, widget=forms.Textarea({"rows": 3}))


class AskForm(forms.Form):
    """Who is asked to confirm a request that came without an address, or whose link nobody answered."""

    email = SenderAddressField()


class EndForm(forms.Form):
    """Why the office ends a membership; the person may read it."""

    reason = forms.CharField(
        label=_("Grund"), max_length=300, help_text=_("Die Person kann ihn lesen. Bitte nennen Sie nichts zur Gesundheit.")
    )


class ReviewersForm(forms.Form):
    """Two people for the independent reviews of a project."""

    submission = forms.ModelChoiceField(Submission.objects.none(), widget=forms.HiddenInput)
    first = forms.ModelChoiceField(Person.objects.none(), empty_label=CHOOSE, label=_("Erstbewertung"))
    second = forms.ModelChoiceField(Person.objects.none(), empty_label=CHOOSE, label=_("Zweitbewertung"))

    def __init__(self, *args, submissions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["submission"].queryset = submissions
        self.fields["first"].queryset = self.fields["second"].queryset = trainers()


class SlotForm(forms.Form):
    """A time for one colloquium."""

    day = GermanDateField(label=_("Datum"))
    begins = GermanTimeField(label=_("Beginn"))
    place = forms.CharField(label=_("Ort"), max_length=200, required=False)
    by_video = forms.BooleanField(label=_("per Video (als Nachteilsausgleich)"), required=False)
    examiner_1 = forms.ModelChoiceField(Person.objects.none(), empty_label=CHOOSE, label=_("Erste prüfende Person"))
    examiner_2 = forms.ModelChoiceField(Person.objects.none(), empty_label=CHOOSE, label=_("Zweite prüfende Person"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["examiner_1"].queryset = self.fields["examiner_2"].queryset = trainers()
        self.helper = form_helper(*self.fields, submit=_("Zeitfenster anlegen"))


class CreditForm(forms.Form):
    """Recognising an earlier achievement."""

    component = forms.ModelChoiceField(Component.objects.none(), empty_label=CHOOSE, label=_("Baustein"))
    evidence = forms.CharField(
        label=_("Nachweis"), max_length=300, help_text=_("Was wurde gesehen? Der Nachweis selbst wird nicht gespeichert.")
    )

    def __init__(self, *args, version_id, **kwargs):
        super().__init__(*args, **kwargs)
        modules = Component.objects.filter(version_id=version_id, kind__in=Component.MODULES)
        self.fields["component"].queryset = modules
        self.helper = form_helper("component", "evidence", submit=_("Anrechnung vorschlagen"))


class AccommodationForm(forms.Form):
    """More time in tests: the effect only, never a reason."""

    factor = forms.TypedChoiceField(
        label=_("Testzeit"),
        coerce=int,
        choices=[(125, _("plus 25 %")), (150, _("plus 50 %")), (200, _("plus 100 %"))],
    )

    helper = form_helper("factor", submit=_("Nachteilsausgleich festlegen"))


class GradingFilter(forms.Form):
    """Which part of the queue to work on. What does not exist narrows nothing."""

    durchgang = forms.ChoiceField(label=_("Durchgang"), required=False)
    art = forms.ChoiceField(label=_("Art"), required=False, choices=[("", _("Alle Arten")), *KINDS.items()])

    helper = form_helper(
        Inline("durchgang", "art", SubmitButton(_("Auswahl anzeigen"), kind="secondary")), method="get", optional_marks=False
    )

    def __init__(self, *args, cohorts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["durchgang"].choices = [("", _("Alle Durchgänge")), *((code, code) for code in cohorts)]

    @property
    def chosen(self) -> dict[str, str]:
        """What the queue is asked; an unknown cohort or kind is left out."""
        self.is_valid()
        return {"cohort": self.cleaned_data.get("durchgang", ""), "kind": self.cleaned_data.get("art", "")}


class DeadlineForm(forms.Form):
    """Until when a cohort hands in a task; without a date there is no deadline."""

    due_on = GermanDateField(
        label=_("Abgabe bis"), required=False, help_text=_("TT.MM.JJJJ. Bleibt das Feld leer, gilt keine Frist.")
    )
    grace_days = forms.IntegerField(
        label=_("Nachfrist in Tagen"),
        min_value=0,
        max_value=90,
        help_text=_("So lange wird eine Abgabe noch angenommen und als verspätet gekennzeichnet."),
        widget=forms.TextInput(attrs={"class": "qc-w-number", "inputmode": "numeric"}),
    )

    helper = form_helper("due_on", "grace_days", submit=_("Abgabefrist speichern"), optional_marks=False)


class WindowForm(forms.Form):
    """From when to when a cohort may begin a test; a side left empty is open."""

    SIDES = ("opens", "closes")

    opens_day = GermanDateField(label=_("Öffnet am"), required=False)
    opens_time = GermanTimeField(label=_("Öffnet um"), required=False)
    closes_day = GermanDateField(label=_("Schließt am"), required=False)
    closes_time = GermanTimeField(label=_("Schließt um"), required=False)

    helper = form_helper(
        Fieldset(_("Öffnen"), "opens_day", "opens_time"),
        Fieldset(_("Schließen"), "closes_day", "closes_time"),
        submit=_("Öffnungszeit speichern"),
        optional_marks=False,
    )

    @classmethod
    def about(cls, window):
        """The form with what is set now."""
        initial: dict[str, date | time] = {}
        for side in cls.SIDES:
            moment = getattr(window, f"{side}_at", None)
            if moment:
                local = timezone.localtime(moment)
                initial |= {f"{side}_day": local.date(), f"{side}_time": local.time()}
        return cls(initial=initial)

    def clean(self):
        cleaned = super().clean()
        for side in self.SIDES:
            self._complete(cleaned, side)
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_day", CLOSES_BEFORE_OPENING)
        return cleaned

    def _complete(self, cleaned, side):
        day, hour = cleaned.get(f"{side}_day"), cleaned.get(f"{side}_time")
        if hour and not day and f"{side}_day" not in self.errors:
            self.add_error(f"{side}_day", _("Zu der Uhrzeit fehlt das Datum."))
        if day and not hour and f"{side}_time" not in self.errors:
            self.add_error(f"{side}_time", _("Zu dem Datum fehlt die Uhrzeit."))
        cleaned[f"{side}_at"] = clock.local_moment(day, hour) if day and hour else None

    @property
    def moments(self) -> dict:
        """What the action is told."""
        return {f"{side}_at": self.cleaned_data[f"{side}_at"] for side in self.SIDES}
