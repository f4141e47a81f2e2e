from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_fill_the_order_of_names"),
    ]

    operations = [
        migrations.AddField(
            model_name="municipality",
            name="inhabitants",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="Einwohnerzahl"),
        ),
        migrations.AddConstraint(
            model_name="municipality",
            constraint=models.CheckConstraint(
                condition=models.Q(("inhabitants", None), ("inhabitants__gt", 0), _connector="OR"), name="somebody_lives_there"
            ),
        ),
    ]
