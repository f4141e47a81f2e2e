"""A quiz: which questions it asks or draws, and when it is passed."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.permissions import policy_registry

from cms_pages.blocks.learning import SLOT_BLOCKS
from courses.quizzes.models import Question

from .content import CourseContentPage

RIGHTS = ["add", "change", "view"]


def sources_of(slots) -> set[tuple[str, int]]:
    """The questions a test names and the collections it draws from."""
    named = {("question", slot.value.pk) for slot in slots if slot.block_type == "question" and slot.value}
    return named | {("draw", slot.value["collection"].pk) for slot in slots if slot.block_type == "draw"}


class QuizPageForm(WagtailAdminPageForm):
    """Takes new questions only from collections the author may see, so that no foreign question slips into a test."""

    def clean(self):
        cleaned = super().clean()
        if self.out_of_reach(cleaned.get("slots") or []):
            self.add_error("slots", _("Wählen Sie nur Fragen aus den Modulen, die Sie betreuen."))
        return cleaned

    def out_of_reach(self, slots) -> set[tuple[str, int]]:
        """What is newly named or drawn from, and lies in a collection the author has no right on."""
        policy = policy_registry.get_by_type(Question)
        questions = policy.instances_user_has_any_permission_for(self.for_user, RIGHTS)
        collections = policy.collections_user_has_any_permission_for(self.for_user, RIGHTS)
        reachable = {("question", key) for key in questions.values_list("pk", flat=True)}
        reachable |= {("draw", key) for key in collections.values_list("pk", flat=True)}
        return sources_of(slots) - sources_of(self.instance.slots) - reachable


class QuizPage(CourseContentPage):
    """The test of a module. Its questions live in the question bank; publishing a version freezes them."""

    class Counts(models.TextChoices):
        BEST = "best", _("Das beste Ergebnis zählt.")
        LAST = "last", _("Das letzte Ergebnis zählt.")

    time_limit_minutes = models.PositiveSmallIntegerField(
        _("Zeit in Minuten"), null=True, blank=True, help_text=_("Leer: ohne Zeitgrenze.")
    )
    max_attempts = models.PositiveSmallIntegerField(_("Versuche"), null=True, blank=True, help_text=_("Leer: beliebig viele."))
    wait_hours = models.PositiveSmallIntegerField(_("Wartezeit in Stunden"), default=0)
    counts = models.CharField(_("Wertung der Versuche"), max_length=4, choices=Counts, default=Counts.BEST)
    pass_num = models.PositiveSmallIntegerField(_("bestanden ab"), default=60)
    pass_den = models.PositiveSmallIntegerField(
        _("von"), default=100, help_text=_("Zum Beispiel 60 von 100 oder 12 von 20 Punkten.")
    )
    slots = StreamField(SLOT_BLOCKS, blank=True, verbose_name=_("Fragen"))

    base_form_class = QuizPageForm
    template = "cms_pages/quiz_preview.html"
    parent_page_types = ["cms_pages.ModulePage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels = [
        *CourseContentPage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("time_limit_minutes"), FieldPanel("max_attempts"), FieldPanel("wait_hours")]),
                FieldRowPanel([FieldPanel("pass_num"), FieldPanel("pass_den"), FieldPanel("counts")]),
            ],
            heading=_("Regeln"),
        ),
        FieldPanel("slots"),
    ]

    class Meta:
        verbose_name = _("Test")
        verbose_name_plural = _("Tests")

    def clean(self):
        super().clean()
        if not 0 <= (self.pass_num or 0) <= (self.pass_den or 0) or not self.pass_den:
            raise ValidationError({"pass_num": _("Der Anteil zum Bestehen liegt zwischen 0 und dem Ganzen.")})
