from django.urls import path

from . import views

urlpatterns = [
    path("lernen/", views.MyCohort.as_view(), name="my-cohort"),
    path("stand/lernkonto/", views.Ledger.as_view(), name="ledger"),
    path("lernen/<slug:cohort>/", views.Outline.as_view(), name="outline"),
    path("lernen/<slug:cohort>/wahl/", views.ChooseElectives.as_view(), name="electives"),
    path("lernen/<slug:cohort>/<slug:component>/", views.ComponentPage.as_view(), name="component"),
    path("lernen/<slug:cohort>/<slug:component>/termine/<slug:lesson>/", views.MeetingPage.as_view(), name="lesson-meeting"),
    path("lernen/<slug:cohort>/<slug:component>/<slug:lesson>/stelle/", views.ReadingPlace.as_view(), name="reading-place"),
    path("lernen/<slug:cohort>/<slug:component>/<slug:lesson>/", views.UnitPage.as_view(), name="lesson-unit"),
]
