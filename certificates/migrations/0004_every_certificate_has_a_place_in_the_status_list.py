from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('certificates', '0003_old_certificates_get_a_place_in_the_status_list'),
    ]

    operations = [
        migrations.AlterField(
            model_name='certificate',
            name='status_index',
            field=models.PositiveIntegerField(help_text='place in the status list, at random', unique=True),
        ),
    ]
