from django.urls import path

from . import views

app_name = "privacy"
urlpatterns = [
    path("konto/daten/", views.OwnData.as_view(), name="own"),
    path("konto/daten/herunterladen/", views.Download.as_view(), name="download"),
    path("konto/daten/loeschen/", views.CloseAccount.as_view(), name="close"),
    path("verwaltung/personen/<uuid:public_id>/konto-loeschen/", views.ClosePerson.as_view(), name="person-close"),
]
