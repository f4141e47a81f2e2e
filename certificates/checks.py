"""What `check --deploy` says about keys: production without them would decide documents and never hand one out."""

from datetime import timedelta

from django.conf import settings
from django.core.checks import Error, Tags, register

from lms import clock

from . import dev_ca, keys

SOON = timedelta(days=30)


@register(Tags.security, deploy=True)
def keys_can_sign(app_configs, **kwargs):
    """Every key is there, lasts another month, and was not made by the demo."""
    now, found = clock.now(), []
    for purpose in dev_ca.NAMES:
        try:
            key = keys.load(purpose, at=now)
        except keys.KeyUnusable as refusal:
            found.append(Error(str(refusal), hint="KEYS_DIR, KEYS_PASSPHRASE", id="certificates.E001"))
            continue
        if key.certificate.not_valid_after_utc - now < SOON:
            found.append(Error(f"{purpose}.p12: Das Zertifikat endet in weniger als 30 Tagen.", id="certificates.E002"))
        if key.is_dev:
            found.append(Error(f"{purpose}.p12: Dieser Schlüssel ist {keys.DEV}.", id="certificates.E003"))
    return found


@register(Tags.security, deploy=True)
def documents_are_no_samples(app_configs, **kwargs):
    """Documents of the demo say "Muster, nicht gültig"; nobody wants to hand out such a one."""
    if settings.DEMO:
        return [Error("Mit DEMO entstehen nur Muster, keine gültigen Nachweise.", id="certificates.E004")]
    return []
