"""What learners hand in and what reviewers write."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lms import clock
from lms.errors import NotPossible
from lms.private_files import ALLOWED_WORDS, checked, safe_name
from lms.ui.fields import GermanDateField, GermanTimeField, StampField
from lms.ui.layout import SubmitButton, form_helper

from .actions import NOTHING_YET
from .models import ColloquiumRecord, Review, SubmissionFile

FORM_ID = "abgabe-form"


def name_of_image(image: SubmissionFile) -> str:
    return f"bild-{image.public_id}"


class DraftForm(forms.Form):
    """The learner's text, for the project with its topic, and what it was written on top of."""

    based_on = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    writer = StampField(required=False)
    title = forms.CharField(
        label=_("Thema des Praxisprojekts"), max_length=200, required=False, help_text=_("So steht es auf dem Zertifikat.")
    )
    text = forms.CharField(label=_("Ihr Text"), max_length=100_000, widget=forms.Textarea({"rows": 12}), required=False)

    def __init__(self, *args, with_title, images=(), **kwargs):
        super().__init__(*args, **kwargs)
        if not with_title:
            del self.fields["title"]
        self.images = {}
        self.ask_about(images)

    def ask_about(self, images) -> None:
        """Give each of these images a field that says what it shows; it stands beside the image."""
        for image in images:
            label = _("Was zeigt das Bild „%(name)s“?") % {"name": image.name}
            widget = forms.TextInput({"form": FORM_ID, "class": "kern-form-input__input"})
            self.images[image] = name_of_image(image)
            self.fields[name_of_image(image)] = forms.CharField(label=label, max_length=300, required=False, widget=widget)

    def said_about_images(self) -> list[tuple[SubmissionFile, str]]:
        """The images that were described, each with its sentence."""
        return [(image, said) for image, name in self.images.items() if (said := self.cleaned_data.get(name))]

    def clean_text(self):
        return self.cleaned_data["text"].replace("\r\n", "\n")

    @property
    def draft(self) -> dict:
        """What the action is told."""
        return {"title": "", **{name: self.cleaned_data[name] for name in DraftForm.base_fields if name in self.fields}}


