"""Terms explained once and linked where they first appear in a text."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import DraftStateMixin, RevisionMixin, WorkflowMixin
from wagtail.search import index

is_word = RegexValidator(r"^\w[\w -]*\w$", _("Ein Begriff besteht aus Buchstaben, Leerzeichen und Bindestrich."))


class GlossaryTerm(WorkflowMixin, DraftStateMixin, RevisionMixin, index.Indexed, models.Model):
    """A term with its explanation. Trainers write it, the office publishes it."""

    term = models.CharField(
        _("Begriff"), max_length=80, unique=True, validators=[is_word], help_text=_("In der Grundform, zum Beispiel Quartier.")
    )
    other_forms = models.CharField(
        _("Weitere Formen"),
        max_length=200,
        blank=True,
        help_text=_("Mit Komma getrennt, zum Beispiel Begegnungsräume. Übliche Endungen findet die Plattform selbst."),
    )
    explanation = models.TextField(_("Erklärung"), max_length=600, help_text=_("Ein bis drei kurze Sätze."))
    source = models.CharField(_("Quelle"), max_length=200, blank=True)

    search_fields: ClassVar = [
        index.SearchField("term"),
        index.AutocompleteField("term"),
        index.SearchField("explanation"),
    ]

    class Meta:
        verbose_name = _("Begriff")
        verbose_name_plural = _("Glossar")
        ordering = ["term"]

    def __str__(self):
        return self.term

    @property
    def forms(self) -> list[str]:
        return [self.term, *(form.strip() for form in self.other_forms.split(",") if form.strip())]

    @property
    def anchor(self) -> str:
        return f"begriff-{self.pk}"

    @property
    def address(self) -> str:
        return f"{reverse('cms_pages:glossary')}#{self.anchor}"
