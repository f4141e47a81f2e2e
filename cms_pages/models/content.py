"""What module, unit, quiz and task pages share."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

is_code = RegexValidator(r"^[\w.-]+$", _("Eine Kennung besteht aus Buchstaben, Ziffern, Punkt und Bindestrich."))


class CourseContentPage(Page):
    """A page that is learned from: read in a cohort, pinned to a revision, never served under its own address."""

    code = models.CharField(
        _("Kennung"), max_length=20, validators=[is_code], help_text=_("Kurz und dauerhaft, zum Beispiel M2.2.")
    )

    is_abstract = True
    content_panels = [FieldPanel("code"), *Page.content_panels]
    promote_panels = [FieldPanel("slug")]
    settings_panels: ClassVar[list] = []
    show_in_menus_default = False

    class Meta:
        abstract = True

    def get_admin_display_title(self):
        return f"{self.code} {self.draft_title or self.title}"

    def serve(self, request, *args, **kwargs):
        raise Http404

    def get_url_parts(self, request=None):
        """No public address: learners reach the text through their cohort, editors through the preview."""
        return None


class TimedPage(CourseContentPage):
    """A page that carries learning time."""

    class Mode(models.TextChoices):
        PRESENCE = "presence", _("Präsenz")
        LIVE_ONLINE = "live_online", _("Online-Live")
        SELF_STUDY = "self_study", _("Selbstlernen")
        PRACTICE = "practice", _("Praxis")

    planned_minutes = models.PositiveIntegerField(
        _("Lernzeit in Minuten"), null=True, blank=True, help_text=_("Die Summe aller Teile ergibt die Minuten des Bausteins.")
    )
    mode = models.CharField(_("Lernform"), max_length=11, choices=Mode, blank=True)

    class Meta:
        abstract = True
