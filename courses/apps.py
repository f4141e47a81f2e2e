from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    label = "courses"
    verbose_name = _("Durchgänge und Lernen")

    def ready(self):
        from . import receivers  # noqa: F401
