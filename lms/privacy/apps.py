from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "lms.privacy"
    label = "privacy"
    verbose_name = _("Datenschutz")

    def ready(self):
        from . import protection

        post_migrate.connect(
            lambda using, **kwargs: protection.install(using), sender=self, weak=False, dispatch_uid="privacy.protection"
        )
