from django.urls import path

from . import views

app_name = "privacy"
urlpatterns = [
    path("konto/daten/", views.OwnData.as_view(), name="own"),
    path("konto/daten/herunterladen/", views.Download.as_view(), name="download"),
    path("konto/daten/loeschen/", views.EraseAccount.as_view(), name="erase"),
    path("verwaltung/personen/<uuid:public_id>/konto-loeschen/", views.ErasePerson.as_view(), name="person-erase"),
]
