"""German addresses for allauth's views, under allauth's own names. What has no page in our look is not here."""

from allauth.account import views
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
]
