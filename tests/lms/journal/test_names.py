from django.apps import apps

OURS = ("lms.", "courses", "certificates", "cms_pages")


def test_every_table_has_a_german_name():
    """The journal says with it what a decision was about."""
    models = [model for model in apps.get_models() if model.__module__.startswith(OURS)]

    assert [model.__name__ for model in models if "verbose_name" not in model._meta.original_attrs] == []
