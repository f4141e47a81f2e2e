from django.db import migrations

from lms.accounts.spelling import folded, order_of_names

BATCH = 500


def fill(apps, schema_editor):
    """Give every row that was there before the column the order of its name."""
    for model in ("District", "Organisation", "Neighbourhood"):
        fill_model(apps.get_model("accounts", model), lambda row: folded(row.name))
    fill_model(apps.get_model("accounts", "Person"), lambda row: order_of_names(row.family_name, row.given_name))


def fill_model(model, order_of):
    longest = model._meta.get_field("sort_name").max_length
    rows = list(model._base_manager.filter(sort_name="").order_by("pk"))
    for row in rows:
        row.sort_name = order_of(row)[:longest]
    model._base_manager.bulk_update(rows, ["sort_name"], batch_size=BATCH)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_names_have_an_order'),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
