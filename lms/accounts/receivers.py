"""Telling somebody that their account was changed, at the address that was theirs before."""

from functools import partial

from allauth.account.signals import email_changed, password_changed, password_reset
from django.db import transaction
from django.dispatch import receiver

from lms import clock
from lms.notifications.actions import send_mail_only, send_to_address


@receiver(email_changed, dispatch_uid="accounts.address_changed")
def tell_former_address(sender, from_email_address, **kwargs):
    """An open session must not be enough to take an account over unnoticed."""
    if from_email_address:
        tell = partial(send_to_address, from_email_address.email, "address_changed", at=clock.now(), link="/hilfe/")
        transaction.on_commit(tell)


@receiver([password_changed, password_reset], dispatch_uid="accounts.password_changed")
def tell_new_password(sender, user, **kwargs):
    transaction.on_commit(partial(send_mail_only, user, "password_changed", at=clock.now(), link="/passwort/"))
