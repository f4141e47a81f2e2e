from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "certificates"
    label = "certificates"
    verbose_name = "Nachweise"

    def ready(self):
        from . import checks, receivers  # noqa: F401
