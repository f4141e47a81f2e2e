"""Who runs this platform: filled in once by the operator, shown on pages and documents."""

from datetime import date

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, BaseSiteSetting, register_setting


@register_setting(icon="home")
class OperatorSettings(BaseSiteSetting):
    """Operator, contacts and the function that signs; an empty field is shown as still to be filled in."""

    operator_name = models.CharField(_("Anbieter"), max_length=200, blank=True)
    operator_address = models.TextField(_("Anschrift"), blank=True)
    represented_by = models.CharField(_("Vertreten durch (Funktion)"), max_length=200, blank=True)
    vat_number = models.CharField(_("Umsatzsteuer-Nummer"), max_length=60, blank=True, help_text=_("Nur, wenn es eine gibt."))
    content_responsible = models.TextField(_("Verantwortlich für den Inhalt"), blank=True)
    supervisory_authority = models.CharField(_("Aufsichtsbehörde"), max_length=200, blank=True)
    contact_email = models.EmailField(_("E-Mail-Adresse für Fragen"), blank=True)
    contact_phone = models.CharField(_("Telefon"), max_length=60, blank=True)
    contact_hours = models.CharField(_("Erreichbar"), max_length=200, blank=True)
    accessibility_email = models.EmailField(_("E-Mail-Adresse für Barrieren"), blank=True)
    monitoring_body = models.TextField(_("Überwachungsstelle"), blank=True)
    enforcement_body = models.TextField(_("Schlichtungsstelle"), blank=True)
    data_protection_contact = models.TextField(_("Datenschutzbeauftragte Person oder Stelle"), blank=True)

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("operator_name"),
                FieldPanel("operator_address"),
                FieldPanel("represented_by"),
                FieldPanel("vat_number"),
                FieldPanel("content_responsible"),
                FieldPanel("supervisory_authority"),
            ],
            heading=_("Anbieter"),
        ),
        MultiFieldPanel([FieldPanel(name) for name in ("contact_email", "contact_phone", "contact_hours")], heading=_("Kontakt")),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("accessibility_email", "monitoring_body", "enforcement_body")],
            heading=_("Barrierefreiheit"),
        ),
        MultiFieldPanel([FieldPanel("data_protection_contact")], heading=_("Datenschutz")),
    ]

    class Meta:
        verbose_name = _("Betreiber und Kontakt")
        verbose_name_plural = _("Betreiber und Kontakt")


@register_setting(icon="tasks")
class DistanceLearningRule(BaseGenericSetting):
    """When a paid programme counts as distance teaching (FernUSG). A setting with a date: the law is under discussion."""

    applies = models.BooleanField(_("Regel gilt"), default=True, help_text=_("Ausschalten, wenn das Gesetz wegfällt."))
    checked_on = models.DateField(_("Stand der Regel"), default=date(2026, 2, 1))
    more_than_num = models.PositiveSmallIntegerField(_("Synchroner Anteil mehr als"), default=50)
    more_than_den = models.PositiveSmallIntegerField(_("von"), default=100, validators=[MinValueValidator(1)])

    panels = [
        FieldPanel("applies"),
        FieldPanel("checked_on"),
        FieldRowPanel([FieldPanel("more_than_num"), FieldPanel("more_than_den")]),
    ]

    class Meta:
        verbose_name = _("Regel zum Fernunterricht")
        verbose_name_plural = _("Regel zum Fernunterricht")

    @classmethod
    def in_force(cls) -> "DistanceLearningRule":
        """The rule as the office set it, or as it was shipped; asking writes nothing."""
        return cls.objects.first() or cls()
