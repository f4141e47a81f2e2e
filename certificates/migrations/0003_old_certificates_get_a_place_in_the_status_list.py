import secrets

from django.db import migrations

LENGTH = 131_072


def give_places(apps, schema_editor):
    """Random places, each once. The trigger that keeps certificates comes back after `migrate`."""
    certificates = apps.get_model("certificates", "Certificate").objects.using(schema_editor.connection.alias)
    without = list(certificates.filter(status_index=None).order_by("pk"))
    if not without:
        return
    table = ' ON "certificates_certificate"' if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f'DROP TRIGGER IF EXISTS "keep_certificates_certificate_update"{table}')
    taken = set(certificates.exclude(status_index=None).values_list("status_index", flat=True))
    for certificate in without:
        while (index := secrets.randbelow(LENGTH)) in taken:
            pass
        taken.add(index)
        certificate.status_index = index
        certificate.save(update_fields=["status_index"])


class Migration(migrations.Migration):
    dependencies = [("certificates", "0002_seal_badge_and_keys")]

    operations = [migrations.RunPython(give_places, migrations.RunPython.noop)]
