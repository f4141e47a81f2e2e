"""What a learner may choose on the way."""

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.catalogue.models import Component
from lms.ui.fields import SeveralField
from lms.ui.layout import form_helper


class ElectivesForm(forms.Form):
    """Two or more elective modules."""

    components = SeveralField(
        Component.objects.none(),
        label=_("Ihre Auswahl"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Bitte wählen Sie Wahlpflichtmodule aus.")},
    )

    def __init__(self, *args, enrolment, min_count, **kwargs):
        super().__init__(*args, **kwargs)
        self.min_count = min_count
        field = self.fields["components"]
        field.queryset = Component.objects.filter(version_id=enrolment.cohort.version_id, kind=Component.Kind.ELECTIVE)
        field.help_text = _("Für das Zertifikat brauchen Sie mindestens %(count)d. Mehr sind möglich.") % {"count": min_count}
        self.helper = form_helper("components", submit=_("Auswahl speichern"))

    def clean_components(self):
        chosen = self.cleaned_data["components"]
        if len(chosen) < self.min_count:
            raise forms.ValidationError(_("Bitte wählen Sie mindestens %(count)d Module.") % {"count": self.min_count})
        return chosen
