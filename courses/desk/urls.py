from django.urls import path

from . import views

urlpatterns = [
    path("uebersicht/", views.LearnerOverview.as_view(), name="overview"),
]
