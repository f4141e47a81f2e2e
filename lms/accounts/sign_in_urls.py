"""German addresses for allauth's views, under allauth's own names. What has no page in our look is not here."""

from allauth.account import views
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.urls import path, re_path

urlpatterns = [
    path("einloggen/", views.login, name="account_login"),
    path("ausloggen/", views.logout, name="account_logout"),
    path("gesperrt/", views.account_inactive, name="account_inactive"),
    path("registrieren/", views.signup, name="account_signup"),
    path("bestaetigen/", views.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^bestaetigen/(?P<key>[-:\w]+)/$", views.confirm_email, name="account_confirm_email"),
    path("passwort/", views.password_reset, name="account_reset_password"),
    path("passwort/verschickt/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^passwort/neu/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("passwort/geaendert/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("konto/email/", views.email, name="account_email"),
    path("konto/passwort/", views.password_change, name="account_change_password"),
    path("konto/passwort/festlegen/", views.password_set, name="account_set_password"),
    path("konto/passwort/bestaetigen/", views.reauthenticate, name="account_reauthenticate"),
    path("einloggen/code/", second_factor.authenticate, name="mfa_authenticate"),
    path("konto/sicherheit/", second_factor.index, name="mfa_index"),
    path("konto/sicherheit/bestaetigen/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("konto/sicherheit/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("konto/sicherheit/app/ausschalten/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("konto/sicherheit/ersatzcodes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("konto/sicherheit/ersatzcodes/neu/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("konto/sicherheit/ersatzcodes/datei/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]
