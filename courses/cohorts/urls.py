from django.urls import path

from . import views

urlpatterns = [
    path("durchgaenge/<slug:cohort>/", views.CohortPage.as_view(), name="cohort"),
    path("anmelden/<slug:cohort>/", views.Enrol.as_view(), name="enrol"),
    path("anmelden/<slug:cohort>/<slug:step>/", views.Enrol.as_view(), name="enrol-step"),
    path("anmeldungen/<uuid:enrolment>/annehmen/", views.AcceptOffer.as_view(), name="offer-accept"),
    path("anmeldungen/<uuid:enrolment>/zurueckziehen/", views.Withdraw.as_view(), name="enrolment-withdraw"),
    path("bestaetigung/<str:token>/", views.Confirmation.as_view(), name="sending-confirmation"),
    path("termine/", views.Meetings.as_view(), name="meetings"),
    path("termine/unterlagen/<uuid:handout>/", views.DownloadHandout.as_view(), name="handout"),
    path("lehren/termine/<uuid:meeting>/unterlagen/", views.Handouts.as_view(), name="handouts"),
    path("termine/kalender.ics", views.Calendar.as_view(), name="calendar"),
]