class SubmissionForm(DraftForm):
    """The draft with files, one at a time."""

    file = forms.FileField(
        label=_("Datei hinzufügen"),
        required=False,
        help_text=ALLOWED_WORDS,
        error_messages={"empty": _("Die Datei ist leer. Bitte öffnen Sie sie und speichern Sie sie noch einmal.")},
    )
    description = forms.CharField(
        label=_("Bildbeschreibung"),
        max_length=300,
        required=False,
        help_text=_("Nur bei Bildern: Was ist zu sehen? Ein Satz genügt."),
    )

    def __init__(self, *args, address, save_at, key, is_begun, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_begun = is_begun
        self.helper = form_helper(
            *(name for name in self.fields if name not in self.images.values()),
            action=address,
            optional_marks=False,
            buttons=[
                SubmitButton(_("Aufgabe einreichen"), name="schritt", value="einreichen"),
                SubmitButton(_("Später weitermachen"), name="schritt", value="speichern", kind="secondary"),
            ],
        )
        self.helper.form_id = FORM_ID
        self.helper.form_show_errors = False  # the page shows them above the files, whose fields belong to this form
        self.helper.attrs |= {"data-save": save_at, "data-key": key}

    def clean(self):
        cleaned = super().clean()
        typed = (cleaned.get("title", ""), cleaned.get("text", ""))
        if not self.errors and not self.is_begun and not cleaned.get("file") and not any(words.strip() for words in typed):
            raise ValidationError(NOTHING_YET)
        return cleaned

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if not upload:
            return None
        try:
            kind, content = checked(upload)
        except NotPossible as refusal:
            raise ValidationError(str(refusal)) from refusal
        return {"name": safe_name(upload.name, kind), "kind": kind.content_type, "content": content}


GIVE = _("Bewertung abgeben und nächste öffnen")
KEEP = _("Als Entwurf speichern")
NOT_CHOSEN = {"required": _("Wählen Sie eine Stufe aus.")}


class RubricForm(forms.Form):
    """What a person thinks of a piece of work: each criterion with its levels, a result, a comment; a draft may be incomplete."""

    decision = forms.ChoiceField(
        label=_("Ergebnis"), widget=forms.RadioSelect, error_messages={"required": _("Wählen Sie ein Ergebnis aus.")}
    )
    comment = forms.CharField(label=_("Rückmeldung"), max_length=20_000, widget=forms.Textarea({"rows": 6}))

    def __init__(self, *args, rubric, decisions, is_draft=False, key="", save_at="", **kwargs):
        super().__init__(*args, **kwargs)
        self.rubric = rubric
        self.fields["decision"].choices = [(decision.value, decision.label) for decision in decisions]
        for item in rubric:
            self.fields[self.name_of(item)] = forms.TypedChoiceField(
                label=self.label_of(item),
                choices=self.levels_of(item),
                coerce=int,
                empty_value=None,
                widget=forms.RadioSelect,
                error_messages=NOT_CHOSEN,
            )
        self.order_fields([*(self.name_of(item) for item in rubric), "decision", "comment"])
        for field in self.fields.values() if is_draft else ():
            field.required = False
        give = SubmitButton(GIVE, name="schritt", value="abgeben")
        keep = SubmitButton(KEEP, name="schritt", value="speichern", kind="secondary")
        self.helper = form_helper(*self.fields, optional_marks=False, buttons=[give, keep])
        self.helper.attrs |= {"data-save": save_at, "data-key": key}

    def points(self) -> list[int | None]:
        return [self.cleaned_data.get(self.name_of(item)) for item in self.rubric]

    @property
    def as_draft(self) -> dict:
        """What has been entered so far, complete or not."""
        return {name: self.cleaned_data[name] for name in self.fields if name in self.cleaned_data}

    def name_of(self, item: dict) -> str:
        raise NotImplementedError

    def label_of(self, item: dict) -> str:
        raise NotImplementedError

    def levels_of(self, item: dict) -> list[tuple[int, str]]:
        raise NotImplementedError


class JudgeForm(RubricForm):
    """A trainer's decision on a practice task: criteria are fulfilled or not yet."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, decisions=[Review.Decision.ACCEPT, Review.Decision.RETURN], **kwargs)
        self.fields["comment"].required = False

    def name_of(self, item):
        return f"criterion_{item['key']}"

    def label_of(self, item):
        return item["text"]

    def levels_of(self, item):
        return [(0, _("Noch nicht")), (1, _("Erfüllt"))]


class ReviewForm(RubricForm):
    """A review of a project: each criterion with its levels."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, decisions=list(Review.Decision), **kwargs)

    def name_of(self, item):
        return item["key"]

    def label_of(self, item):
        return f"{item['key']} {item['text']}"

    def levels_of(self, item):
        return [(points, f"{points} – {words}") for points, words in enumerate(item["levels"])]


class RecordForm(forms.Form):
    """The minutes of a colloquium (curriculum section 6), and what they were written on top of."""

    based_on = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    place = forms.CharField(label=_("Ort"), max_length=200)
    day = GermanDateField(label=_("Datum"))
    begins = GermanTimeField(label=_("Beginn"))
    ends = GermanTimeField(label=_("Ende"))
    topics = forms.CharField(label=_("Themen"), widget=forms.Textarea({"rows": 4}))
    result = forms.ChoiceField(label=_("Ergebnis"), choices=ColloquiumRecord.Result.choices, widget=forms.RadioSelect)
    reasons = forms.CharField(label=_("Begründung"), widget=forms.Textarea({"rows": 4}))

    helper = form_helper(
        "based_on", "place", "day", "begins", "ends", "topics", "result", "reasons", submit=_("Niederschrift speichern")
    )

    def clean_day(self):
        on = self.cleaned_data["day"]
        if on > clock.today():
            raise ValidationError(_("Dieses Datum liegt in der Zukunft. Bitte prüfen Sie es."))
        return on

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("begins") and cleaned.get("ends") and cleaned["ends"] <= cleaned["begins"]:
            self.add_error("ends", _("Das Ende liegt vor dem Beginn. Bitte prüfen Sie die Uhrzeiten."))
        return cleaned
