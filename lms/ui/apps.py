from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "lms.ui"
    label = "ui"
    verbose_name = "Oberfläche"
