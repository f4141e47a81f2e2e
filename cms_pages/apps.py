from django.apps import AppConfig, apps
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def set_up_rights(using, **kwargs):
    """Write the rights of the back office once the whole database is there; a half migrated one is left alone."""
    from .rights import set_up

    introspection = connections[using].introspection
    if set(introspection.django_table_names()) <= set(introspection.table_names()):
        set_up()


class CmsPagesConfig(AppConfig):
    name = "cms_pages"
    label = "cms_pages"
    verbose_name = _("Inhalte")

    def ready(self):
        # After every package that brings pages or permissions; Django's own come last.
        post_migrate.connect(set_up_rights, sender=apps.get_app_config("auth"), dispatch_uid="cms_pages.rights")
