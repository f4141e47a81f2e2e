from django.urls import path

from . import views

urlpatterns = [
    path("stand/", views.StandingPage.as_view(), name="standing"),
]
