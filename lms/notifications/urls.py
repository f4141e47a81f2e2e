from django.urls import path

from . import views

app_name = "notifications"
urlpatterns = [
    path("konto/benachrichtigungen/", views.notices, name="list"),
    path("konto/benachrichtigungen/<int:notice>/", views.open_notice, name="open"),
]
